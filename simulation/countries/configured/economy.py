"""Wages, prices and output of a configured country: published where known, else carried on by the macro rows."""

import numpy as np

from core.errors import UnknownKey
from simulation.assumptions import AssumptionSet
from simulation.countries.configured.fields import PAGE, Fields
from simulation.demography.population import PopulationProjection
from simulation.economy import Economy, Yearly
from simulation.published import PublishedFigures

YEARS_BACK, YEARS_AHEAD = 120, 90
NEEDED_ROWS = ("macro.real_wage_growth", "macro.cpi", "macro.discount_rate", "macro.deposit_rate")
_FIELDS = ("wage", "inflation", "gdp")


def economy_of(
    fields: Fields,
    assumptions: AssumptionSet,
    *,
    published: PublishedFigures,
    people: PopulationProjection,
    base_year: int,
    last_year: int,
) -> Economy:
    """Yearly `wage` (currency a year), `wage_growth`, `cpi` (shares) and `gdp` (currency; NaN where none is published),
    from long before the first pension was earned to long after the last year.

    Beyond the last published year wages grow by (1 + real growth)(1 + CPI) − 1, and output also with persons aged 20 to
    64. Before the first published year wages and prices go back at the mean growth of the published ones; where only
    one year is published, at the growth of the first macro rows.
    """
    for row in NEEDED_ROWS:
        if row not in assumptions:
            raise UnknownKey(
                f"{row} is not among the assumptions.", remedy=f"Add the row to assumptions.yaml; see {PAGE}."
            )
    fields.only(*_FIELDS)
    years = np.arange(base_year - YEARS_BACK, last_year + YEARS_AHEAD + 1)
    cpi = _inflation(fields, published, years, assumptions.array("macro.cpi", years))
    growth = (1 + assumptions.array("macro.real_wage_growth", years)) * (1 + cpi) - 1
    wage = _level(_published(fields, "wage", published, years), growth)
    change = wage[1:] / wage[:-1] - 1
    return Economy(
        int(years[0]),
        {
            "wage": wage,
            "wage_growth": np.concatenate([change[:1], change]),
            "cpi": cpi,
            "gdp": _output(fields, published, years, growth, people),
        },
    )


def _published(fields: Fields, name: str, published: PublishedFigures, years: np.ndarray) -> Yearly:
    """[year] the series that `economy` names, NaN where it has no figure; UnknownKey where there is no such series."""
    series = fields.text(name)
    if series not in published:
        raise fields.error(
            f"no published series is called {series!r}.",
            f"published.yaml has: {', '.join(published.names()) or 'none'}.",
            name,
            UnknownKey,
        )
    return published.series(series).array(years)


def _inflation(fields: Fields, published: PublishedFigures, years: np.ndarray, ahead: Yearly) -> Yearly:
    if "inflation" not in fields:
        return ahead
    known = _published(fields, "inflation", published, years)
    first = int(np.flatnonzero(~np.isnan(known))[0])
    filled = np.where(np.isnan(known), ahead, known)
    filled[:first] = float(np.nanmean(known))
    return filled


def _level(known: Yearly, growth: Yearly) -> Yearly:
    """[year] the known levels, geometric between two of them, carried back and on from the outermost."""
    at = np.flatnonzero(~np.isnan(known))
    first, last = int(at[0]), int(at[-1])
    level = np.exp(np.interp(np.arange(known.size), at, np.log(known[at])))
    back = np.log(level[last] / level[first]) / (last - first) if last > first else float(np.log1p(growth[last]))
    level[:first] = level[first] * np.exp(back * np.arange(-first, 0))
    level[last + 1 :] = level[last] * np.cumprod(1 + growth[last + 1 :])
    return np.asarray(level)


def _output(
    fields: Fields, published: PublishedFigures, years: np.ndarray, growth: Yearly, people: PopulationProjection
) -> Yearly:
    if "gdp" not in fields:
        return np.full(years.size, np.nan)
    workers = np.interp(years, people.years, people.aged(20, 64))
    more = np.append(0.0, workers[1:] / workers[:-1] - 1)
    return _level(_published(fields, "gdp", published, years), (1 + growth) * (1 + more) - 1)
