"""The header of a delivery set beside the columns its source description names."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from datapool.intake.refusal import BatchRejected

ALIKE = 0.5
SHOWN = 40


def order_of(header: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """The pool's columns in the order of `header`.

    columns   [name as delivered] column in the pool
    Raises BatchRejected naming the columns that are missing, too many or twice.
    """
    if sorted(header) == sorted(columns):
        return [columns[name] for name in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    unknown = [name for name in dict.fromkeys(header) if name not in columns]
    missing = [name for name in columns if name not in header]
    parts = [
        *(f"{_shown(name)} stands twice" for name in twice),
        *(f"{_shown(name)} is not known{_nearest(name, missing)}" for name in unknown[:SHOWN]),
        *(f"{name} is missing" for name in missing),
    ]
    raise BatchRejected(
        "header", f"{'; '.join(parts)}. Have the columns named as described, or run `anlan data map` to map them."
    )


def _nearest(name: str, missing: Sequence[str]) -> str:
    close = get_close_matches(name, missing, n=1, cutoff=ALIKE)
    return f" (perhaps {close[0]})" if close else ""


def _shown(name: str) -> str:
    """A header without its values: what stands in it may be a row of data when the header was left out."""
    return name if 0 < len(name) <= SHOWN and not any(letter.isdigit() for letter in name) else "a column"


def check_keys(lines: Sequence[Sequence[str] | None], columns: Mapping[str, str], required: Sequence[str]) -> None:
    """Raise BatchRejected when most of the first objects have other keys than described.

    lines     [line] keys of the first objects, None for a line that is none
    required  names that may not be left out
    """
    objects = [keys for keys in lines if keys is not None]
    if not objects or len(objects) * 2 < len(lines):
        raise BatchRejected("format", "its first lines are no JSON objects. Is this the file that was described?")
    usual = [name for name in dict.fromkeys(name for keys in objects for name in keys) if _usual(name, objects)]
    if set(usual) <= columns.keys() and set(required) <= set(usual):
        return
    left_out = [name for name in columns if name not in usual and name not in required]
    order_of([*usual, *left_out] if set(usual) <= columns.keys() else usual, columns)


def _usual(name: str, objects: Sequence[Sequence[str]]) -> bool:
    return sum(name in keys for keys in objects) * 2 > len(objects)
