"""An effect that was put in is found within its interval; where none was put in, none is found but by chance."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.regression.linear_model import burg

from core.errors import DateOutOfRange, UnknownKey, ValueOutOfRange
from tests.training.operation.made_up import history, lasting, monthly, of, regions
from training.operation.effect import effect
from training.operation.panel import by_key
from training.operation.resampling import autoregression, deviations, regress

SINCE = date(2021, 1, 1)
INJECTED = np.log(1.05)


def rejections(count: int, *, first: int) -> int:
    return sum(
        effect(
            regions(first + seed), treated=["r0"], controls=None, since=SINCE, seed=seed, placebos=False
        ).found.chance
        < 0.05
        for seed in range(count)
    )


def recovered(count: int, *, first: int) -> int:
    found = [
        effect(regions(first + seed, change=INJECTED), treated=["r0"], controls=None, since=SINCE, placebos=False).found
        for seed in range(count)
    ]
    return sum(one.lower <= INJECTED <= one.upper for one in found)


def test_a_few_effects_are_recovered_and_a_few_nothings_are_not_found() -> None:
    assert recovered(6, first=0) >= 5
    assert rejections(6, first=100) <= binom.ppf(0.999, 6, 0.05)


@pytest.mark.slow
def test_placebo_dates_reject_at_their_nominal_rate() -> None:
    count = 300
    low, high = binom.interval(0.99, count, 0.05)
    assert low <= rejections(count, first=20_000) <= high


@pytest.mark.slow
def test_an_injected_effect_is_within_its_interval_in_90_of_100() -> None:
    assert recovered(100, first=30_000) >= 90


def test_a_large_effect_is_told_in_yuan_with_its_placebos() -> None:
    panel = regions(7, change=np.log(1.25))
    found = effect(panel, treated=["r0"], controls=None, since=SINCE)
    actual = panel["r0"].values[72:].sum()
    assert found.total[0] == pytest.approx(actual * (1 - 1 / 1.25), rel=0.25)
    assert found.total[1] < found.total[0] < found.total[2]
    assert found.found.chance < 0.05
    assert found.by_regions == pytest.approx(1 / 8)
    assert len(found.placebo_regions) == 7
    assert len(found.placebo_dates) == 40
    low, high = found.by_cluster or (0.0, 0.0)
    assert low < found.found.estimate < high


def test_without_controls_the_line_before_is_carried_on() -> None:
    one = monthly(11, rho=0.3)
    values = one.values.copy()
    values[72:] *= 1.2
    found = effect({"r": of(values)}, treated=["r"], controls=(), since=SINCE)
    estimate, lower, upper = found.share
    assert found.design == "interrupted_series"
    assert lower < 0.2 < upper
    assert estimate == pytest.approx(0.2, abs=0.1)
    assert found.by_cluster is found.by_regions is None


def test_regions_that_ran_apart_before_are_noticed() -> None:
    panel = dict(regions(3, rho=0.0))
    panel["r0"] = of(panel["r0"].values * np.exp(0.01 * np.arange(96)), name="r0")
    assert effect(panel, treated=["r0"], controls=None, since=SINCE, placebos=False).pre_trend.chance < 0.05


def test_the_same_seed_gives_the_same_interval() -> None:
    found = [effect(regions(5), treated=["r0"], controls=None, since=SINCE, seed=9, placebos=False) for _ in range(2)]
    assert found[0].to_json() == found[1].to_json()


def test_a_gap_is_borne() -> None:
    panel = dict(regions(6))
    values = panel["r0"].values.copy()
    values[[5, 80]] = np.nan
    panel["r0"] = of(values, name="r0")
    found = effect(panel, treated=["r0"], controls=None, since=SINCE, placebos=False)
    assert np.isfinite(found.found.deviation)
    assert np.isfinite(found.total).all()


@pytest.mark.parametrize("order", [1, 3])
def test_the_recursion_is_that_of_statsmodels(order: int) -> None:
    errors = np.random.default_rng(1).standard_normal((2, 80)).cumsum(axis=1) * 0.3
    errors -= errors.mean(axis=1, keepdims=True)
    for at in range(2):
        assert autoregression(errors, order)[0][at] == pytest.approx(np.asarray(burg(errors[at], order=order)[0]))


def test_the_deviation_of_a_mean_is_that_of_its_errors() -> None:
    errors = np.stack([lasting(np.random.default_rng(seed), 400, 0.6, 1.0) for seed in range(300)])
    told = deviations(errors - errors.mean(axis=1, keepdims=True), np.full(400, 1 / 400), 1)
    assert np.median(told) == pytest.approx(errors.mean(axis=1).std(), rel=0.12)


def test_what_is_known_exactly_has_no_width() -> None:
    columns = np.stack([np.ones(40), np.arange(40) >= 20], axis=1).astype(float)
    found = regress(columns @ [3.0, 2.0], columns, np.asarray([0.0, 1.0]), stream=np.random.default_rng(1))
    assert (round(found.lower, 9), round(found.upper, 9), found.chance) == (2.0, 2.0, 0.0)


@pytest.mark.parametrize(
    ("treated", "controls", "since", "error", "said"),
    [
        (["r9"], None, SINCE, UnknownKey, "r9"),
        (["r0"], ["r8"], SINCE, UnknownKey, "r8"),
        (["r0"], ["r0"], SINCE, ValueOutOfRange, "not both"),
        (["r0"], None, date(2014, 1, 1), DateOutOfRange, "outside the data, 2015-01 to 2022-12"),
        (["r0"], None, date(2023, 1, 1), DateOutOfRange, "outside"),
        (["r0"], None, date(2015, 3, 1), ValueOutOfRange, "2 periods before"),
        (["r0"], None, date(2022, 11, 1), ValueOutOfRange, "2 from it on"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    treated: list[str], controls: list[str] | None, since: date, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        effect(regions(1), treated=treated, controls=controls, since=since)


def test_a_region_hardly_known_is_refused() -> None:
    panel = dict(regions(1))
    values = panel["r3"].values.copy()
    values[:30] = np.nan
    panel["r3"] = of(values, name="r3")
    with pytest.raises(ValueOutOfRange, match="'r3', 30 of 96"):
        effect(panel, treated=["r0"], controls=None, since=SINCE)


def test_series_of_one_unit_are_added_and_cut_where_the_policy_ended() -> None:
    twice = history(of(np.arange(1.0, 25.0)), of(np.arange(1.0, 25.0)))
    assert by_key(twice, "series", until=date(2015, 3, 9))["s"].values.tolist() == [2.0, 4.0, 6.0]
    with pytest.raises(UnknownKey, match="scheme"):
        by_key(twice, "scheme")
    with pytest.raises(DateOutOfRange, match="before the data"):
        by_key(twice, "series", until=date(2014, 1, 1))
