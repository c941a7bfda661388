"""Wages, prices, output and incomes by year: published where there is a figure, then carried on by assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from simulation.assumptions import AssumptionSet
from simulation.demography.population import PopulationProjection
from simulation.published import PublishedFigures

Yearly = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Economy:
    """Yearly series from `first_year` on.

    series   name -> [year]: `wage.nonprivate`, `wage.private`, `wage.full_calibre` (yuan a year), `wage_growth`,
             `cpi`, `discount_rate`, `unemployment_rate` (shares), `gdp` (yuan), `income.urban_disposable` (yuan a year)
    """

    first_year: int
    series: Mapping[str, Yearly]

    def at(self, name: str, years: NDArray[np.int64]) -> Yearly:
        """[year] values of one series in `years`; DateOutOfRange before the series begins."""
        rows = years - self.first_year
        if rows.size and rows.min() < 0:
            raise DateOutOfRange(f"{name} is not known before {self.first_year}.", remedy="Start in a later year.")
        return self.series[name][rows]


def build_economy(
    assumptions: AssumptionSet,
    *,
    published: PublishedFigures,
    population: PopulationProjection,
    first_year: int,
    last_year: int,
) -> Economy:
    """Chain every series forward from its last published year.

    Nominal wage growth is (1 + real growth)(1 + CPI) − 1; output grows with wages and with persons of working age.
    """
    years = np.arange(first_year, last_year + 1)
    cpi = assumptions.array("macro.cpi", years)
    wage_growth = (1 + assumptions.array("macro.real_wage_growth", years)) * (1 + cpi) - 1
    workers = _growth_of_workers(population, years)
    gdp_growth = (1 + wage_growth) * (1 + workers) * (1 + assumptions.array("macro.output_beyond_wages", years)) - 1
    income_growth = wage_growth + assumptions.array("macro.income_beyond_wages", years)
    private = _chained(published, "wage.private", years, wage_growth)
    nonprivate = _chained(published, "wage.nonprivate", years, wage_growth)
    weight = assumptions.array("macro.private_share_of_urban_units", years)
    return Economy(
        first_year,
        {
            "wage.private": private,
            "wage.nonprivate": nonprivate,
            "wage.full_calibre": weight * private + (1 - weight) * nonprivate,
            "wage_growth": wage_growth,
            "cpi": cpi,
            "discount_rate": assumptions.array("macro.discount_rate", years),
            "unemployment_rate": assumptions.array("macro.unemployment_rate", years),
            "gdp": _chained(published, "gdp", years, gdp_growth),
            "income.urban_disposable": _chained(published, "income.urban_disposable", years, income_growth),
        },
    )


def _growth_of_workers(population: PopulationProjection, years: NDArray[np.int64]) -> Yearly:
    """[year] yearly growth of persons aged 20 to 59; zero in years before the population begins."""
    persons = population.persons[:, :, 20:60].sum(axis=(1, 2))
    growth = np.zeros(population.years.size)
    growth[1:] = persons[1:] / persons[:-1] - 1
    return np.interp(years, population.years, growth, left=0.0)


def _chained(published: PublishedFigures, name: str, years: NDArray[np.int64], growth: Yearly) -> Yearly:
    """[year] the published figures, held together by `growth` where none is published."""
    values = published.series(name).array(years) if name in published else np.full(years.size, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if known.size == 0:
        raise DateOutOfRange(f"{name} has no figure from {years[0]} on.", remedy="Add a published year.")
    level = np.cumprod(1 + growth)
    at = known[np.maximum(np.searchsorted(known, np.arange(values.size), side="right") - 1, 0)]
    return np.asarray(np.where(np.isnan(values), values[at] * level / level[at], values))
