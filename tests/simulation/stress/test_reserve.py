"""What a fund lacks to hold some months: enough when paid in, and not a yuan too much."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.errors import DateOutOfRange
from simulation.funds.ledger import FundAccounts, FundFlows, InterestRates, settle
from simulation.stress.reserve import Holding, ReserveNeed, reserve_need

FIRST, SIZE = 2024, 30
amounts = arrays(np.float64, SIZE, elements=st.floats(1e8, 1e12))
shares = st.floats(0.0, 0.08)


def rates(deposit: float, investment: float, borrowing: float, size: int = SIZE) -> InterestRates:
    return InterestRates(*(np.full(size, rate) for rate in (deposit, investment, 0.4, borrowing)))


def fund(income: np.ndarray, outgo: np.ndarray, opening: float, at: InterestRates) -> FundAccounts:
    size = income.size
    people = np.ones(size)
    return settle(
        FundFlows(
            name="made_up",
            years=np.arange(FIRST, FIRST + size),
            income={"contributions": income},
            outgo={"benefits": outgo},
            insured=people,
            contributors=people,
            beneficiaries=people,
            opening_balance=opening,
            taxable_base=people,
        ),
        at,
    )


def need(accounts: FundAccounts, at: InterestRates, holding: Holding, discount: float = 0.0) -> ReserveNeed:
    size = accounts.flows.years.size
    return reserve_need(accounts, at, discount_rate=np.full(size, discount), holding=holding)


def year_by_year(income: np.ndarray, outgo: np.ndarray, begun: float, at: InterestRates, months: float) -> list[float]:
    """Top-ups by a ledger of one year at a time, from the first year on."""
    found, held = [], begun
    for row in range(income.size):
        only = slice(row, row + 1)
        one = InterestRates(at.deposit[only], at.investment[only], at.entrusted_share[only], at.borrowing[only])
        end = float(fund(income[only], outgo[only], held, one).accumulated_balance[0])
        found.append(max(outgo[row] * months / 12 - end, 0.0))
        held = end + found[-1]
    return found


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, st.floats(-1e13, 1e13), shares, shares, shares)
def test_top_ups_are_those_of_a_ledger_kept_year_by_year(
    income: np.ndarray, outgo: np.ndarray, opening: float, deposit: float, investment: float, borrowing: float
) -> None:
    at = rates(deposit, investment, borrowing)
    found = need(fund(income, outgo, opening, at), at, Holding(6, FIRST, FIRST + SIZE - 1))
    expected = year_by_year(income, outgo, opening, at, 6)
    assert found.total == pytest.approx(sum(expected), rel=1e-9, abs=1.0)
    assert found.present_value == pytest.approx(found.total, rel=1e-12)
    first = next((FIRST + row for row, amount in enumerate(expected) if amount > 1.0), None)
    if first is not None:
        assert found.first_year is not None
        assert found.first_year <= first


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, st.floats(-1e12, 1e12), shares, shares, shares, st.integers(1, 18))
def test_the_lump_sum_is_just_enough(
    income: np.ndarray,
    outgo: np.ndarray,
    opening: float,
    deposit: float,
    investment: float,
    borrowing: float,
    months: int,
) -> None:
    at = rates(deposit, investment, borrowing)
    lump = need(fund(income, outgo, opening, at), at, Holding(months, FIRST, FIRST + SIZE - 1)).lump_sum
    target = outgo * months / 12
    held = fund(income, outgo, opening + lump, at).accumulated_balance
    slack = 1e-9 * (np.abs(held) + target + abs(opening) + lump)
    assert (held - target >= -slack).all()
    if lump > 1e6:
        less = fund(income, outgo, opening + lump - 1e5, at).accumulated_balance
        assert (less < target).any()


@settings(max_examples=40, deadline=None)
@given(amounts, amounts, st.floats(0, 1e13), st.floats(0, 24), st.floats(0, 24))
def test_more_months_never_need_less(
    income: np.ndarray, outgo: np.ndarray, opening: float, months: float, others: float
) -> None:
    at = rates(0.02, 0.04, 0.03)
    accounts = fund(income, outgo, opening, at)
    few, many = (need(accounts, at, Holding(m, FIRST, FIRST + 20), 0.04) for m in sorted((months, others)))
    assert few.present_value <= many.present_value * (1 + 1e-12)
    assert few.lump_sum <= many.lump_sum * (1 + 1e-12)


def test_a_rich_fund_needs_nothing() -> None:
    at = rates(0.02, 0.04, 0.03)
    accounts = fund(np.full(SIZE, 2e9), np.full(SIZE, 1e9), 1e10, at)
    assert need(accounts, at, Holding(6, FIRST, FIRST + 9)) == ReserveNeed(None, 0.0, 0.0, 0.0)


def test_only_the_years_asked_about_count_and_later_money_is_discounted() -> None:
    at = rates(0.0, 0.0, 0.0)
    accounts = fund(np.full(SIZE, 0.0), np.full(SIZE, 12.0), 6 + 12 * 5.0, at)
    assert need(accounts, at, Holding(6, FIRST, FIRST + 4)).first_year is None
    found = need(accounts, at, Holding(6, FIRST, FIRST + 5), 0.1)
    assert (found.first_year, found.total) == (FIRST + 5, pytest.approx(12.0))
    assert found.present_value == pytest.approx(12.0 / 1.1**6)
    assert found.lump_sum == pytest.approx(12.0)
    late = need(accounts, at, Holding(6, FIRST + 8, FIRST + 8))
    assert late.total == pytest.approx(6.0 - (66.0 - 9 * 12.0))


@pytest.mark.parametrize("years", [(2023, 2030), (2030, 2029), (2030, FIRST + SIZE)])
def test_years_outside_the_projection_are_refused(years: tuple[int, int]) -> None:
    at = rates(0.0, 0.0, 0.0)
    accounts = fund(np.ones(SIZE), np.ones(SIZE), 0.0, at)
    with pytest.raises(DateOutOfRange, match="2024 to 2053"):
        need(accounts, at, Holding(6, *years))
