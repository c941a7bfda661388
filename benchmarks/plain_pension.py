"""The pension kernel over again in plain NumPy: whole arrays of groups, sexes and ages, and no compiler.

The tests hold it against `simulation.schemes.pension.kernels`; the benchmark times it in the kernel's place. Both call
the same formulas of law. Arrays without a note are [group, sex, age].
"""

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from rules.formulas import pension as law
from rules.formulas import retirement as ages
from simulation.schemes.pension import figures
from simulation.schemes.pension.figures import Groups, Leaving, Years
from simulation.schemes.pension.members import PensionStock

Floats = NDArray[np.float64]

OLDEST = 100
FIRST_AT_WORK, LAST_AT_WORK, FIRST_DRAWING = 14, 70, 40
WITHDRAWS_BELOW = 45
MIDDLE, NEW = 1, 2
# Ages at 31 December of those who were members a year before, and the ages they had then.
NOW = slice(FIRST_AT_WORK + 1, LAST_AT_WORK + 2)
THEN = slice(FIRST_AT_WORK, LAST_AT_WORK + 1)
AGE = np.arange(FIRST_AT_WORK + 1, LAST_AT_WORK + 2)
AT_ENTRY = slice(FIRST_AT_WORK, LAST_AT_WORK)
COVERED = slice(FIRST_AT_WORK, OLDEST + 1)
SURE_OF_YEARS = 6.0

# The formulas of law run on arrays as they run on one number.
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
    stock: PensionStock
    out: Floats
    stocks: Floats

    def cohorts(self, row: int) -> NDArray[np.int64]:
        """[age] the row, in arrays by cohort, of those who are AGE at the end of the year."""
        return self.first_year + row - self.first_cohort - AGE


class Leavers(NamedTuple):
    """Those who may stop work in the year, and what is recorded for each of them then."""

    reaching: Floats
    worked: Floats
    index_sum: Floats
    account: Floats
    deemed: Floats


def project_members(*arguments: Any) -> None:
    """Carry the members through every year, as `kernels.project_members` does and with the same arguments."""
    given = Inputs(*arguments)
    for row in range(given.out.shape[1]):
        _pay_pensions(given, row)
        _grow_older(given.stock)
        _work(given, row, _divisors(tuple(given.payout[row].tolist())))
        _meet_targets(given, row)
        _take_stock(given, row)


@lru_cache(maxsize=64)
def _divisors(payout: tuple[float, ...]) -> Floats:
    """[age in months] months by which an account is divided, by a table from age 40 on."""
    return np.array([ages.payout_months(months, payout) for months in range(12 * (OLDEST + 1))])


def _each(by_group: Floats) -> Floats:
    """[group] values laid beside arrays of [group, sex, age]."""
    return by_group[:, None, None]


def _book(given: Inputs, row: int, flow: int, amounts: Floats) -> None:
    given.out[:, row, flow] += amounts.sum(axis=(1, 2))


def _pay_pensions(given: Inputs, row: int) -> None:
    """Raise the pensions of 31 December, pay them for the year, and part with those who die half-way through it."""
    stock, years = given.stock, given.years
    heads = stock.retired.sum(axis=0)
    dying = np.minimum(1.0, given.dying[row] * _each(given.groups.death_retired))
    fixed = stock.account_pension
    pooled = _raised(stock.pooled_pension + fixed, years.indexation[row]) - fixed
    held = _credited(stock.account_left, 0.0, years.credit[row], 0.0)
    drawn = np.minimum(12.0 * fixed, held)
    paid = heads * (1.0 - dying / 2.0)
    _book(given, row, figures.POOLED_OUT, paid * 12.0 * pooled)
    _book(given, row, figures.ACCOUNT_OUT, paid * drawn)
    _book(given, row, figures.UNFUNDED_OUT, paid * (12.0 * fixed - drawn))
    _book(given, row, figures.REFUNDS, heads * dying * (held - drawn / 2.0))
    _book(given, row, figures.RETIRED_DIED, heads * dying)
    _book(given, row, figures.CREDIT, heads * (held - stock.account_left))
    stock.pooled_pension[:] = pooled
    stock.account_left[:] = held - drawn
    stock.retired[:] *= 1.0 - dying


