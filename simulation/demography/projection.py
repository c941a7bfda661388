"""The future of a population under given fertility, mortality and migration (cohort-component method)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange, ValueOutOfRange
from simulation.demography.kernels import advance
from simulation.demography.population import (
    AGES,
    OLDEST_MOTHER,
    YOUNGEST_MOTHER,
    BasePopulation,
    Floats,
    PopulationProjection,
)

MOTHER_AGES = OLDEST_MOTHER - YOUNGEST_MOTHER + 1


@dataclass(frozen=True)
class DemographicPath:
    """What happens to people, by calendar year.

    years                      [year] consecutive; the first may be the base year, whose row is kept but moves nobody
    total_fertility_rate       [year] children per woman
    fertility_pattern          [year, age 15..49] shares of the total fertility rate, each row adds up to 1
    sex_ratio_at_birth         [year] boys per girl
    death_probability          [year, sex, age] chance that a person aged `age` at the end of the year before dies
    newborn_death_probability  [year, sex] chance that a child born in the year dies before its end
    net_migration              [year, sex, age at the end of the year] persons
    """

    years: NDArray[np.int64]
    total_fertility_rate: Floats
    fertility_pattern: Floats
    sex_ratio_at_birth: Floats
    death_probability: Floats
    newborn_death_probability: Floats
    net_migration: Floats

    def __post_init__(self) -> None:
        count = self.years.size
        expected = {
            "total_fertility_rate": (count,),
            "fertility_pattern": (count, MOTHER_AGES),
            "sex_ratio_at_birth": (count,),
            "death_probability": (count, 2, AGES),
            "newborn_death_probability": (count, 2),
            "net_migration": (count, 2, AGES),
        }
        for name, shape in expected.items():
            if getattr(self, name).shape != shape:
                raise ValueOutOfRange(
                    f"{name} has the shape {getattr(self, name).shape}, not {shape}.",
                    remedy="Give one row for each year of the path.",
                )
        self._refuse_impossible_rates()

    def _refuse_impossible_rates(self) -> None:
        probabilities = (self.death_probability, self.newborn_death_probability)
        if not all(((p >= 0) & (p <= 1)).all() for p in probabilities):
            raise ValueOutOfRange("a chance of dying lies outside 0 to 1.", remedy="Check the mortality path.")
        if not (self.total_fertility_rate >= 0).all() or not (self.fertility_pattern >= 0).all():
            raise ValueOutOfRange("a fertility rate is negative.", remedy="Check the fertility path and its shift.")
        if not np.allclose(self.fertility_pattern.sum(axis=1), 1.0, atol=1e-9):
            raise ValueOutOfRange(
                "a fertility pattern does not add up to 1.", remedy="Divide each year's pattern by its sum."
            )
        if not (self.sex_ratio_at_birth > 0).all():
            raise ValueOutOfRange("a sex ratio at birth is not above zero.", remedy="Give boys per girl.")


def project_population(base: BasePopulation, assumptions: DemographicPath, last_year: int) -> PopulationProjection:
    """Carry `base` to 31 December of `last_year`.

    People are conserved: each year's stock is the last one plus births, less deaths, plus net migration.
    The base year's row of births, deaths and net migration is zero; its death probabilities are those of the path where
    the path holds the base year, else those of the first year after it.

    Raises DateOutOfRange when the path lacks a year, ValueOutOfRange when more people leave than there are.
    """
    first, path_last = int(assumptions.years[0]), int(assumptions.years[-1])
    if last_year < base.year or first > base.year + 1 or last_year > path_last:
        raise DateOutOfRange(
            f"assumptions for {first} to {path_last} cannot carry a population from {base.year} to {last_year}.",
            remedy="Give a path for every year after the base year, or choose another last year.",
        )
    years = np.arange(base.year, last_year + 1, dtype=np.int64)
    rows = np.clip(years - first, 0, None)
    persons = np.empty((years.size, 2, AGES))
    persons[0] = base.persons
    births, deaths = np.zeros((years.size, 2)), np.zeros((years.size, 2))
    ratio = assumptions.sex_ratio_at_birth[rows]
    dying = assumptions.death_probability[rows]
    dying_newborn = assumptions.newborn_death_probability[rows]
    migration = assumptions.net_migration[rows]
    migration[0] = 0.0
    fertility = assumptions.total_fertility_rate[rows, None] * assumptions.fertility_pattern[rows]
    advance(fertility, ratio / (1.0 + ratio), dying, dying_newborn, migration, persons, births, deaths)
    _refuse_negative(years, persons)
    return PopulationProjection(years, persons, dying, dying_newborn, births, deaths, migration.sum(axis=2))


def _refuse_negative(years: NDArray[np.int64], persons: Floats) -> None:
    if persons.min() < 0:
        year, sex, age = (int(n) for n in np.argwhere(persons < 0)[0])
        raise ValueOutOfRange(
            f"more persons of sex {sex} aged {age} leave in {years[year]} than there are.",
            remedy="Lower the net emigration of that age.",
        )
