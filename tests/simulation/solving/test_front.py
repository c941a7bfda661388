"""A front is made of pairs that do it, none better than another."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from simulation.levers import settings_of
from simulation.scenario import Scenario
from simulation.solving.front import Front, Pair, pareto_front, undominated
from simulation.solving.solvency import Target, central_path
from simulation.solving.solver import lever_named, solve

FUND, SINCE, UNTIL = "enterprise_pension", 2027, 2055
moves = st.floats(-5, 5).map(lambda move: round(move, 1))


def front(first: str, second: str, until: int = UNTIL, fund: str = FUND) -> Front:
    levers = lever_named(first), lever_named(second)
    return pareto_front(Scenario(), levers, Target(fund, until, 1.0), judge=central_path(fund, until), since=SINCE)


@pytest.fixture(scope="module")
def found() -> Front:
    return front("employer_rate", "indexation")


@given(st.lists(st.tuples(moves, moves), min_size=1, max_size=12))
def test_no_pair_that_is_kept_is_bettered_and_every_other_is(points: list[tuple[float, float]]) -> None:
    pairs = [Pair(first, second, 1.0) for first, second in points]
    kept = undominated(pairs)

    def betters(a: Pair, b: Pair) -> bool:
        return (abs(a.first) <= abs(b.first) and abs(a.second) < abs(b.second)) or (
            abs(a.first) < abs(b.first) and abs(a.second) <= abs(b.second)
        )

    assert kept
    assert not any(betters(a, b) for a in kept for b in kept)
    assert all(any(betters(a, b) for a in kept) for b in pairs if b not in kept)


def test_every_pair_does_it_and_asks_for_less_of_one_as_it_asks_for_more_of_the_other(found: Front) -> None:
    judge = central_path(FUND, UNTIL)
    assert len(found.pairs) > 4
    for pair, after in zip(found.pairs, found.pairs[1:], strict=False):
        assert abs(pair.first) < abs(after.first)
        assert abs(pair.second) > abs(after.second)
    for pair in found.pairs:
        settings = [
            text
            for lever, move in zip(found.levers, (pair.first, pair.second), strict=True)
            for text in settings_of(lever, move, SINCE)
        ]
        assert judge.solvency(Scenario(settings=tuple(settings))) == pair.achieved == 1.0


def test_the_ends_of_the_front_are_the_levers_alone(found: Front) -> None:
    judge, target = central_path(FUND, UNTIL), Target(FUND, UNTIL, 1.0)
    alone = [solve(Scenario(), lever, target, judge=judge, since=SINCE).move for lever in found.levers]
    assert (found.pairs[0].first, found.pairs[0].second) == (0.0, pytest.approx(alone[1]))
    assert (found.pairs[-1].first, found.pairs[-1].second) == (pytest.approx(alone[0]), 0.0)


def test_a_fund_that_needs_nothing_has_a_front_of_nothing() -> None:
    found = front("employer_rate", "indexation", until=2040)
    assert [(pair.first, pair.second) for pair in found.pairs] == [(0.0, 0.0)]


def test_where_the_second_is_not_enough_the_first_is_said_to_be_out_of_reach() -> None:
    found = front("employer_rate", "compliance")
    assert found.out_of_reach[0] == 0.0
    assert all(pair.first > max(found.out_of_reach) for pair in found.pairs)


def test_two_levers_that_do_not_do_it_name_the_nearest() -> None:
    with pytest.raises(InputError, match=r"compliance and state_capital together do not keep .* to 2070"):
        front("compliance", "state_capital", until=2070)


def test_one_lever_is_not_two() -> None:
    with pytest.raises(InputError, match="same"):
        front("subsidy", "subsidy")


def test_the_json_is_plain(found: Front) -> None:
    plain = found.to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert set(plain["front"][0]) == {"employer_rate", "indexation", "achieved"}
