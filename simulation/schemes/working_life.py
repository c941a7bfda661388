"""Who of each age has retired, by the statutory months of the rule book and the ways of leaving around them."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rules.book import RuleBook
from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import AGE, stock_years
from simulation.schemes.pension.inputs import retirement_choice
from simulation.schemes.pension.retirement import RetirementChoice, pattern_of
from simulation.schemes.pension.retirement_law import retirement_law

Floats = NDArray[np.float64]
LONGEST_LIFE = 100
_CATEGORIES = ("male", "female_cadre", "female_worker")


def retired_share(context: SchemeContext) -> Floats:
    """[year, base year first; sex; age] share of people of that age who have retired, as employees of enterprises do.

    Women follow two categories of the law; assumption `pension.employee.female_worker_share` splits them.
    """
    years = stock_years(context)
    law = _RetirementLaw(context.rules, context.region, context.law_known)
    workers_share = context.assumptions.number("pension.employee.female_worker_share")
    choice = retirement_choice(context.assumptions, "employee")
    return _retired(law, (int(years[0]), int(years[-1])), choice, workers_share)


def persons_of_working_age(context: SchemeContext, from_age: int = 16) -> Floats:
    """[year, base year first] persons from `from_age` who have not retired."""
    at_work = context.persons()[:, :, from_age:] * (1.0 - retired_share(context)[:, :, from_age:])
    return np.asarray(at_work.sum(axis=(1, 2)))


class _RetirementLaw(NamedTuple):
    rules: RuleBook
    region: str
    law_known: int | None

    def of(self, category: str) -> NDArray[np.int64]:
        return retirement_law(self.rules, self.region, category, self.law_known)


@lru_cache(maxsize=64)
def _retired(law: _RetirementLaw, span: tuple[int, int], choice: RetirementChoice, workers_share: float) -> Floats:
    """[year, sex, age] the share of a cohort that has left by 31 December."""
    first, last = span
    cohorts = np.arange(first - LONGEST_LIFE, last + 1)
    years = np.arange(first - LONGEST_LIFE, last + 1)
    rows = np.arange(first, last + 1)[:, None]
    men, cadres, workers = (
        np.minimum(
            pattern_of(law.of(name), choice, cohorts=cohorts, years=years).leaving.cumsum(axis=1)[
                rows - AGE[None, :] - cohorts[0], rows - years[0]
            ],
            1.0,
        )
        for name in _CATEGORIES
    )
    return np.stack([men, (1.0 - workers_share) * cadres + workers_share * workers], axis=1)
