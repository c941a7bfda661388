"""One simulation in a process of its own, so that its memory is its alone: `python -m benchmarks.alone PATHS TIMES`."""

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.stopwatch import median_ms
from simulation.futures import Plan, simulate
from simulation.scenario import Scenario

ROOT = Path(__file__).parent.parent
STATUS = Path("/proc/self/status")
WARMING_PATHS = 100
_MIB_PER_KIB = 1 / 1024
_SECONDS = 1e-3


@dataclass(frozen=True, slots=True)
class Alone:
    """What a simulation took: seconds of the clock once warm, and the most memory its process ever held."""

    seconds: float
    peak_mb: float


def simulate_alone(paths: int, *, times: int = 1) -> Alone:
    """The base scenario in `paths` futures with its fans and probabilities, in a new process: the median of `times`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    command = [sys.executable, "-m", "benchmarks.alone", str(paths), str(times)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return Alone(**json.loads(done.stdout))


def measured_here(paths: int, times: int) -> Alone:
    """The same in this process."""
    simulate(Scenario(), Plan(paths=WARMING_PATHS)).to_json()
    taken_ms = median_ms(lambda: simulate(Scenario(), Plan(paths=paths)).to_json(), times=times)
    return Alone(taken_ms * _SECONDS, peak_mb())


def peak_mb() -> float:
    """MiB that this process has held at most; by the kernel's count for it alone, since `getrusage` inherits more.

    A new process begins with the largest size of the one that started it in `ru_maxrss`, even after it has been
    replaced by another program.
    """
    if STATUS.exists():
        for line in STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * _MIB_PER_KIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _MIB_PER_KIB


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(measured_here(*map(int, sys.argv[1:3])))) + "\n")
