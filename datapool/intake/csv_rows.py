"""Comma-separated lines: all but the odd ones at full speed, each with the number of its line."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from datapool.intake.content import Block
from datapool.intake.lines import Lines, decode, odd_lines
from datapool.intake.refusal import BatchRejected
from datapool.intake.rows import LINE, Broken, Rows, table_of, table_of_records

# A value either has no quotation mark or stands wholly between two, with those inside doubled.
_VALUE = r'(?:"(?:[^"]|"")*+"|[^",\n]*+)'
_WELL_FORMED = re.compile(rf"{_VALUE}(?:,{_VALUE})*+")
# A value with a line break inside is looked for over so many lines.
LINES_OF_A_VALUE = 20


def read_csv(block: Block, columns: Sequence[str], encoding: str) -> Rows:
    """The rows of one block without header.

    columns   of the pool, in the order in which they are delivered
    """
    lines = Lines(block)
    text = decode(block, encoding)
    odd = odd_lines(lines, text)
    in_utf8 = lines if text is block.data else Lines(replace(block, data=text))
    quoted = _quoted_lines(in_utf8, odd)
    for line in _values_over_lines(in_utf8, quoted, len(columns)):
        odd[line] = "line_break_in_value"
    quoted -= odd.keys()
    plain, positions = in_utf8.without(quoted | odd.keys()) if quoted or odd else (text, None)
    table, wrong = _parse(plain, columns, positions)
    broken = [Broken(line, reason) for line, reason in odd.items()] + [Broken(line, "columns") for line in wrong]
    if quoted:
        more, also_broken = _parse_quoted(in_utf8, sorted(quoted), columns)
        broken += also_broken
        table = pa.concat_tables([table, more]).sort_by(LINE)
    return Rows(
        _numbered(table, block.first_line),
        tuple(Broken(each.line + block.first_line, each.reason) for each in sorted(broken, key=lambda b: b.line)),
        lambda line: lines.original(line - block.first_line),
    )


def split(line: str) -> list[str] | None:
    """The values of one line, None when its quotation marks are out of place."""
    if not _WELL_FORMED.fullmatch(line):
        return None
    return next(csv.reader([line])) if line else [""]


def _parse(text: bytes, columns: Sequence[str], positions: NDArray[np.int64] | None) -> tuple[pa.Table, list[int]]:
    """Rows of lines without quotation marks, and the lines with another number of columns."""
    wrong: list[int] = []

    def leave_out(row: arrow_csv.InvalidRow) -> str:
        wrong.append(row.number - 1)
        return "skip"

    if not text:
        return table_of_records(columns, [], []), []
    read = arrow_csv.read_csv(
        pa.py_buffer(text),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=len(text) + 1, column_names=list(columns), encoding="utf8"
        ),
        parse_options=arrow_csv.ParseOptions(
            quote_char=False, double_quote=False, ignore_empty_lines=False, invalid_row_handler=leave_out
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    numbers = np.arange(read.num_rows + len(wrong), dtype=np.int64) if positions is None else positions
    if len(numbers) != read.num_rows + len(wrong):
        raise BatchRejected("format", f"{len(numbers)} lines are read as {read.num_rows + len(wrong)} rows.")
    return table_of(columns, np.delete(numbers, wrong), read.columns), [int(line) for line in numbers[wrong]]


def _quoted_lines(lines: Lines, odd: dict[int, str]) -> set[int]:
    text = lines.block.data
    if b'"' not in text:
        return set()
    return set(lines.holding(np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord('"')))) - odd.keys()


def _values_over_lines(lines: Lines, quoted: set[int], columns: int) -> Iterator[int]:
    """Every line of a value that was broken over several: none of them may pass for a row of its own."""
    odd_marks = [line for line in sorted(quoted) if lines.original(line).count(b'"') % 2]
    behind = -1
    for begin, end in pairwise(odd_marks):
        if begin <= behind or end - begin > LINES_OF_A_VALUE:
            continue
        together = split(b"\n".join(map(lines.original, range(begin, end + 1))).decode("utf-8"))
        if together is not None and len(together) == columns:
            behind = end
            yield from range(begin, end + 1)


def _parse_quoted(lines: Lines, numbers: list[int], columns: Sequence[str]) -> tuple[pa.Table, list[Broken]]:
    """Rows of lines with quotation marks, one by one."""
    kept: list[int] = []
    records: list[list[str]] = []
    broken: list[Broken] = []
    for number in numbers:
        values = split(lines.original(number).decode("utf-8"))
        if values is None:
            broken.append(Broken(number, "quotes"))
        elif len(values) != len(columns):
            broken.append(Broken(number, "columns"))
        else:
            kept.append(number)
            records.append(values)
    return table_of_records(columns, kept, records), broken


def _numbered(table: pa.Table, first_line: int) -> pa.Table:
    at = table.schema.get_field_index(LINE)
    lines = table.column(LINE).to_numpy() + first_line
    return table.set_column(at, LINE, pa.array(lines, type=pa.int64()))
