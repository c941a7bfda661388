"""What differs between two scenarios: assumptions and figures of the law, alone or in families."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from core.errors import DateOutOfRange, UnknownKey
from rules.book import RuleBook
from simulation.assumptions import FIRST_YEAR, Assumption
from simulation.schemes.context import SchemeContext

Title = Mapping[str, str]
Shown = float | str | None


@dataclass(frozen=True, slots=True)
class Factor:
    """One cause of a change.

    name    its key, or the pattern of its family
    rows    keys of assumptions that differ
    law     keys of the law that differ
    year    the first year in which its first key differs; None where that row is not one of years
    before, after  the value of that key then; None for a table
    """

    name: str
    title: Title
    rows: tuple[str, ...]
    law: tuple[str, ...]
    year: int | None
    before: Shown
    after: Shown


def differing_factors(a: SchemeContext, b: SchemeContext, families: Sequence[str] = ()) -> tuple[Factor, ...]:
    """Every assumption and figure of the law that is not the same in b as in a, in the order of the files.

    families  patterns such as `pension.*.compliance`; what matches one is a single factor
    UnknownKey for a pattern that nothing that differs matches.
    """
    rows = [key for key in a.assumptions.keys() if _points(a, key) != _points(b, key)]
    law = [key for key in a.rules.keys() if a.rules.parameter(key).layers != b.rules.parameter(key).layers]
    for pattern in families:
        if not any(fnmatchcase(key, pattern) for key in (*rows, *law)):
            raise UnknownKey(
                f"nothing that differs between the two scenarios is called like {pattern!r}.",
                remedy=f"What differs: {', '.join((*rows, *law)) or 'nothing'}.",
            )
    named: dict[str, list[str]] = {}
    for key in (*rows, *law):
        family = next((pattern for pattern in families if fnmatchcase(key, pattern)), key)
        named.setdefault(family, []).append(key)
    return tuple(_factor(name, keys, a, b) for name, keys in named.items())


def _points(context: SchemeContext, key: str) -> object:
    row = context.assumptions.row(key)
    return row.points, row.text


def _factor(name: str, keys: list[str], a: SchemeContext, b: SchemeContext) -> Factor:
    rows = tuple(key for key in keys if key in a.assumptions)
    first = keys[0]
    if first in a.assumptions:
        title, shown = a.assumptions.row(first).title, _of_row(a.assumptions.row(first), b.assumptions.row(first), a)
    else:
        title, shown = a.rules.parameter(first).title.to_json(), _of_law(a, b, first)
    if len(keys) > 1:
        title = {
            language: f"{name}（{text}）" if language == "zh" else f"{name} ({text})"
            for language, text in title.items()
        }
    return Factor(name, title, rows, tuple(key for key in keys if key not in rows), *shown)


def _of_row(a: Assumption, b: Assumption, context: SchemeContext) -> tuple[int | None, Shown, Shown]:
    if a.text is not None or b.text is not None:
        return None, a.text, b.text
    is_yearly = len({*a.points, *b.points}) > 1 and max(year for year, _ in b.points) >= FIRST_YEAR
    known = sorted({year for year, _ in (*a.points, *b.points)})
    at = context.years if is_yearly else np.array(known)
    before, after = a.array(at), b.array(at)
    different = np.flatnonzero(before != after)
    row = int(different[0]) if different.size else 0
    return int(at[row]) if is_yearly else None, float(before[row]), float(after[row])


def _of_law(a: SchemeContext, b: SchemeContext, key: str) -> tuple[int | None, Shown, Shown]:
    for year in a.years.tolist():
        before, after = _in_force(a.rules, key, f"{year}-12"), _in_force(b.rules, key, f"{year}-12")
        if before != after:
            return year, before, after
    return None, None, None


def _in_force(book: RuleBook, key: str, month: str) -> Shown:
    try:
        value = book.at(month).value(key)
    except DateOutOfRange:
        return None
    return value if isinstance(value, float | str) else str(tuple(value))
