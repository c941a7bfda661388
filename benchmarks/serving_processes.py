"""Servers that are measured: started in sessions of their own, waited for, what they cost, and ended."""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import AnlanError
from serving.site.processes import Group, end, start

ROOT, HOST = Path(__file__).parent.parent, "127.0.0.1"
SECONDS_TO_START = 120.0
_LOOKS_EVERY_S = 0.1
# None of them holds anything that has to be put away.
_SECONDS_TO_END = 2.0
_TICKS = os.sysconf("SC_CLK_TCK")
_MIB_PER_KIB = 1 / 1024


class ServerNotUp(AnlanError):
    """A server that is to be measured and does not listen."""

    code = "benchmarks.server_not_up"


def environment() -> dict[str, str]:
    """Of a process that is started for measuring: nothing that is meant for another cluster or another Anlan."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "RAY_"))}
    return kept | {"PYTHONPATH": ":".join([str(ROOT), *filter(None, [kept.get("PYTHONPATH", "")])])}


@dataclass(frozen=True, slots=True)
class Server:
    """One that was started; it may not listen yet."""

    port: int
    group: Group
    log: Path

    def wait(self) -> "Server":
        """Until it listens. Raises ServerNotUp."""
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return self
            except OSError:
                if not self.group.is_alive() or time.monotonic() > until:
                    raise ServerNotUp(f"{self.group.name} does not listen. {_last_line(self.log)}") from None
                time.sleep(_LOOKS_EVERY_S)


@contextmanager
def started(module: str, *words: str) -> Iterator[Server]:
    """`python -m module PORT words`, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="anlan-bench-", ignore_cleanup_errors=True) as place:
        port, log = free_port(), Path(place) / "log"
        # Whatever it leaves lies in there; a short path, since Ray puts its sockets below it.
        variables = environment() | {"TMPDIR": place, "RAY_TMPDIR": place}
        command = [sys.executable, "-m", module, str(port), *words]
        group = start(module, command, variables=variables, log=log, folder=ROOT)
        try:
            yield Server(port, group, log)
        finally:
            end([group], seconds=_SECONDS_TO_END)


def cpu_s_of(groups: Sequence[Group]) -> float:
    """Processor seconds of all of their processes so far."""
    return sum(_cpu_s(one.pid) for group in groups for one in group.members())


def memory_mb_of(groups: Sequence[Group]) -> float:
    """MiB of all of their processes now, what is shared counted once."""
    return sum(_memory_mb(one.pid) for group in groups for one in group.members())


def free_port() -> int:
    """One on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * _MIB_PER_KIB
