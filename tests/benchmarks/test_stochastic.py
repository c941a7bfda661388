"""The plain twin carries the same futures as the kernel; the benchmark notices when it does not. No timing gates."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import plain_futures, stochastic, streaming
from benchmarks.alone import simulate_alone
from benchmarks.outcome import Outcome
from benchmarks.plain_futures import carrying, members
from benchmarks.plain_futures.draws import OtherPlan
from benchmarks.plain_futures.draws import chance_of as drawn_plainly
from benchmarks.stochastic import FuturesDiffer, require_same
from simulation.chance.drivers import driver_paths
from simulation.futures import Plan, ranges
from simulation.futures.blocks import Carried, Task, bytes_for, chance_of
from simulation.futures.figures import BLOCK
from simulation.futures.simulate import task_of
from simulation.scenario import Scenario
from tests.processes import run_python

ROOT = Path(__file__).parent.parent.parent
PATHS = 150
GIB = 2**30
KEYS = {"name", "measured", "peer", "limit", "ratio", "cpu_seconds", "peak_mb", "machine", "manifest"}


@pytest.fixture(scope="module")
def task() -> Task:
    return task_of(Scenario(), Plan(paths=PATHS, seed=11))


@pytest.fixture(scope="module")
def ours(task: Task) -> Carried:
    return ranges.carry_all(task)


def test_the_plain_twin_carries_the_same_funds_and_people(task: Task, ours: Carried) -> None:
    plain = plain_futures.carry_all(task)
    require_same(ours, plain)
    # All of single precision, where a balance is not the small difference of large ones.
    outgo = np.abs(plain.funds[1] / ours.funds[1] - 1.0)
    assert outgo.max() <= 2 * np.finfo(np.float32).eps
    assert (plain.funds[2, :, 0] == plain.funds[2, :, 0, :1]).all() and np.ptp(plain.funds[2, :, -1], axis=1).min() > 0


def test_the_plain_twin_follows_the_kernel_into_another_law_and_shrinking_cover(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released: list[int] = []
    release = members._release
    monkeypatch.setattr(members, "_release", lambda *given: (released.append(given[1]), release(*given)))
    settings = ("pension.minimum_years=18", "pension.employee.coverage@2028+=-0.05")
    task = task_of(Scenario(settings=settings, last_year=2045), Plan(paths=20, seed=3))
    require_same(ranges.carry_all(task), plain_futures.carry_all(task))
    assert released


@pytest.mark.parametrize("mortality", ["united_nations", "lee_carter"])
def test_the_plain_draws_are_those_of_the_generator(task: Task, mortality: str) -> None:
    task = replace(task, plan=replace(task.plan, mortality=mortality))
    ours = chance_of(driver_paths(task.model, task.plan, task.economy, 7, 60))[..., :53]
    plain = drawn_plainly(task, 7, 60)
    assert plain.shape == ours.shape
    size = np.abs(ours).max(axis=(1, 2), keepdims=True)
    assert (np.abs(plain - ours) / size).max() < 1e-12


@pytest.mark.parametrize("plan", [Plan(paths=8, sampling="antithetic"), Plan(paths=8, held=("wage",))])
def test_the_plain_twin_says_which_plans_it_draws(task: Task, plan: Plan) -> None:
    with pytest.raises(OtherPlan, match="no driver held"):
        drawn_plainly(replace(task, plan=plan), 0, 8)


def test_blocks_and_progress_of_the_plain_twin_cover_every_path(
    task: Task, ours: Carried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "BLOCK", 64)
    seen: list[tuple[int, int]] = []
    require_same(ours, plain_futures.carry_all(task, progress=lambda done, of: seen.append((done, of))))
    assert seen == [(64, PATHS), (128, PATHS), (PATHS, PATHS)]


@pytest.mark.parametrize(("measure", "fund", "told"), [(0, 3, "income of employee_medical"), (2, 6, "work_injury")])
def test_a_difference_in_one_figure_of_one_path_is_noticed(ours: Carried, measure: int, fund: int, told: str) -> None:
    changed = Carried(ours.funds.copy(), ours.people)
    changed.funds[measure, fund, 40, 7] *= 1 + 1e-4
    with pytest.raises(FuturesDiffer, match=told):
        require_same(ours, changed)


def test_figures_that_are_no_numbers_and_other_people_are_noticed(ours: Carried) -> None:
    broken = Carried(ours.funds.copy(), ours.people)
    broken.funds[1, 2, 3, 4] = np.nan
    with pytest.raises(FuturesDiffer, match="outgo of resident_pension"):
        require_same(ours, broken)
    fewer = Carried(ours.funds, ours.people * np.float32(0.999))
    with pytest.raises(FuturesDiffer, match="everybody"):
        require_same(ours, fewer)


def test_the_exponent_is_that_of_a_power_law_and_leaves_out_small_counts() -> None:
    seconds = {paths: 3e-4 * paths**0.9 for paths in (1_000, 5_000, 20_000, 100_000)}
    assert stochastic.exponent(seconds | {100: 50.0}) == pytest.approx(0.9)


def test_streaming_touches_every_figure_once_a_year(task: Task) -> None:
    cells = np.full((5, 3), 7.0)
    streaming.stream(cells, 2)
    assert np.allclose(cells, (7.0 * 0.99 + 1.0) * 0.99 + 1.0)
    # Three groups: two figures for each age from 14 to 70 and four from 40 to 100, by sex; people; their chances.
    assert streaming.figures_of(task) == 2 * (3 * (2 * 57 + 4 * 61) + 101 + 102)


def test_streaming_carries_as_many_blocks_as_the_futures_need(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[tuple[int, ...], int]] = []
    monkeypatch.setattr(streaming, "stream", lambda cells, years: done.append((cells.shape, years)))
    streaming.stream_all(task)
    assert done == [((streaming.figures_of(task), BLOCK), 77)] * 2


def test_a_simulation_alone_tells_its_own_time_and_memory() -> None:
    alone = simulate_alone(100)
    assert alone.seconds > 0
    assert 100 < alone.peak_mb < 1024


def test_the_memory_of_a_process_is_its_own_and_not_that_of_who_started_it() -> None:
    words = "from benchmarks.alone import peak_mb; a = peak_mb(); b = bytearray(200 * 2**20); print(peak_mb() - a)"
    done = run_python(["-c", words], folder=ROOT)
    assert done.returncode == 0, done.stderr
    assert 150 < float(done.stdout) <= 201


def test_results_of_a_hundred_thousand_futures_leave_room_in_four_gib(task: Task) -> None:
    assert bytes_for(task, 100_000) < GIB


@pytest.mark.slow
def test_a_hundred_thousand_futures_fit_in_four_gib() -> None:
    assert simulate_alone(100_000).peak_mb <= 4096


@pytest.fixture(scope="module")
def small() -> Outcome:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(stochastic, "FEW", (10, 130))
        changed.setattr(stochastic, "PATHS", 300)
        changed.setattr(stochastic, "COMPARED_PATHS", 10)
        return stochastic.benchmark(True)


def test_every_figure_is_a_positive_number_with_its_unit(small: Outcome) -> None:
    timed = {"paths10_s", "paths130_s", "paths300_s", "carrying300_s"}
    assert set(small.measured) == {*timed, "paths300_peak_mb", "scaling_exponent"}
    assert set(small.peer) == {"numpy_paths130_s"}
    assert set(small.limit) == {"streaming_s", "figure_years"}
    assert small.limit["figure_years"] % (300 * 77) == 0
    for group in (small.measured, small.peer, small.limit, small.ratio):
        assert all(value > 0 and math.isfinite(value) for name, value in group.items() if name != "scaling_exponent")


def test_ratios_are_those_of_the_figures(small: Outcome) -> None:
    assert small.ratio["numpy_to_ours"] == small.peer["numpy_paths130_s"] / small.measured["paths130_s"]
    assert small.ratio["ours_to_limit"] == small.measured["paths300_s"] / small.limit["streaming_s"]


def test_the_manifest_is_that_of_the_futures(small: Outcome) -> None:
    assert {"scenario", "assumptions", "data", "code", "seed", "plan", "drivers"} <= set(small.manifest)
    assert small.manifest["plan"]["paths"] == 300


@pytest.mark.slow
def test_the_command_prints_one_object_on_one_line() -> None:
    done = run_python(["-m", "benchmarks.stochastic", "--quick", "--json"], folder=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    answer = json.loads(done.stdout)
    assert set(answer) == KEYS and answer["name"] == "stochastic"
    assert answer["measured"]["paths5000_s"] > 0
    assert str(ROOT) not in done.stdout
