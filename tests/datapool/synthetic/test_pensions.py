"""What is due is what the rule book grants on the true facts, and only a death not yet known is paid beyond it."""

import numpy as np

from core.months import Month
from datapool.synthetic.block import NEVER, Block
from datapool.synthetic.law import Law
from datapool.synthetic.province import Province
from rules.book import RuleBook
from rules.formulas import pension, unemployment
from rules.formulas.retirement import payout_months


def test_an_award_is_the_rule_books_pension_of_its_own_facts(lived: Block, made_up_province: Province) -> None:
    """Recomputed by hand, one formula at a time, from the columns of the award."""
    rules = RuleBook.load("china")
    awards = lived.rows.awards
    employees = np.flatnonzero(awards["scheme"] < 170)
    assert employees.size > 300
    for row in employees[:: max(1, employees.size // 60)]:
        month = made_up_province.first_month.shift(int(awards["month"][row]))
        book, before = rules.at(month), rules.at(Month.of(month.year - 1, 6))
        wage = before.number("wages.average.non_private") * 0.82 / 12
        years, index = awards["contribution_months"][row] / 12, awards["index"][row]
        age = int(awards["month"][row]) - int(made_up_province.month_of(awards["file_born"][row]))
        basic = pension.basic_pension(wage, index, years, book.number("pension.basic.accrual_rate"))
        account = pension.account_pension(
            awards["balance"][row] / 100, payout_months(age, book.table("pension.payout_months"))
        )
        rate = book.number("pension.transitional.rate")
        transitional = pension.transitional_pension(wage, index, awards["deemed_months"][row] / 12, rate)
        # The index in the award is rounded to four places.
        assert abs(awards["basic"][row] / 100 - basic) < wage * years * 0.01 * 1e-4 + 0.01
        assert abs(awards["account_part"][row] / 100 - account) < 0.011
        assert abs(awards["transitional"][row] / 100 - transitional) < 0.2
        due = lived.months.pension_due[awards["person"][row], awards["month"][row]]
        assert abs(int(due) - int(awards["total"][row])) <= 1


def test_pensions_rise_each_january_by_the_rate_of_the_year(lived: Block, made_up_province: Province) -> None:
    rules = RuleBook.load("china")
    due, people = lived.months.pension_due, lived.people
    drew = (people.scheme < 170) & (due[:, 11] > 0) & (due[:, 12] > 0)
    increase = rules.at(f"{made_up_province.first_month.year + 1}-12-01").number("pension.indexation.increase")
    np.testing.assert_allclose(due[drew, 12] / due[drew, 11], 1 + increase, atol=1e-4)
    assert (due[drew, 11] == due[drew, 10]).mean() > 0.97


def test_nothing_is_due_before_retirement_or_after_the_month_of_death(lived: Block, made_up_province: Province) -> None:
    due, people = lived.months.pension_due, lived.people
    month = np.arange(made_up_province.months)
    early = month < people.retired_month[:, None]
    late = month > made_up_province.month_of(people.died)[:, None]
    assert (due[early | late] == 0).all()
    draws = (people.scheme > 0) & (people.retired_month < 60) & (people.died == NEVER)
    assert (due[draws, 60:] > 0).all()


def test_only_a_death_not_yet_known_is_paid_beyond_what_is_due(lived: Block, made_up_province: Province) -> None:
    months, people = lived.months, lived.people
    person, month = np.nonzero(months.pension_paid != months.pension_due)
    assert person.size > 20
    assert (months.pension_due[person, month] == 0).all()
    assert (month > made_up_province.month_of(people.died)[person]).all()
    assert (made_up_province.month_starts[month] + 14 <= people.death_known[person]).all()


def test_who_has_paid_too_few_years_draws_the_residents_pension(lived: Block, law_in_force: Law) -> None:
    awards = lived.rows.awards
    assert awards["contribution_months"][awards["scheme"] < 170].min() >= law_in_force.minimum_months[0]
    assert (awards["kind"][awards["scheme"] == 170] == 6).all()


def test_men_retire_at_sixty_and_working_women_at_fifty_unless_early(lived: Block, made_up_province: Province) -> None:
    people = lived.people
    age = (people.retired_month - made_up_province.month_of(people.born)) // 12
    normal = (people.retirement_kind == 1) & (people.scheme > 0) & (people.retired_month < made_up_province.months)
    assert set(age[normal & people.male]) == {60}
    assert set(age[normal & ~people.male & people.cadre]) == {55}
    assert set(age[normal & ~people.male & ~people.cadre]) == {50}
    special = (people.retirement_kind == 2) & people.male & (people.scheme > 0)
    assert set(age[special & (people.retired_month < made_up_province.months)]) == {55}


def test_unemployment_benefit_is_paid_to_those_without_work_at_the_laws_amount(
    lived: Block, made_up_province: Province
) -> None:
    rules, months = RuleBook.load("china"), lived.months
    person, month = np.nonzero(months.dole_paid)
    assert person.size > 200
    assert (months.works_for[person, month] < 0).all()
    settings = made_up_province.settings
    for m in range(0, made_up_province.months, 7):
        paid = np.unique(months.dole_paid[:, m][months.dole_paid[:, m] > 0])
        date = made_up_province.first_month.shift(m)
        lowest = settings["minimum_wage"][date.year]
        amount = unemployment.unemployment_benefit(
            lowest, rules.at(date).number("unemployment.benefit.level_share"), lowest * 0.36
        )
        assert paid.size == 0 or list(paid) == [round(amount * 100)]


def test_unemployment_benefit_never_runs_longer_than_two_years(lived: Block) -> None:
    paid = lived.months.dole_paid > 0
    length = np.zeros(len(paid), np.int64)
    longest = 0
    for month in range(paid.shape[1]):
        length = np.where(paid[:, month], length + 1, 0)
        longest = max(longest, int(length.max()))
    assert 3 <= longest <= 24
