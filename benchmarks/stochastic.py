"""Thousands of futures of the seven funds to 2100: ours, the same in plain NumPy, and the least for as many figures.

`measured`  paths<count>_s: a warm simulation from end to end (draws, deaths, births, migration and the economy by path,
            seven funds, fans, depletion years of all funds), the median of several runs;
            carrying5000_s: of that the draws and the kernel; scaling_exponent: of seconds over paths, from 1,000 on;
            paths<count>_peak_mb: the most memory of a process that does only this
`peer`      numpy_paths<count>_s: the same from end to end with draws, people and funds in plain NumPy
`limit`     streaming_s: compiled loops that only move on the figures of 5,000 paths; their count: figure_years
"""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from unittest.mock import patch

import numpy as np

from benchmarks import plain_futures, streaming
from benchmarks.alone import simulate_alone
from benchmarks.outcome import Outcome, run
from benchmarks.stopwatch import medians_ms
from simulation.futures import Plan, ranges, simulate
from simulation.futures.blocks import Carried, Task
from simulation.futures.centre import shapes
from simulation.futures.figures import MEASURES
from simulation.futures.other_funds.figures import FUNDS
from simulation.scenario import Scenario

NAME = "stochastic"
SCENARIO = Scenario()
PATHS = 5_000
FEW, MANY = (100, 1_000), (20_000, 100_000)
COMPARED_PATHS = 200
# A balance in single precision is as good as its largest flows.
AGREEMENT = 1e-6
_SECONDS = 1e-3
# The package holds a function of this name as well.
_orchestration = import_module("simulation.futures.simulate")


class FuturesDiffer(Exception):
    """The plain twin came to other futures than the kernel."""

    def __init__(self, fund: str, measure: str) -> None:
        super().__init__(f"{measure} of {fund} differs from the plain twin. Run tests/benchmarks/test_stochastic.py.")


def benchmark(quick: bool) -> Outcome:
    """Measure ours, the peer and the limit; `quick` leaves out the largest counts and repeats less."""
    task = task_of(COMPARED_PATHS)
    require_same(ranges.carry_all(task), plain_futures.carry_all(task))
    streaming.stream_all(task)
    peer_paths = FEW[-1] if quick else PATHS
    seconds = _seconds(_repeated(), rounds=3 if quick else 9)
    peer = _seconds({"numpy": partial(_simulating_plainly, peer_paths)}, rounds=1 if quick else 3)["numpy"]
    alone = {paths: simulate_alone(paths, times=1 if quick else 3) for paths in ((PATHS,) if quick else MANY)}
    by_count = {paths: seconds[f"paths{paths}_s"] for paths in (*FEW, PATHS)}
    by_count |= {paths: each.seconds for paths, each in alone.items() if paths not in by_count}
    task = task_of(PATHS)
    return Outcome(
        name=NAME,
        measured={f"paths{paths}_s": taken for paths, taken in by_count.items()}
        | {f"carrying{PATHS}_s": seconds["carrying"], "scaling_exponent": exponent(by_count)}
        | {f"paths{paths}_peak_mb": each.peak_mb for paths, each in alone.items()},
        peer={f"numpy_paths{peer_paths}_s": peer},
        limit={
            "streaming_s": seconds["streaming"],
            "figure_years": streaming.figures_of(task) * shapes(task.centre)[0] * PATHS,
        },
        ratio={
            "numpy_to_ours": peer / by_count[peer_paths],
            "ours_to_limit": by_count[PATHS] / seconds["streaming"],
        },
        manifest=simulate(SCENARIO, Plan(paths=PATHS)).manifest,
    )


def task_of(paths: int) -> Task:
    """What the base scenario's futures rest on."""
    task: Task = _orchestration.task_of(SCENARIO, Plan(paths=paths))
    return task


def require_same(ours: Carried, plain: Carried) -> None:
    """Raise FuturesDiffer unless every figure agrees, against the outgo and the balance of that fund and path."""
    size = np.maximum(np.abs(ours.funds[1]), np.abs(ours.funds[2]))
    away = (np.abs(ours.funds - plain.funds) / size).max(axis=(2, 3))
    if not (away <= AGREEMENT).all():
        measure, fund = np.unravel_index(np.argmax(np.nan_to_num(away, nan=np.inf)), away.shape)
        raise FuturesDiffer(FUNDS[fund], MEASURES[measure])
    if not np.allclose(ours.people, plain.people, rtol=AGREEMENT, atol=0.0):
        raise FuturesDiffer("everybody", "the number")


def exponent(by_count: Mapping[int, float]) -> float:
    """The power of the number of paths by which seconds grow, by least squares in logarithms from 1,000 paths on."""
    points = np.log([(paths, taken) for paths, taken in by_count.items() if paths >= FEW[-1]])
    return float(np.polyfit(points[:, 0], points[:, 1], 1)[0])


def _repeated() -> dict[str, Callable[[], Callable[[], object]]]:
    whole = {f"paths{paths}_s": partial(_simulating, paths) for paths in (*FEW, PATHS)}
    return whole | {"carrying": _carrying, "streaming": _streaming}


def _seconds(jobs: dict[str, Callable[[], Callable[[], object]]], *, rounds: int) -> dict[str, float]:
    return {name: taken * _SECONDS for name, taken in medians_ms(jobs, rounds=rounds).items()}


def _simulating(paths: int) -> Callable[[], object]:
    return lambda: simulate(SCENARIO, Plan(paths=paths)).to_json()


def _simulating_plainly(paths: int) -> Callable[[], object]:
    def work() -> None:
        with patch.object(_orchestration, "carry_all", plain_futures.carry_all):
            simulate(SCENARIO, Plan(paths=paths)).to_json()

    return work


def _carrying() -> Callable[[], object]:
    return partial(ranges.carry_all, task_of(PATHS))


def _streaming() -> Callable[[], object]:
    return partial(streaming.stream_all, task_of(PATHS))


if __name__ == "__main__":
    sys.exit(run(NAME, benchmark))
