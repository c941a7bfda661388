"""The journal: each group is on the disk with one flush of a few blocks that were there before.

Two files of one size, written over and over by turns: no file grows and no name changes, so that a flush never waits
for the file system. A file is written over once the database has everything in it for good. A group that did not come
to stand there whole was never answered: it is dropped. One that is damaged though a later one stands there was
answered, and is told.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from training.risk.streaming.frame import HEAD_BYTES, Found, frame, frames
from training.risk.streaming.state import JOURNALS, StateNotWritten, StateUnusable, sync

BYTES = 4 * 2**20


class Journal:
    """An open journal. Not for two threads at once."""

    def __init__(self, folder: Path, state: bytes, handles: Sequence[int], *, place: int, size: int) -> None:
        self._folder, self._state, self._handles, self._size = folder, state, handles, size
        self.place = place
        self._now, self._at = 0, 0
        # [file] the last place in it: once the database has that for good, none of the file is needed any longer.
        self._last = [0, 0]
        self._torn = False

    @classmethod
    def open(cls, folder: Path, state: bytes, *, place: int, size: int = BYTES) -> "Journal":
        """A journal that goes on after a place up to which the database has everything for good.

        Raises StateUnusable where the disk does not take it.
        """
        handles: list[int] = []
        try:
            for name in JOURNALS:
                handles.append(os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600))
                _laid_out(handles[-1], size)
            sync(folder)
        except OSError as err:
            for handle in handles:
                os.close(handle)
            raise StateUnusable(
                f"its journal cannot be made ({err.strerror}).", path=folder, remedy="Check its owner and the disk."
            ) from err
        return cls(folder, state, handles, place=place, size=size)

    def close(self) -> None:
        """Give the files free."""
        for handle in self._handles:
            os.close(handle)

    def waits_for(self, size: int) -> int:
        """The place that the database must have for good before so many bytes can be taken; 0 where it need not."""
        return 0 if self._fits(size) else self._last[1 - self._now]

    def append(self, written: bytes) -> int:
        """Its place, once it is on the disk. Raises StateNotWritten: then nothing of it is kept."""
        try:
            if self._torn:
                self._cut()
            if not self._fits(len(written)):
                self._now, self._at = 1 - self._now, 0
            framed = frame(self._state, self.place + 1, written)
            self._torn = True
            _put(self._handles[self._now], framed, self._at)
            os.fdatasync(self._handles[self._now])
        except OSError as err:
            with suppress(OSError):
                self._cut()
            raise StateNotWritten(self._folder, err.strerror or type(err).__name__) from err
        self._torn = False
        self._at += len(framed)
        self.place += 1
        self._last[self._now] = self.place
        return self.place

    def _fits(self, size: int) -> bool:
        # What is larger than a file has one for itself, which grows.
        return self._at + HEAD_BYTES + size <= self._size or self._at == 0

    def _cut(self) -> None:
        """Have it end before a group that did not come to stand there whole."""
        if self._torn:
            _put(self._handles[self._now], bytes(HEAD_BYTES), self._at)
            os.fdatasync(self._handles[self._now])
            self._torn = False


def is_there(folder: Path) -> bool:
    """Whether the folder has a journal."""
    return any((folder / name).exists() for name in JOURNALS)


def read(folder: Path, state: bytes, after: int) -> list[tuple[int, bytes]]:
    """(place, what it writes) of every group after a place, in order. Raises StateUnusable where one is damaged."""
    found: dict[int, tuple[Path, Found]] = {}
    for path in (folder / name for name in JOURNALS):
        for one in frames(_bytes_of(path)):
            if one.state != state:
                raise StateUnusable(
                    "the journal is of another state.", path=path, remedy="Put its own beside it, or fill a new folder."
                )
            if one.place > after and (one.place not in found or one.written is not None):
                found[one.place] = path, one
    groups, path, at = [], folder / JOURNALS[0], 0
    for place in range(after + 1, max(found, default=0) + 1):
        path, one = found.get(place, (path, Found(state, place, at, at, None)))
        if one.written is not None:
            groups.append((place, one.written))
            at = one.end
        elif place < max(found):
            # The next is only begun once this one is on the disk.
            raise StateUnusable(
                f"the journal is damaged at byte {one.at}: group {place} cannot be read, and later ones were answered.",
                path=path, remedy="Put a copy of the folder back, or fill a new one and send the events again.",
            )  # fmt: skip
    return groups


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as err:
        raise StateUnusable(
            f"its journal cannot be read ({err.strerror}).", path=path, remedy="Check its owner and the disk."
        ) from err


def _laid_out(handle: int, size: int) -> None:
    """Have so many bytes of the file on the disk: room that is only promised would be laid out at each flush."""
    there = os.fstat(handle).st_size
    if there < size:
        _put(handle, bytes(size - there), there)
        os.fsync(handle)


def _put(handle: int, data: bytes, at: int) -> None:
    left = memoryview(data)
    while left:
        count = os.pwrite(handle, left, at)
        left, at = left[count:], at + count
