"""The medical funds: two ledgers of the employees' scheme, capitation of the residents'."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rules.book import RuleBook
from simulation.schemes.medical import project_employee_medical, project_resident_medical
from tests.simulation.schemes.china_funds import china_context, settled, stationary, with_settings


def overlaid(tmp_path: Path, row: str):
    path = tmp_path / "reform.yaml"
    path.write_text("overlay: {title: {zh: 测试, en: test}, reason: test}\n" + row + "\n", encoding="utf-8")
    return replace(china_context(), rules=RuleBook.load("china", [path]))


def test_raising_the_employer_rate_raises_pooled_contributions_in_proportion(tmp_path: Path):
    usual = project_employee_medical(china_context())
    raised = project_employee_medical(
        overlaid(
            tmp_path,
            "medical.contribution.employer_rate: {unit: share of contribution base, values: {2030-01-01: 0.09}}",
        )
    )
    ratio = raised.pooled.income["contributions"] / usual.pooled.income["contributions"]
    assert ratio[:6] == pytest.approx(1.0, rel=1e-12)
    assert ratio[6:] == pytest.approx(1.5, rel=1e-12)
    assert np.array_equal(raised.accounts.income["contributions"], usual.accounts.income["contributions"])


def test_the_employees_own_rate_never_reaches_the_pooled_fund(tmp_path: Path):
    usual = project_employee_medical(china_context())
    raised = project_employee_medical(
        overlaid(
            tmp_path,
            "medical.contribution.employee_rate: {unit: share of contribution base, values: {2024-01-01: 0.04}}",
        )
    )
    for lines in ("income", "outgo"):
        for line, values in getattr(usual.pooled, lines).items():
            assert np.array_equal(getattr(raised.pooled, lines)[line], values)
    assert raised.accounts.income["contributions"] == pytest.approx(
        2 * usual.accounts.income["contributions"], rel=1e-12
    )


def test_account_spending_leaves_the_pooled_balance_alone():
    usual = settled(china_context())
    spent = settled(with_settings(china_context(), "employee_medical.account_spending_share=0.9"))
    assert np.array_equal(usual["employee_medical"].accumulated_balance, spent["employee_medical"].accumulated_balance)
    assert not np.allclose(
        usual["employee_medical_accounts"].accumulated_balance, spent["employee_medical_accounts"].accumulated_balance
    )


def test_retirees_pay_nothing():
    flows = project_employee_medical(china_context())
    more = project_employee_medical(
        with_settings(
            china_context(),
            "employee_medical.retained_at_retirement=0.5",
            "employee_medical.pension_at_account_reform=0",
        )
    )
    assert (more.pooled.beneficiaries[10:] < flows.pooled.beneficiaries[10:]).all()
    assert np.array_equal(more.pooled.income["contributions"], flows.pooled.income["contributions"])
    assert np.array_equal(more.accounts.income["contributions"], flows.accounts.income["contributions"])


def test_what_the_pooled_fund_passes_on_arrives_in_the_accounts():
    flows = project_employee_medical(china_context())
    assert np.array_equal(flows.pooled.outgo["transfers_out"], flows.accounts.income["transfers_in"])
    assert (flows.pooled.outgo["transfers_out"] > 0).all()


def test_without_excess_growth_cost_keeps_its_share_of_wages_in_a_stationary_population():
    settings = (
        "employee_medical.excess_cost_growth=0",
        "employee_medical.excess_cost_growth@2024=0",
        "employee_medical.maternity_growth_beyond_wages@2024=0",
        "employee_medical.active_coverage@2023=1",
        "pension.employee.early_share=0",
        "pension.employee.late_share=0",
    )
    context = stationary(with_settings(china_context(), *settings), growth=0.04)
    pooled = project_employee_medical(context).pooled
    # From 2085 on the retirees of the base year are gone and every cohort has retired under the reformed law.
    share = (pooled.outgo["benefits"] / pooled.taxable_base)[62:]
    assert share == pytest.approx(np.full(share.size, share[0]), rel=2e-3)


def test_excess_growth_raises_cost_year_after_year():
    none = project_employee_medical(
        with_settings(
            china_context(), "employee_medical.excess_cost_growth@2024=0", "employee_medical.excess_cost_growth=0"
        )
    )
    some = project_employee_medical(
        with_settings(
            china_context(), "employee_medical.excess_cost_growth@2024=0.01", "employee_medical.excess_cost_growth=0.01"
        )
    )
    ratio = some.pooled.measures["cost_per_insured"] / none.pooled.measures["cost_per_insured"]
    assert ratio == pytest.approx(1.01 ** np.arange(1, ratio.size + 1), rel=1e-9)


def test_residents_pay_the_announced_premium_and_receive_the_announced_subsidy():
    flows = project_resident_medical(china_context())
    assert flows.measures["premium"][:2].tolist() == [400.0, 400.0]
    assert flows.measures["subsidy_per_head"][:2].tolist() == [670.0, 700.0]
    mean = flows.income["contributions"][0] / 400.0
    assert flows.insured[0] < mean < china_context().published.at("resident_medical.insured", 2023)


def test_amounts_not_yet_announced_follow_incomes():
    context = china_context()
    premium = project_resident_medical(context).measures["premium"]
    income = context.economy_at("income.urban_disposable")
    assert premium[2:] / premium[1] == pytest.approx(income[2:] / income[1], rel=1e-9)


def test_2024_comes_within_three_per_cent_of_the_published_total_that_no_fit_has_seen():
    context, accounts = china_context(), settled(china_context())
    names = ("employee_medical", "employee_medical_accounts", "resident_medical")
    transfer = accounts["employee_medical"].outgo_lines["transfers_out"][0]
    income = sum(accounts[name].income[0] for name in names) - transfer
    outgo = sum(accounts[name].outgo[0] for name in names) - transfer
    assert income == pytest.approx(context.published.at("medical.income", 2024), rel=0.03)
    assert outgo == pytest.approx(context.published.at("medical.outgo", 2024), rel=0.03)
