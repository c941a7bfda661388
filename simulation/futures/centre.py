"""The central path of a scenario as the arrays that the kernel of many futures reads."""

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china import funds, pack
from simulation.countries.china.bases import LAST_COUNTED_YEAR
from simulation.countries.china.population import PlannedPeople
from simulation.futures import figures
from simulation.futures.figures import Centre, Opening
from simulation.futures.other_funds.figures import FUNDS
from simulation.futures.other_funds.inputs import OtherFunds, other_funds
from simulation.futures.pension.inputs import members_at_opening, pension_of
from simulation.futures.people.inputs import people_of
from simulation.scenario import NATION
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS
from simulation.schemes.pension.members import PensionStock
from simulation.schemes.pension.opening import opening_stock

Floats = NDArray[np.float64]

FIRST_UNCERTAIN_YEAR = LAST_COUNTED_YEAR + 1


def centre_of(context: SchemeContext, planned: PlannedPeople, lowest_fertility: float) -> Centre:
    """The central path of a China scenario; chance plays from FIRST_UNCERTAIN_YEAR on.

    planned           what the population of `context` was carried on by
    lowest_fertility  children per woman below which no path goes
    """
    stock = opening_stock(context, GROUPS, funds.employees_opening(context).members)
    others = other_funds(context, GROUPS)
    return Centre(
        first_uncertain=int(FIRST_UNCERTAIN_YEAR - context.years[0]),
        people=people_of(
            planned,
            context.assumptions.text("demography.base"),
            context.persons()[0],
            context.years,
            floor=lowest_fertility,
            part=_part_of_nation(context),
        ),
        economy=_economy(context),
        pension=pension_of(context, stock),
        amounts=others.amounts,
        since=others.since,
        records=others.records,
        rates=_rates(context),
        weights=others.weights,
        span=_spans(others.weights),
        opening=_opening(context, stock, others),
    )


def _part_of_nation(context: SchemeContext) -> float:
    """Share of the nation's people who live here at the opening."""
    if context.region == NATION:
        return 1.0
    nation = pack.population_of(context.assumptions, max(context.base_year, LAST_COUNTED_YEAR))
    return float(context.persons()[0].sum() / nation.at(context.base_year).sum())


def _economy(context: SchemeContext) -> Floats:
    rows = ("macro.real_wage_growth", "macro.cpi", "macro.income_beyond_wages", "pension.indexation")
    further = ("pension.account_rate", "pension.indexation_follows_wages")
    return np.stack([context.assume(row) for row in rows + further])


def _rates(context: SchemeContext) -> Floats:
    rates = [funds.interest_rates(context, fund) for fund in FUNDS]
    each = [(of_fund.deposit, of_fund.investment, of_fund.entrusted_share, of_fund.borrowing) for of_fund in rates]
    return np.ascontiguousarray(np.swapaxes(np.array(each), 0, 1))


def _opening(context: SchemeContext, stock: PensionStock, others: OtherFunds) -> Opening:
    balances = funds.opening_balances(context, funds.employees_opening(context))
    published = context.published
    return Opening(
        members=members_at_opening(stock, context.years.size),
        insured=stock.active.sum(axis=(1, 2)),
        balances=np.array(
            [balance for _, balance in balances.values()]
            + [published.at(f"{fund}.accumulated_balance", context.base_year) for fund in FUNDS[len(balances) :]]
        ),
        accounts=others.accounts,
        injury_pensioners=others.injury_pensioners,
    )


def _spans(weights: Floats) -> NDArray[np.int64]:
    """[weight, (first age, one beyond the last)] where any year has a weight."""
    used = (weights != 0.0).any(axis=(0, 2))
    ages = [np.flatnonzero(row) for row in used]
    return np.array([(found[0], found[-1] + 1) for found in ages])


def shapes(centre: Centre) -> tuple[int, int, int]:
    """Projected years, groups of the employees' pension, and sums over people."""
    return centre.economy.shape[1], centre.opening.insured.size, centre.weights.shape[1]


def workspace(centre: Centre, block: int = figures.BLOCK) -> figures.Workspace:
    """Room for one block of paths."""
    return figures.workspace_for(shapes(centre), centre.opening, block)
