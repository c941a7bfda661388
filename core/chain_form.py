"""The written form of a hash-chained log: one line for each entry, and the files that hold the lines."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from os.path import samestat
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import AnlanError, InputError, WrongType

# What the first entry says of the entry before it.
NOTHING_BEFORE = "0" * 64
# The end of every line: ,"hash":"…64 digits…"} and the line end.
BYTES_OF_THE_END = 76
_DIGITS_OF_A_SEGMENT = 12
_FEWEST_DIGITS = 16
_HEAD = re.compile(rf"([1-9]\d{{0,14}}):([0-9a-f]{{{_FEWEST_DIGITS},64}})")
_FIRST_NUMBER = re.compile(rb'\{"number":(\d{1,15}),')

ALTERED, MISPLACED, TORN = "altered", "misplaced", "torn"


class ChainBroken(AnlanError):
    """The log holds an entry that does not fit the entries before it; nothing may be built upon it."""

    code = "chain.broken"


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a log at some moment, or an entry that was noted down: its number and its hash.

    hash  64 hexadecimal digits, or as many of its first as were noted down
    """

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """From NUMBER:HASH; WrongType for anything else."""
        found = _HEAD.fullmatch(text.strip().lower())
        if found is None:
            raise WrongType(
                "this is not the head of a log.",
                remedy=f"Write its number, a colon and at least {_FEWEST_DIGITS} digits of its hash.",
            )
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    number    1 for the first
    previous  hash of the entry before, 64 zeros for the first
    hash      sha256 over the line up to where the hash stands
    """

    number: int
    previous: str
    body: Mapping[str, Any]
    hash: str

    @property
    def head(self) -> Head:
        return Head(self.number, self.hash)


def canonical(body: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no blanks and letters as they are; WrongType for what JSON cannot say."""
    try:
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        text.encode()
    except (TypeError, ValueError) as err:
        raise WrongType(
            "the body of an entry cannot be written as JSON.", remedy="Give texts, whole numbers, lists and mappings."
        ) from err
    return text


def line_of(number: int, previous: str, body: str) -> tuple[bytes, str]:
    """The line of an entry and its hash; `body` is canonical JSON."""
    begun = f'{{"number":{number},"previous":"{previous}","body":{body}'.encode()
    own = sha256(begun).hexdigest()
    return begun + f',"hash":"{own}"}}\n'.encode(), own


def misfit(line: bytes, number: int, previous: str) -> str | None:
    """What is wrong with a line that ought to hold this entry: altered, misplaced or torn; None when it fits.

    Every byte counts: the hash covers what stands before it, and what stands behind it can be written in one way only.
    """
    begun, end = line[:-BYTES_OF_THE_END], line[-BYTES_OF_THE_END:]
    if end != b',"hash":"%b"}\n' % sha256(begun).hexdigest().encode():
        return ALTERED if line.endswith(b"\n") else TORN
    if not begun.startswith(b'{"number":%d,"previous":"%b","body":' % (number, previous.encode())):
        return MISPLACED
    return None


def entry_of(line: bytes, number: int, previous: str) -> Entry:
    """The entry of a line; ChainBroken where another ought to stand there."""
    wrong = misfit(line, number, previous)
    if wrong is not None:
        raise ChainBroken(f"Entry {number} of the log is {wrong}. `anlan log verify` tells where; ask who could write.")
    try:
        said = json.loads(line)
        return Entry(number, previous, said["body"], said["hash"])
    except (ValueError, KeyError, TypeError) as err:
        raise ChainBroken(f"Entry {number} of the log is not JSON. Ask who could write.") from err


def hash_at_end(line: bytes) -> str:
    """The hash that a line says of itself."""
    return line[-BYTES_OF_THE_END + 9 : -3].decode("ascii", "replace")


def number_of(line: bytes) -> int | None:
    """The number that a line, or the begin of one, says of itself."""
    found = _FIRST_NUMBER.match(line)
    return int(found[1]) if found else None


def closed_segment(path: Path, first: int) -> Path:
    """Where the part of the log `path` lies that begins with entry `first` and takes no more."""
    return path.with_name(f"{path.name}.{first:0{_DIGITS_OF_A_SEGMENT}}")


def closed_segments(path: Path) -> list[tuple[int, Path]]:
    """(number of the first entry by its name, file) of every closed part, in their order."""
    if not path.parent.is_dir():
        return []
    name = re.compile(rf"{re.escape(path.name)}\.(\d{{{_DIGITS_OF_A_SEGMENT}}})")
    found = ((name.fullmatch(each.name), each) for each in path.parent.iterdir())
    return sorted((int(match[1]), each) for match, each in found if match)


def segments(path: Path) -> Iterator[tuple[int | None, Path, BinaryIO]]:
    """(first entry, file, opened) of every part of a log in their order, the open one last.

    The first entry is that of the name; of the open part, that of its first line, None where it has none.
    """
    # Opened before the others are listed: a writer may close it in between, and then it is one of them.
    active = _open(path)
    try:
        closed = closed_segments(path)
        for first, each in closed:
            with each.open("rb") as part:
                yield first, each, part
        if active is not None and not (closed and samestat(os.fstat(active.fileno()), closed[-1][1].stat())):
            first_of_all = number_of(active.readline())
            active.seek(0)
            yield first_of_all, path, active
    finally:
        if active is not None:
            active.close()


def _open(path: Path) -> BinaryIO | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def refuse_unreadable(path: Path, err: OSError) -> InputError:
    """The error to raise where a file of a log cannot be read."""
    remedy = "Name the log's file in it." if isinstance(err, IsADirectoryError) else "Check the path and owner."
    return InputError(f"this log cannot be read: {err.strerror or err}.", path=path, remedy=remedy)
