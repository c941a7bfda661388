"""What has groups of the journal put into the database, many in one transaction, while events go on being answered."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Event, Thread

from training.risk.streaming.database import connect_ahead, copy, put, what
from training.risk.streaming.state import FILE, StateNotWritten

# It looks so often, takes so much at once, and has it on the disk for good after so much. Little and often: the flush
# of the journal waits behind what the disk is given here. With 1 MiB, 99 of 100 events waited 52 ms at most, now 9 to
# 18 ms.
_PAUSE_S = 0.05
_BYTES_AT_ONCE = 24 * 1024
_BYTES_AHEAD = 24 * 1024


class Carrier:
    """A thread with a connection of its own. Groups are given to it, and waited for, by one other thread."""

    def __init__(self, folder: Path, place: int) -> None:
        """`place` is the one up to which the database has everything for good."""
        self._folder, self._connection = folder, connect_ahead(folder / FILE)
        self._waiting: deque[tuple[int, bytes]] = deque()
        # Up to where the database has all, and up to where it has all for good.
        self.place = self.kept = place
        self._ahead, self._wanted, self._failures, self._why = 0, 0, 0, ""
        self._moved, self._wake, self._is_closing = Condition(), Event(), False
        self._thread = Thread(target=self._work, name="risk-state", daemon=True)
        self._thread.start()

    def take(self, place: int, written: bytes) -> None:
        """A group that is in the journal."""
        self._waiting.append((place, written))

    def wait(self, place: int) -> None:
        """Until the database has the group of that place. Raises StateNotWritten where the disk does not take it."""
        self._wait(lambda: self.place >= place)

    def wait_for_good(self, place: int) -> None:
        """Until it has that on the disk, without the journal. Raises StateNotWritten."""
        self._wanted = max(self._wanted, place)
        self._wait(lambda: self.kept >= place)

    def close(self) -> None:
        """Put in what waits, and end. What cannot be put in stays in the journal, and is put in at the next opening."""
        self._is_closing = True
        self._wake.set()
        self._thread.join()
        self._connection.close()

    def _wait(self, is_there: Callable[[], bool]) -> None:
        with self._moved:
            failures = self._failures
            self._wake.set()
            self._moved.wait_for(lambda: is_there() or self._failures > failures)
            if not is_there():
                raise StateNotWritten(self._folder, self._why)

    def _work(self) -> None:
        is_last = False
        while not is_last:
            self._wake.wait(_PAUSE_S)
            self._wake.clear()
            is_last = self._is_closing
            try:
                self._carry()
            except Exception as err:
                # Whoever waits is told; it is tried again the next time.
                self._fail(what(err))

    def _carry(self) -> None:
        """Put in everything that waits, and have it on the disk for good where it is time, or somebody waits for it."""
        while groups := self._next():
            put(self._connection, groups)
            self._ahead += sum(len(written) for _, written in groups)
            for _ in groups:
                self._waiting.popleft()
            self._tell(groups[-1][0], self.kept)
            if self._ahead >= _BYTES_AHEAD:
                self._copy()
        if self._ahead and (self._wanted > self.kept or self._is_closing):
            self._copy()
            if self._wanted > self.kept:
                self._fail("another program reads it")

    def _next(self) -> list[tuple[int, bytes]]:
        groups, size = [], 0
        for place, written in tuple(self._waiting):
            groups.append((place, written))
            size += len(written)
            if size >= _BYTES_AT_ONCE:
                break
        return groups

    def _copy(self) -> None:
        if copy(self._connection):
            self._ahead = 0
            self._tell(self.place, self.place)

    def _tell(self, place: int, kept: int) -> None:
        with self._moved:
            self.place, self.kept = place, kept
            self._moved.notify_all()

    def _fail(self, why: str) -> None:
        with self._moved:
            self._failures, self._why = self._failures + 1, why
            self._moved.notify_all()
