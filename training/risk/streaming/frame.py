"""A group as it stands in the journal: a head that is told from anything else, and what the group writes behind it."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

# Never in UTF-8, so that it is nowhere within what a group writes.
_MARK = b"\xffAN\xfe"
# Mark, whose state, place, bytes behind the head, their CRC-32; then the CRC-32 of all that.
_HEAD, _SUM = Struct("<4s8sQII"), Struct("<I")
HEAD_BYTES = _HEAD.size + _SUM.size


@dataclass(frozen=True, slots=True)
class Found:
    """A head that can be read.

    state    whose group it is
    place    of the group among all groups of the state, from 1
    at       its first byte
    end      the byte behind its group
    written  what the group writes; None where that is not what was written
    """

    state: bytes
    place: int
    at: int
    end: int
    written: bytes | None


def frame(state: bytes, place: int, written: bytes) -> bytes:
    """A group with its head; `state` is the eight bytes that the state is known by."""
    head = _HEAD.pack(_MARK, state, place, len(written), zlib.crc32(written))
    return head + _SUM.pack(zlib.crc32(head)) + written


def frames(data: bytes) -> Iterator[Found]:
    """Every head that can be read, wherever it stands among what is older or damaged."""
    at = data.find(_MARK)
    while at >= 0:
        start, following = at + HEAD_BYTES, at + 1
        head, told = data[at : at + _HEAD.size], data[at + _HEAD.size : start]
        if len(told) == _SUM.size and _SUM.unpack(told)[0] == zlib.crc32(head):
            _, state, place, size, checked = _HEAD.unpack(head)
            written = data[start : start + size]
            is_whole = len(written) == size and zlib.crc32(written) == checked
            yield Found(state, place, at, start + size, written if is_whole else None)
            following = start + size if is_whole else following
        at = data.find(_MARK, following)
