"""When each birth cohort retires: the statutory month of the rule book, early and chosen departures around it."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from rules.formulas import retirement as law
from simulation.compiled import compiled

Floats = NDArray[np.float64]

_statutory_month = compiled(law.statutory_retirement_month)


@dataclass(frozen=True, slots=True)
class RetirementCategory:
    """A category of the retirement law, in months and month ordinals (year × 12 + month − 1).

    reform_start      birth month of the first cohort whose age is raised
    first_choice      month from which leaving earlier or later by choice is possible
    """

    old_age: int
    reform_start: int
    months_per_step: int
    longest_delay: int
    first_choice: int


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
    category: RetirementCategory, choice: RetirementChoice, *, cohorts: NDArray[np.int64], years: NDArray[np.int64]
) -> RetirementPattern:
    """Spread each cohort over its twelve birth months and each month over the ways of leaving.

    People whose month lies before the first year are counted as having left before: their share is in no year.
    """
    shape = (cohorts.size, years.size)
    leaving, age_months, months_drawn = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    law_figures = np.array(
        [category.old_age, category.reform_start, category.months_per_step, category.longest_delay, category.first_choice]
    )
    shares = np.array([choice.special_share, choice.early_share, choice.late_share])
    offsets = np.array([choice.special_months, choice.early_months, choice.late_months])
    _spread(cohorts[0], years[0], law_figures, shares, offsets, leaving, age_months, months_drawn)
    with np.errstate(invalid="ignore", divide="ignore"):
        age_months = np.where(leaving > 0, age_months / leaving, 0.0)
        months_drawn = np.where(leaving > 0, months_drawn / leaving, 0.0)
    return RetirementPattern(int(cohorts[0]), int(years[0]), leaving, age_months, months_drawn)


@njit(cache=True)
def _spread(first_cohort, first_year, law_figures, shares, offsets, leaving, age_months, months_drawn):
    old_age, reform_start, step, longest, first_choice = law_figures
    for cohort in range(leaving.shape[0]):
        for month in range(12):
            born = (first_cohort + cohort) * 12 + month
            statutory = _statutory_month(born, old_age, reform_start, step, longest)
            special = born + old_age - offsets[0]
            early = statutory
            late = statutory
            if statutory >= first_choice:
                early = max(born + old_age, statutory - offsets[1])
                late = statutory + offsets[2]
            _add(cohort, born, special, shares[0], first_year, leaving, age_months, months_drawn)
            rest = 1.0 - shares[0]
            _add(cohort, born, early, rest * shares[1], first_year, leaving, age_months, months_drawn)
            _add(cohort, born, late, rest * shares[2], first_year, leaving, age_months, months_drawn)
            usual = rest * (1.0 - shares[1] - shares[2])
            _add(cohort, born, statutory, usual, first_year, leaving, age_months, months_drawn)


@njit(cache=True)
def _add(cohort, born, left, share, first_year, leaving, age_months, months_drawn):
    year = left // 12 - first_year
    if 0 <= year < leaving.shape[1]:
        weight = share / 12.0
        leaving[cohort, year] += weight
        age_months[cohort, year] += weight * (left - born)
        months_drawn[cohort, year] += weight * (11 - left % 12)


def mixed(patterns: list[RetirementPattern], shares: list[float]) -> RetirementPattern:
    """The pattern of people of whom `shares` follow each of `patterns`."""
    leaving = sum(share * pattern.leaving for share, pattern in zip(shares, patterns, strict=True))
    assert isinstance(leaving, np.ndarray)
    age = sum(s * p.leaving * p.age_months for s, p in zip(shares, patterns, strict=True))
    drawn = sum(s * p.leaving * p.months_drawn for s, p in zip(shares, patterns, strict=True))
    some = np.where(leaving > 0, leaving, 1.0)
    first = patterns[0]
    return RetirementPattern(first.first_cohort, first.first_year, leaving, age / some, drawn / some)
