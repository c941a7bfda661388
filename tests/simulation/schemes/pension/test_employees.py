"""China's employees' pension: reforms move what they should and nothing else; flows become budget lines."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks import plain_pension
from core.documents import Document
from simulation.countries.china.funds import employees_opening, opening_balances, project_employees
from simulation.countries.china.pack import base_rules
from simulation.countries.china.settings import apply_settings
from simulation.schemes.context import SchemeContext
from simulation.schemes.pension import kernels
from simulation.schemes.pension.employees import GROUPS, EmployeesProjection, fund_flows
from tests.simulation.schemes.china_funds import china_context, with_settings

PENSIONS = ("pooled_pensions", "account_pensions", "account_pensions_unfunded")


@pytest.fixture(scope="module")
def base() -> EmployeesProjection:
    return project_employees(china_context())[0]


def under(*settings: str) -> SchemeContext:
    """The base surroundings with settings of law or assumptions, as a scenario applies them."""
    context = china_context()
    rows, rules = apply_settings(settings, context.assumptions, base_rules(), 2024)
    return replace(context, assumptions=rows, rules=rules)


def projected(*settings: str) -> EmployeesProjection:
    return project_employees(under(*settings))[0]


def total(projection: EmployeesProjection, *flows: str) -> np.ndarray:
    return sum(projection.flows[flow].sum(axis=0) for flow in flows)


def first_change(one: np.ndarray, other: np.ndarray) -> int | None:
    """The first year from 2024 on in which two series differ."""
    rows = np.flatnonzero(~np.isclose(one, other, rtol=1e-12, atol=0.0))
    return 2024 + int(rows[0]) if rows.size else None


def test_the_plain_twin_projects_china_the_same(base: EmployeesProjection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "project_members", plain_pension.project_members)
    plain = projected()
    for flow, values in base.flows.items():
        np.testing.assert_allclose(
            plain.flows[flow], values, rtol=1e-9, atol=1e-12 * np.abs(values).max(), err_msg=flow
        )
    for name in ("active", "retired", "accounts"):
        np.testing.assert_allclose(getattr(plain, name), getattr(base, name), rtol=1e-9, err_msg=name)


def test_everybody_is_accounted_for_in_each_group_and_year(base: EmployeesProjection) -> None:
    flows = base.flows
    active = np.column_stack([base.active_open, base.active])
    retired = np.column_stack([base.retired_open, base.retired.sum(axis=0)])
    left = sum(flows[name] for name in ("withdrew", "deaths_active", "new_retired", "left_short_of_years"))
    assert active[:, :-1] + flows["entered"] - left == pytest.approx(active[:, 1:], rel=1e-9)
    assert retired[:, :-1] + flows["new_retired"] - flows["deaths_retired"] == pytest.approx(retired[:, 1:], rel=1e-9)


def test_recorded_accounts_roll_forward(base: EmployeesProjection) -> None:
    stock = base.opening
    first = (stock.active * stock.account).sum(axis=(1, 2))
    first += (stock.retired.sum(axis=0) * stock.account_left).sum(axis=(1, 2))
    held = np.column_stack([first, base.accounts.sum(axis=0)])
    flows = base.flows
    out = sum(
        flows[name] for name in ("account_pensions", "account_refunds", "account_transfers_out", "withdrawn_accounts")
    )
    rolled = held[:, :-1] + flows["contributions_account"] + flows["account_credit"] - out
    assert rolled == pytest.approx(held[:, 1:], rel=1e-9)


def test_the_projection_starts_from_the_opening_and_leaves_it_as_it_was(base: EmployeesProjection) -> None:
    context = china_context()
    published = employees_opening(context).members
    assert base.active_open.sum() == pytest.approx(published.active, rel=1e-12)
    assert base.opening.retired.sum() == pytest.approx(published.retired, rel=1e-12)
    assert base.closing.retired.sum() == pytest.approx(base.retired[:, :, -1].sum(), rel=1e-12)


def test_insured_members_meet_their_target(base: EmployeesProjection) -> None:
    assert base.active == pytest.approx(base.years.target, rel=1e-9)


def test_a_higher_rate_raises_contributions_in_proportion_and_no_pension(base: EmployeesProjection) -> None:
    moved = projected("pension.contribution.employee_rate@2030=0.1")
    employee = base.flows["contributions_pooled"][0] + base.flows["contributions_account"][0]
    raised = moved.flows["contributions_pooled"][0] + moved.flows["contributions_account"][0]
    rate = base.years.pooled_rate[0] + base.years.account_rate[0]
    expected = np.where(china_context().years >= 2030, (rate + 0.02) / rate, 1.0)
    assert raised / employee == pytest.approx(expected, rel=1e-9)
    assert total(moved, *PENSIONS) == pytest.approx(total(base, *PENSIONS), rel=1e-12)
    assert moved.flows["contributions_pooled"][1:] == pytest.approx(base.flows["contributions_pooled"][1:], rel=1e-12)


def test_later_retirement_takes_away_pensioners_and_adds_contributors(base: EmployeesProjection) -> None:
    later = projected("retirement.longest_delay.male=60", "retirement.longest_delay.female_cadre=60")
    retired, more_retired = (run.retired.sum(axis=(0, 1)) for run in (later, base))
    new, new_before = (total(run, "new_retired").cumsum() for run in (later, base))
    paid, paid_before = (total(run, "contributions_pooled") for run in (later, base))
    years = china_context().years
    assert first_change(retired, more_retired) == first_change(new, new_before) == 2037
    after = years >= 2038
    assert (retired[after] < more_retired[after]).all()
    assert (paid[after] > paid_before[after]).all()
    assert (new[(years >= 2038) & (years <= 2060)] < new_before[(years >= 2038) & (years <= 2060)]).all()
    # In the end longer careers earn higher pensions; while the age rises, fewer draw one.
    while_rising = (years >= 2040) & (years <= 2055)
    assert (total(later, *PENSIONS)[while_rising] < total(base, *PENSIONS)[while_rising]).all()


@pytest.mark.parametrize(
    ("setting", "year", "direction"),
    [
        ("pension.basic.accrual_rate@2030=0.008", 2030, -1),
        ("pension.transitional.rate@2030=0.02", 2030, 1),
        ("pension.minimum_years@2040=25", 2040, -1),
        ("pension.indexation@2031=0.06", 2031, 1),
        ("pension.account_rate@2035=0.08", 2035, 1),
    ],
)
def test_a_dated_change_of_benefits_changes_pensions_from_its_date(
    base: EmployeesProjection, setting: str, year: int, direction: int
) -> None:
    moved, before = total(projected(setting), *PENSIONS), total(base, *PENSIONS)
    assert first_change(moved, before) == year
    assert np.sign(moved[-40] - before[-40]) == direction


def test_a_new_table_of_payout_months_divides_the_accounts_of_later_pensioners_only(base: EmployeesProjection) -> None:
    table = [2 * months for months in base_rules().at("2030-01").table("pension.payout_months")]
    data = {"overlay": {"title": "longer"}, "pension.payout_months": {"values": {date(2040, 1, 1): table}}}
    rules = base_rules().reformed(Document(Path("longer"), data, {(): 1}))
    moved, _ = project_employees(replace(china_context(), rules=rules))
    paid, before = (total(run, "new_retired_pension_months") for run in (moved, base))
    assert first_change(paid, before) == 2040
    assert paid[20] < before[20]


def test_a_higher_old_age_leaves_those_who_retire_before_it(base: EmployeesProjection) -> None:
    moved = projected("retirement.old_age.male@2060=65")
    changed = first_change(total(moved, "new_retired"), total(base, "new_retired"))
    assert changed is not None
    assert changed >= 2060


def test_the_two_funds_share_the_published_balance(base: EmployeesProjection) -> None:
    context = china_context()
    opening = employees_opening(context)
    balances = opening_balances(context, opening)
    assert sorted(row for groups, _ in balances.values() for row in groups) == list(range(len(GROUPS)))
    published = context.published.at("employees.accumulated_balance", 2023)
    assert sum(balance for _, balance in balances.values()) == pytest.approx(published, rel=1e-12)


def test_every_flow_of_money_reaches_one_line_of_one_fund(base: EmployeesProjection) -> None:
    context = china_context()
    _, funds = project_employees(context)
    paid_out = sum(fund.outgo["benefits"] for fund in funds.values())
    assert paid_out == pytest.approx(total(base, *PENSIONS), rel=1e-12)
    contributed = sum(fund.income["contributions"] for fund in funds.values()) + context.assume("pension.relief")
    due = total(base, "contributions_pooled", "contributions_account", "shortfall_payments")
    assert contributed == pytest.approx(due, rel=1e-12)
    moved = sum(fund.outgo["transfers_out"] for fund in funds.values())
    assert moved == pytest.approx(total(base, "account_transfers_out", "withdrawn_accounts"), rel=1e-12)
    assert sum(fund.insured for fund in funds.values()) == pytest.approx(
        base.active.sum(axis=0) + base.retired.sum(axis=(0, 1)), rel=1e-12
    )


def test_measures_of_a_fund_are_means_over_the_year() -> None:
    projection, funds = project_employees(china_context())
    fund = funds["enterprise_pension"]
    heads = np.concatenate([[projection.retired_open[:2].sum()], projection.retired[:, :2].sum(axis=(0, 1))])
    mean = (heads[1:] + heads[:-1]) / 2
    assert fund.measures["benefit_per_beneficiary"] == pytest.approx(fund.outgo["benefits"] / mean, rel=1e-12)
    wage = china_context().economy_at("wage.full_calibre", lag=1)
    assert fund.measures["replacement_ratio"] * wage == pytest.approx(fund.measures["benefit_per_beneficiary"])
    kinds = sum(fund.measures[f"beneficiaries_{kind}"] for kind in ("old", "middle", "new"))
    assert kinds == pytest.approx(fund.beneficiaries, rel=1e-12)


def test_contributions_are_the_taxable_base_times_the_rate(base: EmployeesProjection) -> None:
    context = china_context()
    government = fund_flows(context, base, name="government", groups=(2,), opening_balance=0.0)
    rate = base.years.pooled_rate[2] + base.years.account_rate[2]
    paid = base.flows["contributions_pooled"][2] + base.flows["contributions_account"][2]
    assert government.taxable_base * rate == pytest.approx(paid, rel=1e-12)


def test_pensioners_retired_before_the_reform_only_die_out(base: EmployeesProjection) -> None:
    old = base.retired[0].sum(axis=0)
    assert (np.diff(old) <= 0).all()
    assert old[-1] == pytest.approx(0.0, abs=1.0)
    assert base.retired[2].sum(axis=0)[-1] > base.retired[1].sum(axis=0)[-1]


def test_more_flexible_workers_help_the_first_years_and_worsen_the_long_run() -> None:
    context = china_context()
    base, moved = (
        project_employees(surroundings)[1]["enterprise_pension"]
        for surroundings in (context, with_settings(context, "pension.flexible.coverage@2025+=0.05"))
    )

    def net(fund):
        return fund.income["contributions"] - fund.outgo["benefits"]

    difference = net(moved) - net(base)
    years = context.years
    assert (difference[(years >= 2025) & (years <= 2045)] > 0).all()
    assert (difference[years >= 2060] < 0).all()
