"""The members on the opening 31 December, placed by age from the population where only totals are published."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.book import RuleBook
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.inputs import (
    FIRST_COHORT,
    PensionGroup,
    deemed_years,
    gone_by_base,
    reference_base_wage,
)
from simulation.schemes.pension.members import MIDDLE, NEW, OLD, PensionStock

Floats = NDArray[np.float64]

AGES = np.arange(101)
REFORM_YEAR = 1998
ACCOUNTS_PAID_SINCE = 2006
MEAN_PAYOUT_MONTHS = 150.0
MONTHS = 12


@dataclass(frozen=True, slots=True)
class PublishedMembers:
    """What is published of the opening: persons at 31 December and yuan of the year."""

    active: float
    retired: float
    retired_before: float
    pensions_paid: float


def opening_stock(
    context: SchemeContext, groups: tuple[PensionGroup, ...], published: PublishedMembers
) -> PensionStock:
    """Place the published totals by group, sex and age.

    Coverage of members is level over the ages of work; pensioners follow the retirement pattern of their cohort. Both
    are scaled to the published totals, and pensions to what was paid in the year.
    """
    people = context.persons()[0]
    gone = np.stack([gone_by_base(context, group) for group in groups])
    active = np.stack([_active(context, group, people, gone[row]) for row, group in enumerate(groups)])
    base = np.array([context.base_year])
    coverage = np.array([context.assumptions.array(f"pension.{group.name}.coverage", base)[0] for group in groups])
    active *= (published.active * coverage / coverage.sum() / active.sum(axis=(1, 2)))[:, None, None]
    heads = np.stack([_retired(context, group, people, gone[row]) for row, group in enumerate(groups)])
    shares = np.array([context.assumptions.number(f"pension.{group.name}.retired_share") for group in groups])
    heads *= (published.retired * shares / shares.sum() / heads.sum(axis=(1, 2)))[:, None, None]
    years = np.stack([_years(context, group) for group in groups])
    account = np.stack([_account(context, group, years[row]) for row, group in enumerate(groups)])
    index = np.array([context.assumptions.number(f"pension.{group.name}.index_open") for group in groups])
    kinds = np.stack([_kinds(context, group, heads[row]) for row, group in enumerate(groups)], axis=1)
    pension = _pensions(context, groups, heads, published)
    from_account = pension * context.assumptions.number("pension.account_share") * _has_account(context, groups)
    return PensionStock(
        active=active,
        years=years,
        index_sum=years * index[:, None, None],
        account=account,
        retired=kinds,
        pooled_pension=pension - from_account,
        account_pension=from_account,
        account_left=from_account * _months_left(context, groups),
    )


def _active(context: SchemeContext, group: PensionGroup, people: Floats, gone: Floats) -> Floats:
    """[sex, age] members before scaling: persons not yet retired × coverage, which rises over the years of entry to a
    level and falls from there to that of the cohorts about to retire."""
    number = context.assumptions.number
    young, full = number(f"pension.{group.name}.ramp_from"), number(f"pension.{group.name}.ramp_full")
    older = number(f"pension.{group.name}.older_level")
    falling, fallen = number("pension.older_from"), number("pension.older_until")
    ramp = np.interp(AGES, [young - 1, full, max(falling, full + 1), fallen], [0.0, 1.0, 1.0, older])
    by_sex = np.array([1.0, number(f"pension.{group.name}.female_level")])
    return by_sex[:, None] * ramp * people * (1 - gone)


def _retired(context: SchemeContext, group: PensionGroup, people: Floats, gone: Floats) -> Floats:
    by_sex = np.array([1.0, context.assumptions.number(f"pension.{group.name}.female_level")])
    return by_sex[:, None] * people * gone


def _years(context: SchemeContext, group: PensionGroup) -> Floats:
    """[sex, age] contribution years: since the start of work or of contributions, whichever is later, × density."""
    number = context.assumptions.number
    since_start = AGES - number(f"pension.{group.name}.career_start")
    since_reform = context.base_year + 1 - number(f"pension.{group.name}.accounts_since")
    years = np.clip(np.minimum(since_start, since_reform), 0.5, None) * number(f"pension.{group.name}.density")
    return np.stack([years, years])


def _account(context: SchemeContext, group: PensionGroup, years: Floats) -> Floats:
    """[sex, age] yuan in the account of a member with `years` years of deposits, credited year by year."""
    number = context.assumptions.number
    past = np.arange(context.base_year, context.base_year - 46, -1)
    deposits = (
        number(f"pension.{group.name}.index_open")
        * reference_base_wage(context, past)
        * number("pension.account_deposit")
    )
    growth = np.cumprod(np.concatenate([[1.0], 1 + past_credit_rates(context, past[:-1])]))
    worth = np.concatenate([[0.0], np.cumsum(deposits * growth)])
    return np.asarray(np.interp(years, np.arange(worth.size), worth))


def past_credit_rates(context: SchemeContext, years: NDArray[np.int64]) -> Floats:
    """[year] crediting rates of years already over: published since 2016, near the one-year deposit before."""
    return np.array([_past_credit_rate(context.rules, context.region, int(year)) for year in years])


@lru_cache(maxsize=4096)
def _past_credit_rate(rules: RuleBook, region: str, year: int) -> float:
    key = "pension.account.credit_rate" if year >= 2016 else "pension.account.deposit_rate"
    return rules.yearly_average(key, max(year, 2006), region)


def _kinds(context: SchemeContext, group: PensionGroup, heads: Floats) -> Floats:
    """[kind, sex, age] pensioners: old retired before the reform of 1998, middle have deemed years, new have none."""
    cohorts = context.base_year - AGES
    deemed = deemed_years(context, group)[:, np.clip(cohorts - FIRST_COHORT, 0, None)]
    usual_age = np.array([60, 55])[:, None]
    kind = np.where(REFORM_YEAR - cohorts >= usual_age, OLD, np.where(deemed > 0.5, MIDDLE, NEW))
    return np.stack([np.where(kind == which, heads, 0.0) for which in (OLD, MIDDLE, NEW)])


def _pensions(
    context: SchemeContext, groups: tuple[PensionGroup, ...], heads: Floats, published: PublishedMembers
) -> Floats:
    """[group, sex, age] yuan a month, so that the year's mean stock draws what was paid."""
    levels = np.array([context.assumptions.number(f"pension.{group.name}.pension_level") for group in groups])
    by_sex = np.array([1.0, context.assumptions.number("pension.female_pension")])
    relative = np.ones_like(heads) * levels[:, None, None] * by_sex[:, None]
    mean_stock = (published.retired + published.retired_before) / 2
    mean_pension = published.pensions_paid / mean_stock / MONTHS
    return np.asarray(relative * mean_pension * heads.sum() / (relative * heads).sum())


def _has_account(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> Floats:
    """[group, sex, age] 1 for those who retired since accounts are paid out, else 0."""
    cohorts = context.base_year - AGES
    recent = (ACCOUNTS_PAID_SINCE - cohorts < np.array([60, 52])[:, None]).astype(np.float64)
    since = [context.assumptions.number(f"pension.{group.name}.accounts_since") for group in groups]
    return np.stack([recent * (start < ACCOUNTS_PAID_SINCE) for start in since])


def _months_left(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> Floats:
    """[group, sex, age] months of account pension still to come, by the mean divisor."""
    drawn = MONTHS * np.clip(AGES - np.array([60, 52])[:, None], 0, None)
    left = np.clip(MEAN_PAYOUT_MONTHS - drawn, 0.0, None)
    return np.stack([left for _ in groups])
