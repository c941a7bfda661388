"""The residents' pension (城乡居民基本养老保险): a flat part from the budget and an account of one's own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import (
    AGE,
    announced_amount,
    by_age,
    carried_amount,
    carried_by_cohort,
    income_growth,
    mean_of_year,
    relative_to_base,
    stock_years,
)
from simulation.schemes.resident_accounts import MONTHS_PER_YEAR, ResidentAccounts, follow_accounts, months_left

Floats = NDArray[np.float64]
SCHEME_BEGAN = 2010
INCOME = "income.urban_disposable"


@dataclass(frozen=True, slots=True)
class ResidentMembers:
    """Insured at 31 December, base year first: [year, sex, age] persons below the pension age, and persons drawing."""

    paying_ages: Floats
    drawing: Floats


def project_resident_pension(context: SchemeContext) -> FundFlows:
    """Basic pensions paid by the budget, account pensions paid from what members saved.

    Law: 国发〔2014〕8号 第三条至第六条
    For rates of cost and income the base is the urban disposable income per head of those who pay.
    """
    members = resident_members(context)
    payers = _stock(members.paying_ages) * _at_stocks(context, "resident_pension.paying_share")
    paid = carried_amount(
        context, "resident_pension.contribution", INCOME, beyond="resident_pension.contribution_growth_beyond_income"
    )
    subsidy = carried_amount(context, "resident_pension.contribution_subsidy", INCOME)
    accounts = resident_accounts(context, members, paid + subsidy)
    drawing, payers_of_year = _stock(members.drawing), mean_of_year(payers)
    minimum, addition = basic_pension(context)
    basic = mean_of_year(drawing) * (minimum + addition) * MONTHS_PER_YEAR
    from_accounts = mean_of_year((members.drawing.sum(axis=1) * accounts.pension).sum(axis=1)) * MONTHS_PER_YEAR
    return FundFlows(
        name="resident_pension",
        years=context.years,
        income={
            "contributions": payers_of_year * paid,
            "fiscal_subsidy": basic * context.assume("resident_pension.fiscal_share_of_basic")
            + payers_of_year * subsidy,
        },
        outgo={"benefits": basic + from_accounts, "funeral_and_survivors": _on_death(context, members, accounts)},
        insured=(_stock(members.paying_ages) + drawing)[1:],
        contributors=payers[1:],
        beneficiaries=drawing[1:],
        opening_balance=context.published.at("resident_pension.accumulated_balance", context.base_year),
        taxable_base=payers_of_year * context.economy_at(INCOME),
        measures={
            "benefit_per_beneficiary": (basic + from_accounts) / mean_of_year(drawing),
            "basic_pension": basic,
            "account_pension": from_accounts,
            "account_balances": ((members.paying_ages + members.drawing).sum(axis=1) * accounts.left).sum(axis=1)[1:],
            "compliance_rate": context.assume("resident_pension.paying_share"),
        },
    )


def resident_members(context: SchemeContext) -> ResidentMembers:
    """Everybody insured, scaled to the published numbers of the base year.

    A cohort keeps for life the coverage it has on reaching the pension age; below it, coverage belongs to the age.
    """
    persons, age = context.persons(), pension_age_of(context)
    young, old = age > AGE, age <= AGE
    insured = context.published.at("resident_pension.insured", context.base_year)
    drawing = context.published.at("resident_pension.beneficiaries", context.base_year)
    profile = by_age(context, "resident_pension.coverage_profile")
    at_base = profile * drawing / (persons[0] @ (profile * old)).sum()
    entering = at_base[age] * relative_to_base(context, "resident_pension.coverage_at_pension_age")
    scale = (insured - drawing) / (persons[0] @ (profile * young)).sum()
    paying = scale * relative_to_base(context, "resident_pension.coverage_below_pension_age")
    return ResidentMembers(
        paying_ages=persons * np.minimum(paying[:, None] * profile * young, 1.0)[:, None, :],
        drawing=persons * np.minimum(carried_by_cohort(at_base, entering, age) * old, 1.0)[:, None, :],
    )


def basic_pension(context: SchemeContext) -> tuple[Floats, Floats]:
    """[year] yuan a month: the national minimum, and what places add to it."""
    growth = income_growth(context) + context.assume("resident_pension.minimum_growth_beyond_income")
    return announced_amount(context, "resident_pension.basic_minimum", growth), carried_amount(
        context,
        "resident_pension.local_addition",
        INCOME,
        beyond="resident_pension.local_addition_growth_beyond_income",
    )


def resident_accounts(context: SchemeContext, members: ResidentMembers, paid: Floats) -> ResidentAccounts:
    """Accounts from the base year on; what was saved before is spread over ages so that it adds up to the balance held.

    Whoever reached the pension age in an earlier year had paid in for fewer of the years since the scheme began.
    """
    age, months = pension_age_of(context), payout_months_of(context)
    profile = by_age(context, "resident_pension.account_profile")
    years_paid = np.clip(context.base_year - SCHEME_BEGAN - (AGE - age), 0, None) / (context.base_year - SCHEME_BEGAN)
    relative_pension = np.where(age <= AGE, profile[age - 1] * years_paid / months, 0.0)
    held = (members.paying_ages[0] @ profile).sum() + (
        members.drawing[0] @ (relative_pension * months_left(age, months))
    ).sum()
    saved = context.published.at("resident_pension.accumulated_balance", context.base_year) * _at_stocks(
        context, "resident_pension.account_share_of_balance"
    )
    scale = saved[0] / held
    return follow_accounts(
        scale * profile,
        scale * relative_pension,
        credited=_credited(context, members, paid),
        rate=context.rule("resident_pension.account_credit_rate")
        + context.assume("resident_pension.credit_rate_shift"),
        pension_age=age,
        payout_months=months,
    )


def _credited(context: SchemeContext, members: ResidentMembers, paid: Floats) -> Floats:
    """[year, age] yuan per insured person credited in a year; older payers choose higher grades."""
    grade = by_age(context, "resident_pension.grade_profile")
    persons = members.paying_ages[1:].sum(axis=1)
    mean_grade = (persons @ grade) / persons.sum(axis=1)
    per_insured = paid * context.assume("resident_pension.paying_share") / mean_grade
    return np.asarray(per_insured[:, None] * grade)


def _on_death(context: SchemeContext, members: ResidentMembers, accounts: ResidentAccounts) -> Floats:
    """[year] yuan: a funeral grant for everyone who drew, and the rest of every account to the heirs."""
    chance = context.death_probability()
    dead_drawing = (members.drawing[:-1] * chance).sum(axis=1)
    dead = dead_drawing + (members.paying_ages[:-1] * chance).sum(axis=1)
    grant = carried_amount(context, "resident_pension.funeral_grant", INCOME)
    return np.asarray(dead_drawing.sum(axis=1) * grant + (dead * accounts.left[:-1]).sum(axis=1))


def _stock(persons: Floats) -> Floats:
    return np.asarray(persons.sum(axis=(1, 2)))


def _at_stocks(context: SchemeContext, key: str) -> Floats:
    return context.assumptions.array(key, stock_years(context))


def pension_age_of(context: SchemeContext) -> int:
    """The pension age in years, one for the whole projection; ValueOutOfRange where it is not."""
    age = context.rule("resident_pension.age")
    if (age != age[0]).any() or not 1 <= age[0] < AGE.size:
        raise ValueOutOfRange(
            "resident_pension.age must be one age for the whole projection.",
            remedy="Give it from the first projected year.",
        )
    return int(age[0])


def payout_months_of(context: SchemeContext) -> float:
    """The months by which an account is divided."""
    return float(context.rule("resident_pension.payout_months")[0])
