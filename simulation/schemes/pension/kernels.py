"""One calendar year of a pension scheme: ageing, death, retirement, entry, contributions and pensions paid.

The functions work in place on a `members.PensionStock` and add to one row of `figures.FLOWS` per group and year.
"""

# mypy: allow-untyped-defs

from math import erf, exp, pi, sqrt

import numpy as np

from rules.formulas import pension as law
from rules.formulas import retirement as ages
from simulation.compiled import compiled, njit
from simulation.schemes.pension.figures import (
    ACCOUNT_GONE,
    ACCOUNT_IN,
    ACCOUNT_MOVED,
    ACCOUNT_OUT,
    ACTIVE_DIED,
    CREDIT,
    ENTERED,
    LEFT_SHORT,
    NEW_MONTHS,
    NEW_PAID,
    POOLED_IN,
    POOLED_OUT,
    REFUNDS,
    RETIRED_DIED,
    RETIRED_NEW,
    SHORTFALL_IN,
    UNFUNDED_OUT,
    WITHDREW,
)

_basic = compiled(law.basic_pension)
_transitional = compiled(law.transitional_pension)
_account = compiled(law.account_pension)
_credited = compiled(law.credited_balance)
_indexed = compiled(law.indexed_pension)
_payout_months = compiled(ages.payout_months)

OLDEST = 100
# Nobody is a member below the first, draws below the second, or works beyond the third.
YOUNGEST_MEMBER, YOUNGEST_DRAWING, OLDEST_AT_WORK = 14, 40, 70
MIDDLE, NEW = 1, 2


@njit(cache=True, nogil=True)
def project_members(first_year, first_cohort, persons, dying, payout, years, groups, leaving, stock, out, stocks):
    """Carry `stock` through every year of `out` in place; persons [year, sex, age] has the base year in row 0.

    payout  [year, age − 40] months by which accounts are divided
    stocks  [STOCKS, group, year] filled with the members and accounts at each 31 December
    """
    for row in range(out.shape[1]):
        year = first_year + row
        for group in range(out.shape[0]):
            for sex in range(2):
                _age_retired(row, group, sex, dying, years, groups, stock, out[group, row])
                _age_active(
                    row, year - first_cohort, group, sex, dying, payout, years, groups, leaving, stock, out[group, row]
                )
        _enter(row, persons[row + 1], years, groups, stock, out)
        for group in range(out.shape[0]):
            _count(row, group, stock, stocks)


@njit(cache=True)
def _count(row, group, stock, stocks):
    for sex in range(2):
        for age in range(YOUNGEST_MEMBER, OLDEST + 1):
            heads = 0.0
            for kind in range(3):
                stocks[kind, group, row] += stock.retired[kind, group, sex, age]
                heads += stock.retired[kind, group, sex, age]
            stocks[3, group, row] += stock.active[group, sex, age]
            stocks[4, group, row] += stock.active[group, sex, age] * stock.account[group, sex, age]
            stocks[5, group, row] += heads * stock.account_left[group, sex, age]


@njit(cache=True)
def _age_retired(row, group, sex, dying, years, groups, stock, flow):
    growth, credit = years.indexation[row], years.credit[row]
    for age in range(YOUNGEST_DRAWING, OLDEST + 1):
        heads = _drawing(group, sex, age, stock)
        if heads > 0.0:
            q = min(1.0, dying[row, sex, age] * groups.death_retired[group])
            account_part = stock.account_pension[group, sex, age]
            whole = _indexed(stock.pooled_pension[group, sex, age] + account_part, growth)
            pooled = whole - account_part
            opening = stock.account_left[group, sex, age]
            yearly = 12.0 * account_part
            credited = _credited(opening, 0.0, credit, 0.0)
            funded = min(yearly, credited)
            lived = heads * (1.0 - q / 2.0)
            flow[POOLED_OUT] += lived * 12.0 * pooled
            flow[ACCOUNT_OUT] += lived * funded
            flow[UNFUNDED_OUT] += lived * (yearly - funded)
            flow[REFUNDS] += heads * q * (credited - funded / 2.0)
            flow[RETIRED_DIED] += heads * q
            flow[CREDIT] += heads * (credited - opening)
            stock.pooled_pension[group, sex, age] = pooled
            stock.account_left[group, sex, age] = credited - funded
            for kind in range(3):
                stock.retired[kind, group, sex, age] *= 1.0 - q
    _older_retired(group, sex, stock)


@njit(cache=True)
def _older_retired(group, sex, stock):
    before = _drawing(group, sex, OLDEST, stock)
    joining = _drawing(group, sex, OLDEST - 1, stock)
    both = before + joining
    if both > 0.0:
        for cells in (stock.pooled_pension, stock.account_pension, stock.account_left):
            cells[group, sex, OLDEST] = (
                before * cells[group, sex, OLDEST] + joining * cells[group, sex, OLDEST - 1]
            ) / both
    for kind in range(3):
        heads = stock.retired[kind, group, sex]
        heads[OLDEST] += heads[OLDEST - 1]
        for age in range(OLDEST - 1, YOUNGEST_DRAWING, -1):
            heads[age] = heads[age - 1]
        heads[YOUNGEST_DRAWING] = 0.0
    for cells in (stock.pooled_pension, stock.account_pension, stock.account_left):
        row = cells[group, sex]
        for age in range(OLDEST - 1, YOUNGEST_DRAWING, -1):
            row[age] = row[age - 1]


