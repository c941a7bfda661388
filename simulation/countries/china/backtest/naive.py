"""Two forecasts that need no model: what the back-test has to beat to be worth its assumptions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.backtest.fitting import READS
from simulation.countries.china.backtest.run import LAST_YEAR, TREND_YEARS, population_as_of
from simulation.countries.china.pack import FOLDER
from simulation.published import PublishedFigures, Series

Floats = NDArray[np.float64]

GROWTH_YEARS = 2
OLD = 60


@dataclass(frozen=True, slots=True)
class NaiveForecast:
    """城镇职工 without a model, [year] arrays over `years`: pensioners at 31 December and yuan of outgo."""

    method: str
    years: NDArray[np.int64]
    retired: Floats
    outgo: Floats


def naive_forecasts(base_year: int, folder: Path = FOLDER) -> tuple[NaiveForecast, NaiveForecast]:
    """Both naive forecasts from the end of `base_year` to 2023; they read nothing dated later than `base_year`."""
    figures = PublishedFigures.load([folder / "published" / name for name in READS]).until(base_year)
    return growth_goes_on(figures, base_year), ratios_stay(figures, base_year)


def growth_goes_on(figures: PublishedFigures, base_year: int) -> NaiveForecast:
    """Pensioners and outgo grow each year by the mean growth of the last two years."""
    years = _years(base_year)

    def carried(name: str) -> Floats:
        series = figures.series(name)
        growth = _mean_growth(series, base_year, GROWTH_YEARS)
        return np.asarray(series.at(base_year) * (1 + growth) ** (years - base_year))

    return NaiveForecast("growth goes on", years, carried("employees.retired"), carried("employees.outgo"))


def ratios_stay(figures: PublishedFigures, base_year: int) -> NaiveForecast:
    """Pensioners stay the same share of persons aged 60 and over; outgo per pensioner grows with the trend of wages.

    The persons are those of the population as it was known at the end of `base_year`. The trend is the mean growth of
    the average wage over five years. Outgo is that of the year, so it goes by the mean of two year-ends.
    """
    years = _years(base_year)
    population = population_as_of(base_year)
    old = population.aged(OLD)[population.index(base_year) :]
    retired = figures.at("employees.retired", base_year) * old / old[0]
    before = figures.at("employees.retired", base_year - 1)
    mean = (np.concatenate([[before], retired[:-1]]) + retired) / 2
    growth = _mean_growth(figures.series("wage.nonprivate"), base_year, TREND_YEARS)
    level = figures.at("employees.outgo", base_year) / mean[0] * (1 + growth) ** (years - base_year)
    return NaiveForecast("ratios stay", years, retired[1:], level * mean[1:])


def _years(base_year: int) -> NDArray[np.int64]:
    return np.arange(base_year + 1, LAST_YEAR + 1)


def _mean_growth(series: Series, base_year: int, span: int) -> float:
    return float((series.at(base_year) / series.at(base_year - span)) ** (1 / span) - 1)
