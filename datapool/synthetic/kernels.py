"""Working lives month by month, and the benefits that follow from them; formulas are those of the rule book."""

# mypy: allow-untyped-defs

import numpy as np

from core.compiled import compiled, njit
from rules.formulas import contribution, pension, residents, unemployment

NOBODY, FLEXIBLE, NEVER = -1, -2, 2**31 - 1
EMPLOYEE, SELF, RESIDENT = 0, 1, 2
FEN = 100.0
MONTHS = 12

_contribution_base = compiled(contribution.contribution_base)
_contribution = compiled(contribution.contribution)
_credited_balance = compiled(pension.credited_balance)
_basic_pension = compiled(pension.basic_pension)
_account_pension = compiled(pension.account_pension)
_transitional_pension = compiled(pension.transitional_pension)
_pension_total = compiled(pension.pension_total)
_indexed_pension = compiled(pension.indexed_pension)
_resident_pension = compiled(residents.resident_pension)
_benefit_months = compiled(unemployment.benefit_months)


@njit(cache=True, nogil=True)
def pick(cumulative, low, high, chance):
    """The position between low and high − 1 whose cumulative weight first exceeds `chance` of their sum."""
    before = cumulative[low - 1] if low > 0 else 0.0
    target = before + chance * (cumulative[high - 1] - before)
    while low < high - 1:
        middle = (low + high - 1) // 2
        if cumulative[middle] > target:
            high = middle + 1
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def open_employer(market, start, order, cumulative, opened, closed, month, chance):
    """An employer of the market that is open in the month; the private market where there is no public body."""
    if start[market] == start[market + 1]:
        market -= 1
    low, high = start[market], start[market + 1]
    for _ in range(8):
        employer = order[pick(cumulative, low, high, chance)]
        if opened[employer] <= month < closed[employer]:
            return employer
        chance = (chance * 7.0 + 0.377) % 1.0
    for place in range(low, high):
        if opened[order[place]] <= month < closed[order[place]]:
            return order[place]
    return NOBODY


