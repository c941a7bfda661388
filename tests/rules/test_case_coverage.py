"""What the law cases must cover: each row of a table, and both sides of each change."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from rules import RuleBook
from rules.questions import explain
from tests.rules.law_cases import load_cases

CASES = load_cases()


def inputs_of(question: str, *, expecting: Iterable[str] = (), **fixed: Any) -> list[dict[str, Any]]:
    """Inputs of the cases of one question that have these inputs fixed so and expect these outputs."""
    return [
        case.inputs
        for case in CASES
        if case.question == question
        and all(key in case.expect for key in expecting)
        and all(case.inputs.get(key) == value for key, value in fixed.items())
    ]


def months(first: str, last: str) -> set[str]:
    def ordinal(text: str) -> int:
        return int(text[:4]) * 12 + int(text[5:7]) - 1

    return {f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(ordinal(first), ordinal(last) + 1)}


@pytest.mark.parametrize(
    ("category", "month_before", "month_after"),
    [
        ("male", "1964-12", "1976-10"),
        ("female_cadre", "1969-12", "1981-10"),
        ("female_worker", "1974-12", "1984-12"),
    ],
)
def test_every_birth_month_of_a_transition_and_one_on_each_side_has_a_case(
    category: str, month_before: str, month_after: str
) -> None:
    wanted = ("delay_months", "statutory_age", "statutory_month")
    born = {given["birth"] for given in inputs_of("retirement", expecting=wanted, category=category)}
    assert months(month_before, month_after) - born == set()


@pytest.mark.parametrize("category", ["male", "female_cadre", "female_worker"])
def test_the_choice_of_an_earlier_or_later_month_has_cases(category: str) -> None:
    assert len(inputs_of("retirement", expecting=("earliest_month", "latest_month"), category=category)) >= 5


def test_the_four_published_examples_are_there() -> None:
    official = {
        (case.question, case.inputs.get("birth") or case.inputs.get("month"))
        for case in CASES
        if case.oracle == "official"
    }
    assert official >= {
        ("retirement", "1967-05-12"),
        ("retirement", "1974-10-08"),
        ("retirement", "1983-02-25"),
        ("minimum_years", "2035-09"),
    }


def test_every_payout_age_has_a_case() -> None:
    whole = {given["age"]["years"] for given in inputs_of("payout_months") if not given["age"].get("months")}
    assert whole >= set(range(40, 71))


def test_ages_between_two_rows_have_cases_among_them_the_published_one() -> None:
    between = [case for case in CASES if case.question == "payout_months" and case.inputs["age"].get("months")]
    assert len(between) >= 10
    assert [case.expect for case in between if case.inputs["age"] == {"years": 60, "months": 3}] == [{"months": 137.3}]


def test_every_year_of_the_rise_in_minimum_years_has_a_first_and_a_last_month() -> None:
    asked = {given["month"] for given in inputs_of("minimum_years")}
    assert {f"{year}-{month}" for year in range(2025, 2041) for month in ("01", "12")} - asked == set()


def test_every_published_crediting_rate_has_a_case() -> None:
    single = {given["from_year"] for given in inputs_of("account") if given["from_year"] == given["to_year"]}
    assert single >= set(range(2016, 2026))


def test_every_published_increase_has_a_case_and_some_that_a_new_pensioner_goes_without() -> None:
    given = inputs_of("indexation")
    assert {one["year"] for one in given if one["retired_year"] < one["year"]} >= set(range(2005, 2026))
    assert {one["year"] for one in given if one["retired_year"] == one["year"]} >= {2023, 2024, 2025}


@pytest.mark.parametrize(
    ("question", "fixed", "months_wanted"),
    [
        ("contribution", {"scheme": "pension", "group": "enterprise"}, {"2016-04", "2016-05", "2019-04", "2019-05"}),
        ("contribution", {"scheme": "pension", "group": "flexible"}, {"2019-04", "2019-05"}),
        ("contribution", {"scheme": "pension", "group": "public_body"}, {"2019-04", "2019-05"}),
        (
            "contribution",
            {"scheme": "unemployment"},
            {"2015-02", "2015-03", "2016-04", "2016-05", "2016-12", "2017-01", "2019-04", "2019-05", "2025-12"},
        ),
        (
            "resident_pension",
            {},
            {"2009-09", "2014-06", "2014-07", "2017-12", "2018-01", "2020-06", "2020-07"}
            | {"2023-12", "2024-01", "2024-12", "2025-01"},
        ),
        ("relief", {"size": "micro_small_medium"}, {"2020-01", "2020-02", "2020-12", "2021-01"}),
        ("relief", {"size": "large"}, {"2020-01", "2020-02", "2020-06", "2020-07"}),
    ],
)
def test_both_sides_of_every_change_have_a_case(question: str, fixed: dict[str, str], months_wanted: set[str]) -> None:
    assert months_wanted - {given["month"] for given in inputs_of(question, **fixed)} == set()


@pytest.mark.parametrize("scheme", ["pension", "unemployment", "work_injury", "medical"])
def test_bases_below_between_and_above_the_bounds_have_cases(scheme: str) -> None:
    given = [one for one in inputs_of("contribution", scheme=scheme) if "wage" in one and "average_wage" in one]
    ratios = [float(one["wage"]) / float(one["average_wage"]) for one in given]
    assert min(ratios) < 0.6 < max(ratios)
    assert max(ratios) > 3
    assert any(0.6 < ratio < 3 for ratio in ratios)


def test_every_industry_class_has_a_case_at_its_base_rate_and_one_floated() -> None:
    given = inputs_of("contribution", scheme="work_injury")
    assert {one["injury_class"] for one in given if "float_share" not in one} >= set(range(1, 9))
    assert {one["injury_class"] for one in given if "float_share" in one} >= set(range(1, 9))


def test_every_disability_class_has_a_case() -> None:
    assert {given["disability_class"] for given in inputs_of("work_injury")} == set(range(1, 11))


@pytest.mark.parametrize("edge", [11, 12, 59, 60, 119, 120])
def test_every_edge_of_the_unemployment_durations_has_a_case(edge: int) -> None:
    assert inputs_of("unemployment", expecting=("duration_months",), contribution_months=edge)


def test_every_grade_of_the_residents_has_a_case_and_amounts_beside_the_grades_too() -> None:
    grades = {100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1500, 2000}
    judged = {
        float(case.inputs["grade"]): case.expect["grade_valid"]
        for case in CASES
        if case.question == "resident_contribution"
    }
    assert {grade for grade, valid in judged.items() if valid} >= grades
    assert {99, 101, 1499, 1501, 2001} <= {grade for grade, valid in judged.items() if not valid}


@pytest.mark.parametrize("drawn", [False, True])
def test_every_edge_of_the_survivors_grant_has_a_case(drawn: bool) -> None:
    years = {
        float(given["contribution_years"])
        for given in inputs_of("survivors")
        if ("retired_months_drawn" in given) is drawn
    }
    assert years >= ({12, 15, 16, 20, 30} if drawn else {4, 5, 9, 10, 15, 16, 29, 30, 31})


def test_the_least_grant_of_a_pensioner_is_reached_from_above_and_undercut() -> None:
    drawn = {
        given["retired_months_drawn"]
        for given in inputs_of("survivors", contribution_years="30")
        if "retired_months_drawn" in given
    }
    assert drawn >= {168, 180, 192}


def test_the_grant_of_survivors_begins_with_2021_09_and_is_refused_before() -> None:
    refused = {case.inputs["month"] for case in CASES if case.question == "survivors" and case.refused}
    assert "2021-08" in refused
    assert "2021-09" in {given["month"] for given in inputs_of("survivors", expecting=("grant",))}


def test_both_definitions_of_the_wage_that_sets_the_base_have_cases() -> None:
    without_average = [
        case
        for case in CASES
        if case.question == "contribution"
        and case.region == "CN"
        and not {"average_wage", "float_share"} & set(case.inputs)
    ]
    assert "2019-04" in {case.inputs["month"] for case in without_average if case.expect}
    assert "2019-05" in {case.inputs["month"] for case in without_average if case.refused}


def branch_of(places: list[dict[str, Any]], household: str) -> str:
    """Which sentence of 国办发〔2009〕66号 第六条 decides, for places none of which is a temporary account."""
    months_at: dict[str, int] = {}
    for stay in places:
        months_at[stay["place"]] = months_at.get(stay["place"], 0) + stay["months"]
    current = places[-1]["place"]
    if current == household:
        return "at home"
    if months_at[current] >= 120:
        return "ten years here"
    return "ten years before" if max(months_at.values()) >= 120 else "ten years nowhere"


def test_every_branch_of_the_place_of_benefit_has_three_cases() -> None:
    given = [one for one in inputs_of("benefit_place") if not any(stay.get("temporary") for stay in one["places"])]
    branches = [branch_of(one["places"], one["household"]) for one in given]
    for branch in ("at home", "ten years here", "ten years before", "ten years nowhere"):
        assert branches.count(branch) >= 3, branch


@pytest.mark.parametrize(
    ("category", "age", "opens"),
    [
        ("male", {"years": 49, "months": 11}, False),
        ("male", {"years": 50, "months": 0}, True),
        ("female", {"years": 39, "months": 11}, False),
        ("female", {"years": 40, "months": 0}, True),
    ],
)
def test_both_sides_of_the_age_for_a_temporary_account_have_a_case(
    category: str, age: dict[str, int], opens: bool
) -> None:
    found = [
        case.expect["temporary_account"]
        for case in CASES
        if case.question == "benefit_place" and case.inputs.get("category") == category and case.inputs["age"] == age
    ]
    assert found == [opens]


def test_a_transfer_has_years_before_and_after_each_change_of_the_account_share() -> None:
    years = {int(year) for given in inputs_of("transfer") for year in given["bases"]}
    assert {1997, 1998, 2005, 2006} <= years


@pytest.mark.parametrize("region", ["CN-44", "CN-50", "CN-41"])
def test_the_provinces_with_a_scale_of_unemployment_in_law_have_cases(region: str) -> None:
    paid = {
        case.inputs["contribution_months"]
        for case in CASES
        if case.question == "unemployment" and case.region == region
    }
    assert {11, 12, 59, 60, 120} <= paid


# Dated values that no answered case can read, and why.
UNREAD = {
    "pension.contribution.employer_rate": {date(1998, 1, 1)},  # the bounds of the base are in the book from 2006 on
    "contribution.base.reference_wage": {date(2019, 5, 1)},  # read by refused cases: the wage itself must be given
}


def test_every_dated_value_of_law_that_a_case_reads_once_is_read_at_each_of_its_dates() -> None:
    book = RuleBook.load()
    answered = [case for case in CASES if not case.refused]
    explanations = [explain(book, case.question, case.inputs, region=case.region, at=case.at) for case in answered]
    read = {(row.key, row.region, row.since) for explanation in explanations for row in explanation.rows}
    unread = {
        (key, region, value.since)
        for key in {key for key, _, _ in read if not key.startswith(("wages.", "income."))}
        for region, timelines in book.parameter(key).layers.items()
        for timeline in timelines
        for value in timeline.values
    } - read
    assert {one for one in unread if one[2] not in UNREAD.get(one[0], set())} == set()
