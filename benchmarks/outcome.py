"""What every benchmark prints: one object with figures, peer, limit, ratios, what it cost, and where it ran."""

import argparse
import json
import os
import platform
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Figures = Mapping[str, float]

_MIB_PER_KIB = 1 / 1024
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of one benchmark.

    measured  ours, by name; the unit is the end of the name
    peer      the same job done otherwise, in the same run
    limit     what no program of this kind can go below on this machine, in the same run
    ratio     `<what>_to_<peer>`, how many times the second the first is
    manifest  what the job rested on
    """

    name: str
    measured: Figures
    peer: Figures
    limit: Figures
    ratio: Figures
    manifest: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Plain values, numbers to a few digits, with what the run cost and the machine."""
        plain = {key: _rounded(value) for key, value in asdict(self).items()}
        manifest = plain.pop("manifest")
        return plain | {**cost(), "machine": machine(), "manifest": manifest}


def cost() -> dict[str, float]:
    """Processor seconds of this process and those it waited for, and the peak memory of the largest of them."""
    whole = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "cpu_seconds": round(sum(usage.ru_utime + usage.ru_stime for usage in whole), 2),
        "peak_mb": round(max(usage.ru_maxrss for usage in whole) * _MIB_PER_KIB, 1),
    }


def machine() -> dict[str, Any]:
    """Cores that may be used, the processor's name, and the interpreter; nothing that tells one host from another."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _processor(),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def run(name: str, benchmark: Callable[[bool], Outcome]) -> int:
    """Run `benchmark` by the words of the command line and print its object: indented, or on one line for --json."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions; done within a minute")
    parser.add_argument("--json", action="store_true", help="the object on one line")
    chosen = parser.parse_args()
    outcome = benchmark(chosen.quick).to_json()
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=None if chosen.json else 2) + "\n")
    return 0


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    return value