def _grow_older(stock: PensionStock) -> None:
    """Pensioners are a year older; the last age gathers all who are beyond it, at their mean pension."""
    gathering = stock.retired[..., OLDEST - 1 :].sum(axis=0)
    weights = gathering / np.maximum(gathering.sum(axis=-1, keepdims=True), 1e-300)
    for averages in (stock.pooled_pension, stock.account_pension, stock.account_left):
        gathered = (averages[..., OLDEST - 1 :] * weights).sum(axis=-1)
        averages[..., 1:] = averages[..., :-1].copy()
        averages[..., OLDEST] = gathered
    in_last = stock.retired[..., OLDEST - 1 :].sum(axis=-1)
    stock.retired[..., 1:] = stock.retired[..., :-1].copy()
    stock.retired[..., 0] = 0.0
    stock.retired[..., OLDEST] = in_last


def _work(given: Inputs, row: int, divisors: Floats) -> None:
    """Members pay for the year, or for half of it where they die or stop work in it."""
    stock, years, credit = given.stock, given.years, given.years.credit[row]
    paying, base, entry = (_each(part[:, row]) for part in (years.paying, years.base, years.index_entry))
    deposit = paying * base * _each(years.account_rate[:, row])
    heads = stock.active[..., THEN].copy()
    opening, worked, index_sum = (part[..., THEN].copy() for part in (stock.account, stock.years, stock.index_sum))
    at_half = _credited(opening, deposit / 2.0, credit, 0.25)
    at_end = _credited(opening, deposit, credit, 0.5)
    died = heads * np.minimum(1.0, given.dying[row][:, THEN] * _each(given.groups.death_active))
    leavers = Leavers(
        reaching=(heads - died) * _chance_of_leaving(given, row),
        worked=worked + paying / 2.0,
        index_sum=index_sum + paying * entry / 2.0,
        account=at_half,
        deemed=given.groups.deemed[:, :, given.cohorts(row)],
    )
    left = _retire(given, row, leavers, divisors)
    stays = heads - died - left
    stock.active[..., FIRST_AT_WORK] = 0.0
    stock.active[..., NOW] = stays
    stock.years[..., NOW] = worked + paying
    stock.index_sum[..., NOW] = index_sum + paying * entry
    stock.account[..., NOW] = at_end
    years_paid = stays + (died + left) / 2.0
    _book(given, row, figures.ACTIVE_DIED, died)
    _book(given, row, figures.REFUNDS, died * at_half)
    _book(given, row, figures.POOLED_IN, years_paid * paying * base * _each(years.pooled_rate[:, row]))
    _book(given, row, figures.ACCOUNT_IN, years_paid * deposit)
    _book(given, row, figures.CREDIT, stays * (at_end - opening - deposit))
    _book(given, row, figures.CREDIT, (died + left) * (at_half - opening - deposit / 2.0))


def _chance_of_leaving(given: Inputs, row: int) -> Floats:
    """Chance that a member still at work stops in the year: by the cohort's pattern, late stayers one in four."""
    cohorts = given.cohorts(row)
    waiting = 1.0 - given.leaving.gone_before[:, :, cohorts, row]
    share = given.leaving.share[:, :, cohorts, row]
    is_late = waiting <= 1e-9
    chance = np.where(is_late, 0.25, np.minimum(1.0, share / np.where(is_late, 1.0, waiting)))
    return np.where(AGE > LAST_AT_WORK, 1.0, np.where(AGE < FIRST_DRAWING, 0.0, chance))


