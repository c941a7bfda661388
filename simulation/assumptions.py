"""The assumption set of a scenario: one file, each row with its unit, source and the reason for its values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import Document, load_document
from core.errors import DateOutOfRange, InputError, UnknownKey, ValueOutOfRange, WrongType
from rules.bilingual import read_bilingual

_SETTING = re.compile(r"^(?P<key>[\w.]+)(?:@(?P<year>\d{4}))?(?P<shift>\+)?=(?P<value>.+)$")
# Points below this are ages or classes, not years.
FIRST_YEAR = 1900
_FIELDS = {"title", "unit", "reason", "source", "status", "values", "range", "choices"}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row.

    points   year -> number; between two years the value is interpolated linearly, outside them it is constant
    text     the value of a row that is a choice among `choices` instead of a number
    bounds   lowest and highest number the row can hold
    place    file and line, for messages
    """

    key: str
    title: Mapping[str, str]
    unit: str
    reason: str
    source: str
    status: str
    points: tuple[tuple[int, float], ...] = ()
    text: str | None = None
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] = (0.0, float("inf"))
    place: str = ""

    def array(self, years: NDArray[np.int64]) -> NDArray[np.float64]:
        """[year] the row's value in each of `years`, in the row's unit."""
        if self.text is not None:
            raise WrongType(f"{self.key} is a choice, not a number.", remedy="Use its text.")
        known, values = zip(*self.points, strict=True)
        return np.asarray(np.interp(years, known, values))


class AssumptionSet:
    """Every row by its key; `with_settings` returns a changed copy and leaves this one untouched."""

    def __init__(self, rows: Mapping[str, Assumption]) -> None:
        self._rows = dict(rows)

    @classmethod
    def load(cls, paths: Path | Sequence[Path]) -> "AssumptionSet":
        """Read assumption files, rows of a later file replacing earlier ones.

        InputError names the line of a row that is not well formed.
        """
        rows: dict[str, Assumption] = {}
        for path in [paths] if isinstance(paths, Path) else paths:
            document = load_document(path)
            if not isinstance(document.data, dict):
                raise InputError("an assumption file maps keys to rows.", path=path, remedy="See docs/assumptions.md.")
            rows |= {key: _row(document, key) for key in document.data}
        return cls(rows)

    def replaced_by(self, other: "AssumptionSet") -> "AssumptionSet":
        """A copy in which the rows of `other` stand in place of those of the same key."""
        return AssumptionSet(self._rows | other._rows)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def keys(self) -> Sequence[str]:
        """Every key, in the order of the file."""
        return tuple(self._rows)

    def row(self, key: str) -> Assumption:
        """The row itself; UnknownKey when nothing answers to `key`."""
        try:
            return self._rows[key]
        except KeyError:
            raise UnknownKey(f"no assumption is called {key!r}.", remedy=_nearest(key, self._rows)) from None

    def array(self, key: str, years: NDArray[np.int64]) -> NDArray[np.float64]:
        """[year] values of `key` in `years`."""
        return self.row(key).array(years)

    def number(self, key: str) -> float:
        """The value of a row that holds one number for all years; InputError where it was given another for some."""
        row = self.row(key)
        values = {value for _, value in row.points}
        if len(values) != 1:
            raise InputError(
                f"{key} holds one number for all years, not several.",
                path=row.place or None,
                remedy="Leave the year out.",
            )
        return values.pop()

    def text(self, key: str) -> str:
        """The value of a row that is a choice."""
        text = self.row(key).text
        if text is None:
            raise WrongType(f"{key} is a number, not a choice.", remedy="Read it as a number.")
        return text

    def with_settings(self, settings: Sequence[str], since: int | None = None) -> "AssumptionSet":
        """A copy changed by settings such as `macro.cpi=0.02`, `macro.cpi+=-0.01`, `pension.indexation@2030=0.03`.

        since  the year from which a setting without a year changes a row that runs over years (None: all years); the
               years before stay, because a projection starts from them
        """
        rows = dict(self._rows)
        for setting in settings:
            key, year, is_shift, value = parse_setting(setting)
            row = self.row(key) if key not in rows else rows[key]
            if year is None and len(row.points) > 1 and row.points[0][0] >= FIRST_YEAR:
                year = since
            rows[key] = _changed(row, value=value, year=year, is_shift=is_shift)
        return AssumptionSet(rows)

    def as_plain(self) -> dict[str, Any]:
        """Keys and values only, for hashing and for the manifest."""
        return {key: row.text if row.text is not None else list(row.points) for key, row in sorted(self._rows.items())}


def parse_setting(setting: str) -> tuple[str, int | None, bool, str]:
    """Split `key[@year][+]=value` into key, first year, whether the value is a shift, and the value as text."""
    match = _SETTING.match(setting.strip())
    if match is None:
        raise InputError(
            f"{setting!r} is not a setting.",
            remedy="Write key=value, key+=change or key@year=value, as in macro.cpi=0.02.",
        )
    year = match["year"]
    return match["key"], int(year) if year else None, match["shift"] is not None, match["value"].strip()


