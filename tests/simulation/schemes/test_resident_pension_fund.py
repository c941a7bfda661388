"""The residents' pension: members by cohort, the budget's part and the accounts."""

import numpy as np
import pytest

from simulation.schemes.resident_pension import project_resident_pension, resident_members
from tests.simulation.schemes.china_funds import BASE_YEAR, china_context, with_settings


def test_the_base_year_has_the_published_members():
    context = china_context()
    members = resident_members(context)
    drawing = context.published.at("resident_pension.beneficiaries", BASE_YEAR)
    insured = context.published.at("resident_pension.insured", BASE_YEAR)
    assert members.drawing[0].sum() == pytest.approx(drawing, rel=1e-9)
    assert members.paying_ages[0].sum() == pytest.approx(insured - drawing, rel=1e-9)


def test_nobody_draws_below_sixty_and_nobody_pays_from_sixty_on():
    members = resident_members(china_context())
    assert members.drawing[:, :, :60].sum() == 0
    assert members.paying_ages[:, :, 60:].sum() == 0


def test_a_cohort_that_draws_loses_members_by_death_alone():
    context = china_context()
    members = resident_members(context)
    kept = members.drawing[1:, :, 66:99] / members.drawing[:-1, :, 65:98]
    alive = context.persons()[1:, :, 66:99] / context.persons()[:-1, :, 65:98]
    assert kept == pytest.approx(alive, rel=1e-9)


def test_the_budget_pays_the_basic_pension_and_the_subsidies_of_payers():
    flows = project_resident_pension(china_context())
    generous = project_resident_pension(with_settings(china_context(), "resident_pension.local_addition=200"))
    more_basic = generous.measures["basic_pension"] - flows.measures["basic_pension"]
    assert (more_basic > 0).all()
    assert generous.income["fiscal_subsidy"] - flows.income["fiscal_subsidy"] == pytest.approx(more_basic, rel=1e-9)
    assert np.array_equal(generous.income["contributions"], flows.income["contributions"])


def test_the_account_part_answers_to_what_was_paid_in():
    usual = project_resident_pension(china_context())
    doubled = project_resident_pension(with_settings(china_context(), "resident_pension.contribution=994.712"))
    assert doubled.measures["account_pension"][0] == pytest.approx(usual.measures["account_pension"][0], rel=1e-9)
    assert doubled.measures["account_pension"][40] > 1.5 * usual.measures["account_pension"][40]


def test_crediting_more_raises_later_pensions_only():
    usual = project_resident_pension(china_context())
    richer = project_resident_pension(with_settings(china_context(), "resident_pension.credit_rate_shift=0.02"))
    ratio = richer.measures["account_pension"] / usual.measures["account_pension"]
    assert ratio[0] < 1.01
    assert (np.diff(ratio[:40]) > 0).all()


def test_the_opening_accounts_add_up_to_their_share_of_the_balance():
    context = china_context()
    flows = project_resident_pension(with_settings(context, "resident_pension.account_share_of_balance=0.5"))
    half = flows.measures["account_balances"][0]
    full = project_resident_pension(context).measures["account_balances"][0]
    held = context.published.at("resident_pension.accumulated_balance", BASE_YEAR)
    assert full - half == pytest.approx(0.45 * held, rel=0.08)


def test_the_minimum_of_2025_is_143_yuan_and_reaches_every_pension():
    context = china_context()
    flows = project_resident_pension(with_settings(context, "resident_pension.local_addition=0"))
    mean = np.mean([project_resident_pension(context).beneficiaries[n] for n in (0, 1)])
    assert flows.measures["basic_pension"][1] == pytest.approx(143 * 12 * mean, rel=1e-9)
