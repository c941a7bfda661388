"""When each birth cohort retires: the statutory month of the rule book, early and chosen departures around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.schemes.pension.departures import Departures, spread_departures

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RetirementChoice:
    """How people of a category leave around the statutory month.

    special_share, special_months   share of people in arduous trades, and months before the old age at which they leave
    early_share, early_months       share who choose to leave early, and by how many months (never below the old age)
    late_share, late_months         share who choose to stay, and for how many months
    """

    special_share: float
    special_months: int
    early_share: float
    early_months: int
    late_share: float
    late_months: int


@dataclass(frozen=True, slots=True)
class RetirementPattern:
    """Departures of each birth cohort by calendar year.

    leaving      [cohort, year] share of the cohort that retires in the year; a cohort's shares add up to at most 1
    age_months   [cohort, year] mean age at retirement of those who leave, in months (0 where nobody does)
    months_drawn [cohort, year] mean months of pension they draw in that year
    """

    first_cohort: int
    first_year: int
    leaving: Floats
    age_months: Floats
    months_drawn: Floats


def pattern_of(
    law: NDArray[np.int64], choice: RetirementChoice, *, cohorts: NDArray[np.int64], years: NDArray[np.int64]
) -> RetirementPattern:
    """Spread each cohort over its twelve birth months and each month over the ways of leaving.

    law  [figure, month] of retirement_law.retirement_law

    People whose month lies before the first year are counted as having left before: their share is in no year.
    """
    departures = Departures(*(np.zeros((cohorts.size, years.size)) for _ in range(3)))
    shares = np.array([choice.special_share, choice.early_share, choice.late_share])
    offsets = np.array([choice.special_months, choice.early_months, choice.late_months])
    spread_departures(cohorts[0], years[0], law, shares, offsets, departures)
    some = np.where(departures.leaving > 0, departures.leaving, 1.0)
    return RetirementPattern(
        int(cohorts[0]),
        int(years[0]),
        departures.leaving,
        departures.age_months / some,
        departures.months_drawn / some,
    )


def mixed(patterns: list[RetirementPattern], shares: list[float]) -> RetirementPattern:
    """The pattern of people of whom `shares` follow each of `patterns`."""
    leaving = sum(share * pattern.leaving for share, pattern in zip(shares, patterns, strict=True))
    assert isinstance(leaving, np.ndarray)
    age = sum(s * p.leaving * p.age_months for s, p in zip(shares, patterns, strict=True))
    drawn = sum(s * p.leaving * p.months_drawn for s, p in zip(shares, patterns, strict=True))
    some = np.where(leaving > 0, leaving, 1.0)
    first = patterns[0]
    return RetirementPattern(first.first_cohort, first.first_year, leaving, age / some, drawn / some)
