"""The twelve kinds of fraud of `typologies.yaml`: how often, how organised, which honest cases look alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey

FILE = Path(__file__).parent / "typologies.yaml"
MATCHABLE, ORGANISED, OTHER = "matchable", "organised", "other"
CODES = tuple(f"T{number:02d}" for number in range(1, 13))
LEAST_LOOKALIKES = 5.0
_NEEDED = ("title", "subject", "class", "per", "rate", "least", "caught", "slope", "lookalikes", "status", "source")


@dataclass(frozen=True, slots=True)
class Typology:
    """One kind of fraud.

    number      1 to 12, as in the pool's code list
    subject     what is accused: person, employer
    kind        matchable (a join of records), organised (rings), other
    rate, per   how many frauds for each of what
    least       how many in the smallest province
    caught      share that the auditor finds in the end; slope: its yearly factor
    lookalikes  [kind] honest cases per fraud
    rest        all that only this typology needs
    """

    code: str
    number: int
    title: Mapping[str, str]
    subject: str
    kind: str
    rate: float
    per: str
    least: int
    caught: float
    slope: float
    lookalikes: Mapping[str, float]
    rest: Mapping[str, Any]

    @property
    def is_organised(self) -> bool:
        """Whether rings commit it."""
        return self.kind == ORGANISED


@dataclass(frozen=True, slots=True)
class Typologies:
    """All kinds, and what holds for all of them; `drift_year` is the year from which rings vary their traces."""

    by_code: Mapping[str, Typology]
    drift_year: int
    copycats_stop: float
    unshared: float
    wrong: float
    idle: float

    def __getitem__(self, code: str) -> Typology:
        return self.by_code[code]


@lru_cache(maxsize=4)
def load_typologies(path: Path = FILE) -> Typologies:
    """Read the file; raises InputError where a typology is missing, lacks a key or has too few look-alikes."""
    document = load_document(path)
    found = document.data.get("typologies", {})
    missing = [code for code in CODES if code not in found]
    if missing or set(found) - set(CODES):
        raise UnknownKey("the typologies are not T01 to T12.", path=path, remedy="Name each of the twelve once.")
    names = ("drift_year", "copycats_stop", "unshared", "wrong", "idle")
    return Typologies({code: _read(document, code) for code in CODES}, **{name: document.data[name] for name in names})


def _read(document: Document, code: str) -> Typology:
    row = document.data["typologies"][code]
    line = document.line("typologies", code)
    lacking = [name for name in _NEEDED if name not in row]
    if lacking:
        raise InputError(
            f"{code} lacks {', '.join(lacking)}.", path=document.path, line=line, remedy="Write them as the others do."
        )
    if sum(row["lookalikes"].values()) < LEAST_LOOKALIKES:
        raise InputError(
            f"{code} has fewer than {LEAST_LOOKALIKES:g} look-alikes per fraud.",
            path=document.path,
            line=line,
            remedy="Add honest cases that look like it.",
        )
    same = {name: row[name] for name in ("title", "subject", "rate", "per", "least", "caught", "slope", "lookalikes")}
    rest = {name: value for name, value in row.items() if name not in _NEEDED}
    return Typology(code=code, number=int(code[1:]), kind=row["class"], rest=rest, **same)
