"""A delivery of any format as blocks of rows."""

from collections.abc import Iterator
from itertools import chain

from datapool.intake.content import Block, Content, blocks
from datapool.intake.csv_rows import read_csv, split
from datapool.intake.fixed_rows import read_fixed
from datapool.intake.header import check_keys, order_of
from datapool.intake.json_rows import keys_of, read_json
from datapool.intake.lines import decode, without_bom
from datapool.intake.refusal import BatchRejected
from datapool.intake.rows import Rows
from datapool.intake.workbook import ZIP_MAGIC, read_workbook, rows_of
from datapool.standards.sources import Table

# So many first objects tell which keys a file of JSON lines has.
FIRST_OBJECTS = 100


def read(table: Table, content: Content) -> Iterator[Rows]:
    """The rows of a delivery in blocks, in the order of lines.

    Raises BatchRejected when it is not in the format or the encoding of its description.
    """
    if content.size == 0:
        raise BatchRejected("empty", "the file is empty; have it sent again.")
    if table.format == "xlsx":
        yield _read_workbook(table, content)
        return
    found = blocks(table.full_name, content)
    first = without_bom(next(found))
    if first.data.startswith(ZIP_MAGIC):
        raise BatchRejected("format", f"this is a zip or Excel file, not {table.format}. Have it sent as described.")
    match table.format:
        case "csv":
            yield from _read_csv(table, first, found)
        case "fixed":
            columns = [(column.column, column.width) for column in table.columns]
            yield from (read_fixed(block, columns, table.encoding) for block in chain([first], found))
        case _:
            yield from _read_json(table, first, found)


def _read_csv(table: Table, first: Block, rest: Iterator[Block]) -> Iterator[Rows]:
    end = first.data.find(b"\n") + 1 or len(first.data)
    line = decode(Block(first.data[:end], 1, first.offset), table.encoding).removesuffix(b"\n").removesuffix(b"\r")
    if b"\r" in line:
        raise BatchRejected("format", "its lines end with CR alone. Have it sent with line ends LF or CR LF.")
    header = split(line.decode("utf-8"))
    if header is None:
        raise BatchRejected("header", "the quotation marks of the header are out of place. Have it sent again.")
    columns = order_of(header, {column.name: column.column for column in table.columns})
    body = Block(first.data[end:], 2, first.offset + end)
    for block in chain([body], rest):
        if block.data:
            yield read_csv(block, columns, table.encoding)


def _read_json(table: Table, first: Block, rest: Iterator[Block]) -> Iterator[Rows]:
    columns = {column.name: column.column for column in table.columns}
    lines = decode(first, table.encoding).split(b"\n", FIRST_OBJECTS)[:FIRST_OBJECTS]
    required = [column.name for column in table.columns if column.required]
    check_keys([keys_of(line) for line in lines if line.strip()], columns, required)
    yield from (read_json(block, columns, table.encoding) for block in chain([first], rest))


def _read_workbook(table: Table, content: Content) -> Rows:
    data = content.whole
    if data is None:
        raise BatchRejected("too_many_rows", "so large an Excel file is not read. Deliver it as CSV.")
    header, rows = read_workbook(data)
    return rows_of(rows, order_of(header, {column.name: column.column for column in table.columns}))
