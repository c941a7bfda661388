"""The measures that judge a fund: one definition each, as the glossary gives them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.funds.ledger import FundAccounts, InterestRates, balance_without_subsidy

Yearly = NDArray[np.float64]
HORIZONS = (25, 50, 75)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What measures compare a fund with, [year] over the projected years.

    gdp            yuan
    discount_rate  share per year
    """

    gdp: Yearly
    discount_rate: Yearly


def yearly_measures(accounts: FundAccounts, surroundings: Surroundings) -> dict[str, Yearly]:
    """Name -> [year] of every measure that has a value each year."""
    flows = accounts.flows
    base = flows.taxable_base
    active = flows.measures.get("active", flows.contributors)
    return {
        "income": accounts.income,
        "outgo": accounts.outgo,
        "annual_balance": accounts.annual_balance,
        "annual_balance_before_subsidy": accounts.annual_balance_before_subsidy,
        "accumulated_balance": accounts.accumulated_balance,
        "scope_change": np.zeros(flows.years.size),
        "months_payable": months_payable(accounts.accumulated_balance, accounts.outgo),
        "insured": flows.insured,
        "contributors": flows.contributors,
        "beneficiaries": flows.beneficiaries,
        "support_ratio": active / flows.beneficiaries,
        "support_ratio_paying": flows.contributors / flows.beneficiaries,
        "payable_share": payable_share(accounts),
        "share_of_gdp": accounts.outgo_before_borrowing / surroundings.gdp,
        "share_of_gdp_subsidy": accounts.income_lines["fiscal_subsidy"] / surroundings.gdp,
        "share_of_gdp_deficit": np.maximum(-accounts.annual_balance, 0.0) / surroundings.gdp,
        "cost_rate": accounts.outgo_before_borrowing / base,
        "income_rate": income_before_interest(accounts) / base,
        **flows.measures,
    }


def months_payable(accumulated_balance: Yearly, outgo: Yearly) -> Yearly:
    """[year] 可支付月数: accumulated balance at the year's end ÷ (the year's outgo ÷ 12)."""
    return accumulated_balance / (outgo / MONTHS)


def income_before_interest(accounts: FundAccounts) -> Yearly:
    """[year] yuan of income without interest and investment return, as the US Trustees count income."""
    return accounts.income - accounts.income_lines["interest"] - accounts.income_lines["entrusted_investment"]


def payable_share(accounts: FundAccounts) -> Yearly:
    """[year] 耗尽后可支付比例: income ÷ outgo from the depletion year on, NaN before.

    The cost of borrowing is left out of outgo: a fund that pays only what it takes in does not borrow.
    """
    depleted = np.maximum.accumulate(accounts.accumulated_balance < 0)
    return np.where(depleted, np.minimum(accounts.income / accounts.outgo_before_borrowing, 1.0), np.nan)


def first_year(years: NDArray[np.int64], is_so: NDArray[np.bool_]) -> int | None:
    """The first of `years` in which something is so; None when it never is."""
    rows = np.flatnonzero(is_so)
    return int(years[rows[0]]) if rows.size else None


def deficit_and_depletion(accounts: FundAccounts, rates: InterestRates) -> dict[str, int | None]:
    """首次当期赤字年份、累计结余耗尽年份, with the fiscal subsidy and without it."""
    years = accounts.flows.years
    bare = balance_without_subsidy(accounts, rates)
    return {
        "first_deficit_year": first_year(years, accounts.annual_balance < 0),
        "first_deficit_year_before_subsidy": first_year(years, accounts.annual_balance_before_subsidy < 0),
        "depletion_year": first_year(years, accounts.accumulated_balance < 0),
        "depletion_year_before_subsidy": first_year(years, bare < 0),
    }


def discount_factors(rate: Yearly) -> tuple[Yearly, Yearly]:
    """[year] factors to the opening date: of flows spread over the year (its middle), and of amounts at its end."""
    at_end = np.cumprod(1.0 / (1.0 + rate))
    return np.asarray(at_end * np.sqrt(1.0 + rate)), np.asarray(at_end)


def summarised(accounts: FundAccounts, surroundings: Surroundings) -> dict[str, Mapping[str, float | None]]:
    """Cost rate, income rate and actuarial balance over 25, 50 and 75 years, as the US Trustees define them.

    The income rate counts the opening balance, the cost rate a target reserve of one year's outgo at the end of the
    period; both are shares of the present value of the contribution base. None where the projection is shorter.
    """
    middle, at_end = discount_factors(surroundings.discount_rate)
    income = np.cumsum(income_before_interest(accounts) * middle) + accounts.flows.opening_balance
    outgo = accounts.outgo_before_borrowing
    cost = np.cumsum(outgo * middle)
    base = np.cumsum(accounts.flows.taxable_base * middle)
    rates: dict[str, dict[str, float | None]] = {
        "income_rate_summarised": {},
        "cost_rate_summarised": {},
        "actuarial_balance": {},
    }
    for horizon in HORIZONS:
        key, last = str(horizon), horizon - 1
        if last >= base.size:
            for values in rates.values():
                values[key] = None
            continue
        target = outgo[min(last + 1, base.size - 1)] * at_end[last]
        income_rate, cost_rate = float(income[last] / base[last]), float((cost[last] + target) / base[last])
        rates["income_rate_summarised"][key] = income_rate
        rates["cost_rate_summarised"][key] = cost_rate
        rates["actuarial_balance"][key] = income_rate - cost_rate
    return dict(rates)


def open_group_obligation(accounts: FundAccounts, surroundings: Surroundings) -> float:
    """开放群体债务, yuan: present value of all outgo less income before interest, less the opening balance.

    Fiscal subsidy is no income here: it is one of the ways in which the obligation may be met.
    """
    middle, _ = discount_factors(surroundings.discount_rate)
    shortfall = (
        accounts.outgo_before_borrowing - income_before_interest(accounts) + accounts.income_lines["fiscal_subsidy"]
    )
    return float((shortfall * middle).sum() - accounts.flows.opening_balance)
