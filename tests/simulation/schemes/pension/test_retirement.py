"""When cohorts retire: the pattern of the projection against the answers the rule book gives to each birth month."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest

from core.months import Month
from rules.questions.asking import explain
from simulation.countries.china.pack import base_assumptions, base_rules
from simulation.schemes.pension.retirement import (
    RetirementChoice,
    RetirementPattern,
    mixed,
    pattern_of,
)
from simulation.schemes.pension.retirement_law import FIRST_MONTH, retirement_law

CATEGORIES = ("male", "female_cadre", "female_worker")
COHORTS = (1963, 1964, 1965, 1969, 1970, 1974, 1975, 1976, 1980, 1985, 1995, 2010)
NO_CHOICE = RetirementChoice(0.0, 0, 0.0, 0, 0.0, 0)
# As early and as late as the law allows, and some in arduous trades.
CHOICES = RetirementChoice(0.1, 60, 0.25, 36, 0.3, 36)
ALL_COHORTS = np.arange(1940, 2031)
ALL_YEARS = np.arange(1980, 2121)

Departure = tuple[Month, Month, float]


def category(kind: str) -> np.ndarray:
    return retirement_law(base_rules(), "CN", kind)


def pattern(kind: str, choice: RetirementChoice) -> RetirementPattern:
    return pattern_of(category(kind), choice, cohorts=ALL_COHORTS, years=ALL_YEARS)


def departures(kind: str, choice: RetirementChoice, cohort: int) -> list[Departure]:
    """Birth, month of leaving and share of the cohort, asked of the rule book month by month."""
    found = []
    usual = 1 - choice.early_share - choice.late_share
    for number in range(1, 13):
        birth = Month.of(cohort, number)
        answer = explain(base_rules(), "retirement", {"birth": str(birth), "category": kind}).outputs
        statutory = Month.parse(answer["statutory_month"])
        before_the_reform = statutory.shift(-answer["delay_months"])
        ways = (
            (before_the_reform.shift(-choice.special_months), choice.special_share),
            (Month.parse(answer["earliest_month"]), (1 - choice.special_share) * choice.early_share),
            (Month.parse(answer["latest_month"]), (1 - choice.special_share) * choice.late_share),
            (statutory, (1 - choice.special_share) * usual),
        )
        found += [(birth, month, share / 12) for month, share in ways if share > 0]
    return found


def by_year(found: Iterable[Departure], figure: str) -> np.ndarray:
    """[year] share that leaves, or the mean over them of the age or of the months drawn, in months."""
    shares, sums = Counter[int](), Counter[int]()
    for birth, left, share in found:
        shares[left.year] += share
        sums[left.year] += share * {"leaving": 1, "age": left.since(birth), "drawn": 12 - left.month}[figure]
    return np.array(
        [sums[year] / (shares[year] if figure != "leaving" and shares[year] else 1) for year in ALL_YEARS.tolist()]
    )


@pytest.mark.parametrize("choice", [NO_CHOICE, CHOICES], ids=["statutory", "with choices"])
@pytest.mark.parametrize("kind", CATEGORIES)
def test_a_cohort_leaves_in_the_months_the_rule_book_names(kind: str, choice: RetirementChoice) -> None:
    whole = pattern(kind, choice)
    for cohort in COHORTS:
        found, row = departures(kind, choice, cohort), cohort - ALL_COHORTS[0]
        assert whole.leaving[row] == pytest.approx(by_year(found, "leaving"), abs=1e-12)
        assert whole.age_months[row] == pytest.approx(by_year(found, "age"), rel=1e-12)
        assert whole.months_drawn[row] == pytest.approx(by_year(found, "drawn"), rel=1e-12)


@pytest.mark.parametrize("choice", [NO_CHOICE, CHOICES], ids=["statutory", "with choices"])
@pytest.mark.parametrize("kind", CATEGORIES)
def test_the_shares_of_each_cohort_add_up_to_one(kind: str, choice: RetirementChoice) -> None:
    leaving = pattern(kind, choice).leaving
    assert (leaving >= 0).all()
    assert leaving.sum(axis=1) == pytest.approx(np.ones(ALL_COHORTS.size), abs=1e-12)


@pytest.mark.parametrize("kind", CATEGORIES)
def test_nobody_leaves_before_the_earliest_month_nor_after_the_latest(kind: str) -> None:
    choice = RetirementChoice(0.0, 0, 0.25, 36, 0.3, 36)
    whole, old_age = pattern(kind, choice), category(kind)[0, -1]
    for cohort in COHORTS:
        answers = [
            explain(base_rules(), "retirement", {"birth": f"{cohort}-{month:02}", "category": kind}).outputs
            for month in (1, 12)
        ]
        first, last = Month.parse(answers[0]["earliest_month"]), Month.parse(answers[1]["latest_month"])
        years = ALL_YEARS[whole.leaving[cohort - ALL_COHORTS[0]] > 0]
        assert (years[0], years[-1]) == (first.year, last.year)
    drawing = whole.leaving > 0
    assert (whole.age_months[drawing] >= old_age - 1e-9).all()
    assert ((whole.months_drawn[drawing] >= 0) & (whole.months_drawn[drawing] <= 11)).all()


def test_those_born_before_the_reform_leave_at_the_old_age() -> None:
    for kind, years in zip(CATEGORIES, (60, 55, 50), strict=True):
        whole = pattern(kind, NO_CHOICE)
        row = 1962 - ALL_COHORTS[0]
        assert whole.leaving[row, 1962 + years - ALL_YEARS[0]] == pytest.approx(1.0)
        assert whole.months_drawn[row, 1962 + years - ALL_YEARS[0]] == pytest.approx(5.5)


def test_a_mixture_is_the_mean_of_its_patterns_weighted_by_those_who_leave() -> None:
    workers, cadres = pattern("female_worker", CHOICES), pattern("female_cadre", CHOICES)
    both = mixed([workers, cadres], [0.75, 0.25])
    assert both.leaving == pytest.approx(0.75 * workers.leaving + 0.25 * cadres.leaving)
    months = 0.75 * workers.leaving * workers.age_months + 0.25 * cadres.leaving * cadres.age_months
    assert both.leaving * both.age_months == pytest.approx(months)
    assert mixed([workers, cadres], [1.0, 0.0]).age_months == pytest.approx(workers.age_months)


def test_years_before_the_first_hold_nobody() -> None:
    late = pattern_of(category("male"), CHOICES, cohorts=ALL_COHORTS, years=np.arange(2030, 2121))
    whole = pattern("male", CHOICES)
    assert np.array_equal(late.leaving, whole.leaving[:, 50:])
    assert late.leaving[0].sum() == 0


def test_the_law_of_each_month_is_that_of_the_rule_book() -> None:
    law = retirement_law(base_rules(), "CN", "female_worker")
    for month in ("1990-05", "2024-12", "2025-01", "2040-07"):
        row = Month.parse(month).ordinal - FIRST_MONTH
        book = base_rules().at(month)
        assert law[:4, row].tolist() == [
            book.number("retirement.old_age.female_worker") * 12,
            book.number("retirement.start_month.female_worker") if month >= "2025" else 0,
            book.number("retirement.months_per_step.female_worker") if month >= "2025" else 1,
            book.number("retirement.longest_delay.female_worker"),
        ]
        assert law[4:, row].tolist() == [
            book.number("retirement.flexible_earlier"),
            book.number("retirement.flexible_later"),
        ]


def test_law_that_was_not_known_yet_changes_nothing() -> None:
    law = retirement_law(base_rules(), "CN", "male", 2018)
    assert law[3:].max() == 0
    assert set(law[0].tolist()) == {720}


@pytest.mark.parametrize("group", ["employee", "flexible", "public"])
def test_nobody_is_assumed_to_choose_more_months_than_the_law_allows(group: str) -> None:
    law, number = base_rules().at("2030-01"), base_assumptions().number
    assert number(f"pension.{group}.early_months") <= law.number("retirement.flexible_earlier")
    assert number(f"pension.{group}.late_months") <= law.number("retirement.flexible_later")
