"""Turn law and assumptions into the arrays of the pension kernel: figures by year, by group and by birth cohort."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rules.book import RuleBook
from simulation.assumptions import AssumptionSet
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.figures import Groups, Leaving, Years
from simulation.schemes.pension.retirement import (
    RetirementChoice,
    RetirementPattern,
    mixed,
    pattern_of,
)
from simulation.schemes.pension.retirement_law import retirement_law

Floats = NDArray[np.float64]

FIRST_COHORT, LAST_COHORT = 1880, 2100
FIRST_PATTERN_YEAR = 1960
MONTHS = 12
WORKING_AGES = (16, 71)


@dataclass(frozen=True, slots=True)
class PensionGroup:
    """A group of members and the keys of the law that applies to it.

    name                 prefix of its assumption rows, `pension.<name>.…`
    pooled_keys          rates of the base that go to the pooled fund; `minus_keys` are taken off them
    account_keys         rates of the base that go to the personal account
    gap_row              assumption by which the rates in force fall short of the statutory ones (empty: none)
    """

    name: str
    pooled_keys: tuple[str, ...]
    minus_keys: tuple[str, ...]
    account_keys: tuple[str, ...]
    gap_row: str = ""


def yearly_figures(context: SchemeContext, groups: tuple[PensionGroup, ...], target: Floats) -> Years:
    """The kernel's figures by year; `target` [group, year] is the number of insured members at 31 December."""
    reference = reference_wage(context)
    shape = (len(groups), context.years.size)
    base, index, paying, pooled, account = (np.zeros(shape) for _ in range(5))
    for row, group in enumerate(groups):
        ratio = context.assume(f"pension.{group.name}.base_ratio")
        base[row] = reference * ratio
        index[row] = ratio
        paying[row] = context.assume(f"pension.{group.name}.compliance") * context.assume(
            f"pension.{group.name}.collection"
        )
        pooled[row] = sum(context.rule(key) for key in group.pooled_keys) - sum(
            context.rule(key) for key in group.minus_keys
        )
        pooled[row] -= context.assume(group.gap_row) if group.gap_row else 0.0
        account[row] = sum(context.rule(key) for key in group.account_keys)
    return Years(
        wage=reference / MONTHS,
        base=base,
        index_entry=index,
        paying=paying,
        pooled_rate=pooled,
        account_rate=account,
        indexation=context.assume("pension.indexation"),
        credit=context.assume("pension.account_rate"),
        minimum_years=context.rule("pension.minimum_years"),
        accrual_rate=context.rule("pension.basic.accrual_rate"),
        transition_rate=context.rule("pension.transitional.rate"),
        target=target,
    )


def reference_wage(context: SchemeContext) -> Floats:
    """[year] yuan a year: last year's average wage of the kind the law refers to, by months where the kind changed."""
    full = np.array([_full_calibre_share(context.rules, context.region, int(year)) for year in _law_years(context)])
    nonprivate = context.economy_at("wage.nonprivate", lag=1)
    return full * context.economy_at("wage.full_calibre", lag=1) + (1 - full) * nonprivate


def _law_years(context: SchemeContext) -> NDArray[np.int64]:
    return context.years if context.law_known is None else np.minimum(context.years, context.law_known)


@lru_cache(maxsize=4096)
def _full_calibre_share(rules: RuleBook, region: str, year: int) -> float:
    months = [
        rules.at(date(year, month, 1), region).value("contribution.base.reference_wage") for month in range(1, 13)
    ]
    return sum(value == "full_calibre" for value in months) / MONTHS


