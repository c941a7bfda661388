"""The accounts of one fund: budget lines by year, interest on what is held, and the balance carried forward."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.funds.kernels import carry

INCOME_LINES = (
    "contributions",
    "fiscal_subsidy",
    "interest",
    "entrusted_investment",
    "transfers_in",
    "pooling_received",
    "other_income",
)
OUTGO_LINES = (
    "benefits",
    "funeral_and_survivors",
    "transfers_out",
    "pooling_paid",
    "other_outgo",
    "borrowing_cost",
)

Yearly = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FundFlows:
    """What a scheme collects and pays before interest, in yuan, and whom it serves, in persons.

    years            [year] calendar years of the projection
    income, outgo    budget line -> [year] yuan of the calendar year (interest and investment excluded)
    insured          [year] persons insured at 31 December, beneficiaries included where the scheme insures them
    contributors     [year] persons who pay, at 31 December
    beneficiaries    [year] persons drawing benefits, at 31 December
    opening_balance  yuan at 31 December before the first year
    taxable_base     [year] yuan on which contributions are due; the denominator of cost and income rates
    measures         further measures of the scheme, name -> [year]
    """

    name: str
    years: NDArray[np.int64]
    income: Mapping[str, Yearly]
    outgo: Mapping[str, Yearly]
    insured: Yearly
    contributors: Yearly
    beneficiaries: Yearly
    opening_balance: float
    taxable_base: Yearly
    measures: Mapping[str, Yearly] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for lines, known in ((self.income, INCOME_LINES), (self.outgo, OUTGO_LINES)):
            unknown = set(lines) - set(known)
            assert not unknown, f"{self.name}: unknown budget lines {unknown}"


@dataclass(frozen=True, slots=True)
class InterestRates:
    """Yearly rates on what a fund holds: deposits, entrusted investment and its share, and borrowing below zero."""

    deposit: Yearly
    investment: Yearly
    entrusted_share: Yearly
    borrowing: Yearly


@dataclass(frozen=True, slots=True)
class FundAccounts:
    """A fund's flows with interest, and the balance at each 31 December, in yuan."""

    flows: FundFlows
    income_lines: Mapping[str, Yearly]
    outgo_lines: Mapping[str, Yearly]
    income: Yearly
    outgo: Yearly
    accumulated_balance: Yearly

    @property
    def outgo_before_borrowing(self) -> Yearly:
        """[year] what is paid to people and other funds; the cost of borrowing left out."""
        return self.outgo - self.outgo_lines["borrowing_cost"]

    @property
    def annual_balance(self) -> Yearly:
        """[year] income − outgo."""
        return self.income - self.outgo

    @property
    def annual_balance_before_subsidy(self) -> Yearly:
        """[year] income without fiscal subsidy − outgo."""
        return self.annual_balance - self.income_lines["fiscal_subsidy"]


def settle(flows: FundFlows, rates: InterestRates) -> FundAccounts:
    """Carry the balance forward: B[t] = B[t−1] + income[t] − outgo[t], interest on B[t−1] + half the year's net flow.

    A balance below zero pays the borrowing rate, a line of outgo of its own.
    """
    zero = np.zeros(flows.years.size)
    income_lines = {line: flows.income.get(line, zero) for line in INCOME_LINES}
    outgo_lines = {line: flows.outgo.get(line, zero) for line in OUTGO_LINES}
    net = _sum(income_lines) - _sum(outgo_lines)
    carried = _carry_forward(net, flows.opening_balance, rates)
    income_lines |= {"interest": carried.interest, "entrusted_investment": carried.investment}
    outgo_lines["borrowing_cost"] = carried.borrowing
    return FundAccounts(flows, income_lines, outgo_lines, _sum(income_lines), _sum(outgo_lines), carried.balance)


def balance_without_subsidy(accounts: FundAccounts, rates: InterestRates) -> Yearly:
    """[year] yuan at 31 December had no subsidy been paid, interest included."""
    flows = accounts.flows
    net = _sum(flows.income) - _sum(flows.outgo) - accounts.income_lines["fiscal_subsidy"]
    return _carry_forward(net, flows.opening_balance, rates).balance


class _Carried(NamedTuple):
    interest: Yearly
    investment: Yearly
    borrowing: Yearly
    balance: Yearly


def _sum(lines: Mapping[str, Yearly]) -> Yearly:
    return np.asarray(np.sum(list(lines.values()), axis=0))


def _carry_forward(net: Yearly, opening: float, rates: InterestRates) -> _Carried:
    carried = _Carried(*(np.empty(net.size) for _ in range(4)))
    carry(net, opening, rates.deposit, rates.investment, rates.entrusted_share, rates.borrowing, carried)
    return carried
