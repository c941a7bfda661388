"""Who of each age has retired, by the statutory months of the rule book and the ways of leaving around them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.months import Month
from rules.book import RuleBook
from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import AGE, stock_years
from simulation.schemes.pension.retirement import RetirementCategory, RetirementChoice, pattern_of

Floats = NDArray[np.float64]
LONGEST_LIFE = 100
MONTHS_PER_YEAR = 12
_END_OF_THE_BOOK = Month.of(9999, 12)
_CATEGORIES = ("male", "female_cadre", "female_worker")


def retired_share(context: SchemeContext) -> Floats:
    """[year, base year first; sex; age] share of people of that age who have retired, as employees of enterprises do.

    Women follow two categories of the law; assumption `pension.employee.female_worker_share` splits them.
    """
    years = stock_years(context)
    men, cadres, workers = _retired_by_category(
        context.rules, context.region, int(years[0]), int(years[-1]), _choice(context)
    )
    workers_share = context.assumptions.number("pension.employee.female_worker_share")
    return np.stack([men, (1.0 - workers_share) * cadres + workers_share * workers], axis=1)


def persons_of_working_age(context: SchemeContext, from_age: int = 16) -> Floats:
    """[year, base year first] persons from `from_age` who have not retired."""
    at_work = context.persons()[:, :, from_age:] * (1.0 - retired_share(context)[:, :, from_age:])
    return np.asarray(at_work.sum(axis=(1, 2)))


def _choice(context: SchemeContext) -> RetirementChoice:
    def row(name: str) -> float:
        return context.assumptions.number(f"pension.employee.{name}")

    return RetirementChoice(
        row("special_share"),
        int(row("special_months")),
        row("early_share"),
        int(row("early_months")),
        row("late_share"),
        int(row("late_months")),
    )


@lru_cache(maxsize=64)
def _retired_by_category(
    book: RuleBook, region: str, first: int, last: int, choice: RetirementChoice
) -> tuple[Floats, Floats, Floats]:
    """For each category, [year, age] the share of a cohort that has left by 31 December."""
    cohorts = np.arange(first - LONGEST_LIFE, last + 1)
    years = np.arange(first - LONGEST_LIFE, last + 1)
    rows = np.arange(first, last + 1)[:, None]
    men, cadres, workers = (
        np.minimum(
            pattern_of(_category(book, region, name), choice, cohorts=cohorts, years=years).leaving.cumsum(axis=1)[
                rows - AGE[None, :] - cohorts[0], rows - years[0]
            ],
            1.0,
        )
        for name in _CATEGORIES
    )
    return men, cadres, workers


def _category(book: RuleBook, region: str, name: str) -> RetirementCategory:
    """The category by the latest law in the book; cohorts whom a reform spares keep their old age under it."""
    law = book.at(_END_OF_THE_BOOK, region)
    return RetirementCategory(
        old_age=round(law.number(f"retirement.old_age.{name}") * MONTHS_PER_YEAR),
        reform_start=int(law.number(f"retirement.start_month.{name}")),
        months_per_step=int(law.number(f"retirement.months_per_step.{name}")),
        longest_delay=int(law.number(f"retirement.longest_delay.{name}")),
        first_choice=Month.parse(law.row("retirement.flexible_earlier").since).ordinal,
    )