@njit(inline="always")
def _drawing(group, sex, age, stock):
    return stock.retired[0, group, sex, age] + stock.retired[1, group, sex, age] + stock.retired[2, group, sex, age]


@njit(cache=True)
def _age_active(row, cohort_at_birth, group, sex, dying, payout, years, groups, leaving, stock, flow):
    paying, base, credit = years.paying[group, row], years.base[group, row], years.credit[row]
    entry_of_year = years.index_entry[group, row]
    deposit = paying * base * years.account_rate[group, row]
    for age in range(OLDEST_AT_WORK + 1, YOUNGEST_MEMBER, -1):
        heads = stock.active[group, sex, age - 1]
        stock.active[group, sex, age] = 0.0
        if heads <= 0.0:
            continue
        opening = stock.account[group, sex, age - 1]
        half_year = _credited(opening, deposit / 2.0, credit, 0.25)
        whole_year = _credited(opening, deposit, credit, 0.5)
        died = heads * min(1.0, dying[row, sex, age - 1] * groups.death_active[group])
        cohort = cohort_at_birth - age
        worked = stock.years[group, sex, age - 1]
        index_sum = stock.index_sum[group, sex, age - 1]
        goes = chance_of_leaving(leaving, group, sex, cohort, row) if age >= YOUNGEST_DRAWING else 0.0
        if age > OLDEST_AT_WORK:
            goes = 1.0
        left = 0.0
        if goes > 0.0:
            left = _retire(
                row, cohort, group, sex, age, (heads - died) * goes, worked + paying / 2.0,
                index_sum + paying * entry_of_year / 2.0, half_year, payout, years, groups, leaving, stock, flow,
            )  # fmt: skip
        stays = heads - died - left
        stock.active[group, sex, age] = stays
        stock.years[group, sex, age] = worked + paying
        stock.index_sum[group, sex, age] = index_sum + paying * entry_of_year
        stock.account[group, sex, age] = whole_year
        years_paid = stays + (died + left) / 2.0
        flow[ACTIVE_DIED] += died
        flow[REFUNDS] += died * half_year
        flow[POOLED_IN] += years_paid * paying * base * years.pooled_rate[group, row]
        flow[ACCOUNT_IN] += years_paid * deposit
        flow[CREDIT] += stays * (whole_year - opening - deposit)
        flow[CREDIT] += (died + left) * (half_year - opening - deposit / 2.0)
    stock.active[group, sex, YOUNGEST_MEMBER] = 0.0


@njit(inline="always")
def chance_of_leaving(leaving, group, sex, cohort, row):
    """Chance that a member still at work leaves in the year; a quarter of those past every regular month."""
    remaining = 1.0 - leaving.gone_before[group, sex, cohort, row]
    if remaining <= 1e-9:
        return 0.25
    return min(1.0, leaving.share[group, sex, cohort, row] / remaining)


@njit(inline="always")
def _retire(
    row, cohort, group, sex, age, reaching, worked, index_sum, account, payout, years, groups, leaving, stock, flow
):
    """Of `reaching` members, those who leave: with a pension, after paying missing years, or short of years.

    Some of those short of years work on, though nobody beyond the oldest age at work. The pooled fund takes all that
    is paid for missing years.
    """
    deemed = groups.deemed[group, sex, cohort]
    needed = years.minimum_years[row]
    short, enough_years, too_few_years = _either_side(needed, worked + deemed, groups.spread[group])
    extends = reaching * short * groups.extend[group] if age <= OLDEST_AT_WORK else 0.0
    buys = reaching * short * groups.buy[group]
    qualifies = reaching * (1.0 - short)
    withdraws = reaching - extends - buys - qualifies
    flow[LEFT_SHORT] += withdraws
    flow[ACCOUNT_MOVED] += withdraws * account
    drawing = qualifies + buys
    if drawing > 0.0:
        rate = years.pooled_rate[group, row] + years.account_rate[group, row]
        flow[SHORTFALL_IN] += buys * (needed - too_few_years) * years.base[group, row] * rate
        total_years = (qualifies * enough_years + buys * needed) / drawing
        _start_pension(
            row, cohort, group, sex, age, drawing, max(total_years, needed), deemed, index_sum / max(worked, 1e-9),
            account, payout, years, groups, leaving, stock, flow,
        )  # fmt: skip
    return drawing + withdraws


@njit(cache=True)
def _either_side(needed, mean, spread):
    """Of a normal distribution of years: the share below `needed`, and the means at or above it and below it."""
    z = (needed - mean) / spread
    if z < -6.0 or needed <= 0.0:
        return 0.0, mean, needed
    if z > 6.0:
        return 1.0, needed, max(mean, 0.0)
    below = 0.5 * (1.0 + erf(z / sqrt(2.0)))
    density = spread * exp(-z * z / 2.0) / sqrt(2.0 * pi)
    return below, mean + density / (1.0 - below), min(needed, max(mean - density / below, 0.0))


