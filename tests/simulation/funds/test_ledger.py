"""Balances roll forward to the last fen's worth of rounding, whatever flows in and out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.funds.ledger import (
    INCOME_LINES,
    OUTGO_LINES,
    FundFlows,
    InterestRates,
    balance_without_subsidy,
    settle,
)

CLOSED = 1e-9
money = st.floats(0, 1e13)
rate = st.floats(-0.05, 0.3)
GIVEN_INCOME = tuple(line for line in INCOME_LINES if line not in {"interest", "entrusted_investment"})
GIVEN_OUTGO = tuple(line for line in OUTGO_LINES if line != "borrowing_cost")


def flows_of(
    income: dict[str, np.ndarray], outgo: dict[str, np.ndarray], opening: float = 0.0, **measures: np.ndarray
) -> FundFlows:
    """A fund with these lines; people and contribution base play no part."""
    size = next(iter({**income, **outgo}.values())).size
    people = np.ones(size)
    return FundFlows(
        name="made_up",
        years=np.arange(2024, 2024 + size),
        income=income,
        outgo=outgo,
        insured=people,
        contributors=people,
        beneficiaries=people,
        opening_balance=opening,
        taxable_base=people,
        measures=measures,
    )


def flat(size: int, *, deposit=0.0, investment=0.0, share=0.0, borrowing=0.0) -> InterestRates:
    return InterestRates(*(np.full(size, float(value)) for value in (deposit, investment, share, borrowing)))


@st.composite
def ledgers(draw):
    """Random lines of income and outgo over some years, with random rates."""
    size = draw(st.integers(1, 12))

    def lines(names):
        chosen = draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
        return {name: draw(arrays(np.float64, size, elements=money)) for name in chosen}

    rates = InterestRates(
        deposit=draw(arrays(np.float64, size, elements=rate)),
        investment=draw(arrays(np.float64, size, elements=rate)),
        entrusted_share=draw(arrays(np.float64, size, elements=st.floats(0, 1))),
        borrowing=draw(arrays(np.float64, size, elements=st.floats(0, 0.3))),
    )
    return flows_of(lines(GIVEN_INCOME), lines(GIVEN_OUTGO), draw(st.floats(-1e13, 1e13))), rates


@given(ledgers())
def test_the_balance_rolls_forward_by_its_lines_and_by_nothing_else(ledger) -> None:
    flows, rates = ledger
    accounts = settle(flows, rates)
    before = np.concatenate([[flows.opening_balance], accounts.accumulated_balance[:-1]])
    lines_in = sum(accounts.income_lines[line] for line in INCOME_LINES)
    lines_out = sum(accounts.outgo_lines[line] for line in OUTGO_LINES)
    size = np.abs(accounts.accumulated_balance).max() + lines_in.max() + lines_out.max() + 1
    assert np.abs(before + lines_in - lines_out - accounts.accumulated_balance).max() <= CLOSED * size
    assert np.abs(accounts.income - lines_in).max() <= CLOSED * size
    assert np.abs(accounts.outgo - lines_out).max() <= CLOSED * size
    assert np.abs(accounts.annual_balance - (lines_in - lines_out)).max() <= CLOSED * size


@given(ledgers())
def test_interest_is_earned_on_what_is_held_and_half_the_net_flow(ledger) -> None:
    flows, rates = ledger
    accounts = settle(flows, rates)
    zero = np.zeros(flows.years.size)
    net = sum((flows.income.get(line, zero) for line in GIVEN_INCOME), zero) - sum(
        (flows.outgo.get(line, zero) for line in GIVEN_OUTGO), zero
    )
    before = np.concatenate([[flows.opening_balance], accounts.accumulated_balance[:-1]])
    held = before + net / 2
    earned = (1 - rates.entrusted_share) * rates.deposit + rates.entrusted_share * rates.investment
    expected = np.where(held < 0, held * rates.borrowing, held * earned)
    got = (
        accounts.income_lines["interest"]
        + accounts.income_lines["entrusted_investment"]
        - accounts.outgo_lines["borrowing_cost"]
    )
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=CLOSED * (np.abs(held).max() + 1))


@given(ledgers())
def test_a_fund_in_debt_earns_nothing_and_one_in_credit_borrows_nothing(ledger) -> None:
    accounts = settle(*ledger)
    earned = np.abs(accounts.income_lines["interest"]) + np.abs(accounts.income_lines["entrusted_investment"])
    assert not (earned * accounts.outgo_lines["borrowing_cost"]).any()
    assert (accounts.outgo_before_borrowing >= 0).all()


@given(ledgers())
def test_without_subsidy_the_balance_is_that_of_a_fund_that_never_had_one(ledger) -> None:
    flows, rates = ledger
    bare = flows_of(
        {line: values for line, values in flows.income.items() if line != "fiscal_subsidy"}
        or {"contributions": np.zeros(flows.years.size)},
        dict(flows.outgo),
        flows.opening_balance,
    )
    expected = settle(bare, rates).accumulated_balance
    size = np.abs(settle(flows, rates).accumulated_balance).max() + np.abs(expected).max() + 1
    assert np.abs(balance_without_subsidy(settle(flows, rates), rates) - expected).max() <= CLOSED * size


@given(ledgers(), st.floats(0.01, 100))
def test_money_in_another_unit_gives_the_same_accounts(ledger, factor: float) -> None:
    flows, rates = ledger
    scaled = flows_of(
        {line: values * factor for line, values in flows.income.items()},
        {line: values * factor for line, values in flows.outgo.items()},
        flows.opening_balance * factor,
    )
    one, other = settle(flows, rates), settle(scaled, rates)
    size = factor * (np.abs(one.accumulated_balance).max() + one.income.max() + one.outgo.max() + 1)
    assert np.abs(other.accumulated_balance - factor * one.accumulated_balance).max() <= 1e-8 * size


def test_the_mid_year_convention_is_that_of_the_us_trustees() -> None:
    """A(t+1) = A(1 + i) + (I − C)(1 + i / 2)."""
    flows = flows_of({"contributions": np.array([100.0])}, {"benefits": np.array([60.0])}, 1000.0)
    accounts = settle(flows, flat(1, deposit=0.05))
    assert accounts.accumulated_balance[0] == pytest.approx(1000 * 1.05 + 40 * 1.025, rel=1e-12)


def test_a_deficit_beyond_the_balance_pays_the_borrowing_rate() -> None:
    flows = flows_of({"contributions": np.array([0.0, 0.0])}, {"benefits": np.array([100.0, 0.0])}, 10.0)
    accounts = settle(flows, flat(2, deposit=0.05, borrowing=0.1))
    assert accounts.outgo_lines["borrowing_cost"] == pytest.approx([4.0, 9.4])
    assert accounts.accumulated_balance == pytest.approx([-94.0, -103.4])


def test_the_order_of_budget_lines_does_not_matter() -> None:
    lines = {line: np.array([1.0 + n, 2.0]) for n, line in enumerate(GIVEN_INCOME)}
    turned = dict(reversed(lines.items()))
    outgo = {"benefits": np.array([3.0, 4.0])}
    rates = flat(2, deposit=0.02)
    one, other = settle(flows_of(lines, outgo, 5.0), rates), settle(flows_of(turned, outgo, 5.0), rates)
    assert one.accumulated_balance.tobytes() == other.accumulated_balance.tobytes()
