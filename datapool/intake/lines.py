"""Which lines of a block can be read at full speed, which need a closer look, and which cannot be rows at all."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from datapool.intake.content import LF, Block
from datapool.intake.refusal import BatchRejected

CR, DEL, SPACE = 0x0D, 0x7F, 0x20
BOM, REPLACEMENT = "\ufeff", "\ufffd"
# Fewer letters than this may be valid UTF-8 by chance.
LETTERS_THAT_PROVE = 8

PIECE = 1 << 17

CONTROL, EMPTY_LINE = "control_character", "empty_line"
DAMAGED_TEXT = "damaged_text"


@dataclass(frozen=True)
class Lines:
    """The lines of one block; positions count from 0 within it.

    block     the bytes as delivered
    """

    block: Block

    @property
    def ends(self) -> NDArray[np.int64]:
        """[line] position just behind its line end."""
        return self.block.ends

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """[line] position of its first byte."""
        return np.concatenate((np.zeros(1, dtype=np.int64), self.ends[:-1]))

    @property
    def count(self) -> int:
        """Number of lines."""
        return self.block.lines

    def original(self, line: int) -> bytes:
        """The bytes of one line without its line end, which is LF or CR LF."""
        data = self.block.data[int(self.starts[line]) : int(self.ends[line])]
        return data.removesuffix(b"\n").removesuffix(b"\r")

    def holding(self, positions: NDArray[np.int64]) -> list[int]:
        """The lines that hold these bytes."""
        return [int(line) for line in np.unique(np.searchsorted(self.ends, positions, side="right"))]

    def without(self, left_out: set[int]) -> tuple[bytes, NDArray[np.int64]]:
        """The bytes of all other lines, and their positions among all."""
        kept = np.ones(self.count, dtype=np.bool_)
        kept[list(left_out)] = False
        data, first, pieces = self.block.data, 0, []
        for line in sorted(left_out):
            pieces.append(data[int(self.starts[first]) : int(self.starts[line])])
            first = line + 1
        if first < len(self.starts):
            pieces.append(data[int(self.starts[first]) :])
        return b"".join(pieces), np.flatnonzero(kept)


def decode(block: Block, encoding: str) -> bytes:
    """The block as UTF-8, line by line the same.

    Raises BatchRejected where a byte is not of `encoding`.
    """
    data = block.data
    if data.isascii():
        return data
    try:
        text = str(data, "utf-8" if encoding == "utf-8-sig" else encoding)
    except UnicodeDecodeError as err:
        raise BatchRejected("undecodable", _where(block, err.start, encoding)) from None
    if encoding == "gb18030" and block.offset == 0:
        _refuse_utf8_in_disguise(data)
    return data if encoding.startswith("utf-8") else text.encode("utf-8")


def without_bom(block: Block) -> Block:
    """The first block of a file without the mark of UTF-8 that may stand before it."""
    data = block.data.removeprefix(BOM.encode())
    return block if len(data) == len(block.data) else replace(block, data=data, offset=block.offset + 3)


def odd_lines(lines: Lines, text: bytes) -> dict[int, str]:
    """[line] why it cannot be a row: control characters, nothing in it, or letters lost before it came here.

    text    the same lines in UTF-8
    """
    data = lines.block.data
    odd: dict[int, str] = {}
    codes = _bytes(data)
    line_ends = lines.count - (not data.endswith(b"\n")) + (data.count(b"\r\n") if b"\r" in data else 0)
    if _count_below(codes, SPACE) != line_ends or b"\x7f" in data:
        odd.update(dict.fromkeys(lines.holding(_controls(codes)), CONTROL))
    short = np.flatnonzero(lines.ends - lines.starts <= 2)
    odd.update(dict.fromkeys((int(line) for line in short if not lines.original(int(line))), EMPTY_LINE))
    if text.isascii():
        return odd
    for mark in (REPLACEMENT.encode(), BOM.encode()):
        if mark in text:
            of_text = Lines(replace(lines.block, data=text))
            odd.update(dict.fromkeys(of_text.holding(_positions(text, mark)), DAMAGED_TEXT))
    return odd


def _bytes(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(data, dtype=np.uint8)


def _count_below(codes: NDArray[np.uint8], limit: int) -> int:
    """How many codes are below `limit`; piece by piece, so that the comparison stays in the processor's cache."""
    found = np.empty(min(PIECE, codes.size), dtype=np.bool_)
    total = 0
    for at in range(0, codes.size, PIECE):
        piece = codes[at : at + PIECE]
        total += int(np.count_nonzero(np.less(piece, limit, out=found[: piece.size])))
    return total


def _controls(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Positions of control characters other than line ends; a lone CR is none."""
    suspects = np.flatnonzero(((codes < SPACE) & (codes != LF)) | (codes == DEL))
    following = codes[np.minimum(suspects + 1, codes.size - 1)]
    found: NDArray[np.int64] = suspects[(codes[suspects] != CR) | (following != LF)]
    return found


def _positions(text: bytes, mark: bytes) -> NDArray[np.int64]:
    found, at = [], text.find(mark)
    while at >= 0:
        found.append(at)
        at = text.find(mark, at + len(mark))
    return np.array(found, dtype=np.int64)


def _where(block: Block, position: int, encoding: str) -> str:
    line = block.first_line + block.data.count(b"\n", 0, position)
    other = "gb18030" if encoding.startswith("utf-8") else "utf-8"
    return (
        f"line {line}, byte {block.offset + position + 1} of the file is not {encoding}"
        f"{_reads_as(block.data, other)}. Have it sent again, or correct the encoding in the source description."
    )


def _reads_as(data: bytes, other: str) -> str:
    try:
        data.decode(other)
    except UnicodeDecodeError:
        return ""
    return f"; this part of it can be read as {other}"


def _refuse_utf8_in_disguise(data: bytes) -> None:
    """Most UTF-8 also reads as GB18030, as other letters: what is UTF-8 throughout was never GB18030."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if len(text.encode("utf-8")) - len(text) >= 2 * LETTERS_THAT_PROVE:
        raise BatchRejected(
            "undecodable",
            "it is UTF-8, not gb18030. Correct the encoding in the source description, or have it sent again.",
        )
