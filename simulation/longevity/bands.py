"""How far life expectancy at birth may stray by a model of mortality, as bands in the form of published ones.

Lee and Carter's decline, coherent for both sexes as Li and Lee have it, answers for all ages. M5 and M7 answer for the
old: how far their remaining life at 60 strays is told as the life expectancy at birth that brings a country's own
mortality model as far. What strays below 60 alone is therefore not in their bands.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from simulation.demography.bands.targets import COVERAGES, Bands
from simulation.demography.graduation import ABRIDGED_AGES
from simulation.demography.life_table import life_table_from_rates
from simulation.demography.mortality import MortalityModel, newborn_years
from simulation.demography.population import Floats
from simulation.demography.wpp import YearTable
from simulation.demography.year_path import YearPath
from simulation.longevity.coherent import CoherentModel, fit_coherent
from simulation.longevity.coherent_old_age import CoherentOldAge, fit_coherent_m5, fit_coherent_m7

PATHS, SEED = 5000, 1
OLD_AGE, _OPEN_AGE, _WIDTH = 60, 100, 5
_FIRST_AGES = np.arange(OLD_AGE, _OPEN_AGE, _WIDTH, dtype=np.float64)
_GROUPS = slice(ABRIDGED_AGES.index(OLD_AGE), ABRIDGED_AGES.index(_OPEN_AGE))
_STEP = 0.1
SexBands = tuple[Bands, Bands, Bands]
Model = CoherentModel | CoherentOldAge


def _old_age(fit: Callable[[Floats, Floats, Floats], CoherentOldAge]) -> Callable[[YearTable], CoherentOldAge]:
    return lambda rates: fit(rates.values[..., _GROUPS], rates.years.astype(np.float64), _FIRST_AGES)


MODELS: Mapping[str, Callable[[YearTable], Model]] = MappingProxyType(
    {
        "lee_carter": lambda rates: fit_coherent(rates.values, rates.years.astype(np.float64)),
        "cbd_m5": _old_age(fit_coherent_m5),
        "cbd_m7": _old_age(fit_coherent_m7),
    }
)


def model_bands(
    name: str, rates: YearTable, *, mortality: MortalityModel, life_expectancy: YearPath, last_year: int
) -> SexBands:
    """80 and 95 % bands of men, women and the mean of both about the model's median, by year to `last_year`, years.

    name             one of MODELS
    rates            [period, sex, group] central rates of the abridged table, at the middles of periods of equal length
    mortality        what links life at 60 to life at birth
    life_expectancy  (male, female) the centre about which that link is taken

    The model forecasts periods; its bands are those of their middles, and in between, from no width in the last
    observed one on, the square of a band's reach grows evenly, as that of a random walk does.
    """
    length = int(rates.years[1] - rates.years[0])
    horizon = -(-(last_year - int(rates.years[-1])) // length)
    forecast = MODELS[name](rates).forecast(horizon, PATHS, np.random.Generator(np.random.Philox(SEED)))
    away = forecast.paths - np.median(forecast.paths, axis=0)
    middles = forecast.years.astype(np.int64)
    if is_of_the_old(name):
        away = birth_shift(away, mortality, life_expectancy.at(middles))
    years = np.arange(int(rates.years[-1]) + 1, last_year + 1, dtype=np.int64)
    male, female, both = (
        _yearly(values, np.append(rates.years[-1:], middles), years)
        for values in (away[..., 0], away[..., 1], away.mean(axis=-1))
    )
    return male, female, both


def is_of_the_old(name: str) -> bool:
    """Whether a model forecasts life expectancy at 60 instead of at birth."""
    return name.startswith("cbd_")


def birth_shift(away: Floats, mortality: MortalityModel, centre: Floats) -> Floats:
    """[path, year, sex] years at birth off `centre` [year, sex] that move life at 60 by `away` [path, year, sex].

    What lies beyond the mortality model's reach is taken to its end.
    """
    out = np.empty_like(away)
    low, high = mortality.reach.T
    grid = np.linspace(low + _STEP, high - _STEP, int((high - low).max() / _STEP))
    at_sixty = expectancy_at(mortality.death_rate(mortality.level(grid)), OLD_AGE)
    for sex in range(2):
        middle = np.interp(centre[:, sex], grid[:, sex], at_sixty[:, sex])
        out[..., sex] = np.interp(middle + away[..., sex], at_sixty[:, sex], grid[:, sex]) - centre[:, sex]
    return out


def expectancy_at(death_rate: Floats, age: int) -> Floats:
    """[..., sex] years left at exact `age` under central rates [..., sex, age]."""
    table = life_table_from_rates(death_rate, newborn_years(death_rate[..., 0]))
    return np.asarray(table.life_expectancy()[..., age], dtype=np.float64)


def _yearly(away: Floats, knots: NDArray[np.int64], years: NDArray[np.int64]) -> Bands:
    """Bands in `years` of deviations [path, step] whose steps are the later ones of `knots`; none in the first."""
    tails = [(100.0 * (1.0 - coverage) / 2.0, 100.0 * (1.0 + coverage) / 2.0) for coverage in COVERAGES]
    ends = np.percentile(away, tails, axis=0).transpose(2, 0, 1)
    squares = np.concatenate([np.zeros((1, *ends.shape[1:])), ends * np.abs(ends)])
    flat = np.stack([np.interp(years, knots, row) for row in squares.reshape(knots.size, -1).T], axis=1)
    reach = np.sign(flat) * np.sqrt(np.abs(flat))
    return Bands(years, reach.reshape(years.size, *ends.shape[1:]))
