"""Departures of birth cohorts by month of birth and way of leaving."""

# mypy: allow-untyped-defs

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rules.formulas import retirement as law
from simulation.compiled import compiled, njit
from simulation.schemes.pension.retirement_law import (
    EARLIER,
    FIRST_MONTH,
    LATER,
    LONGEST_DELAY,
    MONTHS_PER_STEP,
    OLD_AGE,
    START_MONTH,
)

_statutory_month = compiled(law.statutory_retirement_month)


class Departures(NamedTuple):
    """[cohort, year] share of the cohort that leaves, and the sums over it of age and of months drawn, in months."""

    leaving: NDArray[np.float64]
    age_months: NDArray[np.float64]
    months_drawn: NDArray[np.float64]


@njit(cache=True)
def spread_departures(first_cohort, first_year, law, shares, offsets, departures):
    """Fill `departures` by `law` [figure, month] of retirement_law and the shares and months of RetirementChoice.

    The age is that of the law in force when the old age is reached, a choice that of the statutory month; who leaves an
    arduous trade does so by the law of that month.
    """
    first_old_age = law[OLD_AGE, 0]
    for cohort in range(departures.leaving.shape[0]):
        for month in range(12):
            born = (first_cohort + cohort) * 12 + month
            old_age = law[OLD_AGE, _row(born + first_old_age, law)]
            reached = _row(born + old_age, law)
            statutory = _statutory_month(
                born, old_age, law[START_MONTH, reached], law[MONTHS_PER_STEP, reached], law[LONGEST_DELAY, reached]
            )
            due = _row(statutory, law)
            early = max(born + old_age, statutory - min(offsets[1], law[EARLIER, due]))
            late = statutory + min(offsets[2], law[LATER, due])
            rest = 1.0 - shares[0]
            special = born + law[OLD_AGE, _row(born + first_old_age - offsets[0], law)] - offsets[0]
            _add(cohort, born, special, shares[0], first_year, departures)
            _add(cohort, born, early, rest * shares[1], first_year, departures)
            _add(cohort, born, late, rest * shares[2], first_year, departures)
            _add(cohort, born, statutory, rest * (1.0 - shares[1] - shares[2]), first_year, departures)


@njit(cache=True)
def _row(month, law):
    return min(max(month - FIRST_MONTH, 0), law.shape[1] - 1)


@njit(cache=True)
def _add(cohort, born, left, share, first_year, departures):
    year = left // 12 - first_year
    if 0 <= year < departures.leaving.shape[1]:
        weight = share / 12.0
        departures.leaving[cohort, year] += weight
        departures.age_months[cohort, year] += weight * (left - born)
        departures.months_drawn[cohort, year] += weight * (11 - left % 12)
