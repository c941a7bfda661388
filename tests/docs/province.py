"""The made-up province of our documents: built once, laid where a document goes on with it, and its words."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from core.chain import verify
from datapool.persons.clerical import open_doubts
from datapool.pool import Pool
from tests.processes import call_anlan

NAME = "demo"
GENERATE = f"anlan data generate --persons 1000 --out {NAME}"
BUILD = f"anlan data build {NAME}"
LINK = f"anlan data link-persons {NAME}"

_NUMBERS = """
SELECT person_no, min(citizen_id) FROM read_parquet('{rows}')
GROUP BY ALL HAVING min(registered_on) < DATE '2018-01-01' AND count(DISTINCT citizen_id) = 1
AND bool_and(starts_with(region_code, '4701')) ORDER BY person_no LIMIT 1
"""


def build(folder: Path) -> Path:
    """Make, take in and join the province in a folder; returns where it stands."""
    for command in (GENERATE, BUILD, LINK):
        done = call_anlan(command.split()[1:], folder=folder)
        assert done.returncode == 0, done.stderr
    return folder / NAME


def lay(province: Path, folder: Path) -> None:
    """Put the whole province where a document begins."""
    shutil.copytree(province, folder / NAME)


def lay_built(province: Path, folder: Path) -> None:
    """Spare a document that has just made the same province, byte by byte, what taking it in costs.

    Its own `build` then runs, finds what it would have made and tells the same.
    """
    made = folder / NAME
    assert _contents(made / "feeds") == _contents(province / "feeds")
    shutil.copytree(province / "pool", made / "pool", ignore=lambda _, names: {"persons"} & set(names))


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def filled_in(command: str, folder: Path) -> str:
    """The command with what a reader would put for its words in capitals, found in the province of the folder."""
    for word, find in _WORDS.items():
        if re.search(rf"\b{word}\b", command):
            command = re.sub(rf"\b{word}\b", find(folder / NAME), command)
    return command


def _number_and_citizen_id(root: Path) -> tuple[str, str]:
    """Of somebody long known in the first prefecture, who has had one citizen number."""
    question = _NUMBERS.format(rows=root / "pool" / "standard" / "hrss_insured" / "*" / "*.parquet")
    [(number, citizen_id)] = duckdb.sql(question).fetchall()
    return number, citizen_id


def _doubt(root: Path) -> tuple[str, str]:
    first = open_doubts(Pool.open(root))[0]
    return first.record.record, first.other.record


_WORDS: dict[str, Callable[[Path], str]] = {
    "NUMBER:HASH": lambda root: str(verify(root / "sharing" / "log.jsonl").to_json()["head"]),
    "CITIZEN_ID": lambda root: _number_and_citizen_id(root)[1],
    "NUMBER": lambda root: _number_and_citizen_id(root)[0],
    "RECORD": lambda root: _doubt(root)[0],
    "OTHER": lambda root: _doubt(root)[1],
}
