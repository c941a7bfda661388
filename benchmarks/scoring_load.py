"""Events sent to a scorer in another process, as fast as it takes them or at a rate, and what became of each."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
_SEED = 7
_MIB_PER_KIB = 1 / 1024
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Load:
    """What sending events took: seconds in all, [event] milliseconds from when it was due to its answer, answers."""

    seconds: float
    waited_ms: Floats
    answers: int

    def percentile(self, share: float) -> float:
        """Milliseconds within which so many of a hundred were answered."""
        return float(np.percentile(self.waited_ms, share))


class Process:
    """A scorer in a process of its own."""

    def __init__(self, state: Path, day: date) -> None:
        command = [sys.executable, "-m", "benchmarks.scoring_process", str(state), day.isoformat()]
        begun = perf_counter()
        self._child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._child.stdin is not None and self._child.stdout is not None
        self._events, self._answers = self._child.stdin, self._child.stdout
        self._answers.readline()
        self.opened_s = perf_counter() - begun

    def send(self, lines: Sequence[bytes], per_second: float | None) -> Load:
        """Send events at a rate, their arrivals drawn at random (Poisson), or as fast as they are taken."""
        count = len(lines)
        gaps = (
            np.zeros(count) if per_second is None else np.random.default_rng(_SEED).exponential(1 / per_second, count)
        )
        due, answered = np.cumsum(gaps), np.zeros(count)
        begun = perf_counter()

        def read() -> None:
            for place in range(count):
                self._answers.readline()
                answered[place] = perf_counter() - begun

        reader = Thread(target=read)
        reader.start()
        sent = 0
        while sent < count:
            now = perf_counter() - begun
            ready = count if per_second is None else int(np.searchsorted(due, now, side="right"))
            if ready == sent:
                sleep(max(due[sent] - now, 0.0))
                continue
            self._events.write(b"".join(lines[sent:ready]))
            self._events.flush()
            sent = ready
        reader.join()
        return Load(float(answered[-1]), 1000 * (answered - due), count)

    def cpu_seconds(self) -> float:
        """Processor seconds so far, of the process and the system for it."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def own_mb(self) -> float:
        """MiB that the process holds of its own, the mapped file left out."""
        for line in Path(f"/proc/{self._child.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * _MIB_PER_KIB
        return 0.0

    def close(self) -> None:
        """End it in order."""
        self._events.close()
        self._child.wait()
