"""The commands about single persons: what is known is shown with its source, what is sensitive only when asked for."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli import clerical, person, person_lineage
from cli.main import main
from cli.parser import build_parser
from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange
from core.settings import load_settings
from datapool.pool import Pool
from tests.datapool.persons.registers import insured, member, number, pool_of, resident
from tests.datapool.sharing.world import bodies

BORN = "1980-03-04"
HERS = number(BORN, 12)
ACCOUNT = "9222000011112222333"
ACTIONS = {
    "link-persons": person.link,
    "person": person.run,
    "doubts": clerical.run,
    "decide": clerical.decide,
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("person")
    rows = {
        "hrss_insured": [insured("0001", "赵敏", HERS, BORN, "2", account_no=ACCOUNT, address="甲路1号")],
        "health_members": [member("7", "王芳", HERS, BORN, "2", registered_on="2019-01-01")],
        "police_population": [resident("王芳", HERS, BORN, "2", address="丙路3号")],
    }
    return pool_of(root, rows).root


@pytest.fixture
def linked(root: Path, capsys: Any) -> Path:
    answered(capsys, "link-persons", str(root))
    return root


def answered(capsys: Any, *words: str) -> str:
    """What a command prints; whoever owns the files looks for a purpose, unless claims say who does."""
    if words[0] == "person" and "--as" not in words:
        words = (*words, "--purpose", "handling_case")
    chosen = build_parser().parse_args(["data", *words])
    chosen.language = chosen.language or "zh"
    assert ACTIONS[words[0]](chosen, load_settings(Path.cwd(), {})) == 0
    return str(capsys.readouterr().out)


def lineage(capsys: Any, root: Path, *words: str) -> str:
    """As the command calls it whose arguments are declared elsewhere."""
    who = () if "--as" in words else ("--purpose", "handling_case")
    chosen = build_parser().parse_args(["data", "person", str(root), words[0], *words[2:], *who])
    chosen.pool, chosen.field, chosen.language = str(root), words[1], chosen.language or "zh"
    assert person_lineage.run(chosen, load_settings(Path.cwd(), {})) == 0
    return str(capsys.readouterr().out)


def test_linking_tells_how_many_and_by_which_rule(root: Path, capsys: Any) -> None:
    made = json.loads(answered(capsys, "link-persons", str(root), "--json"))
    assert (made["persons"], made["records"], made["rows"], made["doubts"]) == (1, 3, 3, 1)
    assert made["rules"] == {"citizen_id": 3}
    assert "公民身份号码相同" in answered(capsys, "link-persons", str(root))
    assert "same citizen number" in answered(capsys, "link-persons", str(root), "--language", "en")


def test_a_person_is_shown_with_the_source_of_every_item(linked: Path, capsys: Any) -> None:
    found = json.loads(answered(capsys, "person", str(linked), "hrss:0001", "--json"))
    address = found["facts"]["address"]
    assert address["value"] == "丙路3号" and address["ground"] == "owner"
    assert (address["source"]["table"], address["source"]["line"]) == ("police_population", 1)
    assert [each["value"] for each in address["others"]] == ["甲路1号"]
    assert {each["table"] for each in found["records"]} == {"hrss_insured", "health_members", "police_population"}
    text = answered(capsys, "person", str(linked), found["person"])
    assert "丙路3号" in text and "数据项主管部门" in text
    assert "owner of the item" in answered(capsys, "person", str(linked), "health:7", "--language", "en")


def test_sensitive_values_are_masked_unless_somebody_named_may_see_them_and_asks(
    linked: Path, capsys: Any, tmp_path: Path
) -> None:
    own = claims(tmp_path)
    for words in ([], ["--json"], ["--language", "en"]):
        for who in ([], ["--as", own]):
            text = answered(capsys, "person", str(linked), "hrss:0001", *words, *who)
            assert HERS not in text and ACCOUNT not in text and "***" in text
        with pytest.raises(InputError, match="nobody who is not named"):
            answered(capsys, "person", str(linked), "hrss:0001", "--show-sensitive", *words)
    shown = answered(capsys, "person", str(linked), "hrss:0001", "--json", "--show-sensitive", "--as", own)
    facts = json.loads(shown)["facts"]
    assert facts["citizen_id"]["value"] == HERS and facts["account_no"]["value"] == ACCOUNT


def test_what_a_rule_keeps_back_no_option_shows(linked: Path, capsys: Any, tmp_path: Path) -> None:
    auditor = claims(tmp_path, roles=["auditor"], purpose="audit")
    words = ("person", str(linked), "hrss:0001", "--as", auditor, "--show-sensitive")
    found = json.loads(answered(capsys, *words, "--json"))
    assert "citizen_id" not in found["facts"] and found["facts"]["person_name"]["value"] == "王芳"
    assert "hrss_insured" in found["withheld"]["citizen_id"]["tables"]
    text = answered(capsys, *words, "--language", "en")
    assert HERS not in text and ACCOUNT not in text and "Kept back by the rules" in text
    with pytest.raises(InputError, match="keep citizen_id back"):
        lineage(capsys, linked, "hrss:0001", "citizen_id", "--as", auditor)


def test_every_look_is_in_the_log_with_its_purpose(linked: Path, capsys: Any, tmp_path: Path) -> None:
    before = len(bodies(Pool.open(linked)))
    found = json.loads(answered(capsys, "person", str(linked), "hrss:0001", "--json"))
    clerk = claims(tmp_path, sub="clerk-7")
    lineage(capsys, linked, "hrss:0001", "address", "--as", clerk)
    owner, named = bodies(Pool.open(linked))[before:]
    assert (owner["kind"], owner["who"], owner["purpose"]) == ("view", "local", "handling_case")
    assert (named["kind"], named["who"], named["purpose"]) == ("view", "clerk-7", "handling_case")
    assert found["entry"] == before + 1 and owner["persons"] == named["persons"]
    assert named["columns"] == ["hrss_insured.address", "police_population.address"]
    assert set(named["columns"]) < set(owner["columns"])


def test_lineage_of_one_item_writes_down_that_item_alone(linked: Path, capsys: Any, tmp_path: Path) -> None:
    """Also where the rules keep it back, or nothing stands in it; and the message names no other item."""
    clerk, auditor = claims(tmp_path), claims(tmp_path, "auditor.json", roles=["auditor"], purpose="audit")
    before = len(bodies(Pool.open(linked)))
    with pytest.raises(InputError, match="keep citizen_id back"):
        lineage(capsys, linked, "hrss:0001", "citizen_id", "--as", auditor)
    with pytest.raises(UnknownKey) as caught:
        lineage(capsys, linked, "hrss:0001", "taxpayer_no", "--as", clerk)
    assert "address" not in str(caught.value)
    kept_back, empty = bodies(Pool.open(linked))[before:]
    assert (kept_back["kind"], kept_back["reason"]) == ("refusal", "access_rules") and kept_back["persons"]
    assert empty["kind"] == "view" and empty["columns"]
    assert {column.partition(".")[2] for column in empty["columns"]} == {"taxpayer_no"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ('{"sub": "u", "tenant": "hrss", "roles": ["clerk"]}', "purpose is missing"),
        ('{"sub": "u", "tenant": "hrss", "roles": ["king"], "purpose": "audit"}', "roles is not what"),
        ('{"sub": "u", "tenant": "hrss", "roles": ["clerk"], "purpose": "audit"}', "bound to a region"),
        ('{"sub": "u", "tenant": "hrss", "roles": ["clerk"], "region": "47", "purpose": "gossip"}', "catalogue"),
        ('{"sub": "u", "tenant": "hrss", "roles": ["auditor"], "region": "4702", "purpose": "audit"}', "nothing of"),
        ('{"sub": "u", "tenant": "hrss", "roles": ["ml_engineer"], "purpose": "model_training"}', "rules forbid"),
    ],
)
def test_wrong_claims_and_people_who_may_not_are_a_wrong_input_and_show_nothing(
    linked: Path, capsys: Any, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "claims.json"
    path.write_text(content, encoding="utf-8")
    for words in (("person", str(linked), "hrss:0001"), ("lineage", "hrss:0001", "address", "--pool", str(linked))):
        capsys.readouterr()
        assert main(["data", *words, "--as", str(path)]) == 2
        said = capsys.readouterr()
        assert message in said.err and said.out == "" and HERS not in said.err and "王芳" not in said.err


def test_whoever_looks_says_what_for(linked: Path, capsys: Any, tmp_path: Path) -> None:
    for words in ([], ["--as", claims(tmp_path), "--purpose", "audit"], ["--as", str(tmp_path / "none.json")]):
        capsys.readouterr()
        assert main(["data", "person", str(linked), "hrss:0001", *words]) == 2
        assert capsys.readouterr().out == ""
    assert main(["data", "person", str(linked), "hrss:0001", "--purpose", "gossip"]) == 2
    assert "not in the catalogue" in capsys.readouterr().err
    assert bodies(Pool.open(linked))[-1]["reason"] == "unknown_purpose"


def test_a_clerk_sees_and_decides_the_doubts_of_their_own_area(linked: Path, capsys: Any, tmp_path: Path) -> None:
    here, elsewhere = claims(tmp_path), claims(tmp_path, "elsewhere.json", region="4702")
    (pair,) = json.loads(answered(capsys, "doubts", str(linked), "--json", "--as", here))["pairs"]
    assert json.loads(answered(capsys, "doubts", str(linked), "--json", "--as", elsewhere))["pairs"] == []
    decision = (pair["record"]["record"], pair["other"]["record"], "--verdict", "same", "--json")
    with pytest.raises(InputError, match="nothing of this"):
        answered(capsys, "decide", str(linked), *decision, "--as", elsewhere)
    kept = json.loads(answered(capsys, "decide", str(linked), *decision, "--as", here))
    assert kept["who"] == "clerk-1"
    with pytest.raises(InputError, match="nothing of this"):
        answered(capsys, "decide", str(linked), "--undo", str(kept["decision"]), "--as", elsewhere)
    answered(capsys, "decide", str(linked), "--undo", str(kept["decision"]), "--as", here)
    with pytest.raises(InputError, match="who decides"):
        answered(capsys, "decide", str(linked), *decision, "--as", here, "--who", "甲")


def test_who_looked_is_answered_by_the_index(linked: Path, capsys: Any) -> None:
    answered(capsys, "person", str(linked), "hrss:0001", "--json")
    looks = []
    for asked in ("0001", "7", HERS, "health:7"):
        capsys.readouterr()
        assert main(["data", "who-looked", str(linked), "--person", asked, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["by"] == "index" and found["left_out"] == 0
        looks.append(found["looks"])
    assert looks[0] and all(each == looks[0] for each in looks)
    assert looks[0][-1]["who"] == "local"
    assert main(["data", "who-looked", str(linked), "--person", "nobody", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"looks": [], "doubtful": [], "by": "registers", "left_out": 0}


def claims(folder: Path, name: str = "claims.json", **changes: Any) -> str:
    """A file that says who asks: a clerk of the first prefecture, unless it is changed."""
    said = {"sub": "clerk-1", "tenant": "hrss", "roles": ["clerk"], "region": "4701", "purpose": "handling_case"}
    said |= changes
    path = folder / name
    path.write_text(json.dumps({claim: value for claim, value in said.items() if value is not None}), encoding="utf-8")
    return str(path)


def test_an_earlier_day_shows_what_was_known_then(linked: Path, capsys: Any) -> None:
    then = json.loads(answered(capsys, "person", str(linked), "hrss:0001", "--as-of", "2014-12-31", "--json"))
    assert {each["table"] for each in then["records"]} == {"police_population"}
    with pytest.raises(InputError, match="nothing of this that may be seen"):
        answered(capsys, "person", str(linked), "hrss:0001", "--as-of", "2013-12-31")


def test_lineage_leads_from_a_value_to_its_cell(linked: Path, capsys: Any) -> None:
    found = json.loads(lineage(capsys, linked, "hrss:0001", "person_name", "--json"))
    assert found["value"] == "王芳" and found["joined"]["rule"] == "citizen_id"
    assert found["source"]["path"].startswith("feeds/police/population/2019/")
    assert [each["value"] for each in found["others"]] == ["赵敏"]
    text = lineage(capsys, linked, "hrss:0001", "person_name")
    assert "归并" in text and "police_population" in text
    for words in ([], ["--json"], ["--language", "en"]):
        assert HERS not in lineage(capsys, linked, "hrss:0001", "citizen_id", *words)
    with pytest.raises(UnknownKey, match="nothing tells taxpayer_no"):
        lineage(capsys, linked, "hrss:0001", "taxpayer_no")
    with pytest.raises(UnknownKey, match="no item shoe_size"):
        lineage(capsys, linked, "hrss:0001", "shoe_size")


def test_a_doubt_is_decided_and_the_decision_taken_back(linked: Path, capsys: Any) -> None:
    queue = json.loads(answered(capsys, "doubts", str(linked), "--json"))
    (pair,) = queue["pairs"]
    assert queue["doubts"] == 1 and pair["reason"] == "name_differs" and pair["joined"]
    text = answered(capsys, "doubts", str(linked))
    assert "号码相同、姓名不同" in text and "王芳" not in text and HERS not in text
    names = (pair["record"]["record"], pair["other"]["record"])
    kept = json.loads(answered(capsys, "decide", str(linked), *names, "--verdict", "not_same", "--who", "甲", "--json"))
    assert "没有待核对的记录" in answered(capsys, "doubts", str(linked))
    parted = json.loads(answered(capsys, "link-persons", str(linked), "--json"))
    assert parted["persons"] == 2
    assert "link-persons" in answered(capsys, "decide", str(linked), "--undo", str(kept["decision"]), "--who", "乙")
    assert json.loads(answered(capsys, "link-persons", str(linked), "--json"))["persons"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "a", "b", "--who", "甲"),
        ("decide", "a", "--verdict", "same", "--who", "甲"),
        ("decide", "a", "b", "--verdict", "same", "--undo", "1", "--who", "甲"),
        ("decide", "--undo", "99", "--who", "甲"),
        ("doubts", "--reason", "x"),
        ("person", "nobody"),
    ],
)
def test_what_cannot_be_is_refused(linked: Path, capsys: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        answered(capsys, words[0], str(linked), *words[1:])


def test_no_number_of_threads_at_all_is_refused(root: Path, capsys: Any) -> None:
    with pytest.raises(ValueOutOfRange):
        answered(capsys, "link-persons", str(root), "--workers", "0")


def test_a_pool_without_an_index_is_a_wrong_input(tmp_path: Path, anlan: Any) -> None:
    pool_of(tmp_path, {"hrss_insured": [insured("0001", "王芳", HERS, BORN, "2")]})
    done = anlan("data", "person", str(tmp_path), "hrss:0001", "--purpose", "audit", "--json")
    assert done.returncode == FileMissing.exit_code == 2
    assert "anlan data link-persons" in done.stderr and done.stdout == ""
