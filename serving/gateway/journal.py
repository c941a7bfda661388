"""The log of the gateway: one JSON object a line, about requests and never about persons.

No line has a subject, a token, a body, an address or a path as it came. What an error says stays out of it too, since
it may repeat what somebody sent: its kind and the place in our code are there.
"""

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any, TextIO

# So many lines a second are written, of what goes well so many; how many were left out is said.
_MOST, _MOST_OF_GOOD = 50, 10


Word = str | float | int | None


class Journal:
    """Writes lines; a disk that is full takes none and stops nobody."""

    def __init__(self, site: str, *, out: TextIO | None = None, clock: Callable[[], float] = time.time) -> None:
        self._site, self._out, self._clock = site, out or sys.stdout, clock
        self._second, self._lines, self._good, self._left_out, self._good_left_out = 0, 0, 0, 0, 0

    def note(self, event: str, **words: Word) -> None:
        """One line. `words` are codes, names of ours and figures."""
        now = self._turn()
        self._lines += 1
        if self._lines > _MOST:
            self._left_out += 1
            return
        self._write(event, now, words)

    def trace(self, event: str, **words: Word) -> None:
        """One line about what went well: a few a second, so that it costs nothing and is in nobody's way."""
        now = self._turn()
        self._good += 1
        if self._good > _MOST_OF_GOOD:
            self._good_left_out += 1
            return
        if self._good_left_out:
            words["like_it"], self._good_left_out = self._good_left_out, 0
        self._write(event, now, words)

    def _turn(self) -> float:
        now = self._clock()
        if int(now) != self._second:
            self._second, self._lines, self._good = int(now), 0, 0
        return now

    def _write(self, event: str, now: float, words: dict[str, Word]) -> None:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"
        line: dict[str, Any] = {"at": at, "site": self._site, "event": event, **words}
        if self._left_out:
            line["left_out"], self._left_out = self._left_out, 0
        try:
            self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._out.flush()
        except OSError:
            self._left_out += 1

    def failed(self, event: str, error: BaseException, **words: Word) -> None:
        """One line about an error nobody expected: its kind, and where."""
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
        self.note(event, kind=type(error).__name__, where=where, **words)


class JournalHandler(logging.Handler):
    """What the libraries log, in the same form, warnings and worse; their sentences stay out."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        error = record.exc_info[1] if record.exc_info else None
        place = f"{record.filename}:{record.lineno}"
        if error is not None:
            self._journal.failed("library", error, logger=record.name, at_level=record.levelname)
        else:
            self._journal.note("library", logger=record.name, at_level=record.levelname, where=place)