def _retire(given: Inputs, row: int, leavers: Leavers, divisors: Floats) -> Floats:
    """Members who leave: with a pension, having bought the years they lacked, or without; the rest work on."""
    years, groups, needed = given.years, given.groups, given.years.minimum_years[row]
    short, mean_enough, mean_short = _about(needed, leavers.worked + leavers.deemed, _each(groups.spread))
    lacking = leavers.reaching * short
    works_on = np.where(AGE <= LAST_AT_WORK, lacking * _each(groups.extend), 0.0)
    buys = lacking * _each(groups.buy)
    qualifies = leavers.reaching - lacking
    leaves_short = lacking - works_on - buys
    price = _each(years.base[:, row] * (years.pooled_rate[:, row] + years.account_rate[:, row]))
    _book(given, row, figures.LEFT_SHORT, leaves_short)
    _book(given, row, figures.ACCOUNT_MOVED, leaves_short * leavers.account)
    _book(given, row, figures.SHORTFALL_IN, buys * (needed - mean_short) * price)
    drawing = qualifies + buys
    some = np.where(drawing > 0.0, drawing, 1.0)
    mean_years = np.maximum((qualifies * mean_enough + buys * needed) / some, needed)
    _start_pensions(given, row, leavers._replace(reaching=drawing), mean_years, divisors)
    return drawing + leaves_short


def _about(needed: float, mean: Floats, spread: Floats) -> tuple[Floats, Floats, Floats]:
    """Of normal distributions of years: the share below `needed`, the mean of those not below it, of those below it."""
    away = (needed - mean) / spread
    near = np.clip(away, -SURE_OF_YEARS, SURE_OF_YEARS)
    share = (1.0 + erf(near / np.sqrt(2.0))) / 2.0
    bulk = spread * np.exp(-near * near / 2.0) / np.sqrt(2.0 * np.pi)
    cases = [(away < -SURE_OF_YEARS) | (needed <= 0.0), away > SURE_OF_YEARS]
    return (
        np.select(cases, [0.0, 1.0], share),
        np.select(cases, [mean, needed], mean + bulk / (1.0 - share)),
        np.select(cases, [needed, np.maximum(mean, 0.0)], np.clip(mean - bulk / share, 0.0, needed)),
    )


def _start_pensions(given: Inputs, row: int, leavers: Leavers, mean_years: Floats, divisors: Floats) -> None:
    """Work out the pensions of those who retire, pay the months left of the year, and blend them into the stock."""
    years, stock, heads, deemed = given.years, given.stock, leavers.reaching, leavers.deemed
    wage, index = years.wage[row], leavers.index_sum / np.maximum(leavers.worked, 1e-9)
    pooled = _each(given.groups.supplement) * (
        _basic(wage, index, mean_years, years.accrual_rate[row])
        + _transitional(wage, index, deemed, years.transition_rate[row])
    )
    age_months, months = _when(given, row)
    from_account = _from_account(leavers.account, divisors[age_months])
    drawn = np.minimum(leavers.account, from_account * months)
    _book(given, row, figures.RETIRED_NEW, heads)
    _book(given, row, figures.NEW_MONTHS, heads * (pooled + from_account))
    _book(given, row, figures.NEW_PAID, heads * months * (pooled + from_account))
    _book(given, row, figures.POOLED_OUT, heads * months * pooled)
    _book(given, row, figures.ACCOUNT_OUT, heads * drawn)
    _book(given, row, figures.UNFUNDED_OUT, heads * (months * from_account - drawn))
    share = _share_of(heads, stock.retired[..., NOW].sum(axis=0) + heads)
    _blend(stock.pooled_pension[..., NOW], share, pooled)
    _blend(stock.account_pension[..., NOW], share, from_account)
    _blend(stock.account_left[..., NOW], share, leavers.account - drawn)
    stock.retired[MIDDLE][..., NOW] += np.where(deemed > 0.5, heads, 0.0)
    stock.retired[NEW][..., NOW] += np.where(deemed > 0.5, 0.0, heads)


