"""Agreements, releases, who looked, the share rate and the verifier, as a person runs them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
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


@contextmanager
def watched(folder: Path, seen: list[bytes]) -> Iterator[None]:
    """Keep what every file of the folder holds, again and again while something runs."""
    over = Event()

    def look() -> None:
        while not over.is_set():
            for path in folder.iterdir():
                with suppress(OSError):
                    seen.append(path.read_bytes())

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        seen += [path.read_bytes() for path in folder.iterdir()]


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


KEYS = ("--vault", "vaults", "--key", "civil.key")


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_sealed_release_never_lies_in_plain_text_where_it_is_put(root: Path, capsys: Any) -> None:
    """Whatever is opened for writing in the folder is read again, by the receiver's key and without."""
    told(capsys, "vault", "make", "vaults/civil", "--key", "civil.key")
    told(capsys, "data", "release", str(root), MEANS, *ASK, "--out", "plain.parquet")
    plain = parquet.read_table("plain.parquet")
    out = root.parent / "out"
    out.mkdir()
    words = ("data", "release", str(root), MEANS, *ASK, *KEYS, "--out", str(out / "given.parquet"))
    seen: list[bytes] = []
    with watched(out, seen):
        found = json.loads(told(capsys, *words, "--json"))
    assert files(out) == {"given.parquet"} and (found["sealed"], found["unsealed"]) == (["citizen_id"], [])
    numbers = [number.encode() for number in plain["citizen_id"].to_pylist() if number]
    contents = [*seen, (out / "given.parquet").read_bytes(), str(parquet.read_table(out / "given.parquet")).encode()]
    assert numbers and seen and not [number for number in numbers for content in contents if number in content]
    told(
        capsys, "vault", "open", "vaults/civil", str(out / "given.parquet"), "--key", "civil.key", "--out", "o.parquet"
    )
    assert parquet.read_table("o.parquet").equals(plain)
    assert "已用接收方的密钥加密：citizen_id" in told(capsys, *words[:-1], str(out / "again.parquet"))


def test_a_lost_key_leaves_one_line_an_entry_and_no_file(root: Path, capsys: Any) -> None:
    told(capsys, "vault", "make", "vaults/civil", "--key", "civil.key")
    Path("vaults/civil/keys.json").unlink()
    before = files(root.parent)
    words = ("data", "release", str(root), MEANS, *ASK, *KEYS, "--out", "given.parquet")
    assert "receiver's key is lost" in told(capsys, *words, code=2)
    assert files(root.parent) == before
    assert [entry["reason"] for entry in bodies(Pool.open(root))] == ["seal_key_lost"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--key", "civil.key"), "in which vault"),
        (("--seal", "citizen_id"), "in which vault"),
        (("--vault", "vaults"), "master key"),
        ((*KEYS, "--out", "given.csv"), "are bytes"),
    ],
)
def test_options_of_sealing_that_do_not_go_together_are_told_before_anything_is_released(
    root: Path, capsys: Any, words: tuple[str, ...], message: str
) -> None:
    asked = ("data", "release", str(root), MEANS, *ASK, "--out", "given.parquet")
    assert message in told(capsys, *asked, *words, code=2)
    assert bodies(Pool.open(root)) == []


def test_what_is_given_unsealed_against_the_agreement_is_told(root: Path, capsys: Any) -> None:
    words = ("data", "release", str(root), MEANS, *ASK, "--out")
    assert "协议要求接收方加密保存citizen_id" in told(capsys, *words, "a.csv")
    assert "given as they are" in told(capsys, *words, "b.csv", "--language", "en")
    assert json.loads(told(capsys, *words, "c.csv", "--json"))["unsealed"] == ["citizen_id"]
    assert "加密" not in told(capsys, *words, "d.csv", "--columns", "person_no")


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
