"""One append-only log in which every entry holds the hash of the one before: what was written can be proved later.

python -m core.chain FILE [--head NUMBER:HASH] [--json]     verify it, with nothing but the files
"""

import argparse
import fcntl
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from core.chain_form import (
    BYTES_OF_THE_END,
    NOTHING_BEFORE,
    ChainBroken,
    Entry,
    Head,
    canonical,
    closed_segment,
    closed_segments,
    entry_of,
    hash_at_end,
    line_of,
    number_of,
    refuse_unreadable,
    segments,
)
from core.chain_verifier import verify
from core.errors import AnlanError

__all__ = ["START", "Chain", "ChainBroken", "ChainNotWritten", "Entry", "Head", "Position", "Writer", "verify"]

BYTES_OF_A_SEGMENT = 64 * 2**20
_BLOCK = 4096
_END_BEFORE_HASH = b',"hash":"'


class ChainNotWritten(AnlanError):
    """An entry could not be put on disk, so that what it tells must not happen."""

    code = "chain.not_written"


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two entries from which reading goes on.

    first   the entry with which the file begins, 0 for the begin of the log
    offset  bytes into that file
    number  of the entry before the place, and its hash
    """

    first: int
    offset: int
    number: int
    hash: str


START = Position(0, 0, 0, NOTHING_BEFORE)


class Chain:
    """A log in a file; several processes may write to it and read it at once.

    path           the file that entries are written to; closed parts and the lock lie beside it
    segment_bytes  a file that has grown to so many is closed, and the next entry begins a new one
    """

    def __init__(self, path: Path, *, segment_bytes: int = BYTES_OF_A_SEGMENT) -> None:
        self.path, self._segment_bytes = path, segment_bytes

    def append(self, *bodies: Mapping[str, Any]) -> tuple[Entry, ...]:
        """Write entries one behind the other; they are on disk when this returns.

        Raises ChainNotWritten where the disk does not take them, ChainBroken where the last entry does not fit.
        """
        with self.writing() as writer:
            return writer.append(*bodies)

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """Hold the log alone, so that what is appended rests on what was read before; not to be nested."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as err:
            raise _not_written(self.path, err) from err
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Writer(self.path, self._segment_bytes)
        finally:
            os.close(lock)

    def head(self) -> Head | None:
        """The last entry, found from the end; None in an empty log. ChainBroken where it does not fit its own hash."""
        try:
            return _last_of(self.path)
        except OSError as err:
            raise refuse_unreadable(self.path, err) from err

    def entries(self) -> Iterator[Entry]:
        """Every entry, the oldest first; ChainBroken at one that does not fit."""
        return (entry for _, entry in self.read())

    def read(self, since: Position = START) -> Iterator[tuple[Position, Entry]]:
        """Every entry behind a position, with the position behind it; ChainBroken where the log is another one."""
        is_reached, number, previous = since == START, since.number, since.hash
        try:
            for first, _, part in segments(self.path):
                offset = 0
                if not is_reached:
                    if first != since.first:
                        continue
                    is_reached, offset = True, since.offset
                    _check(part, since)
                    part.seek(offset)
                for line in part:
                    if not line.endswith(b"\n"):
                        break
                    entry = entry_of(line, number + 1, previous)
                    number, previous, offset = entry.number, entry.hash, offset + len(line)
                    yield Position(first or number, offset, number, previous), entry
        except OSError as err:
            raise refuse_unreadable(self.path, err) from err
        if not is_reached:
            raise ChainBroken(f"The log no longer holds entry {since.number}. `anlan log verify` tells more.")


class Writer:
    """Appends to a log that it holds alone."""

    def __init__(self, path: Path, segment_bytes: int) -> None:
        self._path, self._segment_bytes = path, segment_bytes

    def append(self, *bodies: Mapping[str, Any]) -> tuple[Entry, ...]:
        """As Chain.append."""
        texts = [canonical(body) for body in bodies]
        try:
            head = _last_of(self._path, mending=True) or Head(0, NOTHING_BEFORE)
            self._close_full()
            written = list(_chained(texts, head))
            self._write(b"".join(line for line, _ in written))
        except OSError as err:
            raise _not_written(self._path, err) from err
        hashes = [head.hash, *(own for _, own in written)]
        return tuple(Entry(head.number + 1 + at, hashes[at], bodies[at], hashes[at + 1]) for at in range(len(bodies)))

    def _close_full(self) -> None:
        """Put the file aside under the number of its first entry once it is full."""
        if not self._path.exists() or self._path.stat().st_size < self._segment_bytes:
            return
        with self._path.open("rb") as full:
            first = number_of(full.readline(_BLOCK))
        if first is not None:
            self._path.rename(closed_segment(self._path, first))
            _settle(self._path.parent)

    def _write(self, data: bytes) -> None:
        is_new = not self._path.exists()
        log = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        size = os.fstat(log).st_size
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(log, left) :]
            os.fsync(log)
        except OSError:
            # Half of it must not stay: to its reader it would be something that was acknowledged.
            with suppress(OSError):
                os.ftruncate(log, size)
            raise
        finally:
            os.close(log)
        if is_new:
            _settle(self._path.parent)


