"""Lee and Carter's model finds what was planted, and meets what the second stage and the jump-off promise."""

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.longevity.lee_carter import fit_lee_carter, sex_expectancy
from tests.simulation.longevity import planted


def rates(sex: int = 0) -> np.ndarray:
    return np.exp(planted.log_rates(sex) + planted.index()[:, None] * planted.response())


def noisy(sex: int = 0) -> np.ndarray:
    noise = np.random.Generator(np.random.Philox(2)).normal(0.0, 0.05, rates().shape)
    return rates(sex) * np.exp(noise)


def chance() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(1))


def test_planted_parameters_are_found() -> None:
    model = fit_lee_carter(rates(), planted.YEARS, sex=0)
    np.testing.assert_allclose(model.average, planted.log_rates(0), atol=1e-9)
    np.testing.assert_allclose(model.response, planted.response(), atol=1e-9)
    np.testing.assert_allclose(model.index, planted.index(), atol=1e-7)
    assert model.response.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("sex", [0, 1])
def test_the_second_stage_gives_every_year_its_life_expectancy(sex: int) -> None:
    model = fit_lee_carter(noisy(sex), planted.YEARS, sex=sex)
    fitted = np.exp(model.average + model.index[:, None] * model.response)
    np.testing.assert_allclose(sex_expectancy(fitted, sex), sex_expectancy(noisy(sex), sex), atol=1e-8)


def test_with_exposures_the_second_stage_gives_every_year_its_deaths() -> None:
    exposures = 1e6 * np.exp(-planted.AGES / 40.0) * np.ones((planted.YEARS.size, 1))
    model = fit_lee_carter(noisy(), planted.YEARS, sex=0, exposures=exposures)
    fitted = np.exp(model.average + model.index[:, None] * model.response)
    np.testing.assert_allclose((exposures * fitted).sum(axis=1), (exposures * noisy()).sum(axis=1), rtol=1e-9)


def test_a_forecast_goes_on_from_the_jump_off() -> None:
    last = sex_expectancy(noisy()[-1], 0)
    for jump_off, tolerance in (("level", 1e-8), ("observed", 1e-8), ("fitted", 1.0)):
        model = fit_lee_carter(noisy(), planted.YEARS, sex=0, jump_off=jump_off)
        assert sex_expectancy(np.exp(model.jump_off), 0) == pytest.approx(last, abs=tolerance)
        first = model.forecast(1, 10, chance()).central[0]
        assert first == pytest.approx(sex_expectancy(np.exp(model.jump_off + model.walk.drift * model.response), 0))
    assert not np.allclose(
        fit_lee_carter(noisy(), planted.YEARS, sex=0, jump_off="observed").jump_off,
        fit_lee_carter(noisy(), planted.YEARS, sex=0).jump_off,
    )


def test_life_lengthens_and_the_band_widens_with_the_years_and_with_uncertain_parameters() -> None:
    model = fit_lee_carter(rates(), planted.YEARS, sex=0)
    forecast = model.forecast(10, 4000, chance())
    assert (np.diff(forecast.central) > 0).all()
    np.testing.assert_allclose(forecast.years, planted.YEARS[-1] + 2.0 * np.arange(1, 11))
    low, middle, high = forecast.quantiles((2.5, 50.0, 97.5))
    assert (np.diff(high - low) > 0).all()
    assert np.abs(middle - forecast.central).max() < 0.25
    sure = model.forecast(10, 4000, chance(), parameters=False).quantiles((2.5, 97.5))
    assert (sure[1] - sure[0])[-1] < 0.9 * (high - low)[-1]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda: fit_lee_carter(-rates(), planted.YEARS, sex=0), "positive table"),
        (lambda: fit_lee_carter(rates()[:-1], planted.YEARS, sex=0), "positive table"),
        (lambda: fit_lee_carter(rates(), planted.YEARS**1.01, sex=0), "evenly spaced"),
        (lambda: fit_lee_carter(rates(), planted.YEARS, sex=0, exposures=np.ones(3)), "exposures"),
        (lambda: fit_lee_carter(rates(), planted.YEARS, sex=2), "no sex 2"),
        (lambda: fit_lee_carter(rates(), planted.YEARS, sex=0, jump_off="guess"), "no jump-off"),
    ],
)
def test_bad_input_is_refused(change, match: str) -> None:
    with pytest.raises(ValueOutOfRange, match=match):
        change()
