"""What every scheme is given: the years, the people, the economy, the law, the assumptions and the published past."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.book import RuleBook
from simulation.assumptions import AssumptionSet
from simulation.demography.population import PopulationProjection
from simulation.economy import Economy
from simulation.published import PublishedFigures


@dataclass(frozen=True, slots=True)
class SchemeContext:
    """The read-only surroundings of a projection.

    base_year    the last year whose accounts are published; stocks of its 31 December open the projection
    years        [year] base_year + 1 to the last year
    law_known    the last year whose law is known: a blind back-test holds the law of its 31 December (None: all)
    """

    base_year: int
    years: NDArray[np.int64]
    population: PopulationProjection
    economy: Economy
    rules: RuleBook
    assumptions: AssumptionSet
    published: PublishedFigures
    region: str = "CN"
    law_known: int | None = None

    def rule(self, key: str, years: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        """[year] the month-weighted mean over each calendar year of a parameter of the rule book."""
        wanted = self.years if years is None else years
        if self.law_known is not None:
            wanted = np.minimum(wanted, self.law_known)
        averages = _yearly_averages(self.rules, key, self.region, int(wanted[0]), int(wanted[-1]))
        return np.asarray(averages[wanted - wanted[0]])

    def assume(self, key: str) -> NDArray[np.float64]:
        """[year] an assumption in each projected year."""
        return self.assumptions.array(key, self.years)

    def economy_at(self, name: str, lag: int = 0) -> NDArray[np.float64]:
        """[year] a series of the economy, `lag` years before each projected year."""
        return self.economy.at(name, self.years - lag)

    def persons(self) -> NDArray[np.float64]:
        """[year, sex, age] persons at 31 December of the base year (row 0) and of each projected year."""
        row = int(self.base_year - self.population.years[0])
        return self.population.persons[row : row + self.years.size + 1]

    def death_probability(self) -> NDArray[np.float64]:
        """[year, sex, age] chance of dying in each projected year at the age of the 31 December before."""
        row = int(self.base_year - self.population.years[0]) + 1
        return self.population.death_probability[row : row + self.years.size]


@lru_cache(maxsize=512)
def _yearly_averages(rules: RuleBook, key: str, region: str, first: int, last: int) -> NDArray[np.float64]:
    return np.array([rules.yearly_average(key, year, region) for year in range(first, last + 1)])
