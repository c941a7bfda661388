"""The plain kernel in the compiled one's place: the same seven funds, and a benchmark that would notice if not."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import plain_pension
from benchmarks.ageing import grow_older, stacked
from benchmarks.projection import ResultsDiffer, fresh, recorded_calls, require_same
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario
from simulation.schemes.pension import kernels

SHORT = Scenario(last_year=2040)


@pytest.fixture(scope="module")
def compiled() -> Projection:
    return project(SHORT)


def test_the_plain_kernel_projects_the_same_seven_funds(compiled: Projection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "project_members", plain_pension.project_members)
    plain = project(SHORT)
    require_same(plain, compiled)
    for fund in ("enterprise_pension", "government_pension"):
        for owed in ("closed_group_obligation", "implicit_pension_debt"):
            assert plain.funds[fund].measures[owed] == pytest.approx(compiled.funds[fund].measures[owed], rel=1e-9)


def test_a_difference_is_noticed(compiled: Projection) -> None:
    fund = compiled.funds["enterprise_pension"]
    outgo = np.array(fund.measures["outgo"])
    outgo[-1] *= 1 + 1e-6
    changed = replace(fund, measures={**fund.measures, "outgo": outgo})
    other = replace(compiled, funds={**compiled.funds, "enterprise_pension": changed})
    with pytest.raises(ResultsDiffer, match="outgo of enterprise_pension"):
        require_same(compiled, other)


def test_one_projection_calls_the_kernel_three_times_and_a_call_can_be_repeated() -> None:
    calls = recorded_calls(SHORT)
    assert len(calls) == 3
    results = []
    for _ in range(2):
        call = fresh(calls[0])
        kernels.project_members(*call)
        results.append(call.out)
    assert np.array_equal(results[0], results[1])
    assert results[0].any()
    assert not calls[0].out.any()


def test_the_least_work_moves_every_figure_on_by_a_year() -> None:
    call = recorded_calls(SHORT)[0]
    cells = stacked(call.stock)
    assert cells.shape == (10, 3, 2, 101)
    before = cells.copy()
    survival = np.full((2, 2, 101), 0.5)
    grow_older(cells, survival)
    assert np.allclose(cells[..., 2:], 0.25 * before[..., :-2])
    assert np.array_equal(cells[..., 0], before[..., 0])