@njit(cache=True, nogil=True)
def live(
    work_start, stop, sector, market, start, order, cumulative, opened, closed, tenure_at_start, leave_by_year, finding,
    public_factor, is_public, back_at_once, to_flexible, chances, works_for, insured_by, lost,
):  # fmt: skip
    """Carry every person from month to month: at work, between jobs, paying for themselves.

    work_start, stop  [person] first month of work, first month no longer at work (retired, dead, out of the province)
    market            [person, 2] labour market (prefecture × public or private) before and after a move, and
    tenure_at_start   [person] completed months with the employer when history begins
    chances           [person, month, 3] uniform
    lost              [person, month] 1 where a job was lost against the person's will, else 0
    """
    months = works_for.shape[1]
    for person in range(works_for.shape[0]):
        if sector[person] == RESIDENT:
            continue
        employer, tenure, alone = NOBODY, tenure_at_start[person], sector[person] == SELF
        for month in range(max(0, work_start[person]), min(stop[person], months)):
            u = chances[person, month]
            here = market[person, month]
            if alone:
                insured_by[person, month] = FLEXIBLE
                if sector[person] == EMPLOYEE and u[0] < 0.01:
                    alone = False
                continue
            if employer == NOBODY:
                first = month == max(0, work_start[person])
                if u[0] < (0.92 if first else finding):
                    employer = open_employer(here, start, order, cumulative, opened, closed, month, u[1])
                    tenure = tenure_at_start[person] if first else 0
            elif closed[employer] <= month or (month > 0 and market[person, month] != market[person, month - 1]):
                if closed[employer] <= month:
                    lost[person, month] = 1
                employer = NOBODY
            else:
                year = min(tenure // MONTHS, leave_by_year.size - 1)
                leaves = leave_by_year[year] * (public_factor if is_public[employer] else 1.0)
                if u[0] < leaves:
                    employer, tenure = NOBODY, 0
                    if u[2] < to_flexible:
                        alone = True
                    elif u[2] < to_flexible + back_at_once:
                        employer = open_employer(here, start, order, cumulative, opened, closed, month, u[1])
                    elif u[2] > 0.5 * (1.0 + to_flexible + back_at_once):
                        lost[person, month] = 1
            if employer != NOBODY:
                works_for[person, month] = employer
                insured_by[person, month] = employer
                tenure += 1
            elif alone:
                insured_by[person, month] = FLEXIBLE


@njit(cache=True, nogil=True)
def earn(
    works_for, insured_by, level, person_level, year_level, wage_level, current_wage, average_wage, floor, ceiling,
    first_month, flexible_at_floor, wage, base,
):  # fmt: skip
    """Fill true wages and declared bases, yuan a month; a base stays as it is for a calendar year.

    person_level  [person] over the average;  year_level [person, year];  wage_level [employer]
    level         [month] 1.0, or less where wages were cut for all
    flexible_at_floor  [person] whether those who pay for themselves choose the lowest base
    """
    for person in range(wage.shape[0]):
        for month in range(wage.shape[1]):
            year = (month + first_month) // MONTHS
            own = person_level[person] * year_level[person, year]
            employer = works_for[person, month]
            if employer >= 0:
                wage[person, month] = round(own * wage_level[employer] * current_wage[month] * level[month])
            if insured_by[person, month] >= 0:
                base[person, month] = _contribution_base(
                    wage[person, month], average_wage[month], floor[month], ceiling[month]
                )
            elif insured_by[person, month] == FLEXIBLE:
                share = floor[month] if flexible_at_floor[person] else min(max(own, floor[month]), ceiling[month])
                base[person, month] = average_wage[month] * share
            base[person, month] = np.floor(base[person, month])


@njit(cache=True, nogil=True)
def claim_dole(lost, works_for, insured_by, months_before, claims, starts, lengths, longest, benefit, due):
    """Fill unemployment benefit in fen for those who lost their job, month by month until they work again."""
    for person in range(lost.shape[0]):
        paid = months_before[person]
        left = 0.0
        for month in range(lost.shape[1]):
            if insured_by[person, month] >= 0:
                paid += 1
                left = 0.0
            if lost[person, month] == 1 and claims[person, month] and paid >= starts[0]:
                scale = 0.0
                for step in range(starts.size):
                    if paid >= starts[step]:
                        scale = lengths[step]
                left = _benefit_months(scale, 0.0, longest)
                paid = 0
            if left > 0 and works_for[person, month] == NOBODY and insured_by[person, month] == NOBODY:
                due[person, month] = round(benefit[month] * FEN)
                left -= 1


@njit(cache=True, nogil=True)
def gather(base, insured_by, average_wage, account_rate, credit, share_of_year, first_month, until, balance, sums):
    """Contribution months, the sum of indices and the personal account until a month, from those before history.

    until    [person] first month that no longer counts
    balance  [person] fen, in: at the beginning of history; out: at `until`
    sums     [person, 2] in and out: contribution months; sum over them of base over average wage
    """
    for person in range(base.shape[0]):
        opening, paid = balance[person] / FEN, 0.0
        last = min(until[person], base.shape[1])
        for month in range(last):
            if insured_by[person, month] != NOBODY and base[person, month] > 0:
                paid += _contribution(base[person, month], account_rate[month])
                sums[person, 0] += 1
                sums[person, 1] += base[person, month] / average_wage[month]
            if (month + first_month + 1) % MONTHS == 0 or month == last - 1:
                year = (month + first_month) // MONTHS
                if (month + first_month + 1) % MONTHS == 0:
                    opening = _credited_balance(opening, paid, credit[year], share_of_year[year])
                else:
                    opening += paid
                paid = 0.0
        balance[person] = round(opening * FEN)


@njit(cache=True, nogil=True)
def award(chosen, average_wage, index, years, deemed_years, accrual, transition, balance, payout, parts):
    """parts [person, 4] yuan a month: basic, account and transitional pension and their sum, for those chosen."""
    for person in range(chosen.size):
        if chosen[person]:
            parts[person, 0] = _basic_pension(average_wage[person], index[person], years[person], accrual[person])
            parts[person, 1] = _account_pension(balance[person], payout[person])
            parts[person, 2] = _transitional_pension(
                average_wage[person], index[person], deemed_years[person], transition[person]
            )
            parts[person, 3] = _pension_total(parts[person, 0], parts[person, 1], parts[person, 2])


@njit(cache=True, nogil=True)
def pay_employees(chosen, first_paid, last_paid, amount, increase, first_month, due):
    """Fill pensions due in fen from the first month of benefit to the month of death, raised each January."""
    months = due.shape[1]
    for person in range(chosen.size):
        if not chosen[person]:
            continue
        monthly = amount[person]
        for month in range(max(first_paid[person], 0), min(last_paid[person] + 1, months)):
            year = (month + first_month) // MONTHS
            is_january = (month + first_month) % MONTHS == 0
            retired_earlier = first_paid[person] < month
            if is_january and retired_earlier:
                monthly = _indexed_pension(monthly, increase[year])
            due[person, month] = round(monthly * FEN)


@njit(cache=True, nogil=True)
def pay_residents(chosen, first_paid, last_paid, minimum, local, account, due):
    """Fill residents' pensions due in fen."""
    for person in range(chosen.size):
        if chosen[person]:
            for month in range(max(first_paid[person], 0), min(last_paid[person] + 1, due.shape[1])):
                due[person, month] = round(_resident_pension(minimum[month], local, account[person]) * FEN)
