"""A stress test is the projection of each case, and of all of them one after another."""

import json
from dataclasses import replace

import pytest

from core.errors import DateOutOfRange, UnknownKey
from simulation.key_figures import key_figures
from simulation.projection import project
from simulation.scenario import Scenario
from simulation.stress.cases import Case, country_cases
from simulation.stress.reserve import Holding
from simulation.stress.testing import Question, StressTest, stress_test

FUND = "enterprise_pension"
QUESTION = Question(FUND, since=2027, year=2035, holding=Holding(6, 2027, 2050))
NOTHING = Case("nothing", {"zh": "无", "en": "none"}, {"zh": "无", "en": "none"}, settings=("pension.indexation+=0",))


@pytest.fixture(scope="module")
def found() -> StressTest:
    return stress_test(Scenario(), country_cases(), QUESTION)


def test_each_row_is_the_projection_of_its_scenario(found: StressTest) -> None:
    for outcome in (*found.alone, *found.together):
        projection = project(outcome.scenario)
        figures = key_figures(projection, FUND)
        after = outcome.after
        assert after.first_deficit_year == figures["first_deficit_year"]
        assert after.depletion_year == figures["depletion_year"]
        months = projection.funds[FUND].measures["months_payable"][2035 - int(projection.years[0])]
        assert after.months_payable == pytest.approx(months, rel=1e-12)


def test_cases_are_added_in_their_order_and_the_second_reading_is_not_among_them(found: StressTest) -> None:
    added = [outcome.case for outcome in found.together]
    assert added == [case for case in country_cases() if case.is_added]
    assert len(added) == len(found.alone) - 1
    assert found.together[0].after == found.alone[0].after
    for outcome, earlier in zip(found.together[1:], found.together, strict=False):
        assert outcome.scenario.settings[: len(earlier.scenario.settings)] == earlier.scenario.settings


def test_all_together_is_worse_than_any_alone(found: StressTest) -> None:
    worst = found.together[-1].after
    for outcome in found.alone:
        assert worst.reserve.present_value > outcome.after.reserve.present_value > found.base.reserve.present_value
        assert worst.months_payable < outcome.after.months_payable


def test_a_case_of_nothing_changes_nothing() -> None:
    found = stress_test(Scenario(), [NOTHING], QUESTION)
    for outcome in (*found.alone, *found.together):
        assert outcome.after == found.base
        assert {change.difference for change in outcome.changes.values()} == {0}


def test_a_year_that_never_comes_is_none_and_has_no_difference() -> None:
    question = replace(QUESTION, fund="unemployment")
    found = stress_test(Scenario(), country_cases()[:2], question)
    assert found.base.depletion_year is None
    assert found.alone[0].changes["depletion_year"].difference is None
    assert found.to_json()["base"]["reserve_need"]["first_year"] is None


def test_cases_lie_on_top_of_the_scenario() -> None:
    scenario = Scenario(settings=("pension.indexation@2027+=0.01",))
    higher = next(case for case in country_cases() if case.name == "indexation_higher")
    assert stress_test(scenario, [NOTHING], QUESTION).base == stress_test(Scenario(), [higher], QUESTION).alone[0].after


def test_the_json_is_plain(found: StressTest) -> None:
    plain = found.to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    row = plain["cumulative"][-1]
    assert row["depletion_year"] - plain["base"]["depletion_year"] == row["change"]["depletion_year"]
    lacking = row["reserve_need"]["present_value"] - plain["base"]["reserve_need"]["present_value"]
    assert lacking == pytest.approx(row["change"]["reserve_need"])


@pytest.mark.parametrize(
    ("question", "kind", "word"),
    [
        (replace(QUESTION, fund="pension"), UnknownKey, "enterprise_pension"),
        (replace(QUESTION, year=2101), DateOutOfRange, "2101"),
        (replace(QUESTION, since=2020), DateOutOfRange, "2020"),
        (replace(QUESTION, holding=Holding(6, 2050, 2040)), DateOutOfRange, "2050"),
    ],
)
def test_what_cannot_be_asked_is_refused(question: Question, kind: type[Exception], word: str) -> None:
    with pytest.raises(kind, match=word):
        stress_test(Scenario(), country_cases()[:1], question)
