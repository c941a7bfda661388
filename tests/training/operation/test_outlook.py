"""Forecasts: parts add up to their sums, scores are against the season before, intervals hold."""

from datetime import date

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from tests.training.operation.made_up import FIRST, history, monthly, of
from training.operation.outlook import ALL, SUM, Outlook, outlook
from training.operation.periods import STEPS
from training.operation.series import History, Series


def halls(seed: int, *, count: int = 130) -> History:
    """Cases of two businesses in two regions, one of them rare."""
    stream, weeks = np.random.default_rng(seed), np.arange(count)
    series = []
    for business, mean in (("enrol", 20.0), ("merge", 0.7)):
        for region in ("a", "b"):
            rate = mean * np.exp(0.2 * np.sin(2 * np.pi * weeks / 52.18))
            keys = {"business": business, "region": region}
            step = STEPS["week"]
            series.append(Series(keys, "cases", step, step.start(FIRST), stream.poisson(rate).astype(float)))
    return History(tuple(series), "made up", date(2018, 1, 31))


def by_keys(found: tuple[Outlook, ...]) -> dict[tuple[str, ...], Outlook]:
    return {tuple(one.series.keys.values()): one for one in found}


@pytest.fixture(scope="module")
def demand() -> tuple[Outlook, ...]:
    return outlook(halls(1), ahead=12)[1]


def test_cases_add_up_from_the_bottom(demand: tuple[Outlook, ...]) -> None:
    found = demand
    parts = by_keys(found)
    assert len(parts) == 9
    total = parts[(ALL, ALL)]
    assert total.model == SUM
    assert total.mean == pytest.approx(parts[("enrol", ALL)].mean + parts[("merge", ALL)].mean)
    assert total.mean == pytest.approx(parts[(ALL, "a")].mean + parts[(ALL, "b")].mean)
    assert total.mean.sum() == pytest.approx(12 * 2 * 20.7, rel=0.35)


def test_no_interval_of_cases_reaches_below_none_and_all_hold_the_mean(demand: tuple[Outlook, ...]) -> None:
    for one in demand:
        assert (one.lower >= 0).all()
        assert (one.lower <= one.mean).all()
        assert (one.mean <= one.upper).all()


def test_scores_are_against_the_season_before() -> None:
    _, (one,) = outlook(history(monthly(1, count=72)), ahead=6)
    assert one.mase < one.naive_mase
    assert one.coverage.count > 0
    future = monthly(1, count=78, size=0.0)
    assert one.mean == pytest.approx(future.values[72:], rel=0.1)


@pytest.mark.slow
def test_intervals_of_months_never_seen_hold_95_of_a_hundred() -> None:
    inside = []
    for seed in range(40):
        whole = monthly(500 + seed, count=108)
        _, (one,) = outlook(history(of(whole.values[:96])), ahead=12)
        inside += list((whole.values[96:] >= one.lower) & (whole.values[96:] <= one.upper))
    assert np.mean(inside) >= 0.9


def test_a_business_that_never_came_before_is_none_until_it_came() -> None:
    known = halls(3)
    late = known.series[3]
    shorter = Series(late.keys, "cases", late.step, late.step.shift(late.first, 60), late.values[60:])
    used, _ = outlook(History((known.series[2], shorter), "made up", known.cut_off), ahead=2)
    assert used.series[1].values[:60].tolist() == [0.0] * 60


def test_only_the_sums_asked_for_are_made() -> None:
    known = halls(4)
    _, found = outlook(History(known.series[2:], "made up", known.cut_off), ahead=2, sums=[["business"]])
    assert [one.series.keys for one in found if one.model == SUM] == [{"business": "merge", "region": ALL}]


@pytest.mark.parametrize("ahead", [0, 25])
def test_a_horizon_out_of_range_is_refused(ahead: int) -> None:
    with pytest.raises(ValueOutOfRange, match="--ahead"):
        outlook(history(monthly(1)), ahead=ahead)


def test_a_history_too_short_for_the_horizon_is_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="too few"):
        outlook(history(monthly(1, count=14)), ahead=12)
