"""What a reader of any format makes of a block: rows of text, lines that are no rows, and the way back to the bytes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LINE = "_line"

# [reason] what a person reads; reasons of single values come from the standards.
REASONS = {
    "control_character": {"zh": "含控制字符", "en": "control character"},
    "empty_line": {"zh": "空行", "en": "empty line"},
    "damaged_text": {"zh": "文字已损坏", "en": "letters lost before delivery"},
    "columns": {"zh": "列数不符", "en": "wrong number of columns"},
    "quotes": {"zh": "引号不成对", "en": "quotation marks out of place"},
    "line_break_in_value": {"zh": "值中换行", "en": "line break inside a value"},
    "length": {"zh": "行长度不符", "en": "wrong length of line"},
    "cut_letter": {"zh": "汉字被截断", "en": "a letter cut by a column's edge"},
    "not_json": {"zh": "不是JSON对象", "en": "not a JSON object"},
    "repeated_key": {"zh": "键重复", "en": "a key stands twice"},
    "unknown_key": {"zh": "未知的键", "en": "unknown key"},
    "wrong_type": {"zh": "类型不符", "en": "neither text nor number"},
    "formula": {"zh": "单元格为公式", "en": "a formula instead of a value"},
    "cell_error": {"zh": "单元格错误值", "en": "an error value of the workbook"},
    "digits_lost": {"zh": "数字已失精度", "en": "digits lost in a number"},
}


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no row: its number in the file, why, and the column where one can be named."""

    line: int
    reason: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """One block, read.

    table      `_line` and one text column per column of the pool, in the order of lines; NULL where nothing stands
    broken     lines that are no rows; a line may stand here more than once
    original   the bytes of a line, by its number in the file
    """

    table: pa.Table
    broken: tuple[Broken, ...]
    original: Callable[[int], bytes]

    @property
    def count(self) -> int:
        """Rows delivered, good or not."""
        return int(self.table.num_rows) + len({each.line for each in self.broken})


def table_of(
    columns: Sequence[str], lines: NDArray[np.int64], values: Sequence[pa.Array | pa.ChunkedArray]
) -> pa.Table:
    """Text columns with the numbers of their lines."""
    return pa.table([pa.array(lines, type=pa.int64()), *values], names=[LINE, *columns])


def table_of_records(columns: Sequence[str], lines: Sequence[int], records: Iterable[Sequence[str | None]]) -> pa.Table:
    """The same from row after row of values."""
    listed = list(records)
    by_column = list(zip(*listed, strict=True)) if listed else [()] * len(columns)
    values = [pa.array([value or None for value in column], type=pa.string()) for column in by_column]
    return table_of(columns, np.array(lines, dtype=np.int64), values)
