"""Forecasters look at nothing after their origin, bear gaps, and the better one is chosen."""

import numpy as np
import pytest

from tests.training.operation.made_up import FIRST, monthly
from training.operation.backtest import choose, first_origin
from training.operation.counting import COUNTING
from training.operation.festivals import calendar
from training.operation.forecasters import FORECASTERS, SEASONAL_NAIVE, Forecaster
from training.operation.periods import STEPS

ALL = pytest.mark.parametrize("forecaster", [*FORECASTERS, COUNTING], ids=lambda one: one.name)
TOLD = calendar(STEPS["month"], FIRST, 120)


def values() -> np.ndarray:
    return np.log(monthly(1).values)


@ALL
@pytest.mark.parametrize("horizon", [1, 6])
def test_what_comes_after_the_origin_does_not_change_what_is_expected(forecaster: Forecaster, horizon: int) -> None:
    known = values()
    learned = forecaster.learn(known[:60], TOLD, 12)
    changed = known.copy()
    changed[70:] += 100
    one = learned.ahead(known, TOLD, [60, 70], horizon)
    other = learned.ahead(changed, TOLD, [60, 70], horizon)
    assert np.array_equal(one.mean, other.mean)
    assert np.array_equal(one.deviation, other.deviation)


@ALL
def test_one_filter_for_all_origins_says_what_each_origin_says(forecaster: Forecaster) -> None:
    learned = forecaster.learn(values()[:60], TOLD, 12)
    both = learned.ahead(values(), TOLD, [60, 75, 90], 1)
    far = learned.ahead(values(), TOLD, [60, 75, 90], 3)
    assert both.mean[:, 0] == pytest.approx(far.mean[:, 0], rel=1e-6)
    assert both.deviation[:, 0] == pytest.approx(far.deviation[:, 0], rel=1e-4)


@ALL
def test_gaps_are_borne(forecaster: Forecaster) -> None:
    known = values()
    known[[3, 20, 21, 50, 71]] = np.nan
    found = forecaster.learn(known[:60], TOLD, 12).ahead(known, TOLD, [60, 72], 4)
    assert np.isfinite(found.mean).all()
    assert (found.deviation >= 0).all()


@ALL
@pytest.mark.parametrize("count", [6, 13, 25])
def test_short_histories_are_borne(forecaster: Forecaster, count: int) -> None:
    known = values()[:count]
    found = forecaster.learn(known, TOLD, 12 if count > 24 else 1).ahead(known, TOLD, [count], 3)
    assert np.isfinite(found.mean).all()


def test_a_model_that_learns_beats_the_season_before_on_a_trend() -> None:
    known = values()
    chosen = choose(known, TOLD, FORECASTERS, season=12, origins=range(first_origin(96, 12), 96))
    assert chosen.best.name != SEASONAL_NAIVE
    assert chosen.errors[chosen.best.name] < 0.6 * chosen.errors[SEASONAL_NAIVE]


def test_on_pure_repetition_the_simplest_is_kept() -> None:
    known = np.tile(np.arange(12.0), 8)
    chosen = choose(known, TOLD, FORECASTERS, season=12, origins=range(60, 96))
    assert chosen.best.name == SEASONAL_NAIVE


@pytest.mark.parametrize("scatter", [0.0, 0.5])
def test_the_deviation_of_counts_is_that_of_their_making(scatter: float) -> None:
    stream, mean = np.random.default_rng(5), 12.0
    rate = stream.gamma(1 / scatter, scatter, 156) * mean if scatter else np.full(156, mean)
    counts = stream.poisson(rate).astype(float)
    told = calendar(STEPS["week"], STEPS["week"].start(FIRST), 160)
    found = COUNTING.learn(counts, told, 52).ahead(counts, told, [156], 4)
    assert found.mean.mean() == pytest.approx(mean, rel=0.35)
    assert found.deviation.mean() == pytest.approx(np.sqrt(mean + scatter * mean**2), rel=0.35)
