"""The medical funds: the employees' pooled fund, their accounts as a ledger of its own, and the residents' fund."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.medical_members import EmployeeMembers, employee_members, resident_members
from simulation.schemes.parts import (
    announced_amount,
    by_age,
    carried_amount,
    cost_units,
    income_growth,
    lagged_base,
    levy,
    mean_of_year,
    spent_from_accounts,
)

Yearly = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class EmployeeMedicalFlows:
    """The two ledgers of the employees' scheme. Only `pooled` is judged for solvency; accounts are the members' own.

    The published total of both is their sum less the transfer to the retirees' accounts, which is in both.
    """

    pooled: FundFlows
    accounts: FundFlows


@dataclass(frozen=True, slots=True)
class _EmployeeYear:
    """What both ledgers of the employees' scheme rest on, [year]: mean persons, yuan of base, yuan transferred."""

    actives: Yearly
    retirees: Yearly
    base_per_head: Yearly
    transfer: Yearly


def project_employee_medical(context: SchemeContext) -> EmployeeMedicalFlows:
    """The employees' scheme (职工医保, maternity included).

    Actives pay, retirees do not. The employers' part is pooled, the employees' part goes to their accounts, and the
    pooled fund pays each retiree's account a fixed amount (国办发〔2021〕14号). The number of people who drew in a year
    is not published, so `beneficiaries` are the insured retirees.
    """
    members = employee_members(context)
    retirees = mean_of_year(members.retirees.sum(axis=(1, 2)))
    year = _EmployeeYear(
        actives=mean_of_year(members.actives.sum(axis=(1, 2))),
        retirees=retirees,
        base_per_head=lagged_base(context, "employee_medical.base_ratio"),
        transfer=retirees
        * context.rule("medical.retiree.account_share")
        * context.assume("employee_medical.pension_at_account_reform"),
    )
    return EmployeeMedicalFlows(_pooled(context, members, year), _accounts(context, members, year))


def project_resident_medical(context: SchemeContext) -> FundFlows:
    """The residents' scheme (居民医保): a premium and a subsidy per head, announced yearly, and costs by age.

    Amounts not yet announced grow with disposable income. Everyone insured is a contributor and may draw; for rates of
    cost and income the base is the disposable income of the insured.
    """
    members = resident_members(context, employee_members(context))
    persons = members.sum(axis=(1, 2))
    insured, income, growth = (
        mean_of_year(persons),
        context.economy_at("income.urban_disposable"),
        income_growth(context),
    )
    premium = announced_amount(
        context,
        "medical.resident.contribution",
        growth + context.assume("resident_medical.premium_growth_beyond_income"),
    )
    subsidy = announced_amount(
        context, "medical.resident.subsidy", growth + context.assume("resident_medical.subsidy_growth_beyond_income")
    )
    cost = _cost(context, mean_of_year(members), "resident_medical")
    return FundFlows(
        name="resident_medical",
        years=context.years,
        income={
            "contributions": insured * premium,
            "fiscal_subsidy": insured * subsidy * context.assume("resident_medical.local_subsidy_ratio"),
        },
        outgo={"benefits": cost},
        insured=persons[1:],
        contributors=persons[1:],
        beneficiaries=persons[1:],
        opening_balance=context.published.at("resident_medical.accumulated_balance", context.base_year),
        taxable_base=insured * income,
        measures={"benefit_per_beneficiary": cost / insured, "premium": premium, "subsidy_per_head": subsidy},
    )


def _pooled(context: SchemeContext, members: EmployeeMembers, year: _EmployeeYear) -> FundFlows:
    rate = context.rule("medical.contribution.employer_rate")
    collection = context.assume("employee_medical.local_rate_ratio")
    treatment = _cost(context, mean_of_year(members.all), "employee_medical")
    maternity = _maternity(context)
    actives, retirees = members.actives.sum(axis=(1, 2))[1:], members.retirees.sum(axis=(1, 2))[1:]
    return FundFlows(
        name="employee_medical",
        years=context.years,
        income={"contributions": levy(year.actives, year.base_per_head, rate, collection)},
        outgo={"benefits": treatment + maternity, "transfers_out": year.transfer},
        insured=actives + retirees,
        contributors=actives,
        beneficiaries=retirees,
        opening_balance=context.published.at("employee_medical.accumulated_balance", context.base_year),
        taxable_base=year.actives * year.base_per_head,
        measures={
            "base_ratio": context.assume("employee_medical.base_ratio"),
            "collection_rate": collection,
            "cost_per_insured": treatment / (year.actives + year.retirees),
            "maternity_outgo": maternity,
        },
    )


def _accounts(context: SchemeContext, members: EmployeeMembers, year: _EmployeeYear) -> FundFlows:
    rate = context.rule("medical.contribution.employee_rate")
    paid_in = levy(year.actives, year.base_per_head, rate, np.ones_like(rate))
    persons = members.all.sum(axis=(1, 2))[1:]
    opening = context.published.at("employee_medical_accounts.accumulated_balance", context.base_year)
    spent = spent_from_accounts(
        opening,
        paid_in + year.transfer,
        share=context.assume("employee_medical.account_spending_share"),
        interest=context.assume("macro.deposit_rate"),
    )
    return FundFlows(
        name="employee_medical_accounts",
        years=context.years,
        income={"contributions": paid_in, "transfers_in": year.transfer},
        outgo={"benefits": spent},
        insured=persons,
        contributors=members.actives.sum(axis=(1, 2))[1:],
        beneficiaries=persons,
        opening_balance=opening,
        taxable_base=year.actives * year.base_per_head,
        measures={"benefit_per_beneficiary": spent / (year.actives + year.retirees)},
    )


def _cost(context: SchemeContext, persons: NDArray[np.float64], fund: str) -> Yearly:
    """[year] yuan: relative cost by age × yuan per unit, which grows with wages and excess growth."""
    per_unit = carried_amount(
        context, f"{fund}.cost_per_unit", "wage.full_calibre", beyond=f"{fund}.excess_cost_growth"
    )
    return cost_units(persons, by_age(context, f"{fund}.cost_profile")) * per_unit


def _maternity(context: SchemeContext) -> Yearly:
    """[year] yuan: children under one at 31 December × yuan per birth, which grows with wages and beyond."""
    per_birth = carried_amount(
        context,
        "employee_medical.maternity_cost_per_birth",
        "wage.full_calibre",
        beyond="employee_medical.maternity_growth_beyond_wages",
    )
    return np.asarray(context.persons()[1:, :, 0].sum(axis=1) * per_birth)
