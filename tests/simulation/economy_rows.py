"""A small economy made by hand: assumption rows by key, published series by year, people who grow evenly."""

from collections.abc import Mapping

import numpy as np

from simulation.assumptions import Assumption, AssumptionSet
from simulation.demography.population import PopulationProjection
from simulation.published import PublishedFigures, Series

TITLE = {"zh": "行", "en": "Row"}


def row(key: str, points: float | Mapping[int, float], bounds: tuple[float, float] = (-1.0, 1e15)) -> Assumption:
    pairs = points.items() if isinstance(points, Mapping) else ((0, points),)
    return Assumption(key, TITLE, "share", "reason", "source", "unverified", tuple(sorted(pairs)), bounds=bounds)


def rows(**values: float | Mapping[int, float]) -> AssumptionSet:
    """Rows of the macro economy, zero unless given by the end of their key."""
    names = (
        "cpi", "real_wage_growth", "output_beyond_wages", "income_beyond_wages", "private_share_of_urban_units",
        "discount_rate", "unemployment_rate",
    )  # fmt: skip
    return AssumptionSet({f"macro.{name}": row(f"macro.{name}", values.get(name, 0.0)) for name in names})


def figures(**series: Mapping[int, float]) -> PublishedFigures:
    """Published series; one underscore in a name stands for the dot."""
    named = {name.replace("_", ".", 1): values for name, values in series.items()}
    return PublishedFigures(
        {name: Series(name, "yuan", "source", values, frozenset()) for name, values in named.items()}
    )


def growing_people(growth: float, first: int, last: int) -> PopulationProjection:
    """Every age grows by the same share each year."""
    years = np.arange(first, last + 1)
    persons = np.full((years.size, 2, 101), 100.0) * ((1 + growth) ** np.arange(years.size))[:, None, None]
    nobody = np.zeros((years.size, 2))
    return PopulationProjection(
        years=years,
        persons=persons,
        death_probability=np.zeros_like(persons),
        newborn_death_probability=nobody,
        births=nobody,
        deaths=nobody,
        net_migration=nobody,
    )
