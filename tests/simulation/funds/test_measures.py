"""Each measure is what the glossary says, on random funds and on the seven of China."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.funds.ledger import FundAccounts, FundFlows, InterestRates, settle
from simulation.funds.measures import (
    HORIZONS,
    Surroundings,
    deficit_and_depletion,
    discount_factors,
    first_year,
    open_group_obligation,
    payable_share,
    summarised,
    yearly_measures,
)
from simulation.projection import project
from simulation.result import Projection
from simulation.scenario import Scenario

YEARS = 80
CLOSED = 1e-9
amounts = arrays(np.float64, YEARS, elements=st.floats(1e6, 1e12))


def settled(
    contributions: np.ndarray,
    benefits: np.ndarray,
    *,
    subsidy: np.ndarray | None = None,
    opening: float = 0.0,
    rates: InterestRates | None = None,
) -> FundAccounts:
    size = contributions.size
    flows = FundFlows(
        name="made_up",
        years=np.arange(2024, 2024 + size),
        income={"contributions": contributions, "fiscal_subsidy": np.zeros(size) if subsidy is None else subsidy},
        outgo={"benefits": benefits},
        insured=np.full(size, 300.0),
        contributors=np.full(size, 200.0),
        beneficiaries=np.full(size, 100.0),
        opening_balance=opening,
        taxable_base=np.full(size, 1e9),
        measures={"active": np.full(size, 250.0)},
    )
    return settle(flows, rates or at(size))


def at(size: int, deposit: float = 0.0, borrowing: float = 0.0) -> InterestRates:
    return InterestRates(np.full(size, deposit), np.full(size, 0.0), np.zeros(size), np.full(size, borrowing))


def around(size: int, discount: float = 0.04) -> Surroundings:
    return Surroundings(gdp=np.full(size, 1e10), discount_rate=np.full(size, discount))


@lru_cache(maxsize=1)
def china() -> Projection:
    return project(Scenario())


FUNDS = pytest.mark.parametrize("name", sorted(china().funds))


def by_year(name: str, measure: str) -> np.ndarray:
    """The projected years of a measure."""
    fund = china().funds[name]
    values = fund.measures[measure]
    assert isinstance(values, np.ndarray)
    return values[china().years > fund.actual_until]


@given(amounts, amounts, amounts)
def test_yearly_measures_are_what_the_glossary_says(contributions, benefits, subsidy) -> None:
    accounts = settled(contributions, benefits, subsidy=subsidy)
    found = yearly_measures(accounts, around(YEARS))
    np.testing.assert_allclose(found["annual_balance"], found["income"] - found["outgo"], rtol=CLOSED)
    bare = found["annual_balance"] - subsidy
    np.testing.assert_allclose(found["annual_balance_before_subsidy"], bare, rtol=CLOSED, atol=1e-3)
    months = 12 * found["accumulated_balance"] / found["outgo"]
    np.testing.assert_allclose(found["months_payable"], months, rtol=CLOSED)
    np.testing.assert_allclose(found["support_ratio"], 2.5)
    np.testing.assert_allclose(found["support_ratio_paying"], 2.0)
    np.testing.assert_allclose(found["cost_rate"], benefits / 1e9, rtol=CLOSED)
    np.testing.assert_allclose(found["income_rate"], (contributions + subsidy) / 1e9, rtol=CLOSED)
    np.testing.assert_allclose(found["share_of_gdp"], benefits / 1e10, rtol=CLOSED)
    np.testing.assert_allclose(found["share_of_gdp_subsidy"], subsidy / 1e10, rtol=CLOSED)
    assert (found["share_of_gdp_deficit"] >= 0).all()


@given(amounts, amounts, st.floats(0, 1e13))
def test_deficit_and_depletion_are_the_first_such_years(contributions, benefits, opening: float) -> None:
    accounts = settled(contributions, benefits, opening=opening)
    found = deficit_and_depletion(accounts, at(YEARS))
    for year, values in (
        (found["first_deficit_year"], accounts.annual_balance),
        (found["depletion_year"], accounts.accumulated_balance),
    ):
        below = [int(y) for y, value in zip(accounts.flows.years, values, strict=True) if value < 0]
        assert year == (below[0] if below else None)
    if found["depletion_year"] is not None:
        assert found["first_deficit_year"] <= found["depletion_year"]


@given(amounts, amounts, amounts)
def test_a_subsidy_never_brings_depletion_forward(contributions, benefits, subsidy) -> None:
    found = deficit_and_depletion(settled(contributions, benefits, subsidy=subsidy), at(YEARS))
    never = 10_000
    assert (found["depletion_year"] or never) >= (found["depletion_year_before_subsidy"] or never)
    assert (found["first_deficit_year"] or never) >= (found["first_deficit_year_before_subsidy"] or never)


@given(amounts, amounts)
def test_what_is_payable_is_what_comes_in_and_only_after_depletion(contributions, benefits) -> None:
    accounts = settled(contributions, benefits, rates=at(YEARS, borrowing=0.05))
    share = payable_share(accounts)
    depleted = np.maximum.accumulate(accounts.accumulated_balance < 0)
    assert np.isnan(share[~depleted]).all()
    paid = share[depleted] * benefits[depleted]
    assert (paid <= np.maximum(accounts.income[depleted], benefits[depleted]) * (1 + CLOSED)).all()
    assert (share[depleted] <= 1).all()


@given(amounts, amounts, st.floats(0, 1e13), st.floats(0.0, 0.1))
def test_the_actuarial_balance_is_summarised_income_less_summarised_cost(
    contributions, benefits, opening: float, discount: float
) -> None:
    accounts = settled(contributions, benefits, opening=opening)
    found = summarised(accounts, around(YEARS, discount))
    year = np.arange(YEARS)
    middle, end = (1 + discount) ** -(year + 0.5), (1 + discount) ** -(year + 1.0)
    for horizon in HORIZONS:
        base = (1e9 * middle[:horizon]).sum()
        income = ((contributions * middle)[:horizon].sum() + opening) / base
        cost = ((benefits * middle)[:horizon].sum() + benefits[horizon] * end[horizon - 1]) / base
        key = str(horizon)
        assert found["income_rate_summarised"][key] == pytest.approx(income, rel=1e-9)
        assert found["cost_rate_summarised"][key] == pytest.approx(cost, rel=1e-9)
        assert found["actuarial_balance"][key] == pytest.approx(income - cost, rel=1e-9, abs=1e-9 * (income + cost))


def test_a_rate_raised_by_the_actuarial_balance_would_close_it() -> None:
    """The actuarial balance is the rise of the contribution rate that funds the period and its target reserve."""
    chance = np.random.default_rng(7)
    contributions, benefits = chance.uniform(1e8, 2e8, YEARS), chance.uniform(1e8, 3e8, YEARS)
    missing = -summarised(settled(contributions, benefits), around(YEARS))["actuarial_balance"]["75"]
    raised = settled(contributions + missing * 1e9, benefits)
    assert summarised(raised, around(YEARS))["actuarial_balance"]["75"] == pytest.approx(0, abs=1e-12)


def test_horizons_beyond_the_projection_have_no_balance() -> None:
    accounts = settled(np.full(30, 1e8), np.full(30, 1e8))
    found = summarised(accounts, around(30))["actuarial_balance"]
    assert found["25"] is not None
    assert found["50"] is None and found["75"] is None


@given(amounts, amounts, amounts)
def test_the_open_group_obligation_is_the_present_value_of_what_people_do_not_pay(
    contributions, benefits, subsidy
) -> None:
    middle, _ = discount_factors(np.full(YEARS, 0.04))
    accounts = settled(contributions, benefits, subsidy=subsidy, opening=1e12)
    expected = ((benefits - contributions) * middle).sum() - 1e12
    size = (benefits * middle).sum() + (contributions * middle).sum() + 1e12
    assert open_group_obligation(accounts, around(YEARS)) == pytest.approx(expected, abs=CLOSED * size)


def test_a_steady_state_has_a_constant_cost_rate() -> None:
    growth = 1.03 ** np.arange(YEARS)
    flows = settled(1e8 * growth, 2e8 * growth).flows
    grown = FundFlows(**{name: getattr(flows, name) for name in flows.__slots__} | {"taxable_base": 1e9 * growth})
    rates = yearly_measures(settle(grown, at(YEARS)), around(YEARS))["cost_rate"]
    np.testing.assert_allclose(rates, 0.2, rtol=1e-12)


def test_the_first_year_of_nothing_is_none() -> None:
    years = np.arange(2024, 2027)
    assert first_year(years, np.array([False, False, False])) is None
    assert first_year(years, np.array([False, True, True])) == 2025


# The seven funds


@FUNDS
def test_the_projected_balances_of_china_roll_forward(name: str) -> None:
    balance = by_year(name, "accumulated_balance")
    moved = by_year(name, "income") - by_year(name, "outgo")
    size = np.abs(balance).max()
    assert np.abs(np.diff(balance) - moved[1:]).max() <= CLOSED * size


@FUNDS
def test_budget_lines_of_china_add_up(name: str) -> None:
    fund = china().funds[name]
    later = china().years > fund.actual_until
    for lines, measure in ((fund.income_lines, "income"), (fund.outgo_lines, "outgo")):
        total = sum(values[later] for values in lines.values())
        np.testing.assert_allclose(total, by_year(name, measure), rtol=CLOSED)


@FUNDS
def test_measures_of_china_agree_with_each_other(name: str) -> None:
    outgo = by_year(name, "outgo")
    np.testing.assert_allclose(
        by_year(name, "months_payable"), by_year(name, "accumulated_balance") / outgo * 12, rtol=CLOSED
    )
    fund = china().funds[name]
    balances = fund.measures["actuarial_balance"]
    for horizon, balance in balances.items():
        income = fund.measures["income_rate_summarised"][horizon]
        cost = fund.measures["cost_rate_summarised"][horizon]
        assert balance == pytest.approx(income - cost, abs=1e-12)
    depletion = fund.measures["depletion_year"]
    below = china().years[china().years > fund.actual_until][by_year(name, "accumulated_balance") < 0]
    assert depletion == (int(below[0]) if below.size else None)
