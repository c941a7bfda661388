"""What all five funds have in common once their accounts are settled."""

import numpy as np
import pytest

from simulation.funds.ledger import INCOME_LINES, OUTGO_LINES
from tests.simulation.schemes.china_funds import all_flows, china_context, settled, with_settings

NAMES = (
    "employee_medical",
    "employee_medical_accounts",
    "resident_medical",
    "resident_pension",
    "unemployment",
    "work_injury",
)


def test_the_funds_are_named_and_ordered_as_agreed():
    assert tuple(flows.name for flows in all_flows(china_context())) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_balance_moves_by_the_budget_lines_and_by_nothing_else(name: str):
    accounts = settled(china_context())[name]
    moved = sum(accounts.income_lines[line] for line in INCOME_LINES) - sum(
        accounts.outgo_lines[line] for line in OUTGO_LINES
    )
    before = np.concatenate(([accounts.flows.opening_balance], accounts.accumulated_balance[:-1]))
    scale = np.abs(accounts.accumulated_balance).max()
    assert np.abs(before + moved - accounts.accumulated_balance).max() <= 1e-9 * scale


@pytest.mark.parametrize("name", NAMES)
def test_no_money_and_no_people_are_negative(name: str):
    flows = next(flows for flows in all_flows(china_context()) if flows.name == name)
    for values in (*flows.income.values(), *flows.outgo.values(), flows.taxable_base):
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    for people in (flows.insured, flows.contributors, flows.beneficiaries):
        assert (people > 0).all()
    assert (flows.contributors <= flows.insured * (1 + 1e-12)).all()


@pytest.mark.parametrize("name", NAMES)
def test_every_series_covers_every_projected_year(name: str):
    context = china_context()
    flows = next(flows for flows in all_flows(context) if flows.name == name)
    for values in (*flows.income.values(), *flows.outgo.values(), *flows.measures.values(), flows.insured):
        assert values.shape == context.years.shape


def test_interest_is_left_to_the_ledger():
    for flows in all_flows(china_context()):
        assert not {"interest", "entrusted_investment"} & set(flows.income)


def test_the_medical_accounts_are_never_overdrawn():
    usual = settled(china_context())["employee_medical_accounts"]
    spent = settled(with_settings(china_context(), "employee_medical.account_spending_share=1"))
    assert (usual.accumulated_balance > 0).all()
    assert (spent["employee_medical_accounts"].accumulated_balance >= -1.0).all()


def test_the_same_surroundings_give_the_same_figures_to_the_bit():
    for first, second in zip(all_flows(china_context()), all_flows(china_context()), strict=True):
        assert all(np.array_equal(first.income[line], second.income[line]) for line in first.income)
        assert all(np.array_equal(first.outgo[line], second.outgo[line]) for line in first.outgo)


def test_higher_wages_leave_cost_rates_of_wage_funds_nearly_unchanged():
    usual = {flows.name: flows for flows in all_flows(china_context())}
    richer = {flows.name: flows for flows in all_flows(with_settings(china_context(), "macro.cpi@2030=0.05"))}
    for name in ("unemployment", "work_injury"):
        rate, other = (sum(f[name].outgo.values()) / f[name].taxable_base for f in (usual, richer))
        assert other[20:] == pytest.approx(rate[20:], rel=0.03)
        assert (sum(richer[name].outgo.values())[20:] > 1.5 * sum(usual[name].outgo.values())[20:]).all()
