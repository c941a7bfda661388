"""What the law cases must cover: each row of a table, and both sides of each change."""

from collections.abc import Iterable
from typing import Any

import pytest
from law_cases import load_cases

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
