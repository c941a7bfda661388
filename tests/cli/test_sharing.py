"""Agreements, releases, who looked, the share rate and the verifier, as a person runs them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.csv as csv
import pyarrow.parquet as parquet
import pytest

from cli.main import main
from datapool.pool import Pool
from datapool.sharing.agreement_file import EXAMPLES
from datapool.sharing.ledger import Ledger
from tests.datapool.aggregates.tiny_pool import DESCRIPTION
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import build_province
from tests.datapool.sharing.world import MEANS, bodies

ASK = ("--table", "hrss_insured", "--tenant", "civil", "--purpose", "means_test", "--who", "clerk-7")


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sharing") / "pool"
    root.mkdir()
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    return lay_out(root, build_province(60).rows)


@pytest.fixture
def root(laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pool with the examples; the tests run in an empty folder."""
    shutil.copytree(laid_out, tmp_path / "pool")
    monkeypatch.chdir(tmp_path)
    assert main(["data", "agreements", str(tmp_path / "pool"), "--examples", "--json"]) == 0
    return tmp_path / "pool"


def told(capsys: Any, *words: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(words)) == code
    found = capsys.readouterr()
    assert (found.err == "") == (code != 2)
    return str(found.err if code == 2 else found.out)


def test_agreements_are_listed_with_what_they_allow(root: Path, capsys: Any) -> None:
    found = json.loads(told(capsys, "data", "agreements", str(root), "--day", "2026-03-01", "--json"))
    shipped = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
    assert MEANS in shipped
    assert [(each["id"], each["in_force"], each["made_up"]) for each in found["agreements"]] == [
        (name, True, True) for name in shipped
    ]
    assert found["added"] == []
    assert "示意" in told(capsys, "data", "agreements", str(root))
    later = told(capsys, "data", "agreements", str(root), "--language", "en", "--day", "2031-06-01")
    assert "Example" in later and " yes " not in later


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_release_is_a_new_file_and_an_entry(root: Path, capsys: Any, ending: str) -> None:
    out = root.parent / f"given.{ending}"
    found = json.loads(told(capsys, "data", "release", str(root), MEANS, *ASK, "--out", str(out), "--json"))
    given = parquet.read_table(out) if ending == "parquet" else csv.read_csv(out)
    assert given.num_rows == found["rows"] > 0
    assert given.column_names == ["person_no", "citizen_id", "person_name", "insured_status", "region_code"]
    (entry,) = bodies(Pool.open(root))
    assert (entry["kind"], entry["who"], entry["rows"], found["entry"]) == ("release", "clerk-7", found["rows"], 1)
    assert sorted(path.name for path in root.parent.iterdir()) == [out.name, "pool"]


def test_a_refused_release_says_why_in_one_line_and_leaves_no_file(root: Path, capsys: Any) -> None:
    out = root.parent / "given.csv"
    words = ("data", "release", str(root), MEANS, *ASK, "--out", str(out))
    assert "the receiver" in told(capsys, *words, "--tenant", "tax", code=2)
    assert "not in the catalogue" in told(capsys, *words, "--purpose", "gossip", code=2)
    assert "column lies beyond" in told(capsys, *words, "--columns", "phone", code=2)
    assert "rows lie beyond" in told(capsys, *words, "--regions", "4706", code=2)
    assert "no such agreement" in told(capsys, "data", "release", str(root), "nobody", *words[4:], code=2)
    assert not out.exists()
    reasons = [entry["reason"] for entry in bodies(Pool.open(root))]
    assert reasons == ["another_receiver", "unknown_purpose", "columns_beyond", "rows_beyond", "unknown_agreement"]


@pytest.mark.parametrize("name", ["given.xlsx", "pool", "no/such/folder/given.csv", "there.csv"])
def test_a_file_that_could_not_be_written_is_told_before_anything_is_released(
    root: Path, capsys: Any, name: str
) -> None:
    (root.parent / "there.csv").write_text("mine", encoding="utf-8")
    told(capsys, "data", "release", str(root), MEANS, *ASK, "--out", str(root.parent / name), code=2)
    assert bodies(Pool.open(root)) == []
    assert (root.parent / "there.csv").read_text(encoding="utf-8") == "mine"


def test_a_table_is_named_where_an_agreement_is_about_several(root: Path, capsys: Any) -> None:
    words = ("--tenant", "civil", "--purpose", "means_test", "--out", str(root.parent / "x.csv"))
    assert "--table: hrss_insured, hrss_pensions" in told(capsys, "data", "release", str(root), MEANS, *words, code=2)


def test_a_person_learns_who_looked(root: Path, capsys: Any) -> None:
    told(capsys, "data", "release", str(root), MEANS, *ASK, "--out", str(root.parent / "x.parquet"))
    given = parquet.read_table(root.parent / "x.parquet").to_pylist()[0]
    for number in (given["person_no"], given["citizen_id"]):
        (look,) = json.loads(told(capsys, "data", "who-looked", str(root), "--person", number, "--json"))["looks"]
        assert (look["who"], look["tenant"], look["agreement"]) == ("clerk-7", "civil", MEANS)
    text = told(capsys, "data", "who-looked", str(root), "--person", given["person_no"])
    assert "clerk-7" in text and "按协议" in text and given["person_name"] not in text
    assert "Nobody looked" in told(capsys, "data", "who-looked", str(root), "--person", "X", "--language", "en")


def test_the_share_rate_is_told_with_what_is_missing(root: Path, capsys: Any) -> None:
    words = ("data", "share-rate", str(root), "--day", "2026-03-01")
    found = json.loads(told(capsys, *words, "--json"))
    assert 0 < found["rate"] < found["milestone"] == 0.6 and found["reached"] is False
    assert {each["missing"] for each in found["items"]} >= {None, "no_agreement"}
    text = told(capsys, *words)
    assert "未达到" in text and "没有协议" in text
    assert "not reached" in told(capsys, *words, "--language", "en")


def test_the_log_is_verified_and_a_changed_byte_is_told(root: Path, capsys: Any) -> None:
    told(capsys, "data", "release", str(root), MEANS, *ASK, "--out", str(root.parent / "x.parquet"))
    log = Ledger(root).log.path
    head = json.loads(told(capsys, "log", "verify", str(log), "--json"))["head"]
    assert "日志完整：1条" in told(capsys, "log", "verify", str(log), "--head", head)
    log.write_bytes(log.read_bytes().replace(b"clerk-7", b"clerk-8"))
    assert "entry 1 does not fit" in told(capsys, "log", "verify", str(log), "--language", "en", code=1)
    found = json.loads(told(capsys, "log", "verify", str(log), "--json", code=1))
    assert (found["whole"], found["fault"]["entry"], found["fault"]["reason"]) == (False, 1, "altered")
    assert "no log here" in told(capsys, "log", "verify", str(log.with_name("none")), code=2)
    assert "not the head" in told(capsys, "log", "verify", str(log), "--head", "1", code=2)


def test_a_wrong_agreement_is_named_with_its_line(root: Path, capsys: Any) -> None:
    path = root / "agreements" / f"{MEANS}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("state: in_force", "state: maybe"), encoding="utf-8")
    assert f"{path}:11: 'maybe' is no state" in told(capsys, "data", "agreements", str(root), code=2)
