"""A CSV that somebody brings: a column of dates, one of figures, and columns that tell groups apart."""

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import DateOutOfRange, FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType
from training.operation.gathering import Gathering
from training.operation.series import History

_DATE = re.compile(r"(\d{4})[-/年]?(\d{1,2})(?:[-/月](\d{1,2})日?)?月?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
_ENCODINGS = ("utf-8-sig", "gb18030")
_UNKNOWN = {"", "na", "nan", "null", "-"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are what: the date, the figure, and the groups, from coarse to fine."""

    date: str = "date"
    value: str = "value"
    groups: tuple[str, ...] = ()


def read_csv(path: Path, columns: Columns, how: Gathering) -> History:
    """The series of a CSV, oldest first; a group's rows may stand among those of others.

    Raises FileMissing, UnknownKey for a column, WrongType for a date or figure that cannot be read, DateOutOfRange for
    dates of one group that are twice there or out of order, ValueOutOfRange where a group has a single row.
    """
    rows: dict[tuple[str, ...], list[tuple[date, float]]] = {}
    for line, cells in _cells(path, (columns.date, columns.value, *columns.groups)):
        day, value = _read_date(cells[0], columns.date, path, line), _read_value(cells[1], columns.value, path, line)
        group = rows.setdefault(tuple(cells[2:]) if columns.groups else ("",), [])
        if group and day <= group[-1][0]:
            raise _out_of_order(day, group[-1][0], path, line)
        group.append((day, value))
    for values, dated in rows.items():
        if len(dated) == 1:
            name = " · ".join(value for value in values if value)
            raise ValueOutOfRange(
                f"there is one observation{f' of {name}' if name else ''}.", path=path,
                remedy="A series takes at least 12 periods; name the columns that tell groups apart with --group.",
            )  # fmt: skip
    if not rows:
        raise WrongType("there is no row below the header.", path=path, remedy="Give one row for each period.")
    keys = columns.groups or ("series",)
    named = {values if columns.groups else (columns.value,): dated for values, dated in rows.items()}
    return History(how.series(named, keys), str(path), max(dated[-1][0] for dated in rows.values()))


def _cells(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    lines = csv.reader(_text(path).splitlines())
    try:
        header = [name.strip() for name in next(lines, [])]
        for name in wanted:
            if header.count(name) != 1:
                many = "is there twice" if name in header else "is not there"
                raise UnknownKey(
                    f"the column {name!r} {many}.", path=path, line=1, remedy=f"Columns: {', '.join(header) or 'none'}."
                )
        places = [header.index(name) for name in wanted]
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise WrongType(
                    f"this line has {len(cells)} cells and the header {len(header)}.", path=path, line=lines.line_num,
                    remedy="Put a text that holds a comma in quotes.",
                )  # fmt: skip
            yield lines.line_num, [cells[place].strip() for place in places]
    except csv.Error as err:
        raise WrongType("this is no CSV.", path=path, line=lines.line_num, remedy="Save it as CSV, UTF-8.") from err


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check the path.") from err
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongType("this file is neither UTF-8 nor GB 18030.", path=path, remedy="Save it as CSV, UTF-8.")


def _read_date(text: str, column: str, path: Path, line: int) -> date:
    found = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        raise WrongType(
            f"the column {column!r} holds no date here.", path=path, line=line,
            remedy="Write 2024-06-15, or 2024-06 for a month.",
        ) from None  # fmt: skip


def _read_value(text: str, column: str, path: Path, line: int) -> float:
    if text.lower() in _UNKNOWN:
        return math.nan
    plain = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    try:
        value = float(plain)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise WrongType(
            f"the column {column!r} holds no number here.", path=path, line=line,
            remedy="Write 1234.5, or leave the cell empty where nothing is known.",
        )  # fmt: skip
    return value


def _out_of_order(day: date, before: date, path: Path, line: int) -> InputError:
    if day == before:
        return DateOutOfRange(
            f"{day} is there twice.", path=path, line=line,
            remedy="Give one row for each date; name the columns that tell groups apart with --group.",
        )  # fmt: skip
    return DateOutOfRange(
        f"{day} comes after {before}.", path=path, line=line, remedy="Put the rows of each group in order of date."
    )