def group_figures(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> Groups:
    """The kernel's figures by group, from the assumption rows `pension.<group>.…`."""

    def each(row: str) -> Floats:
        return np.array([context.assumptions.number(f"pension.{group.name}.{row}") for group in groups])

    return Groups(
        deemed=np.stack([deemed_years(context, group) for group in groups]),
        supplement=each("supplement"),
        spread=each("years_spread"),
        buy=each("buy_share"),
        extend=each("extend_share"),
        entry=np.stack([_entry_weights(context, group) for group in groups]),
        death_active=each("mortality_active"),
        death_retired=each("mortality_retired"),
    )


def deemed_years(context: SchemeContext, group: PensionGroup) -> Floats:
    """[sex, cohort] mean years deemed contributed: worked before accounts began, for the share to whom that applies."""
    cohorts = np.arange(FIRST_COHORT, LAST_COHORT + 1)
    since = context.assumptions.number(f"pension.{group.name}.accounts_since")
    start = context.assumptions.number(f"pension.{group.name}.career_start")
    share = context.assumptions.number(f"pension.{group.name}.deemed_share")
    years = share * np.clip(since - (cohorts + start), 0.0, 40.0)
    return np.stack([years, years])


def _entry_weights(context: SchemeContext, group: PensionGroup) -> Floats:
    """[sex, age] weight of entry: a triangle from the youngest over the most frequent to the oldest age."""
    young, peak, old = (
        context.assumptions.number(f"pension.{group.name}.entry_{at}") for at in ("from", "peak", "until")
    )
    ages = np.arange(101)
    weights = np.interp(ages, [young - 1, peak, old + 1], [0.0, 1.0, 0.0], left=0.0, right=0.0)
    return np.stack([weights, weights * context.assumptions.number(f"pension.{group.name}.female_level")])


def leaving(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> Leaving:
    """Retirement of every cohort by group and sex, from 1 January after the base year on."""
    return _leaving_of(tuple(_habits(context, group) for group in groups), int(context.years[0]))


@dataclass(frozen=True, slots=True)
class _Habits:
    """What decides when members of a group retire: the law, their choices, and the women's mixture of categories."""

    rules: RuleBook
    region: str
    law_known: int | None
    choice: RetirementChoice
    worker_share: float
    last_year: int


def _habits(context: SchemeContext, group: PensionGroup) -> _Habits:
    return _Habits(
        rules=context.rules,
        region=context.region,
        law_known=context.law_known,
        choice=retirement_choice(context.assumptions, group.name),
        worker_share=context.assumptions.number(f"pension.{group.name}.female_worker_share"),
        last_year=int(context.years[-1]),
    )


def retirement_choice(assumptions: AssumptionSet, group: str) -> RetirementChoice:
    """How members of a group leave around the statutory month, by the assumption rows `pension.<group>.…`."""
    number = assumptions.number
    return RetirementChoice(
        special_share=number(f"pension.{group}.special_share"),
        special_months=int(number(f"pension.{group}.special_months")),
        early_share=number(f"pension.{group}.early_share"),
        early_months=int(number(f"pension.{group}.early_months")),
        late_share=number(f"pension.{group}.late_share"),
        late_months=int(number(f"pension.{group}.late_months")),
    )


@lru_cache(maxsize=64)
def _leaving_of(habits: tuple[_Habits, ...], first_year: int) -> Leaving:
    patterns = [_patterns(of_group) for of_group in habits]
    share = np.stack([[sex.leaving for sex in pair] for pair in patterns])
    gone = np.cumsum(share, axis=-1) - share
    age = np.stack([[sex.age_months for sex in pair] for pair in patterns])
    drawn = np.stack([[sex.months_drawn for sex in pair] for pair in patterns])
    rows = slice(first_year - FIRST_PATTERN_YEAR, None)
    return Leaving(*(np.ascontiguousarray(part[..., rows]) for part in (share, gone, age, drawn)))


def not_yet_retired(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> Floats:
    """[group, year] persons of working age who have not reached their month of retirement, at 31 December.

    Row 0 of `year` is the base year.
    """
    persons = context.persons()[:, :, slice(*WORKING_AGES)]
    return np.asarray(np.einsum("gsya,ysa->gy", share_not_yet_retired(context, groups), persons))


def share_not_yet_retired(context: SchemeContext, groups: tuple[PensionGroup, ...]) -> Floats:
    """[group, sex, year, working age] share of a cohort still before its month of retirement, at 31 December.

    Row 0 of `year` is the base year; ages run over WORKING_AGES.
    """
    law = leaving(context, groups)
    gone = np.concatenate([law.gone_before, law.gone_before[..., -1:] + law.share[..., -1:]], axis=-1)
    years = np.arange(context.base_year, context.base_year + gone.shape[-1])
    cohorts = years[:, None] - np.arange(*WORKING_AGES) - FIRST_COHORT
    return np.asarray(1.0 - gone[:, :, cohorts, np.arange(years.size)[:, None]])


def gone_by_base(context: SchemeContext, group: PensionGroup) -> Floats:
    """[sex, age] share of those aged `age` at 31 December of the base year who have retired by then."""
    return _gone_by(_habits(context, group), context.base_year)


@lru_cache(maxsize=64)
def _gone_by(habits: _Habits, year: int) -> Floats:
    row = year - FIRST_PATTERN_YEAR
    cohorts = year - np.arange(101) - FIRST_COHORT
    born_before = np.where(cohorts + FIRST_COHORT < FIRST_PATTERN_YEAR - 75, 1.0, 0.0)
    gone = [np.cumsum(pattern.leaving, axis=1)[cohorts, row] for pattern in _patterns(habits)]
    return np.asarray(np.clip(np.stack(gone), born_before, 1.0))


@lru_cache(maxsize=64)
def _patterns(habits: _Habits) -> tuple[RetirementPattern, RetirementPattern]:
    """The pattern of men and of women: women follow the workers' or the cadres' age by the group's share."""
    cohorts = np.arange(FIRST_COHORT, LAST_COHORT + 1)
    years = np.arange(FIRST_PATTERN_YEAR, habits.last_year + 1)
    men, cadres, workers = (
        pattern_of(
            retirement_law(habits.rules, habits.region, category, habits.law_known),
            habits.choice,
            cohorts=cohorts,
            years=years,
        )
        for category in ("male", "female_cadre", "female_worker")
    )
    return men, mixed([workers, cadres], [habits.worker_share, 1 - habits.worker_share])


def reference_base_wage(context: SchemeContext, years: NDArray[np.int64]) -> Floats:
    """[year] yuan a year: the average wage of past contributions; before the first known, a tenth less a year."""
    known = context.economy.first_year
    wages = context.economy.at("wage.nonprivate", np.maximum(years - 1, known))
    return wages * 0.9 ** np.maximum(known - (years - 1), 0)
