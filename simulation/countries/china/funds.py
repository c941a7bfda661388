"""China's seven social-insurance funds, each projected by its own scheme and settled with the same interest."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundFlows, InterestRates
from simulation.schemes.context import SchemeContext
from simulation.schemes.medical import project_employee_medical, project_resident_medical
from simulation.schemes.pension.employees import (
    GROUPS,
    EmployeesOpening,
    EmployeesProjection,
    coverage_target,
    fund_flows,
    project_members,
)
from simulation.schemes.pension.obligations import Obligations, obligations
from simulation.schemes.pension.opening import PublishedMembers, opening_stock
from simulation.schemes.resident_pension import project_resident_pension
from simulation.schemes.unemployment import project_unemployment
from simulation.schemes.work_injury import project_work_injury

TITLES: Mapping[str, Mapping[str, str]] = {
    "enterprise_pension": {"zh": "企业职工基本养老保险", "en": "Enterprise employees' basic pension"},
    "government_pension": {"zh": "机关事业单位基本养老保险", "en": "Public bodies' basic pension"},
    "resident_pension": {"zh": "城乡居民基本养老保险", "en": "Urban and rural residents' basic pension"},
    "employee_medical": {
        "zh": "职工基本医疗保险（统筹基金）",
        "en": "Employees' basic medical insurance (pooled fund)",
    },
    "resident_medical": {"zh": "城乡居民基本医疗保险", "en": "Urban and rural residents' basic medical insurance"},
    "unemployment": {"zh": "失业保险", "en": "Unemployment insurance"},
    "work_injury": {"zh": "工伤保险", "en": "Work-injury insurance"},
}

EMPLOYEES = "employees_pension"
EMPLOYEES_TITLE: Mapping[str, str] = {
    "zh": "城镇职工基本养老保险（企业与机关事业单位合计）",
    "en": "Employees' basic pension (enterprises and public bodies together)",
}

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="obligations")


@dataclass(frozen=True, slots=True)
class ChinaFlows:
    """Flows of the seven funds by name, the medical accounts (the members' own ledger), the pension members
    and what is owed to them."""

    funds: Mapping[str, FundFlows]
    medical_accounts: FundFlows
    employees: EmployeesProjection
    obligations: Future[dict[str, Obligations]]


def employees_opening(context: SchemeContext) -> EmployeesOpening:
    """What is published of 城镇职工 at the base year."""
    figures, base = context.published, context.base_year
    share = context.assumptions.number("pension.opening_pension_share")
    return EmployeesOpening(
        PublishedMembers(
            active=figures.at("employees.active", base),
            retired=figures.at("employees.retired", base),
            retired_before=figures.at("employees.retired", base - 1),
            pensions_paid=figures.at("employees.outgo", base) * share,
        ),
        figures.at("employees.accumulated_balance", base),
    )


def project_employees(context: SchemeContext) -> tuple[EmployeesProjection, dict[str, FundFlows]]:
    """The employees' pension as its two funds."""
    opening = employees_opening(context)
    stock = opening_stock(context, GROUPS, opening.members)
    projection = project_members(context, stock, coverage_target(context, stock.active.sum(axis=(1, 2))))
    funds = [
        fund_flows(context, projection, name=name, groups=groups, opening_balance=balance)
        for name, (groups, balance) in opening_balances(context, opening).items()
    ]
    return projection, {flows.name: flows for flows in funds}


def opening_balances(context: SchemeContext, opening: EmployeesOpening) -> dict[str, tuple[tuple[int, ...], float]]:
    """Groups and opening balance of the two employees' funds: the published balance, split by an assumption."""
    share = context.assumptions.number("pension.enterprise.balance_share")
    return {"enterprise": ((0, 1), opening.balance * share), "government": ((2,), opening.balance * (1 - share))}


def project_flows(context: SchemeContext) -> ChinaFlows:
    """All seven funds before interest, in the order of the state budget.

    The obligations of the employees' pension, two further runs of its kernel, are worked out beside the other funds.
    """
    employees, funds = project_employees(context)
    balances = opening_balances(context, employees_opening(context))
    owed = _BESIDE.submit(obligations, context, employees.opening, balances)
    medical = project_employee_medical(context)
    others = (
        project_resident_pension(context),
        medical.pooled,
        project_resident_medical(context),
        project_unemployment(context),
        project_work_injury(context),
    )
    return ChinaFlows(funds | {flows.name: flows for flows in others}, medical.accounts, employees, owed)


def interest_rates(context: SchemeContext, fund: str) -> InterestRates:
    """Rates on a fund's balance by the macro rows; only pension funds entrust part of theirs for investment."""
    share = context.assume("macro.entrusted_share")
    return InterestRates(
        deposit=context.assume("macro.deposit_rate"),
        investment=context.assume("macro.investment_return"),
        entrusted_share=share if fund.endswith("pension") else np.zeros_like(share),
        borrowing=context.assume("macro.borrowing_rate"),
    )


def persons_over(context: SchemeContext, age: int) -> NDArray[np.float64]:
    """[year] persons of `age` and over at 31 December of each projected year."""
    return np.asarray(context.persons()[1:, :, age:].sum(axis=(1, 2)))
