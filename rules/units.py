"""The units in which a country's law counts, and what a value of each may be."""

from dataclasses import dataclass
from pathlib import Path

from core.documents import load_document
from core.errors import UnknownKey

_KEYS = {"maximum", "choices"}


@dataclass(frozen=True, slots=True)
class Unit:
    """maximum: the largest number that makes sense, None for any. choices: the words of a value that is a word."""

    name: str
    maximum: float | None = None
    choices: tuple[str, ...] = ()


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
        units[name] = Unit(name, raw.get("maximum"), tuple(raw.get("choices", ())))
    return units
