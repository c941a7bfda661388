"""A small Excel file as rows of text: the values of its one sheet, nothing computed and nothing guessed."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from datapool.intake.refusal import BatchRejected
from datapool.intake.rows import Broken, Rows, table_of_records

MOST_ROWS = 50_000
# Unpacked, 50,000 rows of our tables are some 30 MB of XML.
MOST_BYTES = 1 << 29
# A cell holds a number as a double: beyond 15 digits it is no longer the one that was typed.
MOST_DIGITS = 15
ZIP_MAGIC = b"PK\x03\x04"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell[ />]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet[ />]")

Cells = tuple[Any, ...]


def read_workbook(data: bytes) -> tuple[list[str], list[tuple[int, Cells]]]:
    """The header and the rows (number in the sheet, cells) of the one sheet that holds something.

    Raises BatchRejected for what is no workbook, is too large, has merged cells or several sheets.
    """
    named = _inspect(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False)
        sheets = [rows for sheet in book.worksheets if (rows := list(_filled(sheet)))]
        names = book.sheetnames
        book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        EOFError,
        OSError,
        SyntaxError,
    ) as err:
        raise _damaged() from err
    if len(names) != named:
        raise _damaged()
    if not sheets:
        raise BatchRejected("empty", "the workbook holds nothing; have it sent again.")
    if len(sheets) > 1:
        raise BatchRejected("format", "several sheets hold rows. Deliver each sheet as a file of its own.")
    (_, header), *rows = sheets[0]
    names = ["" if cell.value is None else str(cell.value) for cell in header]
    while names and not names[-1]:
        names.pop()
    return names, rows


def rows_of(found: Sequence[tuple[int, Cells]], columns: Sequence[str]) -> Rows:
    """Rows of text from cells.

    columns   of the pool, in the order of the header
    """
    kept: list[int] = []
    records: list[list[str | None]] = []
    broken: list[Broken] = []
    originals: dict[int, bytes] = {}
    for number, cells in found:
        originals[number] = _original(cells)
        wrong = list(_wrong(number, cells, columns))
        if wrong:
            broken += wrong
            continue
        kept.append(number)
        values = [_text(cell.value) for cell in cells[: len(columns)]]
        records.append(values + [None] * (len(columns) - len(values)))
    return Rows(table_of_records(columns, kept, records), tuple(broken), originals.__getitem__)


def _inspect(data: bytes) -> int:
    """How many sheets the workbook names. Raises BatchRejected for what is none, too large, or has merged cells."""
    if not data.startswith(ZIP_MAGIC) or not zipfile.is_zipfile(BytesIO(data)):
        raise BatchRejected(
            "format", "this is not an Excel file (.xlsx). Save it as .xlsx, or correct the description."
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
                raise _too_many()
            sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
            if any(_MERGED.search(packed.read(name)) for name in sheets):
                raise BatchRejected("format", "cells are merged. Unmerge them, so that every row holds its own values.")
            return len(_SHEET.findall(packed.read("xl/workbook.xml")))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError) as err:
        raise _damaged() from err


def _filled(sheet: Any) -> Iterator[tuple[int, Cells]]:
    """The rows down to the last that holds something."""
    waiting: list[tuple[int, Cells]] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        waiting.append((number, cells))
        if number > MOST_ROWS + 1 and any(cell.value is not None for cell in cells):
            raise _too_many()
        if any(cell.value is not None for cell in cells):
            yield from waiting
            waiting.clear()


def _wrong(number: int, cells: Cells, columns: Sequence[str]) -> Iterator[Broken]:
    if all(cell.value is None for cell in cells):
        yield Broken(number, "empty_line")
        return
    if any(cell.value is not None for cell in cells[len(columns) :]):
        yield Broken(number, "columns")
    for column, cell in zip(columns, cells, strict=False):
        reason = _reason(cell)
        if reason:
            yield Broken(number, reason, column)


def _reason(cell: Any) -> str | None:
    """Why this cell holds no value that can be taken as it is."""
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return "formula"
    if cell.data_type == "e":
        return "cell_error"
    if isinstance(value, bool) or not isinstance(value, str | int | float | datetime | date):
        return "wrong_type"
    if isinstance(value, int | float) and abs(value) >= 10**MOST_DIGITS:
        return "digits_lost"
    if isinstance(value, str) and any(ord(letter) < 0x20 or letter == "\x7f" for letter in value):
        return "control_character"
    if isinstance(value, str) and any(letter in "\ufffd\ufeff" for letter in value):
        return "damaged_text"
    return None


def _text(value: Any) -> str | None:
    """What the cell says: a number without exponent, a day as 2020-01-31."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _original(cells: Cells) -> bytes:
    """The row as JSON, since a workbook has no lines."""
    values = [
        cell.value if isinstance(cell.value, str | int | float | bool | None) else str(cell.value) for cell in cells
    ]
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _damaged() -> BatchRejected:
    return BatchRejected("unreadable", "the workbook is damaged; have it sent again.")


def _too_many() -> BatchRejected:
    return BatchRejected("too_many_rows", f"an Excel file holds at most {MOST_ROWS} rows. Deliver it as CSV.")
