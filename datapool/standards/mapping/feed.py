"""The first rows of a file nobody has described: its form, its headers, and its values as text."""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl

from core.errors import FileMissing, InputError

BYTES_READ, ROWS_READ = 2_000_000, 2000
_GZIP, _ZIP, _BOM = b"\x1f\x8b", b"PK\x03\x04", b"\xef\xbb\xbf"
_SEPARATORS = ",\t;|"
_FIRST_LINES = 20
_DATA = re.compile(r"[\d.\-/: ]*\d[\d.\-/: ]*|[A-Z0-9]*\d[A-Z0-9]*")


@dataclass(frozen=True, slots=True)
class Feed:
    """An unknown feed.

    headers  [column] its header; empty where the file has none
    values   [column][row] text as delivered, None where a record lacks it
    widths   [column] bytes, of a file of fixed width; else empty
    """

    path: Path
    format: str
    encoding: str
    gzip: bool
    headers: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    widths: tuple[int, ...] = ()
    separator: str = ","

    @property
    def has_headers(self) -> bool:
        return any(self.headers)

    @property
    def rows(self) -> int:
        return len(self.values[0])


def read_feed(path: Path, *, widths: Sequence[int] = (), headers: bool | None = None, rows: int = ROWS_READ) -> Feed:
    """Read the first rows of a CSV, JSON lines, Excel or fixed-width file.

    widths   bytes of each column of a fixed-width file: they cannot be guessed
    headers  whether the first row holds headers; None: judge by its looks
    rows     how many to keep
    """
    feed = _read(path, widths, headers)
    return replace(feed, values=tuple(column[:rows] for column in feed.values))


def _read(path: Path, widths: Sequence[int], headers: bool | None) -> Feed:
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_READ)
    except OSError as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check the path.") from err
    if content.startswith(_ZIP):
        return _read_workbook(path, headers)
    is_packed = content.startswith(_GZIP)
    text, encoding = _decode(path, _unpack(path) if is_packed else content)
    if not text.strip():
        raise InputError("the file is empty.", path=path, remedy="Send a file with rows.")
    if text.lstrip().startswith("{"):
        columns, values = _read_records(path, text)
        return Feed(path, "jsonl", encoding, is_packed, columns, values)
    if widths:
        rows = _cut(path, text, encoding, widths)
        return Feed(path, "fixed", encoding, is_packed, ("",) * len(widths), _turn(rows, len(widths)), tuple(widths))
    separator = _separator(path, text)
    rows = list(islice(csv.reader(io.StringIO(text), delimiter=separator), ROWS_READ + 1))
    names, values = _split(path, [row for row in rows if row], headers)
    return Feed(path, "csv", encoding, is_packed, names, values, separator=separator)


