"""The pension kernel over again in plain NumPy: whole arrays of ages, the same formulas of law, no compiler.

The tests hold it against `simulation.schemes.pension.kernels`; the benchmark times it in the kernel's place.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from rules.formulas import pension as law
from rules.formulas import retirement as ages
from simulation.schemes.pension import figures
from simulation.schemes.pension.figures import Groups, Leaving, Stock, Years

Floats = NDArray[np.float64]

OLDEST = 100
FIRST_AT_WORK, LAST_AT_WORK, FIRST_DRAWING = 14, 70, 40
WITHDRAWS_BELOW = 45
MIDDLE, NEW = 1, 2
# Ages at 31 December of those who were members a year before, and the ages they had then.
NOW = np.arange(FIRST_AT_WORK + 1, LAST_AT_WORK + 2)
THEN = NOW - 1
ENTRY = slice(FIRST_AT_WORK, LAST_AT_WORK)
AT_WORK = slice(FIRST_AT_WORK, LAST_AT_WORK + 1)
COVERED = slice(FIRST_AT_WORK, OLDEST + 1)
SURE_OF_YEARS = 6.0

# The formulas of law run on an array of ages as they run on one number.
_basic: Any = law.basic_pension
_transitional: Any = law.transitional_pension
_from_account: Any = law.account_pension
_credited: Any = law.credited_balance
_raised: Any = law.indexed_pension


class Inputs(NamedTuple):
    """The kernel's arguments in its order; `stock`, `out` and `stocks` are changed in place."""

    first_year: int
    first_cohort: int
    persons: Floats
    dying: Floats
    payout: Floats
    years: Years
    groups: Groups
    leaving: Leaving
    stock: Stock
    out: Floats
    stocks: Floats


class Cell(NamedTuple):
    """One sex of one group in one year."""

    row: int
    group: int
    sex: int


class Leavers(NamedTuple):
    """[age] those of one cell who may stop work in the year, and what is recorded for each of them then."""

    reaching: Floats
    worked: Floats
    index_sum: Floats
    account: Floats
    cohort: NDArray[np.int64]


def project_members(*arguments: Any) -> None:
    """Carry the members through every year, as `kernels.project_members` does and with the same arguments."""
    given = Inputs(*arguments)
    divisors = _divisors(given.payout)
    groups, rows = given.out.shape[:2]
    for row in range(rows):
        for group in range(groups):
            for sex in range(2):
                cell = Cell(row, group, sex)
                _pay_pensions(given, cell)
                _grow_older(given.stock, cell)
                _work(given, cell, divisors)
        _meet_targets(given, row)
        _take_stock(given, row)


def _divisors(payout: Floats) -> Floats:
    """[age in months] months by which an account is divided."""
    return np.array([ages.payout_months(months, payout) for months in range(12 * (OLDEST + 1))])


def _book(given: Inputs, cell: Cell, flow: int, amounts: Floats) -> None:
    given.out[cell.group, cell.row, flow] += amounts.sum()


def _pay_pensions(given: Inputs, cell: Cell) -> None:
    """Raise the pensions of 31 December, pay them for the year, and part with those who die half-way through it."""
    row, group, sex = cell
    stock, years = given.stock, given.years
    heads = stock.retired[:, group, sex].sum(axis=0)
    dying = np.minimum(1.0, given.dying[row, sex] * given.groups.death_retired[group])
    fixed = stock.account_pension[group, sex]
    pooled = _raised(stock.pooled_pension[group, sex] + fixed, years.indexation[row]) - fixed
    before = stock.account_left[group, sex]
    held = _credited(before, 0.0, years.credit[row], 0.0)
    drawn = np.minimum(12.0 * fixed, held)
    paid = heads * (1.0 - dying / 2.0)
    _book(given, cell, figures.POOLED_OUT, paid * 12.0 * pooled)
    _book(given, cell, figures.ACCOUNT_OUT, paid * drawn)
    _book(given, cell, figures.UNFUNDED_OUT, paid * (12.0 * fixed - drawn))
    _book(given, cell, figures.REFUNDS, heads * dying * (held - drawn / 2.0))
    _book(given, cell, figures.RETIRED_DIED, heads * dying)
    _book(given, cell, figures.CREDIT, heads * (held - before))
    stock.pooled_pension[group, sex] = pooled
    stock.account_left[group, sex] = held - drawn
    stock.retired[:, group, sex] *= 1.0 - dying


