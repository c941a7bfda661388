"""People by single age and sex: the stock a projection starts from, and the years it yields.

Axes everywhere: sex 0 male, 1 female; age 0 to 100, where 100 holds everyone aged 100 or more. A stock is counted at
31 December, so a person aged a at the end of year Y was born in year Y - a. A flow belongs to a calendar year.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange, ValueOutOfRange

MALE, FEMALE = 0, 1
OLDEST = 100
AGES = OLDEST + 1
YOUNGEST_MOTHER, OLDEST_MOTHER = 15, 49

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BasePopulation:
    """The people alive at 31 December of `year`.

    persons  [sex, age] persons, not negative
    """

    year: int
    persons: Floats

    def __post_init__(self) -> None:
        if self.persons.shape != (2, AGES):
            raise ValueOutOfRange(
                f"a base population has the shape {self.persons.shape}, not (2, {AGES}).",
                remedy="Give persons by sex (male, female) and single age 0 to 100.",
            )
        if not np.isfinite(self.persons).all() or (self.persons < 0).any():
            raise ValueOutOfRange(
                f"the base population of {self.year} holds a negative or missing number.",
                remedy="Give a count of persons for every sex and age.",
            )


@dataclass(frozen=True)
class PopulationProjection:
    """A population year by year.

    years                      [year] calendar years, the base year first
    persons                    [year, sex, age] persons at 31 December
    death_probability          [year, sex, age] chance that a person aged `age` at 31 December of the year before dies
                               during the year
    newborn_death_probability  [year, sex] chance that a child born during the year dies before its end
    births, deaths             [year, sex] persons during the year; the row of the base year is zero unless known
    net_migration              [year, sex] persons who came less persons who left during the year
    """

    years: NDArray[np.int64]
    persons: Floats
    death_probability: Floats
    newborn_death_probability: Floats
    births: Floats
    deaths: Floats
    net_migration: Floats

    def total(self) -> Floats:
        """[year] persons at 31 December."""
        return np.asarray(self.persons.sum(axis=(1, 2)), dtype=np.float64)

    def aged(self, from_age: int, to_age: int | None = None) -> Floats:
        """[year] persons at 31 December aged `from_age` to `to_age`, both included; to the oldest when None."""
        last = OLDEST if to_age is None else to_age
        if not 0 <= from_age <= last <= OLDEST:
            raise ValueOutOfRange(
                f"no persons are aged {from_age} to {last}.", remedy=f"Choose ages from 0 to {OLDEST}, in order."
            )
        return np.asarray(self.persons[:, :, from_age : last + 1].sum(axis=(1, 2)), dtype=np.float64)

    def index(self, year: int) -> int:
        """The row of `year`; DateOutOfRange when the projection does not hold it."""
        first, last = int(self.years[0]), int(self.years[-1])
        if not first <= year <= last:
            raise DateOutOfRange(
                f"the projection covers {first} to {last}, not {year}.", remedy="Choose a year it covers."
            )
        return year - first

    def at(self, year: int) -> Floats:
        """[sex, age] persons at 31 December of `year`."""
        return np.asarray(self.persons[self.index(year)], dtype=np.float64)

    def reaching(self, age: int) -> Floats:
        """[year] persons who reach their birthday `age` during the year; NaN in the base year.

        Those aged age - 1 at the last year's end, less the half of the year's deaths among them that come before the
        birthday.
        """
        if not 1 <= age <= OLDEST:
            raise ValueOutOfRange(f"nobody is seen reaching age {age}.", remedy=f"Choose an age from 1 to {OLDEST}.")
        reached = np.full(self.years.size, np.nan)
        alive = 1.0 - 0.5 * self.death_probability[1:, :, age - 1]
        reached[1:] = (self.persons[:-1, :, age - 1] * alive).sum(axis=1)
        return reached
