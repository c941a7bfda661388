"""Wages, incomes and prices of many futures in plain NumPy, and what they make of the employees' pension."""

import numpy as np
from numpy.typing import NDArray

from simulation.futures.figures import (
    COMPLIANCE_FACTOR,
    COVERAGE_FACTOR,
    INTEREST_MORE,
    JOBLESS_MORE,
    MEDICAL_MORE,
    PRICES_MORE,
    WAGES_MORE,
    Centre,
)
from simulation.futures.other_funds import figures as rows
from simulation.futures.pension import figures as members

Floats = NDArray[np.float64]


def move_indices(economy: Floats, chance: Floats, paths: Floats, common: Floats) -> None:
    """Move `paths` and `common` to a year: economy [row] is central, chance [row, path] what is added to it."""
    real, prices, beyond, increase, crediting, follows = economy
    central = (1.0 + real) * (1.0 + prices)
    paths[[rows.WAGES_BEFORE, rows.INCOMES_BEFORE, rows.COVERED_BEFORE]] = paths[
        [rows.WAGES, rows.INCOMES, rows.COVERED]
    ]
    common[members.GROWTH] = np.maximum(min(0.0, increase), increase + follows * paths[rows.WAGE_GAP])
    common[members.CREDIT] = np.maximum(0.0, crediting + chance[PRICES_MORE] + chance[INTEREST_MORE])
    grown = (1.0 + real + chance[WAGES_MORE]) * (1.0 + prices + chance[PRICES_MORE])
    paths[rows.WAGE_GAP] = grown - central
    paths[rows.WAGES] *= grown / central
    paths[rows.INCOMES] *= (grown + beyond) / (central + beyond)
    paths[rows.MEDICAL] *= 1.0 + chance[MEDICAL_MORE]
    paths[rows.COVERED] = chance[COVERAGE_FACTOR]
    paths[rows.COMPLIANCE] = chance[COMPLIANCE_FACTOR]
    paths[rows.MORE_JOBLESS] = chance[JOBLESS_MORE]


def figures_of_groups(pension: members.Pension, row: int, totals: Floats, paths: Floats) -> Floats:
    """[row, group, path] what members pay in the year, and how many of them coverage asks for."""
    share, central_base, coverage = pension.central[:, :, row, None]
    eligible = totals[rows.ELIGIBLE : rows.ELIGIBLE + len(share)]
    paying = np.minimum(1.0, share * paths[rows.COMPLIANCE])
    base = central_base * paths[rows.WAGES_BEFORE]
    deposit = paying * base * pension.law.rates[members.ACCOUNT_RATE, :, row, None]
    return np.stack([paying, base, deposit, coverage * eligible * paths[rows.COVERED]])


def pension_budget(centre: Centre, row: int, fund: int, flows: Floats, paths: Floats) -> tuple[Floats, Floats]:
    """[path] income and outgo before interest of the fund whose groups have `flows` [group, flow, path]."""
    relief, subsidy, more_in, more_out, further = centre.pension.budget[:, fund, row]
    flow, amounts = flows.sum(axis=0), centre.pension.amounts[:, row]
    on_death = flow[members.DIED_RETIRED] * amounts[members.ON_DEATH_RETIRED]
    on_death += flow[members.DIED_ACTIVE] * amounts[members.ON_DEATH_ACTIVE]
    outgo = flow[members.BENEFITS] * (1.0 + more_out) + flow[members.REFUNDS] + flow[members.MOVED]
    outgo += on_death * paths[rows.INCOMES_BEFORE]
    return (flow[members.CONTRIBUTIONS] - relief) * (1.0 + more_in) + further + subsidy * outgo, outgo
