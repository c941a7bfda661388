"""Lines of fixed width: columns are counted in bytes of the delivered encoding and padded with blanks."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow
from numpy.typing import NDArray

from datapool.intake.content import LF, Block
from datapool.intake.lines import Lines, decode, odd_lines
from datapool.intake.rows import Broken, Rows, table_of

Column = tuple[str, int]


def read_fixed(block: Block, columns: Sequence[Column], encoding: str) -> Rows:
    """The rows of one block; a line of another length is broken.

    columns   [column] its name in the pool and its width in bytes
    """
    lines = Lines(block)
    odd = odd_lines(lines, decode(block, encoding))
    width = sum(wide for _, wide in columns)
    good, letters = _of_width(lines, width, odd)
    values, cut = _values(letters, [wide for _, wide in columns], encoding)
    broken = [Broken(line, reason) for line, reason in odd.items()]
    broken += [Broken(int(good[row]), "cut_letter", columns[column][0]) for row, column in cut]
    kept = np.ones(len(good), dtype=np.bool_)
    kept[[row for row, _ in cut]] = False
    table = table_of([name for name, _ in columns], good + block.first_line, values).filter(pa.array(kept))
    return Rows(
        table,
        tuple(Broken(b.line + block.first_line, b.reason, b.column) for b in sorted(broken, key=lambda b: b.line)),
        lambda line: lines.original(line - block.first_line),
    )


def _of_width(lines: Lines, width: int, odd: dict[int, str]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The lines of the right width and their bytes [line, width]; the others join the odd ones."""
    for line in np.flatnonzero(_lengths(lines) != width):
        odd.setdefault(int(line), "length")
    data, good = lines.without(set(odd)) if odd else (lines.block.data, np.arange(lines.count, dtype=np.int64))
    # A CR that is left stands before LF: lines with any other are odd.
    data = data.replace(b"\r\n", b"\n")
    data += b"" if data.endswith(b"\n") or not data else b"\n"
    return good, np.frombuffer(data, dtype=np.uint8).reshape(len(good), width + 1)[:, :width]


def _lengths(lines: Lines) -> NDArray[np.int64]:
    """[line] bytes without the line end."""
    codes = np.frombuffer(lines.block.data, dtype=np.uint8)
    last = lines.ends - 1
    with_lf = codes[last] == LF
    with_cr = with_lf & (last > lines.starts) & (codes[np.maximum(last - 1, 0)] == ord("\r"))
    length: NDArray[np.int64] = lines.ends - lines.starts - with_lf - with_cr
    return length


def _values(
    letters: NDArray[np.uint8], widths: Sequence[int], encoding: str
) -> tuple[list[pa.Array], list[tuple[int, int]]]:
    """Text of every column without its padding, and the cells (row, column) that begin or end within a letter."""
    values: list[pa.Array] = []
    cut: list[tuple[int, int]] = []
    at = 0
    for number, width in enumerate(widths):
        text, wrong = _column(letters[:, at : at + width], encoding)
        values.append(text)
        cut += [(row, number) for row in wrong]
        at += width
    return values, cut


def _column(letters: NDArray[np.uint8], encoding: str) -> tuple[pa.Array, list[int]]:
    """One column [row] of text; rows whose bytes are not whole letters are blank and named."""
    rows = len(letters)
    lined = np.full((rows, letters.shape[1] + 1), LF, dtype=np.uint8)
    lined[:, :-1] = letters
    packed = lined.tobytes()
    wrong: list[int] = []
    if not packed.isascii():
        try:
            packed = packed.decode(encoding).encode("utf-8")
        except UnicodeDecodeError:
            cells, wrong = _one_by_one(letters, encoding)
            packed = "".join(f"{cell}\n" for cell in cells).encode("utf-8")
    ends = np.flatnonzero(np.frombuffer(packed, dtype=np.uint8) == LF) + 1
    offsets = np.concatenate(([0], ends)).astype(np.int32)
    text = pa.StringArray.from_buffers(rows, pa.py_buffer(offsets.tobytes()), pa.py_buffer(packed))
    trimmed = arrow.utf8_trim(text, characters=" \n\u3000")
    return arrow.if_else(arrow.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed), wrong


def _one_by_one(letters: NDArray[np.uint8], encoding: str) -> tuple[list[str], list[int]]:
    cells, wrong = [], []
    for row, cell in enumerate(letters):
        try:
            cells.append(cell.tobytes().decode(encoding))
        except UnicodeDecodeError:
            cells.append("")
            wrong.append(row)
    return cells, wrong
