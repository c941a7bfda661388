"""备付缺口: what it takes for a fund to hold some months of outgo at the end of every year."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange
from simulation.funds.ledger import FundAccounts, InterestRates
from simulation.funds.measures import MONTHS, discount_factors

Yearly = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Holding:
    """What is to be held: `months` of outgo at each 31 December from `since` to `until`."""

    months: float
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class ReserveNeed:
    """What a fund lacks to hold the months asked for, in yuan.

    first_year     the first year that ends with less; None when none does
    present_value  the top-ups, each paid at the end of the first year that needs it, no earlier and no larger than
                   needed, discounted to the opening date, 31 December of the base year
    total          the same top-ups added up as they are paid
    lump_sum       the smallest single payment on 31 December before `since` that does the same, interest earned on it
    """

    first_year: int | None
    present_value: float
    total: float
    lump_sum: float

    def to_json(self) -> dict[str, Any]:
        """Plain numbers."""
        return {
            "first_year": self.first_year,
            "present_value": self.present_value,
            "total": self.total,
            "lump_sum": self.lump_sum,
        }


def reserve_need(
    accounts: FundAccounts, rates: InterestRates, *, discount_rate: Yearly, holding: Holding
) -> ReserveNeed:
    """What the fund lacks; DateOutOfRange when it is to be held outside the projected years.

    Outgo is counted without the cost of borrowing, for a fund that holds the months does not borrow. What is paid in
    earns the fund's own interest from then on, by the rule of the ledger.
    """
    rows = _rows(accounts, holding)
    year = _YearEnds(accounts, rates)
    target = accounts.outgo_before_borrowing * holding.months / MONTHS
    before = year.opening(rows.start)
    top_ups = np.zeros(target.size)
    held = before
    for row in range(rows.start, rows.stop):
        end = year.end(row, held)
        top_ups[row] = max(target[row] - end, 0.0)
        held = end + top_ups[row]
    needed = -np.inf
    for row in reversed(range(rows.start, rows.stop)):
        needed = year.beginning(row, max(needed, float(target[row])))
    short = np.flatnonzero(top_ups)
    return ReserveNeed(
        first_year=int(accounts.flows.years[short[0]]) if short.size else None,
        present_value=float(top_ups @ discount_factors(discount_rate)[1]),
        total=float(top_ups.sum()),
        lump_sum=max(float(needed - before), 0.0),
    )


def _rows(accounts: FundAccounts, holding: Holding) -> slice:
    first, last = int(accounts.flows.years[0]), int(accounts.flows.years[-1])
    if not first <= holding.since <= holding.until <= last:
        raise DateOutOfRange(
            f"nothing can be held from {holding.since} to {holding.until}.",
            remedy=f"Choose years from {first} to {last}, the first before the last.",
        )
    return slice(holding.since - first, holding.until - first + 1)


class _YearEnds:
    """A fund's balance from one 31 December to the next, forwards and backwards.

    With interest on the balance and half the year's net flow, as in the ledger,
    end = net ÷ 2 + (begun + net ÷ 2) × (1 + rate), at the borrowing rate where the bracket is below zero.
    """

    def __init__(self, accounts: FundAccounts, rates: InterestRates) -> None:
        lines = accounts.flows
        self._balances = accounts.accumulated_balance
        self._before = lines.opening_balance
        self._half = (np.sum(list(lines.income.values()), axis=0) - np.sum(list(lines.outgo.values()), axis=0)) / 2.0
        share = rates.entrusted_share
        self._earned = 1.0 + share * rates.investment + (1.0 - share) * rates.deposit
        self._owed = 1.0 + rates.borrowing

    def opening(self, row: int) -> float:
        return float(self._balances[row - 1]) if row else self._before

    def end(self, row: int, begun: float) -> float:
        bracket = begun + self._half[row]
        return float(self._half[row] + bracket * (self._earned[row] if bracket >= 0 else self._owed[row]))

    def beginning(self, row: int, end: float) -> float:
        grown = end - self._half[row]
        return float(grown / (self._earned[row] if grown >= 0 else self._owed[row]) - self._half[row])
