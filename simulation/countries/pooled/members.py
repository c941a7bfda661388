"""The members of the employees' pensions on the day a pool's figures end, by group, sex and single age."""

import numpy as np

from datapool.aggregates.published import Aggregates
from simulation.countries.pooled.estimates import Floats, amount, by_age
from simulation.countries.pooled.levels import (
    ANY,
    DRAWING,
    EMPLOYEES,
    FEN,
    INTERRUPTED,
    PAYING,
    PLACES,
    PUBLIC_BODIES,
)
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension.employees import GROUPS
from simulation.schemes.pension.inputs import MONTHS, PensionGroup, gone_by_base
from simulation.schemes.pension.members import MIDDLE, PensionStock
from simulation.schemes.pension.opening import PublishedMembers, opening_stock

YOUNGEST, OLDEST_AT_WORK, YOUNGEST_DRAWING = 16, 70, 40
# Pensioners of enterprises are not told apart from former flexible workers: they stand in the first group.
_DRAWING = {"employee": EMPLOYEES, "public": PUBLIC_BODIES}


def stock_of(aggregates: Aggregates, context: SchemeContext) -> PensionStock:
    """Members and pensions as counted; years, indices and accounts of those at work follow the nation's careers.

    Inside a band, members are spread as the people who have not reached retirement, pensioners as those who have.
    """
    published = PublishedMembers(*_totals(aggregates))
    stock = opening_stock(context, GROUPS, published)
    people, year = context.persons()[0], aggregates.last_year
    ages = np.arange(people.shape[1])
    for row, group in enumerate(GROUPS):
        gone = gone_by_base(context, group)
        at_work = people * (1.0 - gone) * ((ages >= YOUNGEST) & (ages <= OLDEST_AT_WORK))
        scheme, form = PLACES[group.name]
        stock.active[row] = sum(
            by_age(aggregates, "members", "persons", (year, scheme, state, form), at_work)
            for state in (PAYING, INTERRUPTED)
        )
        stock.active[row, :, ages > OLDEST_AT_WORK] = 0.0
        _place_pensioners(aggregates, stock, row, group, people * gone * (ages >= YOUNGEST_DRAWING))
    return stock


def _place_pensioners(
    aggregates: Aggregates, stock: PensionStock, row: int, group: PensionGroup, shape: Floats
) -> None:
    heads, pension = np.zeros_like(shape), np.zeros_like(shape)
    if group.name in _DRAWING:
        path = (aggregates.last_year, _DRAWING[group.name], DRAWING, ANY)
        heads = by_age(aggregates, "members", "persons", path, shape)
        paid = by_age(aggregates, "members", "pension", path, shape) / FEN
        mean = paid.sum() / max(heads.sum(), 1e-9)
        pension = np.divide(paid, heads, out=np.full_like(paid, mean), where=heads > 1e-6)
    national = stock.retired[:, row]
    all_kinds = national.sum(axis=0)
    kinds = np.divide(national, all_kinds, out=np.zeros_like(national), where=all_kinds > 0.0)
    kinds[MIDDLE] += all_kinds <= 0.0
    stock.retired[:, row] = kinds * heads
    whole = stock.pooled_pension[row] + stock.account_pension[row]
    share = np.divide(stock.account_pension[row], whole, out=np.zeros_like(whole), where=whole > 0.0)
    months_left = np.divide(
        stock.account_left[row], stock.account_pension[row], out=np.zeros_like(whole), where=share > 0.0
    )
    stock.account_pension[row] = pension * share
    stock.pooled_pension[row] = pension - stock.account_pension[row]
    stock.account_left[row] = stock.account_pension[row] * months_left


def _totals(aggregates: Aggregates) -> tuple[float, float, float, float]:
    """Active members, pensioners now and a year before, and yuan of pensions in the year."""
    year, before = aggregates.last_year, max(aggregates.last_year - 1, aggregates.first_year)
    schemes = (EMPLOYEES, PUBLIC_BODIES)
    active = sum(amount(aggregates, "members", "persons", year, each, PAYING) for each in schemes)
    retired, retired_before = (
        sum(amount(aggregates, "members", "persons", at, each, DRAWING) for each in schemes) for at in (year, before)
    )
    paid = sum(amount(aggregates, "members", "pension", year, each, DRAWING) for each in schemes) / FEN * MONTHS
    return active, retired, retired_before, paid
