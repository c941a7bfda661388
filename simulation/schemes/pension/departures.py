"""Departures of birth cohorts by month of birth and way of leaving."""

# mypy: allow-untyped-defs

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from rules.formulas import retirement as law
from simulation.compiled import compiled

_statutory_month = compiled(law.statutory_retirement_month)


class Departures(NamedTuple):
    """[cohort, year] share of the cohort that leaves, and the sums over it of age and of months drawn, in months."""

    leaving: NDArray[np.float64]
    age_months: NDArray[np.float64]
    months_drawn: NDArray[np.float64]


@njit(cache=True)
def spread_departures(first_cohort, first_year, law_figures, shares, offsets, departures):
    """Fill `departures`; the figures are those of RetirementCategory and RetirementChoice, in their order."""
    old_age, reform_start, step, longest, first_choice = law_figures
    for cohort in range(departures.leaving.shape[0]):
        for month in range(12):
            born = (first_cohort + cohort) * 12 + month
            statutory = _statutory_month(born, old_age, reform_start, step, longest)
            special = born + old_age - offsets[0]
            early = statutory
            late = statutory
            if statutory >= first_choice:
                early = max(born + old_age, statutory - offsets[1])
                late = statutory + offsets[2]
            rest = 1.0 - shares[0]
            _add(cohort, born, special, shares[0], first_year, departures)
            _add(cohort, born, early, rest * shares[1], first_year, departures)
            _add(cohort, born, late, rest * shares[2], first_year, departures)
            _add(cohort, born, statutory, rest * (1.0 - shares[1] - shares[2]), first_year, departures)


@njit(cache=True)
def _add(cohort, born, left, share, first_year, departures):
    year = left // 12 - first_year
    if 0 <= year < departures.leaving.shape[1]:
        weight = share / 12.0
        departures.leaving[cohort, year] += weight
        departures.age_months[cohort, year] += weight * (left - born)
        departures.months_drawn[cohort, year] += weight * (11 - left % 12)
