"""Loops over the contacts of a block with medical care: choices by weight, stays that exclude each other, what is paid.

All draws enter as arrays of numbers from 0 to 1.
"""

# mypy: allow-untyped-defs

import math

from core.compiled import compiled, njit
from rules.formulas.medical import covered_amount, reimbursed_amount

_covered = compiled(covered_amount)
_reimbursed = compiled(reimbursed_amount)
_STAY = 3
# Rates have at most four decimals, so a half fen is a half or off by 0.0001 at least: this closes the gap of float64.
_TRUST = 1e-6


@njit(cache=True)
def choose(cumulative, row, u, chosen):
    """chosen [n]: the first place of cumulative[row[n]] that lies above u[n]; rows of `cumulative` rise to 1."""
    width = cumulative.shape[1]
    for n in range(row.size):
        line = cumulative[row[n]]
        low, high = 0, width - 1
        while low < high:
            middle = (low + high) // 2
            if line[middle] > u[n]:
                high = middle
            else:
                low = middle + 1
        chosen[n] = low


@njit(cache=True)
def keep_apart(person, day, way, length, u, kept_in_stay, keeps):
    """Mark the contacts that stand, in the order of person and day, and shorten stays that the next one cuts off.

    Of two stays that begin on one day the first stands. A visit within a stay stands with the chance `kept_in_stay`.
    """
    last = -1
    for n in range(person.size):
        same = last >= 0 and person[last] == person[n]
        inside = same and day[n] < day[last] + length[last]
        if way[n] == _STAY:
            keeps[n] = not inside or day[n] > day[last]
            if inside and keeps[n]:
                length[last] = day[n] - day[last]
            if keeps[n]:
                last = n
        else:
            keeps[n] = not inside or day[n] == day[last] or u[n] < kept_in_stay


@njit(cache=True)
def pay(person, year, month, group, place, level, amount, deductible, rate, ceiling, fund):
    """fund [bill] in fen, for bills in the order of person and time.

    year, month   [bill] of the treatment, counted from the beginning of history
    group         [bill] 0 employee, 1 retiree, 2 resident
    place         [bill] 0 outpatient, 1 inpatient; −1 for bills in which the fund takes no part
    level         [bill] 0 primary, 1 secondary, 2 tertiary
    amount        [bill] fen within the catalogue
    deductible, rate   [month, group, place, level] fen a year; share, negative where there is no rule
    ceiling       [group, year] fen that the fund pays at most in a year
    """
    open_person, open_year, paid_fund = -1, -1, 0
    outpatient_deducted, inpatient_deducted = 0.0, 0.0
    for n in range(person.size):
        if person[n] != open_person or year[n] != open_year:
            open_person, open_year, paid_fund = person[n], year[n], 0
            outpatient_deducted = inpatient_deducted = 0.0
        fund[n] = 0
        if place[n] < 0 or rate[month[n], group[n], place[n], level[n]] < 0.0:
            continue
        own_first = float(deductible[month[n], group[n], place[n], level[n]])
        before = inpatient_deducted if place[n] == 1 else outpatient_deducted
        first = max(own_first - before, 0.0)
        room = float(ceiling[group[n], year[n]] - paid_fund)
        covered = _covered(float(amount[n]), first, room)
        share = _reimbursed(covered, rate[month[n], group[n], place[n], level[n]])
        fund[n] = math.floor(share + 0.5 + _TRUST)
        paid_fund += fund[n]
        before += min(first, float(amount[n]))
        if place[n] == 1:
            inpatient_deducted = before
        else:
            outpatient_deducted = before
