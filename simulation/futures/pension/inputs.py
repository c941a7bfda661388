"""The employees' pension of a scenario as the arrays of the kernel over many futures."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from simulation.futures.pension.figures import Law, Pension
from simulation.futures.pension.kernels import LIMIT, STEPS
from simulation.futures.pension.leaving import kernels as leaving_kernels
from simulation.schemes.context import SchemeContext
from simulation.schemes.parts import rule_table_by_year
from simulation.schemes.pension import inputs
from simulation.schemes.pension.employees import GROUPS
from simulation.schemes.pension.figures import Groups, Years
from simulation.schemes.pension.members import PensionStock

Floats = NDArray[np.float64]
FUNDS = ("enterprise", "government")


def pension_of(context: SchemeContext, stock: PensionStock) -> Pension:
    """Law, central figures and budget of the employees' pension; `stock` are the members at the opening."""
    active = stock.active.sum(axis=(1, 2))
    years = inputs.yearly_figures(context, GROUPS, np.zeros((len(GROUPS), context.years.size)))
    income = context.economy_at("income.urban_disposable", lag=1) / 12
    assume = context.assume
    none = np.zeros(context.years.size)
    funeral = assume("pension.funeral_months")
    further = [assume("pension.state_capital") + assume("pension.reserve_fund"), assume("pension.back_payments")]
    return Pension(
        law=law_of(context, years),
        central=np.stack([years.paying, years.base, _coverage(context, active)]),
        amounts=np.stack(
            [
                years.wage,
                income * (funeral + assume("pension.death_grant_months_retired")),
                income * (funeral + assume("pension.death_grant_months")),
            ]
        ),
        budget=np.stack(
            [
                np.stack([assume("pension.relief"), none]),
                _of_funds(context, "subsidy_share"),
                _of_funds(context, "other_income_share"),
                _of_funds(context, "other_outgo_share"),
                np.stack(further),
            ]
        ),
    )


def members_at_opening(stock: PensionStock, rows: int) -> Floats:
    """[figures.MEMBERS, group, sex, column] the members of `stock`, for a projection of `rows` years."""
    groups, sexes, ages = stock.active.shape

    def placed(cells: Floats, open_age: bool) -> Floats:
        columns = np.zeros((groups, sexes, ages + rows + 1))
        columns[:, :, rows : rows + ages] = cells
        if open_age:
            columns[:, :, -1] = cells[:, :, -1]
            columns[:, :, rows + ages - 1] = 0.0
        return columns

    drawing = stock.retired.sum(axis=0)
    own = [placed(cells, False) for cells in (stock.active, stock.years, stock.index_sum, stock.account)]
    monthly = stock.pooled_pension + stock.account_pension
    of_all = [
        placed(drawing * each, True)
        for each in (np.ones_like(monthly), monthly, stock.account_pension, stock.account_left)
    ]
    return np.stack([*own, *of_all])


def _of_funds(context: SchemeContext, row: str) -> Floats:
    return np.stack([context.assume(f"pension.{fund}.{row}") for fund in FUNDS])


def _coverage(context: SchemeContext, opening_active: Floats) -> Floats:
    """[group, row] insured members per person not yet retired."""
    eligible = inputs.not_yet_retired(context, GROUPS)[:, 0]
    base = np.array([context.base_year])
    rows = [
        context.assume(f"pension.{group.name}.coverage")
        / context.assumptions.array(f"pension.{group.name}.coverage", base)[0]
        for group in GROUPS
    ]
    return np.asarray(np.array(rows) * (opening_active / eligible)[:, None])


def law_of(context: SchemeContext, years: Years) -> Law:
    """What the law and the habits of members are in every future alike."""
    groups = inputs.group_figures(context, GROUPS)
    return Law(
        rates=np.stack([years.pooled_rate, years.account_rate, years.index_entry]),
        yearly=np.stack([years.minimum_years, years.accrual_rate, years.transition_rate]),
        leaving=_leaving(context, groups),
        habits=np.stack(
            [groups.supplement, groups.spread, groups.buy, groups.extend, groups.death_active, groups.death_retired]
        ),
        entry=groups.entry,
        entry_span=_spans(groups.entry),
        normal=_normal_table(),
    )


def _leaving(context: SchemeContext, groups: Groups) -> Floats:
    """[row of figures.Law.leaving, year, group, sex, age]."""
    law = inputs.leaving(context, GROUPS)
    out = np.zeros((4, context.years.size, len(GROUPS), 2, inputs.WORKING_AGES[1] + 1))
    first_cohort = int(context.years[0]) - inputs.FIRST_COHORT
    leaving_kernels.fill(first_cohort, law, groups.deemed, rule_table_by_year(context, "pension.payout_months"), out)
    return out


def _spans(entry: Floats) -> NDArray[np.int64]:
    ages = [np.flatnonzero(of_group.sum(axis=0)) for of_group in entry]
    return np.array([(found[0], found[-1] + 1) for found in ages])


def _normal_table() -> Floats:
    """[step, (share below, density)] of the standard normal distribution, between its limits and one step beyond."""
    z = np.arange(int(2 * LIMIT * STEPS) + 2) / STEPS - LIMIT
    return np.stack([ndtr(z), np.exp(-z * z / 2.0) / np.sqrt(2.0 * np.pi)], axis=1)
