"""What the scheme owes to those already in it: the closed group, and rights accrued to date."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundFlows
from simulation.funds.measures import discount_factors
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS, EmployeesProjection, fund_flows, project_members
from simulation.schemes.pension.members import PensionStock


@dataclass(frozen=True, slots=True)
class Obligations:
    """Present values at the opening date, yuan, discounted by `macro.discount_rate`, to the last projected year.

    closed_group_obligation   outgo for present members and pensioners less their contributions and the balance
    implicit_pension_debt     outgo for them by the years they have so far; assets are not deducted
    """

    closed_group_obligation: float
    implicit_pension_debt: float


def obligations(
    context: SchemeContext, stock: PensionStock, funds: dict[str, tuple[tuple[int, ...], float]]
) -> dict[str, Obligations]:
    """By fund; `funds` gives each fund's groups and its opening balance.

    Fiscal subsidy is no income here: it is one of the ways in which an obligation may be met.
    """
    nobody = np.full((len(GROUPS), context.years.size), np.nan)
    closed = project_members(context, stock, nobody)
    accrued = project_members(context, stock, nobody, further_years=False)
    middle, _ = discount_factors(context.assume("macro.discount_rate"))
    result = {}
    for name, (groups, balance) in funds.items():
        flows_of = partial(_flows, context, name=name, groups=groups, balance=balance)
        owed = flows_of(closed)
        net = _total(owed.outgo) - _total(owed.income) + owed.income["fiscal_subsidy"]
        result[f"{name}_pension"] = Obligations(
            closed_group_obligation=float((net * middle).sum() - balance),
            implicit_pension_debt=float((_total(flows_of(accrued).outgo) * middle).sum()),
        )
    return result


def _flows(
    context: SchemeContext, projection: EmployeesProjection, *, name: str, groups: tuple[int, ...], balance: float
) -> FundFlows:
    return fund_flows(context, projection, name=name, groups=groups, opening_balance=balance)


def _total(lines: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.asarray(np.sum(list(lines.values()), axis=0))
