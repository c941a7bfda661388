"""M5 and M7 find what was planted among the old, and their cohorts hold nothing that the other factors could."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.longevity.abridged_table import remaining_years
from simulation.longevity.cairns_blake_dowd import fit_m5, fit_m7

FIRST_AGES = np.arange(60.0, 100.0, 5.0)
MIDDLE = FIRST_AGES + 2.5
AWAY = MIDDLE - MIDDLE.mean()
CURVE = AWAY**2 - (AWAY**2).mean()
YEARS = np.arange(1902.5, 2000.0, 5.0)
WIDTHS = np.full(FIRST_AGES.size, 5.0)


def chance() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(1))


def factors(curved: bool) -> np.ndarray:
    steps = np.random.Generator(np.random.Philox(7)).normal([-0.05, 0.0004, 0.0], [0.03, 0.001, 1e-5], (YEARS.size, 3))
    values = np.array([-2.5, 0.1, 0.0005]) + np.cumsum(steps, axis=0)
    return values if curved else values[:, :2]


def rates_of(logits: np.ndarray) -> np.ndarray:
    """Central rates whose chance of dying within a year has the logits."""
    return np.logaddexp(0.0, logits)


def m5_rates() -> np.ndarray:
    return rates_of(factors(False) @ np.stack([np.ones_like(AWAY), AWAY]))


def cohort_effect(births: np.ndarray) -> np.ndarray:
    return 0.1 * np.sin(births / 9.0)


def m7_rates() -> np.ndarray:
    shapes = np.stack([np.ones_like(AWAY), AWAY, CURVE])
    return rates_of(factors(True) @ shapes + cohort_effect(YEARS[:, None] - MIDDLE))


def test_planted_factors_of_m5_are_found() -> None:
    model = fit_m5(m5_rates(), YEARS, FIRST_AGES)
    np.testing.assert_allclose(model.factors, factors(False), atol=1e-9)
    assert model.cohorts is None
    np.testing.assert_allclose(model.walk.drift, np.diff(factors(False), axis=0).mean(axis=0), atol=1e-10)


def test_m7_reproduces_rates_with_a_curve_and_cohorts() -> None:
    """The factors are identified up to what the cohorts may not hold, so the fit is compared, not the parts."""
    model = fit_m7(m7_rates(), YEARS, FIRST_AGES)
    births = YEARS[:, None] - MIDDLE
    place = np.searchsorted(model.cohorts.births, births).clip(0, model.cohorts.births.size - 1)
    seen = model.cohorts.births[place] == births
    logits = model.factors @ model.shapes + model.cohorts.effect[place]
    np.testing.assert_allclose(rates_of(logits)[seen], m7_rates()[seen], rtol=1e-6)
    assert seen.mean() > 0.9


def test_cohorts_hold_no_constant_slope_or_square() -> None:
    effect, births = (lambda term: (term.effect, term.births))(fit_m7(m7_rates(), YEARS, FIRST_AGES).cohorts)
    assert np.abs(effect).max() > 0.02
    for power in range(3):
        away = (births - births.mean()) ** power
        assert abs(effect @ away) < 1e-6 * np.abs(away).max()


def test_m5_misses_what_only_m7_has() -> None:
    rates = m7_rates()
    plain = fit_m5(rates, YEARS, FIRST_AGES)
    assert np.abs(np.log(rates_of(plain.factors @ plain.shapes) / rates)).max() > 0.05


def test_exposures_give_weight_to_where_the_information_is() -> None:
    spoiled = m5_rates()
    spoiled[:, -1] *= 2.0
    exposures = np.full(spoiled.shape, 1e6)
    exposures[:, -1] = 1.0
    weighted = fit_m5(spoiled, YEARS, FIRST_AGES, exposures=exposures)
    plain = fit_m5(spoiled, YEARS, FIRST_AGES)
    np.testing.assert_allclose(weighted.factors, factors(False), atol=1e-4)
    assert np.abs(plain.factors - factors(False)).max() > 1e-2


@pytest.mark.parametrize("fit", [fit_m5, fit_m7])
def test_a_forecast_starts_at_the_last_year_and_its_band_widens(fit) -> None:
    rates = m7_rates()
    model = fit(rates, YEARS, FIRST_AGES, jump_off="observed")
    forecast = model.forecast(6, 3000, chance())
    last = remaining_years(rates[-1], WIDTHS)
    assert abs(forecast.central[0] - last) < 1.5
    low, high = forecast.quantiles((2.5, 97.5))
    assert (np.diff(high - low) > 0).all()
    assert ((low < forecast.central) & (forecast.central < high)).all()
    sure = model.forecast(6, 3000, chance(), parameters=False).quantiles((2.5, 97.5))
    assert (sure[1] - sure[0])[-1] < (high - low)[-1]


def test_the_observed_jump_off_meets_the_last_chances_of_dying() -> None:
    rates = m7_rates()
    model = fit_m5(rates, YEARS, FIRST_AGES, jump_off="observed")
    np.testing.assert_allclose(rates_of(model.factors[-1] @ model.shapes + model.jump_off), rates[-1], rtol=1e-9)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda: fit_m5(m5_rates(), YEARS, FIRST_AGES[:-1]), "evenly spaced"),
        (lambda: fit_m5(m5_rates(), YEARS, FIRST_AGES, jump_off="level"), "no jump-off"),
        (lambda: fit_m7(m5_rates()[:3], YEARS[:3], FIRST_AGES), "cohorts|at least"),
        (lambda: fit_m5(np.zeros((20, 8)), YEARS, FIRST_AGES), "positive table"),
    ],
)
def test_bad_input_is_refused(change, match: str) -> None:
    with pytest.raises(ValueOutOfRange, match=match):
        change()