def _chained(texts: Sequence[str], head: Head) -> Iterator[tuple[bytes, str]]:
    previous = head.hash
    for number, text in enumerate(texts, start=head.number + 1):
        line, previous = line_of(number, previous, text)
        yield line, previous


def _settle(folder: Path) -> None:
    """Put the names in a folder on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _last_of(path: Path, *, mending: bool = False) -> Head | None:
    """The last entry of a log; nothing before it is read. `mending`: what a killed writer left is dealt with first."""
    if path.exists():
        with path.open("r+b" if mending else "rb") as active:
            line = _last_line(active, path, mending=mending)
        if line:
            return _head_of(line, path)
    closed = closed_segments(path)
    if not closed:
        return None
    with closed[-1][1].open("rb") as part:
        return _head_of(_last_line(part, closed[-1][1]), closed[-1][1])


def _last_line(log: BinaryIO, path: Path, *, mending: bool = False) -> bytes:
    """The last line with its end, found from the end of the file; empty where there is none."""
    size = log.seek(0, os.SEEK_END)
    length, data = _BLOCK, b""
    while data.count(b"\n") < 2 and len(data) < size:
        length = min(length * 2, size)
        log.seek(size - length)
        data = log.read(length)
    whole, newline, rest = data.rpartition(b"\n")
    if rest and mending and _mend(log, rest, size, path=path):
        return rest + b"\n"
    return whole[whole.rfind(b"\n") + 1 :] + newline


def _mend(log: BinaryIO, rest: bytes, size: int, *, path: Path) -> bool:
    """Deal with a line that has no end; returns whether it is an entry now.

    A writer that was killed leaves the begin of a line, which is cut off, or a whole one without its end, which gets
    it. A whole one with something else behind it was left by nobody who writes here.
    """
    length = _length_of_whole(rest)
    if length is None:
        log.truncate(size - len(rest))
    elif length == len(rest):
        log.seek(0, os.SEEK_END)
        log.write(b"\n")
    else:
        raise ChainBroken(f"Something stands behind the last entry of {path}. Keep a copy, then ask who could write.")
    log.flush()
    os.fsync(log.fileno())
    return length is not None


def _length_of_whole(rest: bytes) -> int | None:
    """How many bytes of a begun line are a whole entry without its line end; None where it is none."""
    at = rest.find(_END_BEFORE_HASH)
    while at >= 0:
        end = at + BYTES_OF_THE_END - 1
        if rest[at:end] == _END_BEFORE_HASH + sha256(rest[:at]).hexdigest().encode() + b'"}':
            return end
        at = rest.find(_END_BEFORE_HASH, at + 1)
    return None


def _head_of(line: bytes, path: Path) -> Head:
    number, own = number_of(line), hash_at_end(line)
    if number is None or sha256(line[:-BYTES_OF_THE_END]).hexdigest() != own:
        raise ChainBroken(f"The last entry of {path} is not as it was written. `anlan log verify` tells where.")
    return Head(number, own)


def _check(part: BinaryIO, since: Position) -> None:
    """The entry before the position must be the one that was there when it was taken."""
    part.seek(max(0, since.offset - BYTES_OF_THE_END))
    if hash_at_end(part.read(min(BYTES_OF_THE_END, since.offset))) != since.hash:
        raise ChainBroken(f"Entry {since.number} of the log is another one now. `anlan log verify` tells more.")


def _not_written(path: Path, err: OSError) -> ChainNotWritten:
    return ChainNotWritten(f"{path} could not be written: {err.strerror or err}. Mend that and try again.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a log; 0 where it is whole, 1 where an entry does not fit, 2 where the question was wrong."""
    parser = argparse.ArgumentParser(prog="python -m core.chain", description="Verify a hash-chained log.")
    parser.add_argument("file", metavar="FILE", type=Path, help="the file that entries are written to")
    parser.add_argument("--head", action="append", default=[], metavar="NUMBER:HASH", help="an entry noted down")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    try:
        verdict = verify(chosen.file, [Head.parse(text) for text in chosen.head])
    except AnlanError as err:
        sys.stderr.write(f"{err}\n")
        return err.exit_code
    said = f"{verdict.to_json()['entries']} entries fit. Head: {verdict.head}"
    plain = said if verdict.fault is None else f"{verdict.fault}\n{said}"
    sys.stdout.write(f"{json.dumps(verdict.to_json(), ensure_ascii=False) if chosen.json else plain}\n")
    return 0 if verdict.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
