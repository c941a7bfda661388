"""Futures as a whole: the same bits however they are divided, and sums that are what they say."""

from itertools import pairwise

import numpy as np
import pytest

from core.errors import InputError
from simulation.chance.plan import Plan
from simulation.futures import Futures, probability_solvent, ranges, simulate
from simulation.futures.blocks import carry_range
from simulation.futures.result import quantiles
from simulation.futures.simulate import task_of
from simulation.scenario import Scenario

SCENARIO = Scenario(last_year=2055)


@pytest.fixture(scope="module")
def futures() -> Futures:
    return simulate(SCENARIO, Plan(paths=700, seed=3))


@pytest.mark.parametrize("sampling", ["pseudo", "antithetic", "sobol"])
@pytest.mark.parametrize("chunks", [2, 7])
def test_any_division_of_the_paths_gives_the_same_bits(sampling: str, chunks: int) -> None:
    task = task_of(SCENARIO, Plan(paths=300, sampling=sampling))
    whole = carry_range(task, 0, 300)
    ends = [300 * number // chunks for number in range(chunks + 1)]
    parts = [carry_range(task, first, last) for first, last in pairwise(ends)]
    for which in range(2):
        joined = np.concatenate([part[which] for part in parts], axis=-1)
        assert joined.tobytes() == whole[which].tobytes()


def test_one_and_three_threads_give_one_hash(futures: Futures) -> None:
    task = task_of(SCENARIO, Plan(paths=700, seed=3))
    for workers in (1, 3):
        carried = ranges.carry_all(task, workers=workers)
        assert carried.funds[2, 0].tobytes() == futures.funds["enterprise_pension"].balance.tobytes()


def test_another_seed_gives_other_futures(futures: Futures) -> None:
    assert simulate(SCENARIO, Plan(paths=700, seed=4)).content_hash != futures.content_hash
    assert simulate(SCENARIO, Plan(paths=700, seed=3)).content_hash == futures.content_hash


def test_balances_roll_forward_in_every_future(futures: Futures) -> None:
    for fund in futures.funds.values():
        moved = np.diff(fund.balance.astype(float), axis=0)
        net = (fund.income.astype(float) - fund.outgo.astype(float))[1:]
        assert np.abs(moved - net).max() < 1e-5 * np.abs(fund.outgo).max()


def test_employees_are_the_sum_of_their_two_funds(futures: Futures) -> None:
    both = futures.funds["enterprise_pension"].outgo + futures.funds["government_pension"].outgo
    assert np.allclose(futures.funds["employees_pension"].outgo, both, rtol=1e-6)


def test_fans_widen_and_are_in_order(futures: Futures) -> None:
    fan = futures.funds["enterprise_pension"].quantiles()
    assert (np.diff(fan, axis=0) >= 0).all()
    width = fan[-1] - fan[0]
    assert width[1] == 0 and width[-1] > 3 * width[5] > 0


def test_a_probability_of_depletion_never_falls_and_agrees_with_the_years(futures: Futures) -> None:
    fund = futures.funds["enterprise_pension"]
    by_year = fund.probability_by_year()
    assert (np.diff(by_year) >= 0).all() and by_year[0] >= 0 and by_year[-1] <= 1
    counted = ((fund.depletion_years > 0) & (fund.depletion_years <= 2050)).mean()
    assert fund.probability_of_depletion(2050) == pytest.approx(counted)
    assert probability_solvent(SCENARIO, fund.name, 2050, futures.plan) == pytest.approx(1 - counted)


def test_depletion_years_are_where_the_balance_first_is_below_zero(futures: Futures) -> None:
    fund = futures.funds["employee_medical"]
    for path in range(0, 700, 97):
        below = [int(year) for year, held in zip(fund.years, fund.balance[:, path], strict=True) if held < 0]
        assert fund.depletion_years[path] == (below[0] if below else 0)
    earliest, median, latest = fund.depletion_quantiles()
    found = np.sort(np.where(fund.depletion_years == 0, 9999, fund.depletion_years))
    for year, share in ((earliest, 0.05), (median, 0.5), (latest, 0.95)):
        expected = found[int(np.ceil(share * 700)) - 1]
        assert year == (None if expected == 9999 else expected)


def test_expected_shortfall_is_the_mean_of_the_worst(futures: Futures) -> None:
    fund = futures.funds["enterprise_pension"]
    ordered = np.sort(fund.balance[-1].astype(float))
    assert fund.expected_shortfall(2055) == pytest.approx(ordered[:35].mean())
    assert fund.expected_shortfall(2055, tail=1.0) == pytest.approx(ordered.mean())


def test_more_paths_begin_with_the_same_ones(futures: Futures) -> None:
    more = simulate(SCENARIO, Plan(paths=900, seed=3))
    assert (more.funds["work_injury"].balance[:, :700] == futures.funds["work_injury"].balance).all()


def test_more_futures_than_memory_holds_are_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "free_memory", lambda: 2**20)
    with pytest.raises(InputError, match=r"need .* GiB"):
        simulate(SCENARIO, Plan(paths=10_000))


@pytest.mark.parametrize("scenario", [Scenario(start=2018), Scenario(name="atlantis")])
def test_what_has_no_futures_is_refused(scenario: Scenario) -> None:
    with pytest.raises(InputError):
        simulate(scenario, Plan(paths=2))


def test_an_unknown_fund_or_year_is_refused(futures: Futures) -> None:
    with pytest.raises(InputError):
        probability_solvent(SCENARIO, "lottery", 2040, Plan(paths=2))
    with pytest.raises(InputError):
        futures.funds["work_injury"].probability_of_depletion(2101)
    with pytest.raises(InputError):
        futures.funds["work_injury"].expected_shortfall(2050, tail=0.0)


def test_the_json_holds_fans_and_probabilities_only_as_plain_numbers(futures: Futures) -> None:
    plain = futures.to_json()
    fund = plain["funds"]["enterprise_pension"]
    assert len(fund["accumulated_balance"]) == len(plain["percents"])
    assert len(fund["probability_of_depletion"]) == len(plain["years"])
    assert set(plain["manifest"]) >= {"seed", "plan", "drivers", "scenario", "code"}


def test_quantiles_are_those_of_numpy_for_few_and_for_many_futures() -> None:
    for paths in (7, 20_000):
        values = np.random.default_rng(1).normal(size=(9, paths)).astype(np.float32)
        ours = quantiles(values, (0.0, 2.5, 50.0, 97.5, 100.0))
        theirs = np.percentile(values.astype(np.float64), (0.0, 2.5, 50.0, 97.5, 100.0), axis=1)
        assert np.allclose(ours, theirs, atol=1e-6)
