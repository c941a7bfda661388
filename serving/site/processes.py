"""Processes that a site started, so that exactly these are ended: a session each, known by its leader and its birth.

Ray's workers leave the process group of whoever started them and their own names; none leaves the session. A number
that the machine has given to another process since is not mistaken for ours, for that one was born at another time.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SECONDS_TO_END = 10.0
_LOOKS_EVERY_S = 0.1
_SUBREAPER = 36
_ZOMBIE = "Z"


@dataclass(frozen=True, slots=True)
class Member:
    """A process: its number, state (Z: it has ended and nobody looked), name, session and birth."""

    pid: int
    state: str
    name: str
    session: int
    born: int


@dataclass(frozen=True, slots=True)
class Group:
    """A session that was started.

    pid   of its leader, which is the number of the session
    born  when the leader was, in ticks since the machine started
    """

    name: str
    pid: int
    born: int

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Group":
        """What `to_json` wrote."""
        return cls(str(plain["name"]), int(plain["pid"]), int(plain["born"]))

    def members(self) -> list[Member]:
        """Those of its processes that live."""
        found = [one for one in processes() if one.session == self.pid and one.state != _ZOMBIE]
        # The number is given to nobody else while one of ours has it as session; older ones are not ours.
        leader = next((one for one in found if one.pid == self.pid), None)
        is_ours = leader is None or leader.born == self.born
        return [one for one in found if one.born >= self.born] if is_ours else []

    def is_alive(self) -> bool:
        """Whether any of them does."""
        return bool(self.members())


def start(name: str, words: Sequence[str], *, variables: Mapping[str, str], log: Path, folder: Path) -> Group:
    """Start a process in a session of its own; it reads nothing, and what it prints goes to a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        started = subprocess.Popen(
            words, cwd=folder, env=dict(variables), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
    return Group(name, started.pid, _birth(started.pid))


def end(groups: Sequence[Group], *, seconds: float = SECONDS_TO_END) -> list[Member]:
    """End all of them: TERM, and KILL for who lives on after some seconds. Returns those that cannot be ended."""
    _signal(groups, signal.SIGTERM)
    if _wait(groups, seconds):
        return []
    for _ in range(3):
        _signal(groups, signal.SIGKILL)
        if _wait(groups, seconds / 3):
            return []
    return [one for group in groups for one in group.members()]


def signal_one(one: Member, number: signal.Signals = signal.SIGTERM) -> None:
    """Send a signal to a process, if it is still the one that was meant."""
    found = member(one.pid)
    if found is not None and found.born == one.born:
        with suppress(ProcessLookupError):
            os.kill(one.pid, number)


def adopt() -> None:
    """Become the parent of whatever is left behind by one's children, so that it is seen when it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def reap() -> None:
    """Look at every child that has ended; it would stand in the table of processes otherwise."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def processes() -> Iterator[Member]:
    """Every process of the machine that may be seen."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := member(int(entry.name))) is not None:
            yield found


def member(pid: int) -> Member | None:
    """One process, None where there is none of that number."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may hold brackets and blanks itself.
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return Member(pid, fields[0], name, int(fields[3]), int(fields[19]))


def _birth(pid: int) -> int:
    found = member(pid)
    return found.born if found else 0


def _signal(groups: Sequence[Group], number: signal.Signals) -> None:
    for group in groups:
        for one in group.members():
            signal_one(one, number)


def _wait(groups: Sequence[Group], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(group.is_alive() for group in groups):
        if time.monotonic() > until:
            return False
        reap()
        time.sleep(_LOOKS_EVERY_S)
    return True
