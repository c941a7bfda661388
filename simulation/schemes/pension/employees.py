"""The employees' pension as two funds of the state budget: enterprises with flexible workers, and public bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundFlows
from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import rule_table_by_year
from simulation.schemes.pension import figures, inputs, kernels
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

    flows       name of figures.FLOWS -> [group, year]
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
    years: figures.Years
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
    state = stock.copy()
    years = inputs.yearly_figures(context, groups, target)
    if not further_years:
        nothing = np.zeros_like
        years = years._replace(paying=nothing(years.paying), minimum_years=nothing(years.minimum_years))
    out = np.zeros((len(groups), context.years.size, len(figures.FLOWS)))
    stocks = np.zeros((len(figures.STOCKS), len(groups), context.years.size))
    kernels.project_members(
        int(context.years[0]),
        inputs.FIRST_COHORT,
        context.persons(),
        context.death_probability(),
        rule_table_by_year(context, "pension.payout_months"),
        years,
        inputs.group_figures(context, groups),
        inputs.leaving(context, groups),
        state,
        out,
        stocks,
    )
    return EmployeesProjection(
        flows=dict(zip(figures.FLOWS, np.moveaxis(out, 2, 0), strict=True)),
        active=stocks[3],
        active_open=stock.active.sum(axis=(1, 2)),
        retired=stocks[:3],
        retired_open=stock.retired.sum(axis=(0, 2, 3)),
        years=years,
        opening=stock,
        closing=state,
        accounts=stocks[4:],
    )


def coverage_target(context: SchemeContext, opening_active: Floats, groups: Sequence[PensionGroup] = GROUPS) -> Floats:
    """[group, year] insured members: persons not yet of retirement age × coverage, from the opening members on.

    Who retires later stays a member for longer, so a higher retirement age adds members as it takes away pensioners.
    """
    eligible = inputs.not_yet_retired(context, tuple(groups))
    base = np.array([context.base_year])
    rows = []
    for row, (group, opening) in enumerate(zip(groups, opening_active, strict=True)):
        key = f"pension.{group.name}.coverage"
        growth = context.assume(key) / context.assumptions.array(key, base)[0]
        rows.append(opening * growth * eligible[row, 1:] / eligible[row, 0])
    return np.array(rows)


def fund_flows(
    context: SchemeContext, projection: EmployeesProjection, *, name: str, groups: Sequence[int], opening_balance: float
) -> FundFlows:
    """The budget lines of one fund: the groups of `groups`, its subsidy and its dated amounts."""
    assume = context.assume

    def of(flow: str) -> Floats:
        return np.asarray(projection.flows[flow][list(groups)].sum(axis=0))

    contributions = of("contributions_pooled") + of("contributions_account") + of("shortfall_payments")
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
    members = _members(context, projection, list(groups))
    return FundFlows(
        name=f"{name}_pension",
        years=context.years,
        income=income,
        outgo=outgo,
        insured=members.active + members.retired,
        contributors=members.paying,
        beneficiaries=members.retired,
        opening_balance=opening_balance,
        taxable_base=_taxable_base(projection, groups),
        measures=_measures(context, projection, members, benefits),
    )


def _death_benefits(context: SchemeContext, retired: Floats, active: Floats) -> Floats:
    income = context.economy_at("income.urban_disposable", lag=1) / 12
    funeral = context.assume("pension.funeral_months")
    return income * (
        retired * (funeral + context.assume("pension.death_grant_months_retired"))
        + active * (funeral + context.assume("pension.death_grant_months"))
    )


def _taxable_base(projection: EmployeesProjection, groups: Sequence[int]) -> Floats:
    """[year] yuan on which contributions were collected: pooled and account contributions ÷ their rates."""
    rows = list(groups)
    rate = projection.years.pooled_rate + projection.years.account_rate
    paid = projection.flows["contributions_pooled"] + projection.flows["contributions_account"]
    return np.asarray((paid / rate)[rows].sum(axis=0))


@dataclass(frozen=True, slots=True)
class _Members:
    """Members of one fund, [year] persons: at 31 December, and pensioners and payers on average over the year."""

    rows: list[int]
    active: Floats
    paying: Floats
    retired: Floats
    mean_paying: Floats
    mean_retired: Floats


def _members(context: SchemeContext, projection: EmployeesProjection, rows: list[int]) -> _Members:
    active = projection.active[rows]
    active_before = np.concatenate([projection.active_open[rows, None], active[:, :-1]], axis=1)
    retired = projection.retired[:, rows].sum(axis=(0, 1))
    retired_before = np.concatenate([[projection.retired_open[rows].sum()], retired[:-1]])
    compliance = np.array([context.assume(f"pension.{GROUPS[row].name}.compliance") for row in rows])
    return _Members(
        rows=rows,
        active=active.sum(axis=0),
        paying=(active * compliance).sum(axis=0),
        retired=retired,
        mean_paying=((active + active_before) / 2 * compliance).sum(axis=0),
        mean_retired=(retired + retired_before) / 2,
    )


def _measures(
    context: SchemeContext, projection: EmployeesProjection, members: _Members, benefits: Floats
) -> dict[str, Floats]:
    """The scheme's own measures, NaN where nobody is left to measure.

    The replacement ratio is the mean pension ÷ last year's full-calibre average wage.
    """
    rows = members.rows
    collected = np.array([context.assume(f"pension.{GROUPS[row].name}.collection") for row in rows])
    base_ratio = np.array([context.assume(f"pension.{GROUPS[row].name}.base_ratio") for row in rows])
    weights = projection.active[rows]
    mean_pension = _per(members.mean_retired, benefits)
    measures = {
        "active": members.active,
        "compliance_rate": _per(members.active, members.paying),
        "collection_rate": _per(members.active, (collected * weights).sum(axis=0)),
        "base_ratio": _per(members.active, (base_ratio * weights).sum(axis=0)),
        "replacement_ratio": mean_pension / context.economy_at("wage.full_calibre", lag=1),
        "benefit_per_beneficiary": mean_pension,
        "recorded_accounts": np.asarray(projection.accounts[:, rows].sum(axis=(0, 1))),
        "new_beneficiaries": np.asarray(projection.flows["new_retired"][rows].sum(axis=0)),
    }
    for kind, heads in zip(KINDS, projection.retired[:, rows].sum(axis=1), strict=True):
        measures[f"beneficiaries_{kind}"] = heads
    return measures


def _per(persons: Floats, amount: Floats) -> Floats:
    """[year] the amount per person, NaN where there is nobody."""
    return np.asarray(np.divide(amount, persons, out=np.full(persons.size, np.nan), where=persons > 0.0))