def _unpack(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(BYTES_READ)
    except (OSError, EOFError, zlib.error) as err:
        raise InputError("the packed file is damaged.", path=path, remedy="Pack and send it again.") from err


def _decode(path: Path, content: bytes) -> tuple[str, str]:
    """The text and its encoding; the last line is left out where the content was cut within it."""
    if content.startswith(_BOM):
        return _whole_lines(content).decode("utf-8-sig", errors="replace"), "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        try:
            return _whole_lines(content).decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InputError("the file is neither UTF-8 nor GB18030.", path=path, remedy="Save it as UTF-8 and try again.")


def _whole_lines(content: bytes) -> bytes:
    return content if len(content) < BYTES_READ else content[: content.rfind(b"\n") + 1]


def _read_records(path: Path, text: str) -> tuple[tuple[str, ...], tuple[tuple[str | None, ...], ...]]:
    """[column] names in the order in which they first appear, [column][row] values."""
    records: list[dict[str, Any]] = []
    for number, line in enumerate(islice(filter(str.strip, text.splitlines()), ROWS_READ), start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as err:
            what = "this line is no JSON object."
            raise InputError(what, path=path, line=number, remedy="Write one object on each line.") from err
        if not isinstance(record, dict):
            raise InputError("this line is no JSON object.", path=path, line=number, remedy="Write {…} on each line.")
        records.append(record)
    names = tuple(dict.fromkeys(name for record in records for name in record))
    return names, tuple(tuple(_text(record.get(name)) for record in records) for name in names)


def _read_workbook(path: Path, headers: bool | None) -> Feed:
    try:
        with path.open("rb") as file:
            sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
            cells = islice(sheet.iter_rows(values_only=True), ROWS_READ + 1)
            rows = [[_text(cell) or "" for cell in row] for row in cells]
    except (BadZipFile, KeyError, ValueError, OSError) as err:
        raise InputError("this is no Excel workbook.", path=path, remedy="Save it as .xlsx and try again.") from err
    names, values = _split(path, [row for row in rows if any(row)], headers)
    return Feed(path, "xlsx", "utf-8", False, names, values)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _cut(path: Path, text: str, encoding: str, widths: Sequence[int]) -> list[list[str]]:
    """Rows of a fixed-width file; widths count bytes in its own encoding."""
    if min(widths) < 1:
        raise InputError("a width is less than one byte.", remedy="Give the bytes of each column, as in 18,48,1.")
    rows = []
    for number, line in enumerate(islice(text.splitlines(), ROWS_READ), start=1):
        raw = line.encode("gb18030" if encoding == "gb18030" else "utf-8")
        if len(raw) != sum(widths):
            what = f"this line has {len(raw)} bytes, not {sum(widths)}."
            raise InputError(what, path=path, line=number, remedy="Mend the widths: they count bytes.")
        ends = [sum(widths[: at + 1]) for at in range(len(widths))]
        cells = (raw[end - width : end] for end, width in zip(ends, widths, strict=True))
        rows.append([cell.decode(encoding, errors="replace").strip() for cell in cells])
    return rows


def _separator(path: Path, text: str) -> str:
    """What stands between columns: the sign that gives the most columns, as many in every one of the first rows."""
    first = text.splitlines()[:_FIRST_LINES]
    counts = {sign: {len(row) for row in csv.reader(first, delimiter=sign) if row} for sign in _SEPARATORS}
    even = {sign: next(iter(found)) for sign, found in counts.items() if len(found) == 1}
    best = max(even, key=lambda sign: even[sign], default=",")
    if even.get(best, 1) < 2 and len(first) > 1 and len({len(line.encode("gb18030")) for line in first}) == 1:
        remedy = "Give the bytes of each column with --widths, as in --widths 18,48,1,8."
        raise InputError("this looks like a file of fixed width.", path=path, remedy=remedy)
    return best


def _split(
    path: Path, rows: list[list[str]], headers: bool | None
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headers, empty where there are none, and [column][row] values; rows of another length are left out."""
    if not rows:
        raise InputError("the file has no rows.", path=path, remedy="Send a file with rows.")
    width = len(rows[0])
    has_headers = _looks_like_headers(rows) if headers is None else headers
    body = [row for row in (rows[1:] if has_headers else rows) if len(row) == width][:ROWS_READ]
    if not body:
        raise InputError("the file has headers and no rows.", path=path, remedy="Send a file with rows.")
    names = tuple(name.strip() for name in rows[0]) if has_headers else ("",) * width
    return names, _turn(body, width)


def _looks_like_headers(rows: list[list[str]]) -> bool:
    """A first row in which nothing looks like data, while below it something does."""
    first = [cell.strip() for cell in rows[0]]
    if not all(first) or any(_DATA.fullmatch(cell) for cell in first) or len(set(first)) < len(first):
        return False
    below = [cell.strip() for row in rows[1:] for cell in row]
    return not below or any(_DATA.fullmatch(cell) for cell in below)


def _turn(rows: Iterable[Sequence[str]], width: int) -> tuple[tuple[str, ...], ...]:
    listed = list(rows)
    return tuple(tuple(row[at] for row in listed) for at in range(width))