@njit(inline="always")
def _start_pension(
    row,
    cohort,
    group,
    sex,
    age,
    heads,
    total_years,
    deemed,
    index,
    account,
    payout,
    years,
    groups,
    leaving,
    stock,
    flow,
):
    wage = years.wage[row]
    pooled = groups.supplement[group] * (
        _basic(wage, index, total_years, years.accrual_rate[row])
        + _transitional(wage, index, deemed, years.transition_rate[row])
    )
    age_months = leaving.age_months[group, sex, cohort, row]
    months = leaving.months_drawn[group, sex, cohort, row]
    if age_months <= 0.0:
        age_months, months = 12.0 * age, 6.0
    from_account = _account(account, _payout_months(int(age_months + 0.5), payout[row]))
    paid_from_account = min(account, from_account * months)
    flow[RETIRED_NEW] += heads
    flow[NEW_MONTHS] += heads * (pooled + from_account)
    flow[NEW_PAID] += heads * months * (pooled + from_account)
    flow[POOLED_OUT] += heads * months * pooled
    flow[ACCOUNT_OUT] += heads * paid_from_account
    flow[UNFUNDED_OUT] += heads * (months * from_account - paid_from_account)
    kind = MIDDLE if deemed > 0.5 else NEW
    before = _drawing(group, sex, age, stock)
    whole = before + heads
    _blend(stock.pooled_pension, group, sex, age, before / whole, pooled)
    _blend(stock.account_pension, group, sex, age, before / whole, from_account)
    _blend(stock.account_left, group, sex, age, before / whole, account - paid_from_account)
    stock.retired[kind, group, sex, age] += heads


@njit(inline="always")
def _blend(cells, group, sex, age, weight_before, joining):
    cells[group, sex, age] = weight_before * cells[group, sex, age] + (1.0 - weight_before) * joining


@njit(cache=True)
def _enter(row, persons, years, groups, stock, out):
    """Bring every group to its target: new members among persons not yet covered, or members who withdraw."""
    free = _uncovered(persons, stock)
    for group in range(out.shape[0]):
        target = years.target[group, row]
        if np.isnan(target):
            continue
        need = target
        for sex in range(2):
            for age in range(YOUNGEST_MEMBER, OLDEST_AT_WORK + 1):
                need -= stock.active[group, sex, age]
        if need >= 0.0:
            _admit(row, group, need, free, years, groups, stock, out[group, row])
        else:
            _release(group, -need, stock, out[group, row])


@njit(cache=True)
def _uncovered(persons, stock):
    """[sex, age] persons whom no group covers."""
    free = persons.copy()
    for group in range(stock.active.shape[0]):
        for sex in range(2):
            for age in range(YOUNGEST_MEMBER, OLDEST + 1):
                covered = stock.active[group, sex, age]
                for kind in range(3):
                    covered += stock.retired[kind, group, sex, age]
                free[sex, age] -= covered
    for sex in range(2):
        for age in range(OLDEST + 1):
            free[sex, age] = max(0.0, free[sex, age])
    return free


@njit(cache=True)
def _admit(row, group, need, free, years, groups, stock, flow):
    room = 0.0
    for sex in range(2):
        for age in range(YOUNGEST_MEMBER, OLDEST_AT_WORK):
            room += groups.entry[group, sex, age] * free[sex, age]
    if room <= 0.0:
        return
    paying = years.paying[group, row] / 2.0
    deposit = paying * years.base[group, row] * years.account_rate[group, row]
    account = _credited(0.0, deposit, years.credit[row], 0.25)
    intensity = need / room
    for sex in range(2):
        for age in range(YOUNGEST_MEMBER, OLDEST_AT_WORK):
            joining = free[sex, age] * min(1.0, intensity * groups.entry[group, sex, age])
            if joining <= 0.0:
                continue
            free[sex, age] -= joining
            before = stock.active[group, sex, age]
            weight = before / (before + joining)
            _blend(stock.years, group, sex, age, weight, paying)
            _blend(stock.index_sum, group, sex, age, weight, paying * years.index_entry[group, row])
            _blend(stock.account, group, sex, age, weight, account)
            stock.active[group, sex, age] = before + joining
            flow[ENTERED] += joining
            flow[POOLED_IN] += joining * paying * years.base[group, row] * years.pooled_rate[group, row]
            flow[ACCOUNT_IN] += joining * deposit
            flow[CREDIT] += joining * (account - deposit)


@njit(cache=True)
def _release(group, surplus, stock, flow):
    """Members below 45 withdraw evenly; what is recorded for them leaves the scheme with them."""
    young = stock.active[group, :, :45].sum()
    if young <= 0.0:
        return
    share = min(1.0, surplus / young)
    for sex in range(2):
        for age in range(45):
            goes = share * stock.active[group, sex, age]
            stock.active[group, sex, age] -= goes
            flow[WITHDREW] += goes
            flow[ACCOUNT_GONE] += goes * stock.account[group, sex, age]
