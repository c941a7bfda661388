"""A command measured as a whole: seconds of the clock and of the processors, and the memory of all its processes."""

import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

PROC = Path("/proc")
SECONDS_BETWEEN_LOOKS = 0.25
_MIB_PER_KIB = 1 / 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took; `peak_mb` is the largest sum over its processes, shared memory counted once."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    stdout: str


def measured(command: Sequence[str], *, folder: Path) -> Run:
    """Run the command in `folder` to its end; CalledProcessError where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    before, begun = _children_seconds(), perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        ended, peak = Event(), [0.0]
        watcher = Thread(target=_watch, args=(process.pid, ended, peak), daemon=True)
        watcher.start()
        stdout, _ = process.communicate()
        ended.set()
        watcher.join()
    seconds = perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, _children_seconds() - before, peak[0], stdout)


def _watch(pid: int, ended: Event, peak: list[float]) -> None:
    while not ended.wait(SECONDS_BETWEEN_LOOKS):
        peak[0] = max(peak[0], sum(map(_memory_mb, _tree(pid))))


def _tree(pid: int) -> Iterator[int]:
    """The process and all that descend from it."""
    yield pid
    try:
        children = [child for task in (PROC / str(pid) / "task").iterdir() for child in _children(task)]
    except OSError:
        return
    for child in children:
        yield from _tree(child)


def _children(task: Path) -> list[int]:
    try:
        return [int(word) for word in (task / "children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _memory_mb(pid: int) -> float:
    """MiB of the process, its share of what it shares with others; nothing once it has ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * _MIB_PER_KIB


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