def _grow_older(stock: Stock, cell: Cell) -> None:
    """Pensioners are a year older; the last age gathers all who are beyond it, at their mean pension."""
    _, group, sex = cell
    heads = stock.retired[:, group, sex]
    last = heads[:, OLDEST - 1 :].sum(axis=0)
    for averages in (stock.pooled_pension, stock.account_pension, stock.account_left):
        of_cell = averages[group, sex]
        gathered = np.average(of_cell[OLDEST - 1 :], weights=last) if last.sum() > 0 else 0.0
        of_cell[1:] = of_cell[:-1].copy()
        of_cell[OLDEST] = gathered
    in_last = heads[:, OLDEST - 1 :].sum(axis=1)
    heads[:, 1:] = heads[:, :-1].copy()
    heads[:, 0] = 0.0
    heads[:, OLDEST] = in_last


def _work(given: Inputs, cell: Cell, divisors: Floats) -> None:
    """Members pay for the year, or for half of it where they die or stop work in it."""
    row, group, sex = cell
    stock, years = given.stock, given.years
    paying, base = years.paying[group, row], years.base[group, row]
    entry, credit = years.index_entry[group, row], years.credit[row]
    deposit = paying * base * years.account_rate[group, row]
    heads = np.maximum(stock.active[group, sex, THEN], 0.0)
    opening = stock.account[group, sex, THEN]
    worked, index_sum = stock.years[group, sex, THEN], stock.index_sum[group, sex, THEN]
    at_half = _credited(opening, deposit / 2.0, credit, 0.25)
    at_end = _credited(opening, deposit, credit, 0.5)
    died = heads * np.minimum(1.0, given.dying[row, sex, THEN] * given.groups.death_active[group])
    leavers = Leavers(
        reaching=(heads - died) * _chance_of_leaving(given, cell),
        worked=worked + paying / 2.0,
        index_sum=index_sum + paying * entry / 2.0,
        account=at_half,
        cohort=_cohorts(given, row),
    )
    left = _retire(given, cell, leavers, divisors)
    stays = heads - died - left
    stock.active[group, sex, FIRST_AT_WORK] = 0.0
    stock.active[group, sex, NOW] = stays
    stock.years[group, sex, NOW] = worked + paying
    stock.index_sum[group, sex, NOW] = index_sum + paying * entry
    stock.account[group, sex, NOW] = at_end
    years_paid = stays + (died + left) / 2.0
    _book(given, cell, figures.ACTIVE_DIED, died)
    _book(given, cell, figures.REFUNDS, died * at_half)
    _book(given, cell, figures.POOLED_IN, years_paid * paying * base * years.pooled_rate[group, row])
    _book(given, cell, figures.ACCOUNT_IN, years_paid * deposit)
    _book(given, cell, figures.CREDIT, stays * (at_end - opening - deposit))
    _book(given, cell, figures.CREDIT, (died + left) * (at_half - opening - deposit / 2.0))


def _cohorts(given: Inputs, row: int) -> NDArray[np.int64]:
    return given.first_year + row - given.first_cohort - NOW


def _chance_of_leaving(given: Inputs, cell: Cell) -> Floats:
    """[age] chance that a member still at work stops in the year: by the cohort's pattern, late stayers one in four."""
    row, group, sex = cell
    cohort = _cohorts(given, row)
    waiting = 1.0 - given.leaving.gone_before[group, sex, cohort, row]
    share = given.leaving.share[group, sex, cohort, row]
    is_late = waiting <= 1e-9
    chance = np.where(is_late, 0.25, np.minimum(1.0, share / np.where(is_late, 1.0, waiting)))
    return np.where(NOW > LAST_AT_WORK, 1.0, np.where(NOW < FIRST_DRAWING, 0.0, chance))


