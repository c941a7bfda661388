"""M5 and M7 of both sexes: what was planted is found, the gap stays, and an age pattern is no generation's."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.longevity.abridged_table import remaining_years
from simulation.longevity.cairns_blake_dowd import fit_m5
from simulation.longevity.coherent_old_age import CoherentOldAge, fit_coherent_m5, fit_coherent_m7

FIRST_AGES = np.arange(60.0, 100.0, 5.0)
AWAY = FIRST_AGES - FIRST_AGES.mean()
CURVE = AWAY**2 - (AWAY**2).mean()
YEARS = np.arange(1953.0, 2024.0, 5.0)
FITS = {"m5": fit_coherent_m5, "m7": fit_coherent_m7}


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


def walk() -> np.ndarray:
    """[year, factor] a random walk with drift."""
    steps = chance(7).normal([-0.07, 0.0008, 0.0], [0.04, 0.001, 1e-5], (YEARS.size, 3))
    return np.array([-2.0, 0.11, 0.0004]) + np.cumsum(steps, axis=0)


def planted(*, noise: float = 0.004, curved: bool = True, pattern: float = 0.0) -> np.ndarray:
    """[year, sex, group] rates whose sexes share a walk and keep a constant gap; `pattern` is a cubic in age."""
    shapes = np.stack([np.ones_like(AWAY), AWAY, CURVE])[: 3 if curved else 2]
    common = walk()[:, : shapes.shape[0]] @ shapes + pattern * (AWAY / 10.0) ** 3
    logits = np.stack([common + 0.25, common - 0.25], axis=1)
    return np.logaddexp(0.0, logits + noise * chance(3).standard_normal(logits.shape))


def fitted(name: str, rates: np.ndarray) -> CoherentOldAge:
    return FITS[name](rates, YEARS, FIRST_AGES)


def test_the_mean_of_the_sexes_has_the_steps_that_were_planted() -> None:
    found = fitted("m5", planted(noise=0.0, curved=False))
    np.testing.assert_allclose(np.diff(found.factors, axis=0), np.diff(walk()[:, :2], axis=0), atol=1e-9)
    np.testing.assert_allclose(found.gaps, 0.0, atol=1e-9)
    np.testing.assert_allclose(found.average[0] - found.average[1], 0.5, atol=1e-9)


def test_m5_of_both_sexes_takes_the_steps_of_m5_of_each() -> None:
    rates = planted(curved=False)
    alone = [fit_m5(rates[:, sex], YEARS, FIRST_AGES).factors for sex in range(2)]
    found = fitted("m5", rates)
    np.testing.assert_allclose(np.diff(found.factors + found.gaps, axis=0), np.diff(alone[0], axis=0), atol=1e-9)
    np.testing.assert_allclose(np.diff(found.factors - found.gaps, axis=0), np.diff(alone[1], axis=0), atol=1e-9)


@pytest.mark.parametrize("name", FITS)
def test_a_pattern_of_age_alone_moves_no_factor_and_no_generation(name: str) -> None:
    plain, bent = fitted(name, planted()), fitted(name, planted(pattern=0.05))
    np.testing.assert_allclose(bent.factors, plain.factors, atol=1e-7)
    if plain.cohorts is not None and bent.cohorts is not None:
        for before, after in zip(plain.cohorts, bent.cohorts, strict=True):
            np.testing.assert_allclose(after.effect, before.effect, atol=1e-7)


@pytest.mark.parametrize("name", FITS)
def test_the_sexes_move_together_and_do_not_part(name: str) -> None:
    forecast = fitted(name, planted()).forecast(16, 3000, chance())
    male, female = forecast.paths[:, -1].T
    assert np.corrcoef(male, female)[0, 1] > 0.9
    gap = forecast.central[:, 1] - forecast.central[:, 0]
    assert (gap > 0).all()
    apart = np.percentile(female - male, (2.5, 97.5))
    assert np.ptp(apart) < 0.5 * np.ptp(np.percentile(male, (2.5, 97.5)))


@pytest.mark.parametrize("name", FITS)
def test_what_few_years_leave_open_widens_the_band(name: str) -> None:
    found = fitted(name, planted())
    sure, unsure = (found.forecast(16, 3000, chance(), parameters=each) for each in (False, True))
    widths = [np.ptp(each.quantiles((2.5, 97.5))[:, -1], axis=0) for each in (sure, unsure)]
    assert (widths[1] > 1.2 * widths[0]).all()
    np.testing.assert_allclose(sure.central, unsure.central)


def test_the_forecast_begins_where_the_rates_end() -> None:
    rates = planted()
    now = remaining_years(rates[-1].copy(), np.full(FIRST_AGES.size, 5.0))
    for name in FITS:
        first = fitted(name, rates).forecast(1, 10, chance())
        np.testing.assert_allclose(first.central[0], now, atol=0.8)
        assert first.years == [2028.0]


@pytest.mark.parametrize(
    ("rates", "message"),
    [
        (planted()[:, 0], "two sexes"),
        (planted()[:, [0, 1, 1]], "two sexes"),
        (-planted(), "positive"),
        (planted()[:3], "positive"),
    ],
)
def test_rates_that_are_not_those_of_two_sexes_are_refused(rates: np.ndarray, message: str) -> None:
    with pytest.raises(ValueOutOfRange, match=message):
        fit_coherent_m5(rates, YEARS, FIRST_AGES)
