"""The employees' pension as two funds of the state budget: enterprises with flexible workers, and public bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension import inputs, kernels
from simulation.schemes.pension.inputs import PensionGroup
from simulation.schemes.pension.members import KINDS, PensionStock
from simulation.schemes.pension.opening import PublishedMembers

Floats = NDArray[np.float64]

EMPLOYEE = PensionGroup(
    "employee",
    ("pension.contribution.employer_rate", "pension.contribution.employee_rate"),
    ("pension.contribution.account_rate",),
    ("pension.contribution.account_rate",),
    "pension.rate_gap",
)
FLEXIBLE = PensionGroup(
    "flexible",
    ("pension.contribution.flexible_rate",),
    ("pension.contribution.flexible_account_rate",),
    ("pension.contribution.flexible_account_rate",),
)
PUBLIC = PensionGroup(
    "public",
    ("pension.contribution.public_body_employer_rate", "pension.contribution.public_body_employee_rate"),
    ("pension.contribution.account_rate",),
    ("pension.contribution.account_rate",),
)
GROUPS = (EMPLOYEE, FLEXIBLE, PUBLIC)


@dataclass(frozen=True, slots=True)
class EmployeesOpening:
    """Published totals of the opening year: members, what was paid, and the balance at its end, in yuan."""

    members: PublishedMembers
    balance: float


@dataclass(frozen=True, slots=True)
class EmployeesProjection:
    """What the kernel yields before it is laid out as funds.

    flows       name of kernels.FLOWS -> [group, year]
    active      [group, year] insured members at 31 December; `active_open` [group] at the opening
    retired     [kind, group, year] pensioners at 31 December; `retired_open` [group] at the opening
    years       the kernel's figures by year
    closing     the members at the end
    """

    flows: Mapping[str, Floats]
    active: Floats
    active_open: Floats
    retired: Floats
    retired_open: Floats
    years: kernels.Years
    opening: PensionStock
    closing: PensionStock
    accounts: Floats


def project_members(
    context: SchemeContext,
    stock: PensionStock,
    target: Floats,
    groups: tuple[PensionGroup, ...] = GROUPS,
    *,
    further_years: bool = True,
) -> EmployeesProjection:
    """Carry the members of all groups through the projected years.

    target         [group, year] insured members at 31 December; NaN: nobody enters or withdraws
    further_years  False: nobody contributes any more and every year so far counts, whatever the minimum
    """
    state = kernels.Stock(*(getattr(stock, field.name).copy() for field in fields(stock)))
    years = inputs.yearly_figures(context, groups, target)
    if not further_years:
        nothing = np.zeros_like
        years = years._replace(paying=nothing(years.paying), minimum_years=nothing(years.minimum_years))
    payout = np.array(context.rules_at_end().table("pension.payout_months"))
    out = np.zeros((len(groups), context.years.size, len(kernels.FLOWS)))
    stocks = np.zeros((len(kernels.STOCKS), len(groups), context.years.size))
    kernels.project_members(
        int(context.years[0]),
        inputs.FIRST_COHORT,
        context.persons(),
        context.death_probability(),
        payout,
        years,
        inputs.group_figures(context, groups),
        inputs.leaving(context, groups),
        state,
        out,
        stocks,
    )
    return EmployeesProjection(
        flows=dict(zip(kernels.FLOWS, np.moveaxis(out, 2, 0), strict=True)),
        active=stocks[3],
        active_open=stock.active.sum(axis=(1, 2)),
        retired=stocks[:3],
        retired_open=stock.retired.sum(axis=(0, 2, 3)),
        years=years,
        opening=stock,
        closing=PensionStock(*state),
        accounts=stocks[4:],
    )


def coverage_target(context: SchemeContext, opening_active: Floats, groups: Sequence[PensionGroup] = GROUPS) -> Floats:
    """[group, year] insured members: persons aged 16 to 59 × coverage, level with the opening members in the base year."""
    persons = context.persons()[:, :, 16:60].sum(axis=(1, 2))
    base = np.array([context.base_year])
    rows = []
    for group, opening in zip(groups, opening_active, strict=True):
        key = f"pension.{group.name}.coverage"
        growth = context.assume(key) / context.assumptions.array(key, base)[0]
        rows.append(opening * growth * persons[1:] / persons[0])
    return np.array(rows)


def fund_flows(
    context: SchemeContext, projection: EmployeesProjection, *, name: str, groups: Sequence[int], opening_balance: float
) -> FundFlows:
    """The budget lines of one fund: the groups of `groups`, its subsidy and its dated amounts."""
    assume = context.assume

    def of(flow: str) -> Floats:
        return np.asarray(projection.flows[flow][list(groups)].sum(axis=0))

    contributions = of("contributions_pooled") + of("contributions_account") + of("shortfall_payments")
    due = contributions
    if name == "enterprise":
        contributions = contributions - assume("pension.relief")
    benefits = of("pooled_pensions") + of("account_pensions") + of("account_pensions_unfunded")
    deaths = _death_benefits(context, of("deaths_retired"), of("deaths_active"))
    outgo = {
        "benefits": benefits,
        "funeral_and_survivors": deaths + of("account_refunds"),
        "transfers_out": of("account_transfers_out") + of("withdrawn_accounts"),
        "other_outgo": benefits * assume(f"pension.{name}.other_outgo_share"),
    }
    paid_out = np.sum(list(outgo.values()), axis=0)
    income = {
        "contributions": contributions,
        "fiscal_subsidy": paid_out * assume(f"pension.{name}.subsidy_share"),
        "other_income": contributions * assume(f"pension.{name}.other_income_share"),
    }
    if name == "enterprise":
        income["transfers_in"] = assume("pension.state_capital") + assume("pension.reserve_fund")
    else:
        income["other_income"] = income["other_income"] + assume("pension.back_payments")
    retired = projection.retired[:, list(groups)].sum(axis=(0, 1))
    active = projection.active[list(groups)].sum(axis=0)
    paying = (projection.active * _compliance(context, projection))[list(groups)].sum(axis=0)
    base = _taxable_base(projection, groups)
    return FundFlows(
        name=f"{name}_pension",
        years=context.years,
        income=income,
        outgo=outgo,
        insured=active + retired,
        contributors=paying,
        beneficiaries=retired,
        opening_balance=opening_balance,
        taxable_base=base,
        measures=_measures(context, projection, groups, due, benefits, retired, active, paying, base),
    )


def _compliance(context: SchemeContext, projection: EmployeesProjection) -> Floats:
    return np.array([context.assume(f"pension.{group.name}.compliance") for group in GROUPS])


def _taxable_base(projection: EmployeesProjection, groups: Sequence[int]) -> Floats:
    """[year] yuan on which contributions were collected: pooled and account contributions ÷ their rates."""
    rows = list(groups)
    rate = projection.years.pooled_rate + projection.years.account_rate
    paid = projection.flows["contributions_pooled"] + projection.flows["contributions_account"]
    return np.asarray((paid / rate)[rows].sum(axis=0))


def _death_benefits(context: SchemeContext, retired: Floats, active: Floats) -> Floats:
    income = context.economy_at("income.urban_disposable", lag=1) / 12
    funeral = context.assume("pension.funeral_months")
    return income * (
        retired * (funeral + context.assume("pension.death_grant_months_retired"))
        + active * (funeral + context.assume("pension.death_grant_months"))
    )


def _measures(
    context: SchemeContext,
    projection: EmployeesProjection,
    groups: Sequence[int],
    due: Floats,
    benefits: Floats,
    retired: Floats,
    active: Floats,
    paying: Floats,
    base: Floats,
) -> dict[str, Floats]:
    rows = list(groups)
    opening = projection.retired_open[rows].sum()
    mean_retired = (np.concatenate([[opening], retired[:-1]]) + retired) / 2
    compliance = paying / active
    collection = np.average(
        np.array([context.assume(f"pension.{GROUPS[row].name}.collection") for row in rows]),
        axis=0,
        weights=projection.active[rows],
    )
    mean_paying = paying * (1 + np.concatenate([[projection.active_open[rows].sum()], active[:-1]]) / active) / 2
    reference = inputs.reference_wage(context)
    measures = {
        "active": active,
        "compliance_rate": compliance,
        "collection_rate": collection,
        "base_ratio": base / collection / mean_paying / reference,
        "replacement_ratio": benefits / mean_retired / context.economy_at("wage.full_calibre", lag=1),
        "benefit_per_beneficiary": benefits / mean_retired,
        "new_beneficiaries": np.asarray(projection.flows["new_retired"][rows].sum(axis=0)),
    }
    for kind, heads in zip(KINDS, projection.retired[:, rows].sum(axis=1), strict=True):
        measures[f"beneficiaries_{kind}"] = heads
    return measures