def _retire(given: Inputs, cell: Cell, leavers: Leavers, divisors: Floats) -> Floats:
    """[age] members who leave: with a pension, having bought the years they lacked, or without; the rest work on."""
    row, group, sex = cell
    years, of_group = given.years, given.groups
    deemed = of_group.deemed[group, sex, leavers.cohort]
    needed = float(years.minimum_years[row])
    short, mean_enough, mean_short = _about(needed, leavers.worked + deemed, float(of_group.spread[group]))
    lacking = leavers.reaching * short
    works_on = np.where(NOW <= LAST_AT_WORK, lacking * of_group.extend[group], 0.0)
    buys = lacking * of_group.buy[group]
    qualifies = leavers.reaching - lacking
    leaves_short = lacking - works_on - buys
    price = years.base[group, row] * (years.pooled_rate[group, row] + years.account_rate[group, row])
    _book(given, cell, figures.LEFT_SHORT, leaves_short)
    _book(given, cell, figures.ACCOUNT_MOVED, leaves_short * leavers.account)
    _book(given, cell, figures.SHORTFALL_IN, buys * (needed - mean_short) * price)
    drawing = qualifies + buys
    some = np.where(drawing > 0.0, drawing, 1.0)
    mean_years = np.maximum((qualifies * mean_enough + buys * needed) / some, needed)
    _start_pensions(given, cell, leavers._replace(reaching=drawing), mean_years, divisors)
    return drawing + leaves_short


def _about(needed: float, mean: Floats, spread: float) -> tuple[Floats, Floats, Floats]:
    """Of normal distributions of years: the share below `needed`, the mean of those not below it, of those below it."""
    away = (needed - mean) / spread
    near = np.clip(away, -SURE_OF_YEARS, SURE_OF_YEARS)
    share = (1.0 + erf(near / np.sqrt(2.0))) / 2.0
    bulk = spread * np.exp(-near * near / 2.0) / np.sqrt(2.0 * np.pi)
    lower = np.clip(mean - bulk / share, 0.0, needed)
    all_enough, none_enough = away < -SURE_OF_YEARS, away > SURE_OF_YEARS
    return (
        np.where(all_enough, 0.0, np.where(none_enough, 1.0, share)),
        np.where(all_enough, mean, np.where(none_enough, needed, mean + bulk / (1.0 - share))),
        np.where(all_enough, needed, np.where(none_enough, np.maximum(mean, 0.0), lower)),
    )


def _start_pensions(given: Inputs, cell: Cell, leavers: Leavers, mean_years: Floats, divisors: Floats) -> None:
    """Work out the pensions of those who retire, pay the months left of the year, and blend them into the stock."""
    row, group, sex = cell
    years, stock, heads = given.years, given.stock, leavers.reaching
    deemed = given.groups.deemed[group, sex, leavers.cohort]
    wage, index = years.wage[row], leavers.index_sum / np.maximum(leavers.worked, 1e-9)
    pooled = given.groups.supplement[group] * (
        _basic(wage, index, mean_years, years.accrual_rate[row])
        + _transitional(wage, index, deemed, years.transition_rate[row])
    )
    age_months, months = _when(given, cell, leavers.cohort)
    from_account = _from_account(leavers.account, divisors[age_months])
    drawn = np.minimum(leavers.account, from_account * months)
    _book(given, cell, figures.RETIRED_NEW, heads)
    _book(given, cell, figures.NEW_MONTHS, heads * (pooled + from_account))
    _book(given, cell, figures.NEW_PAID, heads * months * (pooled + from_account))
    _book(given, cell, figures.POOLED_OUT, heads * months * pooled)
    _book(given, cell, figures.ACCOUNT_OUT, heads * drawn)
    _book(given, cell, figures.UNFUNDED_OUT, heads * (months * from_account - drawn))
    before = stock.retired[:, group, sex, NOW].sum(axis=0)
    whole = before + heads
    share = np.where(whole > 0.0, heads / np.where(whole > 0.0, whole, 1.0), 0.0)
    _blend(stock.pooled_pension[group, sex], NOW, share, pooled)
    _blend(stock.account_pension[group, sex], NOW, share, from_account)
    _blend(stock.account_left[group, sex], NOW, share, leavers.account - drawn)
    has_deemed = deemed > 0.5
    stock.retired[MIDDLE, group, sex, NOW] += np.where(has_deemed, heads, 0.0)
    stock.retired[NEW, group, sex, NOW] += np.where(has_deemed, 0.0, heads)


