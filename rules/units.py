"""The units in which a country's law counts, and what a value of each may be."""

from dataclasses import dataclass
from pathlib import Path

from core.documents import load_document
from core.errors import UnknownKey

_KEYS = {"maximum", "choices", "month"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a value counts.

    maximum   the largest number that makes sense, None for any
    choices   the words of a value that is a word
    is_month  a value is a calendar month: written YYYY-MM, kept as its ordinal (year * 12 + month - 1)
    """

    name: str
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    is_month: bool = False


def load_units(path: Path) -> dict[str, Unit]:
    """Read units.yaml: a mapping from a unit's name to {maximum: …} or {choices: […]}."""
    document = load_document(path)
    units: dict[str, Unit] = {}
    for name, raw in (document.data or {}).items():
        if not isinstance(raw, dict) or not set(raw) <= _KEYS:
            raise UnknownKey(
                f"the unit {name} is not described by {', '.join(sorted(_KEYS))}.",
                path=path,
                line=document.line(name),
                remedy="Write it as `share of contribution base: {maximum: 1}`.",
            )
        units[name] = Unit(name, raw.get("maximum"), tuple(raw.get("choices", ())), bool(raw.get("month", False)))
    return units
