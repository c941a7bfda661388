"""Bands after a model of mortality: those of its forecast at the middles of periods, and told at birth for the old."""

import numpy as np
import pytest

from simulation.countries.china.bases import china_demography
from simulation.demography.bands.targets import Bands
from simulation.demography.wpp import YearTable
from simulation.longevity import bands as module
from simulation.longevity.bands import MODELS, OLD_AGE, birth_shift, expectancy_at, is_of_the_old, model_bands
from simulation.longevity.forecast import LifeForecast

PEOPLE = china_demography()
PERIODS = np.arange(1953, 2024, 5)
AHEAD = np.arange(2028, 2104, 5)


@pytest.fixture(scope="module")
def rates() -> YearTable:
    """[period, sex, group] rates of China's mortality model while life lengthens unevenly from 45 to 80 years."""
    uneven = np.cumsum(np.abs(np.random.Generator(np.random.Philox(2)).normal(1.5, 1.5, PERIODS.size)))
    life = 58.0 + np.stack([uneven * 0.8, uneven * 0.9 + 3.0], axis=-1)
    single = PEOPLE.mortality.death_rate(PEOPLE.mortality.level(life))
    starts = np.array([0, 1, *range(5, 101, 5)])
    return YearTable(PERIODS, np.add.reduceat(single, starts, axis=-1) / np.append(np.diff(starts), 1))


def bands(name: str, rates: YearTable) -> tuple[Bands, Bands, Bands]:
    return model_bands(name, rates, mortality=PEOPLE.mortality, life_expectancy=PEOPLE.life_expectancy, last_year=2100)


def test_a_shift_at_birth_moves_life_at_sixty_by_what_was_asked() -> None:
    years = np.array([2030, 2060])
    centre = PEOPLE.life_expectancy.at(years)
    away = np.array([-2.0, -0.3, 0.0, 0.5, 2.5])[:, None, None] * np.ones((1, 2, 2))
    shifted = centre + birth_shift(away, PEOPLE.mortality, centre)

    def at_sixty(life: np.ndarray) -> np.ndarray:
        return expectancy_at(PEOPLE.mortality.death_rate(PEOPLE.mortality.level(life)), OLD_AGE)

    np.testing.assert_allclose(at_sixty(shifted) - at_sixty(centre), away, atol=2e-3)
    np.testing.assert_allclose(shifted[2], centre, atol=1e-9)


def test_a_shift_beyond_the_reach_ends_there() -> None:
    centre = PEOPLE.life_expectancy.at(np.array([2090]))
    shift = birth_shift(np.full((1, 1, 2), 50.0), PEOPLE.mortality, centre)
    assert (centre + shift[0] <= PEOPLE.mortality.reach[:, 1]).all()
    assert (centre + shift[0] > PEOPLE.mortality.reach[:, 1] - 0.5).all()


def test_life_at_birth_by_the_same_reckoning_is_the_models_own() -> None:
    life = np.array([[76.0, 81.0]])
    single = PEOPLE.mortality.death_rate(PEOPLE.mortality.level(life))
    np.testing.assert_allclose(expectancy_at(single, 0), life, atol=0.01)


@pytest.mark.parametrize("name", MODELS)
def test_bands_widen_from_the_last_period_on_and_women_and_men_make_both(name: str, rates: YearTable) -> None:
    male, female, both = bands(name, rates)
    assert (male.years[0], male.years[-1]) == (2024, 2100)
    for each in (male, female, both):
        widths = np.diff(each.ends, axis=-1)[..., 0]
        assert (np.diff(widths, axis=0) > -0.05).all() and (widths[:, 1] > widths[:, 0]).all()
        assert (each.ends[..., 0] < 0).all() and (each.ends[..., 1] > 0).all()
    assert (both.width(2050) <= (male.width(2050) + female.width(2050)) / 2.0 + 1e-9).all()


@pytest.mark.parametrize("name", MODELS)
def test_the_same_rates_give_the_same_bands(name: str, rates: YearTable) -> None:
    for first, again in zip(bands(name, rates), bands(name, rates), strict=True):
        assert np.array_equal(first.ends, again.ends)


def test_the_band_of_a_middle_is_the_forecasts_and_half_way_its_square_is_half(
    monkeypatch: pytest.MonkeyPatch, rates: YearTable
) -> None:
    draws = np.random.Generator(np.random.Philox(5)).standard_normal((4001, AHEAD.size, 2))
    paths = 80.0 + np.sqrt(np.arange(1.0, AHEAD.size + 1))[:, None] * draws

    class Planted:
        def forecast(self, horizon: int, count: int, chance: np.random.Generator) -> LifeForecast:
            assert (horizon, count) == (AHEAD.size, module.PATHS)
            return LifeForecast(AHEAD.astype(float), np.full((AHEAD.size, 2), 80.0), paths)

    monkeypatch.setattr(module, "MODELS", {"lee_carter": lambda _: Planted()})
    male, _, both = bands("lee_carter", rates)
    ends = np.percentile(paths[..., 0], (10, 50, 90), axis=0)
    for number, year in ((0, 2028), (4, 2048)):
        wanted = ends[[0, 2], number] - ends[1, number]
        np.testing.assert_allclose(male.ends[male.years == year][0, 0], wanted, rtol=1e-12)
    early, late = male.ends[male.years == 2026][0], male.ends[male.years == 2028][0]
    np.testing.assert_allclose(early**2, late**2 * 3.0 / 5.0, rtol=1e-12)
    assert both.width(2048)[0] == pytest.approx(male.width(2048)[0] / np.sqrt(2.0), rel=0.05)


def test_only_the_models_of_cairns_blake_and_dowd_are_of_the_old() -> None:
    assert [name for name in MODELS if is_of_the_old(name)] == ["cbd_m5", "cbd_m7"]