def _when(given: Inputs, cell: Cell, cohort: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """[age] age in months at retirement and months drawn in the year; mid-year where the pattern has no departure."""
    row, group, sex = cell
    age = given.leaving.age_months[group, sex, cohort, row]
    drawn = given.leaving.months_drawn[group, sex, cohort, row]
    in_pattern = age > 0.0
    months = np.floor(np.where(in_pattern, age, 12.0 * NOW) + 0.5).astype(np.int64)
    return months, np.where(in_pattern, drawn, 6.0)


def _blend(cells: Floats, at: Any, share: Floats, joining: Any) -> None:
    """Averages of cells in which newcomers make up `share`."""
    cells[at] = (1.0 - share) * cells[at] + share * joining


def _meet_targets(given: Inputs, row: int) -> None:
    """Every group in turn takes in persons whom nobody covers, or lets young members go, until its target is met."""
    stock = given.stock
    free = given.persons[row + 1].copy()
    free[:, COVERED] -= (stock.active.sum(axis=0) + stock.retired.sum(axis=(0, 1)))[:, COVERED]
    free = np.maximum(free, 0.0)
    for group in range(given.out.shape[0]):
        wanted = given.years.target[group, row] - stock.active[group, :, AT_WORK].sum()
        if np.isnan(wanted):
            continue
        if wanted >= 0.0:
            _admit(given, row, group, wanted, free)
        else:
            _let_go(given, row, group, -wanted)


def _admit(given: Inputs, row: int, group: int, wanted: float, free: Floats) -> None:
    """Newcomers by the weights of entry among the uncovered, whom they leave; they pay for half a year."""
    years, stock = given.years, given.stock
    weights = given.groups.entry[group, :, ENTRY]
    room = (weights * free[:, ENTRY]).sum()
    if room <= 0.0:
        return
    joining = free[:, ENTRY] * np.minimum(1.0, wanted / room * weights)
    free[:, ENTRY] -= joining
    paid = years.paying[group, row] / 2.0
    deposit = paid * years.base[group, row] * years.account_rate[group, row]
    account = _credited(0.0, deposit, years.credit[row], 0.25)
    whole = stock.active[group, :, ENTRY] + joining
    share = np.where(joining > 0.0, joining / np.where(joining > 0.0, whole, 1.0), 0.0)
    everybody = (slice(None), ENTRY)
    _blend(stock.years[group], everybody, share, paid)
    _blend(stock.index_sum[group], everybody, share, paid * years.index_entry[group, row])
    _blend(stock.account[group], everybody, share, account)
    stock.active[group, :, ENTRY] = whole
    cell = Cell(row, group, 0)
    _book(given, cell, figures.ENTERED, joining)
    _book(given, cell, figures.POOLED_IN, joining * paid * years.base[group, row] * years.pooled_rate[group, row])
    _book(given, cell, figures.ACCOUNT_IN, joining * deposit)
    _book(given, cell, figures.CREDIT, joining * (account - deposit))


def _let_go(given: Inputs, row: int, group: int, surplus: float) -> None:
    """The same share of all young members withdraws, accounts and all."""
    young = given.stock.active[group, :, :WITHDRAWS_BELOW]
    if young.sum() <= 0.0:
        return
    goes = young * min(1.0, surplus / young.sum())
    cell = Cell(row, group, 0)
    _book(given, cell, figures.WITHDREW, goes)
    _book(given, cell, figures.ACCOUNT_GONE, goes * given.stock.account[group, :, :WITHDRAWS_BELOW])
    young -= goes


def _take_stock(given: Inputs, row: int) -> None:
    """Members and recorded accounts at 31 December."""
    stock, kinds = given.stock, len(given.stock.retired)
    heads = stock.retired.sum(axis=0)
    given.stocks[:kinds, :, row] = stock.retired.sum(axis=(2, 3))
    given.stocks[kinds, :, row] = stock.active.sum(axis=(1, 2))
    given.stocks[kinds + 1, :, row] = (stock.active * stock.account).sum(axis=(1, 2))
    given.stocks[kinds + 2, :, row] = (heads * stock.account_left).sum(axis=(1, 2))
