"""Records of any file as columns of text: CSV in the usual encodings and separators, or Parquet."""

import csv
from collections import Counter
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from core.errors import FileMissing, InputError

_ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PARQUET, _GZIP = b"PAR1", b"\x1f\x8b"
_SEPARATORS = ",;\t|"
_PIECE = 1 << 18
# What people and programs write where nothing is known.
NOTHING = ("", "null", "none", "nan", "n/a", "na", "nil", "-", "--", "?", "unknown", "\\n", "无", "不详", "未知", "空")


def read_records(path: Path) -> pa.Table:
    """The records of a file, every column as text, blanks around a value taken off, nothing where nothing is known.

    Raises FileMissing or InputError when there is no table in it, a column name stands twice, or it has no rows.
    """
    if not path.is_file():
        raise FileMissing("this file is not there.", path=path, remedy="Name a CSV or Parquet file.")
    table = _read_parquet(path) if _begins_with(path, _PARQUET) else _read_csv(path)
    return as_records(table, path=path)


def as_records(table: pa.Table, *, path: Path | None = None) -> pa.Table:
    """A table of any types as text; see `read_records`."""
    names = [name.strip() for name in table.column_names]
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if twice:
        raise InputError(
            f"the column {twice[0]!r} stands there twice.", path=path, line=1, remedy="Give every column its own name."
        )
    if table.num_rows == 0:
        raise InputError("there are no rows.", path=path, remedy="Name a file with rows below its header.")
    return pa.table([_as_text(column) for column in table.columns], names=names)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text, and NULL for what is no text at all, such as lists and pictures."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    if pa.types.is_floating(kind):
        column = _whole_where_it_can_be(column)
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    is_nothing = pc.is_in(pc.utf8_lower(text), value_set=pa.array(NOTHING))
    return pc.if_else(is_nothing, pa.scalar(None, pa.string()), text)


def _whole_where_it_can_be(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers with holes come as fractions from many programs: 101.0 was 101."""
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column


def _begins_with(path: Path, mark: bytes) -> bool:
    with _opened(path) as file:
        return file.read(len(mark)) == mark


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check who may read it.") from err


def _read_parquet(path: Path) -> pa.Table:
    try:
        return parquet.read_table(path)
    except (pa.ArrowException, OSError) as err:
        raise InputError(
            "this Parquet file is damaged.", path=path, remedy="Write it again where it was made."
        ) from err


def _read_csv(path: Path) -> pa.Table:
    if _begins_with(path, _GZIP):
        raise InputError("this file is compressed.", path=path, remedy="Unpack it first.")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        head, second = file.readline(), file.readline()
    if "\x00" in head or not head.strip():
        raise InputError("this is no table of text.", path=path, remedy="Name a CSV or Parquet file.")
    separator = max(_SEPARATORS, key=lambda sign: (head.count(sign), second.count(sign)))
    names = next(csv.reader([head], delimiter=separator, skipinitialspace=True))
    numbers = [str(at) for at in range(len(names))]
    try:
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(
                encoding=encoding, skip_rows=1, column_names=numbers, block_size=1 << 24
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(numbers, pa.string()), strings_can_be_null=True
            ),
        )
    except (pa.ArrowException, OSError, UnicodeError) as err:
        if not second.strip():
            raise InputError("there are no rows.", path=path, remedy="Name a file with rows below its header.") from err
        # The message of Arrow quotes the line it stumbled over, and with it a person's data: it is not passed on.
        raise InputError(
            f"a row does not have the {len(names)} values that the header names.",
            path=path,
            remedy="Mend the rows, or write the file again with every value in quotes.",
        ) from None
    return table.rename_columns([name.lstrip("\ufeff") for name in names])


def _encoding(path: Path) -> str:
    if any(_begins_with(path, mark) for mark in _UTF16):
        return "utf-16"
    for encoding in _ENCODINGS[:-1]:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(_PIECE):
                    pass
        except UnicodeError:
            continue
        except OSError as err:
            raise FileMissing("this file cannot be read.", path=path, remedy="Check who may read it.") from err
        return encoding
    return _ENCODINGS[-1]