def _when(given: Inputs, row: int) -> tuple[NDArray[np.int64], Floats]:
    """Age in months at retirement and months drawn in the year; mid-year where the pattern has no departure."""
    age = given.leaving.age_months[:, :, given.cohorts(row), row]
    drawn = given.leaving.months_drawn[:, :, given.cohorts(row), row]
    in_pattern = age > 0.0
    months = np.floor(np.where(in_pattern, age, 12.0 * AGE) + 0.5).astype(np.int64)
    return months, np.where(in_pattern, drawn, 6.0)


def _share_of(newcomers: Floats, whole: Floats) -> Floats:
    return np.where(newcomers > 0.0, newcomers / np.where(whole > 0.0, whole, 1.0), 0.0)


def _blend(cells: Floats, share: Floats, joining: Floats | float) -> None:
    """Averages of cells in which newcomers make up `share`."""
    cells[:] = (1.0 - share) * cells + share * joining


def _meet_targets(given: Inputs, row: int) -> None:
    """Every group in turn takes in persons whom nobody covers, or lets young members go, until its target is met."""
    stock = given.stock
    free = given.persons[row + 1].copy()
    free[:, COVERED] -= (stock.active.sum(axis=0) + stock.retired.sum(axis=(0, 1)))[:, COVERED]
    free = np.maximum(free, 0.0)
    for group in range(given.out.shape[0]):
        wanted = given.years.target[group, row] - stock.active[group, :, THEN].sum()
        if wanted >= 0.0:
            _admit(given, row, group, wanted, free)
        elif wanted < 0.0:
            _let_go(given, row, group, -wanted)


def _admit(given: Inputs, row: int, group: int, wanted: float, free: Floats) -> None:
    """Newcomers by the weights of entry among the uncovered, whom they leave; they pay for half a year."""
    years, stock = given.years, given.stock
    weights = given.groups.entry[group, :, AT_ENTRY]
    room = (weights * free[:, AT_ENTRY]).sum()
    if room <= 0.0:
        return
    joining = free[:, AT_ENTRY] * np.minimum(1.0, wanted / room * weights)
    free[:, AT_ENTRY] -= joining
    paid = years.paying[group, row] / 2.0
    deposit = paid * years.base[group, row] * years.account_rate[group, row]
    account = _credited(0.0, deposit, years.credit[row], 0.25)
    share = _share_of(joining, stock.active[group, :, AT_ENTRY] + joining)
    _blend(stock.years[group, :, AT_ENTRY], share, paid)
    _blend(stock.index_sum[group, :, AT_ENTRY], share, paid * years.index_entry[group, row])
    _blend(stock.account[group, :, AT_ENTRY], share, account)
    stock.active[group, :, AT_ENTRY] += joining
    heads, flow = joining.sum(), given.out[group, row]
    flow[figures.ENTERED] += heads
    flow[figures.POOLED_IN] += heads * paid * years.base[group, row] * years.pooled_rate[group, row]
    flow[figures.ACCOUNT_IN] += heads * deposit
    flow[figures.CREDIT] += heads * (account - deposit)


def _let_go(given: Inputs, row: int, group: int, surplus: float) -> None:
    """The same share of all young members withdraws, accounts and all."""
    young = given.stock.active[group, :, :WITHDRAWS_BELOW]
    if young.sum() <= 0.0:
        return
    goes = young * min(1.0, surplus / young.sum())
    given.out[group, row, figures.WITHDREW] += goes.sum()
    given.out[group, row, figures.ACCOUNT_GONE] += (goes * given.stock.account[group, :, :WITHDRAWS_BELOW]).sum()
    young -= goes


def _take_stock(given: Inputs, row: int) -> None:
    """Members and recorded accounts at 31 December."""
    stock, kinds = given.stock, len(given.stock.retired)
    given.stocks[:kinds, :, row] = stock.retired.sum(axis=(2, 3))
    given.stocks[kinds, :, row] = stock.active.sum(axis=(1, 2))
    given.stocks[kinds + 1, :, row] = (stock.active * stock.account).sum(axis=(1, 2))
    given.stocks[kinds + 2, :, row] = (stock.retired.sum(axis=0) * stock.account_left).sum(axis=(1, 2))