def _changed(row: Assumption, *, value: str, year: int | None, is_shift: bool) -> Assumption:
    if row.text is not None:
        if value not in row.choices:
            raise InputError(f"{row.key} cannot be {value!r}.", remedy=f"Choose one of: {', '.join(row.choices)}.")
        return replace(row, text=value)
    number = _number(row.key, value)
    known = dict(row.points)
    if year is None:
        points = {y: v + number for y, v in known.items()} if is_shift else {min(known): number}
    else:
        points = {y: v for y, v in known.items() if y < year}
        at_year = row.array(np.arange(year - 1, year + 1))
        points[year - 1] = float(at_year[0])
        points[year] = float(at_year[1]) + number if is_shift else number
        if is_shift:
            points |= {y: v + number for y, v in known.items() if y > year}
    changed = replace(row, points=tuple(sorted(points.items())), status="scenario")
    _check_bounds(changed, place="")
    return changed


def _number(key: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise WrongType(f"{key} needs a number, not {value!r}.", remedy="Give a plain number such as 0.02.") from None
    if not np.isfinite(number):
        raise WrongType(f"{key} needs a finite number, not {value!r}.", remedy="Give a plain number such as 0.02.")
    return number


def _check_bounds(row: Assumption, place: str) -> None:
    low, high = row.bounds
    for year, value in row.points:
        if not low <= value <= high:
            raise ValueOutOfRange(
                f"{place}{row.key} = {value:g} in {year} is outside {low:g} to {high:g} ({row.unit}).",
                remedy="Give a value inside the range.",
            )


def _row(document: Document, key: str) -> Assumption:
    fields = document.data[key]
    line = document.line(key)
    if not isinstance(fields, dict):
        raise InputError(
            f"the row {key} has no fields.", path=document.path, line=line, remedy="See docs/assumptions.md."
        )
    unknown = set(fields) - _FIELDS
    if unknown:
        name = sorted(unknown)[0]
        raise UnknownKey(
            f"the row {key} has an unknown field {name!r}.",
            path=document.path,
            line=document.line(key, name),
            remedy=f"Fields are: {', '.join(sorted(_FIELDS))}.",
        )
    missing = {"title", "unit", "reason", "source", "status", "values"} - set(fields)
    if missing:
        raise InputError(
            f"the row {key} lacks {', '.join(sorted(missing))}.", path=document.path, line=line, remedy="Add the field."
        )
    row = Assumption(
        key=key,
        title=read_bilingual(document, fields["title"], key, "title").to_json(),
        unit=fields["unit"],
        reason=fields["reason"],
        source=fields["source"],
        status=fields["status"],
        bounds=_bounds(document, key, fields.get("range", [0.0, float("inf")])),
        choices=_choices(document, key, fields.get("choices", [])),
        place=f"{document.path}:{line}",
    )
    values = fields["values"]
    if row.choices:
        if values not in row.choices:
            raise InputError(
                f"{key} cannot be {values!r}.",
                path=document.path,
                line=line,
                remedy=f"One of: {', '.join(row.choices)}.",
            )
        return replace(row, text=values)
    row = replace(row, points=_points(document, key, values))
    _check_bounds(row, place=f"{document.path}:{document.line(key, 'values')}: ")
    return row


def _bounds(document: Document, key: str, bounds: Any) -> tuple[float, float]:
    try:
        low, high = bounds
        return float(low), float(high)
    except (TypeError, ValueError):
        raise WrongType(
            f"the range of {key} is not two numbers.",
            path=document.path,
            line=document.line(key, "range"),
            remedy="Write range: [lowest, highest].",
        ) from None


def _choices(document: Document, key: str, choices: Any) -> tuple[str, ...]:
    if isinstance(choices, list) and all(isinstance(choice, str) for choice in choices):
        return tuple(choices)
    raise WrongType(
        f"the choices of {key} are not a list of words.",
        path=document.path,
        line=document.line(key, "choices"),
        remedy="Write choices: [one, other].",
    )


def _points(document: Document, key: str, values: Any) -> tuple[tuple[int, float], ...]:
    if values == {}:
        raise InputError(
            f"{key} has no value.", path=document.path, line=document.line(key, "values"), remedy="Write 2030: 0.02."
        )
    if not isinstance(values, dict):
        values = {0: values}
    points = []
    for year, value in values.items():
        line = document.line(key, "values", year)
        if not isinstance(year, int) or isinstance(year, bool):
            raise DateOutOfRange(
                f"{key}: {year!r} is not a year.", path=document.path, line=line, remedy="Write 2030: 0.02."
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongType(
                f"{key} in {year} is {value!r}, not a number.",
                path=document.path,
                line=line,
                remedy="Give a plain number.",
            )
        points.append((year, float(value)))
    return tuple(sorted(points))


def _nearest(key: str, rows: Mapping[str, Assumption]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, rows, n=3, cutoff=0.5)
    return f"Did you mean {', '.join(near)}?" if near else "`anlan assumptions list` prints every key."
