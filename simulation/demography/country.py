"""What a country's demography rests on: fitted parameters by subject, and the path of rates they give."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from simulation.demography.fertility import fertility_pattern
from simulation.demography.mortality import MortalityModel
from simulation.demography.population import AGES, Floats
from simulation.demography.projection import DemographicPath
from simulation.demography.year_path import YearPath

Years = NDArray[np.int64]


@dataclass(frozen=True)
class MigrationModel:
    """Who comes and goes.

    total     [knot] persons a year who come less those who leave
    ages      [age knot] ages at which the profile is kept, straight between them
    profile   [knot, sex, age knot] persons a year by age; its sum need not be the total, only its form counts
    """

    total: YearPath
    ages: NDArray[np.int64]
    profile: YearPath

    def at(self, years: Years) -> Floats:
        """[year, sex, age] persons; the difference between profile and total is spread by the size of each flow."""
        every_age = np.arange(AGES)
        flows = np.array([[np.interp(every_age, self.ages, row) for row in year] for year in self.profile.at(years)])
        size = np.abs(flows).sum(axis=(1, 2), keepdims=True)
        missing = self.total.at(years)[:, None, None] - flows.sum(axis=(1, 2), keepdims=True)
        return np.asarray(flows + missing * np.abs(flows) / np.where(size > 0, size, 1.0), dtype=np.float64)


@dataclass(frozen=True)
class CountryDemography:
    """A country's fitted parameters.

    country_code          ISO 3166 numeric
    mortality             death rates by age for any life expectancy
    life_expectancy       [knot, sex] years at birth
    total_fertility_rate  [knot] children per woman
    fertility_variant     [knot] children per woman that the high variant has above, the low one below
    fertility_ages        [knot, (mean, deviation, shape)] the pattern of ages at birth
    sex_ratio_at_birth    [knot] boys per girl
    migration             persons by sex and age
    """

    country_code: int
    mortality: MortalityModel
    life_expectancy: YearPath
    total_fertility_rate: YearPath
    fertility_variant: YearPath
    fertility_ages: YearPath
    sex_ratio_at_birth: YearPath
    migration: MigrationModel

    @cached_property
    def covered(self) -> tuple[int, int]:
        """First and last year for which every subject has a knot at or beyond."""
        return int(self.life_expectancy.years[0]), int(self.life_expectancy.years[-1])

    def path(self, first_year: int, last_year: int) -> DemographicPath:
        """The medium path; DateOutOfRange beyond the years the parameters cover."""
        first, last = self.covered
        if not first <= first_year <= last_year <= last:
            raise DateOutOfRange(
                f"the demography of country {self.country_code} covers {first} to {last}, "
                f"not {first_year} to {last_year}.",
                remedy="Choose years it covers.",
            )
        years = np.arange(first_year, last_year + 1, dtype=np.int64)
        chances = self.mortality.chances(self.life_expectancy.at(years))
        return DemographicPath(
            years=years,
            total_fertility_rate=self.total_fertility_rate.at(years),
            fertility_pattern=fertility_pattern(*self.fertility_ages.at(years).T),
            sex_ratio_at_birth=self.sex_ratio_at_birth.at(years),
            death_probability=chances.death_probability,
            newborn_death_probability=chances.newborn_death_probability,
            net_migration=self.migration.at(years),
        )
