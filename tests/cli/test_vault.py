"""`anlan vault` from the first key to a number found: files for their owner only, one line for what is wrong."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.conftest import Run

NUMBER = "470102199003070013"
ROWS = pa.table(
    {"person_no": ["1", "2"], "citizen_id": [NUMBER, "470102199003070021"], "person_name": ["张三", "李四"]}
)


@pytest.fixture
def house(tmp_path: Path, anlan: Run) -> Path:
    parquet.write_table(ROWS, tmp_path / "rows.parquet")
    made = anlan("vault", "make", "vault", "--key", "master.key", "--json")
    assert made.returncode == 0, made.stderr
    return tmp_path


def test_sealed_searched_rotated_and_opened(house: Path, anlan: Run) -> None:
    key = ("--key", "master.key")
    sealed = anlan(
        "vault", "seal", "vault", "rows.parquet", *key, "--table", "hrss_insured", "--out", "s.parquet", "--json"
    )
    assert json.loads(sealed.stdout)["columns"] == ["citizen_id"]
    assert (house / "s.parquet").stat().st_mode & 0o777 == 0o600
    found = anlan("vault", "find", "vault", "s.parquet", *key, "--column", "citizen_id", "--value", NUMBER, "--json")
    assert json.loads(found.stdout) == {"count": 1, "rows": [1]}
    assert anlan("vault", "rotate", "vault", *key).returncode == 0
    assert anlan("vault", "reseal", "vault", "s.parquet", *key, "--out", "t.parquet").returncode == 0
    assert anlan("vault", "rotate", "vault", *key, "--new-key", "new.key").returncode == 0
    refused = anlan("vault", "open", "vault", "t.parquet", *key, "--out", "o.parquet")
    assert refused.returncode == 2 and "master key" in refused.stderr and not (house / "o.parquet").exists()
    assert anlan("vault", "open", "vault", "t.parquet", "--key", "new.key", "--out", "o.parquet").returncode == 0
    assert parquet.read_table(house / "o.parquet").equals(ROWS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("seal", "vault", "rows.parquet", "--table", "hrss_nothing", "--out", "s.parquet"), "no table hrss_nothing"),
        (("seal", "vault", "none.parquet", "--table", "hrss_insured", "--out", "s.parquet"), "no such file"),
        (("seal", "vault", "rows.parquet", "--table", "hrss_insured", "--out", "s.csv"), "no new file"),
        (("seal", "vault", "rows.parquet", "--table", "hrss_insured", "--columns", "x", "--out", "s.parquet"),
         "column x"),
        (("open", "vault", "rows.parquet", "--out", "s.parquet"), "no sealed table"),
        (("open", "vault", "master.key", "--out", "s.parquet"), "no Parquet file"),
        (("make", "vault"), "a vault already"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_and_leaves_nothing(
    house: Path, anlan: Run, words: tuple[str, ...], message: str
) -> None:
    ended = anlan("vault", *words, "--key", "master.key")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr and len(ended.stderr.strip().splitlines()) == 1
    assert not (house / "s.parquet").exists() and not (house / "s.csv").exists()


def test_a_key_in_the_vault_or_open_to_others_is_refused(house: Path, anlan: Run) -> None:
    inside = anlan("vault", "make", "other", "--key", "other/master.key")
    assert inside.returncode == 2 and "lies in" in inside.stderr
    (house / "master.key").chmod(0o644)
    opened = anlan("vault", "rotate", "vault", "--key", "master.key")
    assert opened.returncode == 2 and "open to others" in opened.stderr
