"""The parts of schemes: means, levies, amounts carried and announced, coverage that a cohort keeps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rules.book import RuleBook
from simulation.schemes.parts import (
    AGE,
    announced_amount,
    carried_amount,
    carried_by_cohort,
    cost_units,
    levy,
    mean_of_year,
    rule_table_by_year,
    spent_from_accounts,
)
from tests.simulation.schemes.china_funds import BASE_YEAR, china_context, with_settings


def test_the_mean_of_a_year_lies_halfway_between_its_two_stocks():
    assert mean_of_year(np.array([1.0, 3.0, 7.0])).tolist() == [2.0, 5.0]


def test_a_levy_is_proportional_to_each_of_its_factors():
    base = levy(np.array([10.0]), np.array([100.0]), np.array([0.06]), np.array([0.9]))
    assert base[0] == pytest.approx(54.0, rel=1e-12)
    assert levy(np.array([10.0]), np.array([100.0]), np.array([0.12]), np.array([0.9]))[0] == pytest.approx(2 * base[0])


def test_cost_units_count_both_sexes_at_the_cost_of_their_age():
    persons = np.zeros((1, 2, AGE.size))
    persons[0, 0, 30], persons[0, 1, 80] = 5.0, 7.0
    assert cost_units(persons, AGE / 10.0)[0] == pytest.approx(5 * 3 + 7 * 8, rel=1e-12)


def test_a_carried_amount_stands_at_its_level_in_the_year_it_is_given_for():
    context = china_context()
    at_level = replace(context, base_year=BASE_YEAR - 1, years=np.arange(BASE_YEAR, BASE_YEAR + 3))
    amount = carried_amount(
        at_level, "employee_medical.cost_per_unit", "wage.full_calibre", beyond="employee_medical.excess_cost_growth"
    )
    assert amount[0] == pytest.approx(context.assumptions.number("employee_medical.cost_per_unit"), rel=1e-12)
    wage = context.economy.at("wage.full_calibre", np.array([BASE_YEAR, BASE_YEAR + 1]))
    excess = context.assumptions.array("employee_medical.excess_cost_growth", np.array([BASE_YEAR + 1]))[0]
    assert amount[1] / amount[0] == pytest.approx(wage[1] / wage[0] * (1 + excess), rel=1e-12)


def test_an_announced_amount_is_the_rule_book_s_until_the_announcements_end():
    context = china_context()
    amount = announced_amount(context, "medical.resident.subsidy", np.full(context.years.size, 0.05))
    assert amount[:2].tolist() == [670.0, 700.0]
    assert amount[2:5] == pytest.approx([700 * 1.05, 700 * 1.05**2, 700 * 1.05**3], rel=1e-12)


def test_an_announcement_takes_the_place_of_growth_from_its_year_on(tmp_path: Path):
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "overlay: {title: {zh: 测试, en: test}, reason: test}\n"
        "medical.resident.subsidy: {unit: yuan a year, values: {2030-01-01: 2000}}\n",
        encoding="utf-8",
    )
    context = replace(china_context(), rules=RuleBook.load("china", [reform]))
    amount = announced_amount(context, "medical.resident.subsidy", np.full(context.years.size, 0.05))
    by_year = dict(zip(context.years.tolist(), amount, strict=True))
    assert by_year[2029] == pytest.approx(700 * 1.05**4, rel=1e-12)
    assert (by_year[2030], by_year[2031]) == pytest.approx((2000.0, 2100.0), rel=1e-12)


def test_a_table_of_the_rule_book_comes_in_its_own_order_for_every_year():
    context = china_context()
    rates = rule_table_by_year(context, "work_injury.contribution.class_rates")
    assert rates.shape == (context.years.size, 8)
    assert rates[-1].tolist() == [0.002, 0.004, 0.007, 0.009, 0.011, 0.013, 0.016, 0.019]


def test_a_cohort_keeps_the_coverage_with_which_it_entered():
    at_base = np.where(AGE >= 60, AGE / 100.0, 0.0)
    entering = np.array([0.60, 0.50, 0.40, 0.30])
    carried = carried_by_cohort(at_base, entering, 60)
    for year in range(1, 4):
        assert carried[year, 60] == entering[year]
        assert carried[year, 61 + year : 100] == pytest.approx(at_base[61 : 100 - year], rel=1e-12)
    assert [carried[3, age] for age in (61, 62, 63)] == [0.40, 0.50, 0.60]
    assert (carried[2, :60] == 0.40).all()


def test_accounts_never_give_more_than_they_hold():
    credited = np.linspace(100.0, 0.0, 60)
    ones = np.ones_like(credited)
    spent = spent_from_accounts(500.0, credited, share=0.9 * ones, interest=0.02 * ones)
    held = 500.0
    for year in range(credited.size):
        assert 0 <= spent[year] <= held + credited[year]
        net = credited[year] - spent[year]
        held += net + 0.02 * (held + net / 2)
        assert held >= 0


def test_growth_beyond_the_series_compounds_from_the_level_year_only():
    context = china_context()
    faster = with_settings(context, "employee_medical.excess_cost_growth=0.03")
    slower = with_settings(context, "employee_medical.excess_cost_growth=0")
    names = ("employee_medical.cost_per_unit", "wage.full_calibre", "employee_medical.excess_cost_growth")
    ratio = carried_amount(faster, *names) / carried_amount(slower, *names)
    assert ratio[0] == pytest.approx(1.03, rel=1e-12)
    assert ratio[4] > ratio[0]
