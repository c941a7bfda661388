"""The people of a pool: counted at its last year end, carried on by the nation's rates at the pool's own level."""

from dataclasses import replace

import numpy as np

from datapool.aggregates.published import Aggregates
from simulation.assumptions import AssumptionSet
from simulation.countries.china import pack
from simulation.countries.pooled.estimates import SEXES, Floats, amount, by_age
from simulation.demography.population import OLDEST_MOTHER, YOUNGEST_MOTHER, BasePopulation, PopulationProjection
from simulation.demography.projection import DemographicPath, project_population

LEVEL_YEARS = 5
REGISTER = "1"
_LEVELS = (0.3, 3.0)


def people_of(aggregates: Aggregates, assumptions: AssumptionSet, last_year: int) -> PopulationProjection:
    """From the pool's cut-off to `last_year`.

    Chances of dying are the nation's times one factor by sex, and births the nation's times one factor, with which the
    deaths and births of the pool's last years come out. Nobody moves in or out.
    """
    planned = pack.planned_people_of(assumptions, last_year)
    nation = project_population(planned.base, planned.path, last_year)
    year = aggregates.last_year
    base = BasePopulation(year, counted(aggregates, year, nation))
    path = _own_level(aggregates, planned.path, nation)
    return project_population(base, path, last_year)


def counted(aggregates: Aggregates, year: int, nation: PopulationProjection, source: str | None = None) -> Floats:
    """[sex, age] persons at the end of `year`, of one source or of all; inside a band spread as the nation's are."""
    shape = nation.at(max(year, int(nation.years[0])))
    sources = aggregates.parts("population", year) if source is None else (source,)
    return np.asarray(
        sum(
            (by_age(aggregates, "population", "persons", (year, each), shape) for each in sources), np.zeros_like(shape)
        )
    )


def _own_level(aggregates: Aggregates, path: DemographicPath, nation: PopulationProjection) -> DemographicPath:
    years = range(max(aggregates.first_year + 1, aggregates.last_year - LEVEL_YEARS + 1), aggregates.last_year + 1)
    expected, died, born, children = np.zeros(2), np.zeros(2), 0.0, 0.0
    for year in years:
        row = max(year - int(path.years[0]), 0)
        before = counted(aggregates, year - 1, nation, REGISTER)
        expected += (before * path.death_probability[row]).sum(axis=1)
        died += [amount(aggregates, "deaths", "persons", year, sex) for sex in SEXES]
        women = before[1, YOUNGEST_MOTHER : OLDEST_MOTHER + 1]
        expected_children = path.total_fertility_rate[row] * (women @ path.fertility_pattern[row])
        born, children = born + amount(aggregates, "births", "persons", year), children + expected_children
    factors = np.where((expected > 0) & (died > 0), died / np.maximum(expected, 1e-9), 1.0).clip(*_LEVELS)
    fertility = float(np.clip(born / children, *_LEVELS)) if born and children else 1.0
    ahead = path.years > aggregates.last_year
    return replace(
        path,
        death_probability=np.minimum(path.death_probability * factors[:, None], 1.0),
        newborn_death_probability=np.minimum(path.newborn_death_probability * factors, 1.0),
        total_fertility_rate=path.total_fertility_rate * np.where(ahead, fertility, 1.0),
        net_migration=np.zeros_like(path.net_migration),
    )
