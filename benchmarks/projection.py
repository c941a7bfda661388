"""One full projection of the seven funds to 2100: ours, the same with the pension kernel in plain NumPy, and the least.

`measured`  warm_ms: in a process that has projected before; cold_ms: `anlan project china --json` as a new process;
            cold_uncached_ms: the same before anything was compiled; kernel_ms: the pension kernel of one projection
`peer`      numpy_ms: the warm projection with the plain NumPy kernel in its place; numpy_kernel_ms: that kernel alone
`limit`     ageing_ms: compiled loops that only move the kernel's cells on by a year, for as many cell-years
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks import ageing, plain_pension
from benchmarks.outcome import Outcome, run
from benchmarks.stopwatch import median_ms, medians_ms
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.schemes.pension import kernels

NAME = "projection"
ROOT = Path(__file__).parent.parent
AGREEMENT = 1e-9
SCENARIO = Scenario()

Arguments = plain_pension.Inputs
Kernel = Callable[..., None]
Job = Callable[[], Callable[[], object]]


class ResultsDiffer(Exception):
    """Two kernels that should do the same job came to different results."""

    def __init__(self, fund: str, measure: str) -> None:
        super().__init__(f"{measure} of {fund} differs between the kernels. Run the tests of the pension kernel.")


def benchmark(quick: bool) -> Outcome:
    """Measure ours, the peer and the limit; `quick` repeats less."""
    rounds = 9 if quick else 51
    projection = project(SCENARIO)
    with _kernel(plain_pension.project_members):
        require_same(project(SCENARIO), projection)
    calls = recorded_calls()
    whole = medians_ms(
        {"ours": _projecting(kernels.project_members), "numpy": _projecting(plain_pension.project_members)},
        rounds=rounds,
    )
    parts = medians_ms(_parts(calls), rounds=rounds)
    return Outcome(
        name=NAME,
        measured={
            "warm_ms": whole["ours"],
            "cold_ms": _cold_ms(times=1 if quick else 5),
            "cold_uncached_ms": _uncached_ms(),
            "kernel_ms": parts["kernel"],
        },
        peer={"numpy_ms": whole["numpy"], "numpy_kernel_ms": parts["numpy"]},
        limit={"ageing_ms": parts["ageing"], "cell_years": _cell_years(calls)},
        ratio={
            "numpy_to_ours": whole["numpy"] / whole["ours"],
            "numpy_kernel_to_kernel": parts["numpy"] / parts["kernel"],
            "kernel_to_ageing": parts["kernel"] / parts["ageing"],
        },
        manifest=projection.manifest,
    )


def _projecting(kernel: Kernel) -> Job:
    """Projections with that kernel."""

    def prepare() -> Callable[[], object]:
        def work() -> None:
            with _kernel(kernel):
                project(SCENARIO)

        return work

    return prepare


def _kernel(replacement: Kernel) -> Any:
    return patch.object(kernels, "project_members", replacement)


def recorded_calls(scenario: Scenario = SCENARIO) -> list[Arguments]:
    """What the kernel is given in one projection: the open scheme, then the two runs for what is owed."""
    calls: list[Arguments] = []
    ours, lock = kernels.project_members, Lock()

    def recording(*arguments: Any) -> None:
        with lock:
            calls.append(fresh(Arguments(*arguments)))
        ours(*arguments)

    with _kernel(recording):
        project(scenario)
    return calls


def fresh(call: Arguments) -> Arguments:
    """The same call with arrays of its own to change."""
    stock = type(call.stock)(*(cells.copy() for cells in call.stock))
    return call._replace(stock=stock, out=np.zeros_like(call.out), stocks=np.zeros_like(call.stocks))


def _parts(calls: Sequence[Arguments]) -> dict[str, Job]:
    """The kernel of one projection, its plain twin, and the least work for the same cells."""
    survival = 1.0 - calls[0].dying
    ageing.grow_older(ageing.stacked(calls[0].stock), survival)

    def least() -> Callable[[], object]:
        prepared = [ageing.stacked(call.stock) for call in calls]

        def work() -> None:
            for cells in prepared:
                ageing.grow_older(cells, survival)

        return work

    return {
        "kernel": partial(_calling, kernels.project_members, calls),
        "numpy": partial(_calling, plain_pension.project_members, calls),
        "ageing": least,
    }


def _calling(kernel: Kernel, calls: Sequence[Arguments]) -> Callable[[], object]:
    prepared = [fresh(call) for call in calls]

    def work() -> None:
        for call in prepared:
            kernel(*call)

    return work


def _cell_years(calls: Sequence[Arguments]) -> int:
    """Cells of group, sex and age × years, over all calls."""
    return sum(call.stock.active.size * call.out.shape[1] for call in calls)


def _cold_ms(*, times: int, **variables: str) -> float:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")} | variables
    command = [sys.executable, "-m", "cli", "project", "china", "--json"]
    return median_ms(
        lambda: subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True), times=times
    )


def _uncached_ms() -> float:
    with TemporaryDirectory() as empty:
        return _cold_ms(times=1, NUMBA_CACHE_DIR=empty)


def require_same(one: Projection, other: Projection) -> None:
    """Raise ResultsDiffer unless every yearly measure of both projections agrees."""
    for name, fund in one.funds.items():
        for measure, values in fund.measures.items():
            known = other.funds[name].measures[measure]
            if isinstance(values, np.ndarray) and not np.allclose(
                values, np.asarray(known), rtol=AGREEMENT, atol=0.0, equal_nan=True
            ):
                raise ResultsDiffer(name, measure)


if __name__ == "__main__":
    raise SystemExit(run(NAME, benchmark))
