"""A solution keeps the fund solvent, and a little less does not."""

import json
from functools import lru_cache

import numpy as np
import pytest

from core.errors import DateOutOfRange, InputError, UnknownKey, ValueOutOfRange
from simulation.futures import Plan, probability_solvent
from simulation.levers import settings_of
from simulation.scenario import Scenario
from simulation.single_fund import accounts_of, surroundings_of
from simulation.solving.solvency import Judge, Target, by_chance, central_path
from simulation.solving.solver import Solution, lever_named, solve

FUND, SINCE, UNTIL = "enterprise_pension", 2027, 2055
PATHS = 1000


def lowest(scenario: Scenario, until: int = UNTIL) -> float:
    """The lowest accumulated balance to `until`, in trillions of yuan."""
    context = surroundings_of(scenario)
    return float(accounts_of(context, FUND).accumulated_balance[context.years <= until].min()) / 1e12


@lru_cache(maxsize=1)
def noise() -> np.ndarray:
    """A thousand futures, made by hand: each shifts the lowest balance by so many trillions."""
    return np.random.default_rng(7).normal(0.0, 2.0, PATHS)


def made_up(scenario: Scenario) -> float:
    return float(np.mean(lowest(scenario) + noise() >= 0.0))


def by_hand(name: str, probability: float) -> Solution:
    judge = Judge(made_up, grain=1.0 / PATHS)
    return solve(Scenario(), lever_named(name), Target(FUND, UNTIL, probability), judge=judge, since=SINCE)


def on_the_central_path(name: str, until: int = UNTIL, fund: str = FUND) -> Solution:
    judge = central_path(fund, until)
    return solve(Scenario(), lever_named(name), Target(fund, until, 1.0), judge=judge, since=SINCE)


@pytest.mark.parametrize("name", ["employer_rate", "indexation", "subsidy", "base_ratio"])
def test_the_least_move_on_the_central_path_is_enough_and_a_little_less_is_not(name: str) -> None:
    found = on_the_central_path(name)
    assert (found.before, found.achieved) == (0.0, 1.0)
    assert lowest(Scenario(settings=found.settings)) >= 0
    lever = lever_named(name)
    less = found.move * (1.0 - 1e-9) - np.sign(found.move) * lever.step / 100
    assert lowest(Scenario(settings=settings_of(lever, less, SINCE))) < 0
    assert found.just_below is not None
    assert found.just_below[1] == 0.0


@pytest.mark.parametrize("name", ["employer_rate", "indexation"])
@pytest.mark.parametrize("probability", [0.6, 0.813, 0.95])
def test_the_probability_asked_for_is_met_to_a_tenth_of_a_point(name: str, probability: float) -> None:
    found = by_hand(name, probability)
    assert 0.0 <= found.residual <= 0.001
    assert made_up(Scenario(settings=found.settings)) == found.achieved
    assert found.before < probability
    assert found.turned == ()
    assert found.asked <= 25


def test_the_futures_of_the_answer_are_solvent_as_often_as_it_says() -> None:
    plan = Plan(paths=200, seed=3)
    target, judge = Target(FUND, UNTIL, 0.803), by_chance(FUND, UNTIL, plan)
    found = solve(Scenario(), lever_named("subsidy"), target, judge=judge, since=SINCE)
    assert found.achieved == 161 / 200
    assert probability_solvent(Scenario(settings=found.settings), FUND, UNTIL, plan) == pytest.approx(161 / 200)
    assert found.just_below is not None
    assert found.just_below[1] < 0.803


def test_a_higher_probability_asks_for_a_larger_move() -> None:
    moves = [by_hand("employer_rate", probability).move for probability in (0.5, 0.7, 0.9)]
    assert moves == sorted(moves)
    assert moves[0] < moves[2]


def test_a_fund_that_meets_the_target_needs_nothing() -> None:
    found = on_the_central_path("employer_rate", until=2040)
    assert (found.move, found.settings, found.just_below, found.asked) == (0.0, (), None, 1)


def test_months_of_retirement_age_are_whole() -> None:
    target = lowest(Scenario(settings=settings_of(lever_named("delay"), 20, SINCE)))
    judge = Judge(lambda scenario: float(lowest(scenario) >= target))
    found = solve(Scenario(), lever_named("delay"), Target(FUND, UNTIL, 1.0), judge=judge, since=SINCE)
    assert found.move == round(found.move)
    assert found.move <= 20
    assert found.just_below == (found.move - 1, 0.0)


def test_the_scenario_asked_about_is_the_one_that_is_moved() -> None:
    harder = Scenario(settings=("pension.indexation@2027+=0.002",))
    judge = central_path(FUND, UNTIL)
    found = solve(harder, lever_named("employer_rate"), Target(FUND, UNTIL, 1.0), judge=judge, since=SINCE)
    assert found.move > on_the_central_path("employer_rate").move
    assert lowest(harder.with_settings(found.settings)) >= 0


def test_out_of_reach_names_the_nearest_and_what_it_achieves() -> None:
    with pytest.raises(InputError, match=r"the nearest, \+15, achieves \d+\.\d%") as caught:
        by_hand("compliance", 0.95)
    assert caught.value.exit_code == 2
    assert "--lever2" in caught.value.remedy
    with pytest.raises(
        InputError, match=r"the nearest, \+15, achieves 0\.0% and depletes the fund in 20\d\d"
    ) as caught:
        on_the_central_path("compliance")
    assert "against 2049 without it" in caught.value.what


@pytest.mark.parametrize(
    ("target", "kind", "word"),
    [
        (Target(FUND, UNTIL, 1.01), ValueOutOfRange, "1.01"),
        (Target(FUND, UNTIL, 0.0), ValueOutOfRange, "above 0"),
        (Target(FUND, UNTIL, float("nan")), ValueOutOfRange, "nan"),
        (Target(FUND, 2101, 0.9), DateOutOfRange, "2100"),
        (Target(FUND, 2026, 0.9), DateOutOfRange, "2026"),
        (Target("pension", UNTIL, 0.9), UnknownKey, "enterprise_pension"),
    ],
)
def test_a_target_that_cannot_be_is_refused(target: Target, kind: type[Exception], word: str) -> None:
    with pytest.raises(kind, match=word):
        solve(Scenario(), lever_named("subsidy"), target, judge=central_path(FUND, UNTIL), since=SINCE)


def test_an_unknown_lever_names_those_there_are() -> None:
    with pytest.raises(UnknownKey, match="employer_rate"):
        lever_named("retirement")


def test_the_json_is_plain() -> None:
    plain = by_hand("employer_rate", 0.9).to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["residual"] == pytest.approx(plain["achieved"] - 0.9)
