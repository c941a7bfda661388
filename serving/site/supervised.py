"""One process of a site under its supervisor: started, watched, and started again with growing pauses."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from serving.site.processes import Group, end, member, signal_one

# Who lived so long is started again at once when it ends.
STEADY_S = 20.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
# What is left of a group whose head is gone has nothing to tidy up.
_SECONDS_TO_CLEAR = 0.3


@dataclass(slots=True)
class Supervised:
    """A process.

    begin    starts it
    vital    names of processes without which the group is of no use, once its leader has gone; none: the leader is all
    unused   words by which processes of the group are known that nobody needs
    """

    name: str
    begin: Callable[[], Group]
    vital: Sequence[str] = ()
    unused: Sequence[str] = ()
    group: Group | None = None
    restarts: int = 0
    _failures: int = 0
    _begun: float = 0.0
    _due: float = 0.0
    _watched: list[tuple[int, int]] = field(default_factory=list)

    @property
    def age_s(self) -> float:
        """How long it has run."""
        return time.monotonic() - self._begun

    def start_if_due(self) -> bool:
        """Start it, where it does not run and its pause is over. Returns whether it was."""
        if self.group is not None or time.monotonic() < self._due:
            return False
        self.group = self.begin()
        self._begun, self._watched = time.monotonic(), [(self.group.pid, self.group.born)]
        return True

    def is_alive(self) -> bool:
        """Whether what has to run does."""
        if self.group is None:
            return False
        if all(_lives(pid, born) for pid, born in self._watched):
            return True
        leader = (self.group.pid, self.group.born)
        if not self.vital or leader not in self._watched:
            return False
        # The leader has done its work: from now on those that it started are what counts.
        members = self.group.members()
        self._watched = [(one.pid, one.born) for one in members if one.name in self.vital]
        self._dismiss()
        return len(self._watched) >= len(self.vital)

    def clear(self) -> None:
        """End what is left of it, and have it started again after a pause."""
        if self.group is None:
            return
        end([self.group], seconds=_SECONDS_TO_CLEAR)
        self._failures = 0 if self.age_s >= STEADY_S else self._failures + 1
        pause = 0.0 if not self._failures else min(_FIRST_PAUSE_S * 2 ** (self._failures - 1), _LONGEST_PAUSE_S)
        self._due, self.group, self.restarts = time.monotonic() + pause, None, self.restarts + 1

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "pid": self.group.pid if self.group else None,
            "is_alive": self.group is not None,
            "restarts": self.restarts,
            "age_s": round(self.age_s, 1) if self.group else 0.0,
        }

    def _dismiss(self) -> None:
        for one in self.group.members() if self.group else ():
            with suppress(OSError):
                words = Path(f"/proc/{one.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if any(word in words for word in self.unused):
                    signal_one(one)


def _lives(pid: int, born: int) -> bool:
    found = member(pid)
    return found is not None and found.born == born and found.state != "Z"
