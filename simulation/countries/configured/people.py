"""The people of a configured country: as given by a file, from the UN's parameters, or from a base and rates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from simulation.assumptions import AssumptionSet
from simulation.countries.configured.fields import Fields
from simulation.countries.configured.population_file import find_file, read_given
from simulation.countries.configured.rates_file import read_base_and_rates
from simulation.demography.country import CountryDemography
from simulation.demography.country_file import read_country
from simulation.demography.population import BasePopulation, Floats, PopulationProjection
from simulation.demography.projection import DemographicPath, project_population
from simulation.demography.wpp_import import read_base

SOURCES = ("file", "un", "rates")
TFR_SHIFT, LIFE_SHIFT = "demography.tfr_shift", "demography.life_expectancy_shift"
_UN_FIELDS = ("source", "demography", "base")


@dataclass(frozen=True, slots=True)
class People:
    """A population and the parts of it that schemes ask for.

    groups  name -> [year of the population, sex, age] persons, such as `widowed`
    """

    projection: PopulationProjection
    groups: Mapping[str, Floats]

    def stock(self, years: NDArray[np.int64], group: str = "persons") -> Floats:
        """[year, sex, age] persons at 31 December of each of `years`; before the first known year, that year's."""
        held = self.projection.persons if group == "persons" else self.groups[group]
        first, last = int(self.projection.years[0]), int(self.projection.years[-1])
        if years[-1] > last or years[0] < first - 1:
            raise DateOutOfRange(
                f"the population covers {first} to {last}, not {years[0]} to {years[-1]}.",
                remedy="End the projection earlier (last_year), start later (calendar.base_year), or give more years.",
            )
        return held[np.maximum(years - first, 0)]

    def start_of_year(self, years: NDArray[np.int64], group: str = "persons") -> Floats:
        """[year, sex, age at the year's end] persons of each cohort at the 31 December before."""
        first = int(self.projection.years[0])
        before = self.stock(years - 1, group)
        moved = np.zeros_like(before)
        moved[..., 1:] = before[..., :-1]
        moved[..., -1] += before[..., -1]
        known = years - 1 >= first
        return np.where(known[:, None, None], moved, self.stock(years, group))


def people_of(
    fields: Fields, folder: Path, *, places: Mapping[str, str], assumptions: AssumptionSet, last_year: int
) -> People:
    """The people that `population` of a country file describes, to `last_year` at least."""
    source = fields.choice("source", SOURCES)
    if source == "file":
        return People(*read_given(fields, find_file(fields, folder, places)))
    if source == "un":
        return People(_of_the_un(fields.only(*_UN_FIELDS), folder, assumptions, last_year), {})
    base, path = read_base_and_rates(fields, folder, last_year)
    return People(project_population(base, _shifted_births(path, assumptions), last_year), {})


def _of_the_un(fields: Fields, folder: Path, assumptions: AssumptionSet, last_year: int) -> PopulationProjection:
    base = read_base(folder / fields.text("base", "base.yaml"))
    country = read_country(folder / fields.text("demography", "demography.yaml"))
    path = country.path(base.year, last_year)
    path = _with_longer_lives(path, country, base, assumptions)
    return project_population(base, _shifted_births(path, assumptions), last_year)


def _with_longer_lives(
    path: DemographicPath, country: CountryDemography, base: BasePopulation, assumptions: AssumptionSet
) -> DemographicPath:
    if LIFE_SHIFT not in assumptions:
        return path
    ahead = path.years > base.year
    longer = np.where(ahead, assumptions.array(LIFE_SHIFT, path.years), 0.0)
    chances = country.mortality.chances(country.life_expectancy.at(path.years) + longer[:, None])
    return replace(
        path,
        death_probability=chances.death_probability,
        newborn_death_probability=chances.newborn_death_probability,
    )


def _shifted_births(path: DemographicPath, assumptions: AssumptionSet) -> DemographicPath:
    if TFR_SHIFT not in assumptions:
        return path
    children = path.total_fertility_rate + assumptions.array(TFR_SHIFT, path.years)
    return replace(path, total_fertility_rate=children)
