"""The bytes of a delivery: unpacked, hashed, and cut into blocks at line ends, whatever its size."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from datapool.intake.refusal import BatchRejected, NotLanded

CHUNK_BYTES = 1 << 20
# Small enough for memory to be used again instead of asked for anew, large enough for one query each.
BLOCK_BYTES = 16 << 20
# What is no larger is unpacked once and kept in memory.
KEPT_BYTES = 64 << 20
GZIP_MAGIC = b"\x1f\x8b"
LF = 0x0A
Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Content:
    """What was delivered, unpacked.

    sha256   of the unpacked bytes, with the table's name before them
    size     unpacked bytes
    whole    all of them when they fit into memory, else None
    open     reads them again from the start
    """

    sha256: str
    size: int
    whole: bytes | None
    open: Open


@dataclass(frozen=True)
class Block:
    """Whole lines of a delivery; a last line without a line end is a line.

    data         their bytes, as delivered
    first_line   number of the first line, 1 at the start of the file
    offset       bytes of the file before it
    """

    data: bytes
    first_line: int = 1
    offset: int = 0

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """[line] position just behind its line end."""
        ends = np.flatnonzero(np.frombuffer(self.data, dtype=np.uint8) == LF) + 1
        return ends if not self.data or self.data.endswith(b"\n") else np.append(ends, len(self.data))

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.ends)


def survey(table: str, open_it: Open, *, kept_bytes: int = KEPT_BYTES) -> Content:
    """Read everything once: its hash, its size, and its bytes where they are few.

    Raises BatchRejected when it cannot be unpacked.
    """
    digest = hashlib.sha256(f"{table}\n".encode())
    size = 0
    kept: list[bytes] = []
    with _unpacking(), open_it() as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            if size <= kept_bytes:
                kept.append(chunk)
            else:
                kept.clear()
    whole = b"".join(kept) if size <= kept_bytes else None
    return Content(digest.hexdigest(), size, whole, open_it)


def blocks(table: str, content: Content, *, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """The lines in blocks of about `block_bytes`; a last line without a line end is a line.

    Raises BatchRejected when a line is longer than a block, NotLanded when the content is no longer what was surveyed.
    """
    line, offset, rest = 1, 0, b""
    digest = hashlib.sha256(f"{table}\n".encode())
    with _unpacking(), BytesIO(content.whole) if content.whole is not None else content.open() as stream:
        while fresh := _read(stream, block_bytes):
            if content.whole is None:
                digest.update(fresh)
            data = rest + fresh if rest else fresh
            end = data.rfind(b"\n") + 1
            if not end and len(data) >= 2 * block_bytes:
                raise BatchRejected("format", f"line {line} is longer than {block_bytes} bytes; is this a text file?")
            data, rest = (data, b"") if end == len(data) else (data[:end], data[end:])
            if data:
                yield (block := Block(data, line, offset))
                line += block.lines
                offset += len(data)
    if rest:
        yield Block(rest, line, offset)
    if content.whole is None and digest.hexdigest() != content.sha256:
        raise NotLanded(f"a delivery of {table} changed while it was read. Start again when it is complete.")


def open_file(path: Path) -> BinaryIO:
    """The unpacked bytes of a file; whether it is packed is told by its content, not by its name."""
    stream = path.open("rb")
    if stream.peek(2)[:2] != GZIP_MAGIC:
        return stream
    stream.close()
    return cast(BinaryIO, _gzip(path))


def unpacked_size(path: Path) -> int:
    """Bytes after unpacking: exact but for packed files of several parts or over 4 GB, where it is only a hint."""
    with path.open("rb") as stream:
        if stream.read(2) != GZIP_MAGIC:
            return path.stat().st_size
        if path.stat().st_size < 18:
            return 0
        stream.seek(-4, 2)
        return int.from_bytes(stream.read(4), "little")


def file_sha256(path: Path) -> str:
    """Of the bytes as delivered: what `sha256sum` prints."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _gzip(path: Path) -> BufferedReader:
    return BufferedReader(cast(BinaryIO, gzip.open(path, "rb")), CHUNK_BYTES)  # type: ignore[arg-type]


def _read(stream: BinaryIO, size: int) -> bytes:
    parts = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


@contextmanager
def _unpacking() -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as err:
        what = "ends before its time" if isinstance(err, EOFError) else "is damaged"
        raise BatchRejected("unreadable", f"the gzip file {what}; have it sent again.") from err
