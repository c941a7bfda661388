"""The kinds of fraud and error that are looked for, from typologies.yaml."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from core.documents import load_document
from core.errors import UnknownKey, WrongType
from rules.bilingual import Bilingual, read_bilingual
from rules.reading import Node

FILE = Path(__file__).parent / "typologies.yaml"
_KEYS = {"title", "subject", "class", "scheme", "limit", "clears"}


class Kind(StrEnum):
    """How a kind of fraud can be found.

    MATCHABLE  records of two departments contradict each other
    ORGANISED  several act together, and each record looks right
    """

    MATCHABLE = "matchable"
    ORGANISED = "organised"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Typology:
    """One kind.

    subject  person or employer
    scheme   the fund that pays: pension, unemployment, medical or maternity
    limit    key of the rule book that a case goes beyond
    clears   codes of what would clear the subject
    """

    code: str
    title: Bilingual
    subject: str
    kind: Kind
    scheme: str
    limit: str
    clears: tuple[str, ...]


@cache
def load_typologies(path: Path = FILE) -> dict[str, Typology]:
    """[code] every kind. Raises InputError for a wrong file."""
    document = load_document(path)
    node = Node(document, document.data).child("typologies")
    return {code: _read(code, node.child(code)) for code in node.raw}


def find_typology(code: str) -> Typology:
    """One kind; UnknownKey where there is none of that code."""
    known = load_typologies()
    if code not in known:
        raise UnknownKey(f"there is no typology {code}.", remedy=f"Use {', '.join(known)}.")
    return known[code]


def _read(code: str, node: Node) -> Typology:
    raw = node.mapping(_KEYS)
    missing = _KEYS - set(raw)
    if missing:
        raise node.refusal(WrongType, f"{code} has no {min(missing)}.", f"Give {', '.join(sorted(_KEYS))}.")
    return Typology(
        code,
        read_bilingual(node.document, raw["title"], *node.keys, "title"),
        str(raw["subject"]),
        Kind(raw["class"]),
        str(raw["scheme"]),
        str(raw["limit"]),
        tuple(map(str, raw["clears"])),
    )
