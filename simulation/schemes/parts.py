"""The parts that schemes are put together from: levies on wages, amounts per head, costs by age, coverage of people.

Axes: `year` runs over the projected years; a stock has one row more in front, that of 31 December of the base year.
Sex is 0 male, 1 female; age is 0 to 100 at 31 December.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.book import RuleBook
from simulation.demography.population import AGES
from simulation.schemes.context import SchemeContext

Yearly = NDArray[np.float64]
ByAge = NDArray[np.float64]
AGE = np.arange(AGES)


def stock_years(context: SchemeContext) -> NDArray[np.int64]:
    """[year] the base year and every projected year."""
    return np.arange(context.base_year, context.base_year + context.years.size + 1)


def mean_of_year(stock: Yearly) -> Yearly:
    """[year, …] means of the stocks at the beginning and the end of each year; one row fewer than `stock`."""
    return np.asarray(0.5 * (stock[:-1] + stock[1:]))


def levy(payers: Yearly, base_per_head: Yearly, rate: Yearly, collection: Yearly) -> Yearly:
    """[year] yuan collected: mean payers of the year × yearly base × rate × the part of what is due that comes in."""
    return payers * base_per_head * rate * collection


def cost_units(persons: ByAge, profile: ByAge) -> Yearly:
    """[year] persons [year, sex, age] weighted by their relative cost [age]."""
    return np.asarray(persons.sum(axis=1) @ profile)


def carried_amount(context: SchemeContext, key: str, series: str, beyond: str | None = None) -> Yearly:
    """[year] an amount given at the level of one year, carried by a series of the economy.

    key     assumption whose first point names the year of the level, as in {2023: 1200}
    series  what it grows with; `beyond` is an assumption of further growth, compounded from that year on
    """
    level_year = context.assumptions.row(key).points[0][0]
    level = context.economy.at(series, np.array([level_year]))
    amount = context.assume(key) * context.economy_at(series) / level
    return amount if beyond is None else amount * _compounded(context, beyond, level_year)


def _compounded(context: SchemeContext, key: str, level_year: int) -> Yearly:
    first, last = min(level_year, int(context.years[0])), int(context.years[-1])
    years = np.arange(first, last + 1)
    growth = np.where(years > level_year, context.assumptions.array(key, years), 0.0)
    return np.asarray(np.cumprod(1.0 + growth)[context.years - first], dtype=np.float64)


def income_growth(context: SchemeContext) -> Yearly:
    """[year] growth of urban disposable income per head over the year before."""
    income = "income.urban_disposable"
    return context.economy_at(income) / context.economy_at(income, lag=1) - 1.0


def lagged_base(context: SchemeContext, base_ratio: str) -> Yearly:
    """[year] yuan on which a person contributes: last year's full-calibre average wage × assumption `base_ratio`."""
    return context.economy_at("wage.full_calibre", lag=1) * context.assume(base_ratio)


def by_age(context: SchemeContext, key: str) -> ByAge:
    """[age] an assumption whose points are ages instead of years."""
    return context.assumptions.array(key, AGE)


def relative_to_base(context: SchemeContext, key: str) -> Yearly:
    """[year, base year first] an assumption divided by its value in the base year."""
    values = context.assumptions.array(key, stock_years(context))
    return np.asarray(values / values[0])


def law_years(context: SchemeContext) -> tuple[int, ...]:
    """[year] the year whose law each projected year follows: its own, or the last one known."""
    known = int(context.years[-1]) if context.law_known is None else context.law_known
    return tuple(min(year, known) for year in context.years.tolist())


def rule_table_by_year(context: SchemeContext, key: str) -> NDArray[np.float64]:
    """[year, row] the numbers of a table of the rule book, in its order, in force on 1 July of each projected year."""
    return _rule_table_by_year(context.rules, key, context.region, law_years(context))


@lru_cache(maxsize=512)
def _rule_table_by_year(book: RuleBook, key: str, region: str, years: tuple[int, ...]) -> NDArray[np.float64]:
    tables = np.array([book.at(f"{year}-07", region).table(key) for year in years])
    tables.setflags(write=False)
    return tables


def announced_amount(context: SchemeContext, key: str, growth: Yearly) -> Yearly:
    """[year] an amount of the rule book that the state raises by announcement.

    Where nothing new is announced for a year, the last amount grows by `growth` [year] from the year it began.
    """
    index = np.cumprod(np.concatenate(([1.0], 1.0 + growth)))
    since = np.clip(announced_since(context, key) - context.base_year, 0, None)
    return context.rule(key) * index[1:] / index[since]


def announced_since(context: SchemeContext, key: str) -> NDArray[np.int64]:
    """[year] the year since which the amount in force at the end of each projected year holds."""
    return _year_begun(context.rules, key, context.region, law_years(context))


@lru_cache(maxsize=512)
def _year_begun(book: RuleBook, key: str, region: str, years: tuple[int, ...]) -> NDArray[np.int64]:
    return np.array([book.at(f"{year}-12", region).row(key).since.year for year in years])


def spent_from_accounts(opening: float, credited: Yearly, *, share: Yearly, interest: Yearly) -> Yearly:
    """[year] yuan that members spend: `share` of what they hold at the year's beginning and of what is credited in it.

    What is left earns `interest`, the year's own net flow half of it, as in the ledger; so it never falls below zero.
    """
    spent, held = np.empty_like(credited), opening
    for year in range(credited.size):
        spent[year] = share[year] * (held + credited[year])
        net = credited[year] - spent[year]
        held += net + interest[year] * (held + net / 2.0)
    return spent


def carried_by_cohort(at_base: ByAge, entering: Yearly, entry_age: int) -> ByAge:
    """[year, base year first; age] a share that a cohort keeps for life once it is `entry_age`.

    at_base   [age] the share in the base year
    entering  [year, base year first] the share of the cohort that turns `entry_age` in that year
    Below `entry_age` every age holds what enters in that year.
    """
    year = np.arange(entering.size)[:, None]
    age = AGE[None, :]
    entered = np.clip(year - (age - entry_age), 0, entering.size - 1)
    shares = np.where(age - year >= entry_age, at_base[np.clip(age - year, 0, None)], entering[entered])
    return np.where(age < entry_age, entering[:, None], shares)
