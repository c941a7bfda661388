"""Every law case, put to the rule book and to the second implementation, to the fen."""

from collections import Counter

import pytest

from core.errors import InputError
from rules import RuleBook
from rules.questions import explain
from tests.rules.law_cases import ORACLES, LawCase, agrees, disagreements, load_cases
from tests.rules.oracle import ANSWERS

CASES = load_cases()
ANSWERED = [case for case in CASES if not case.refused]
REFUSED = [case for case in CASES if case.refused]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


@pytest.mark.parametrize("case", ANSWERED, ids=str)
def test_the_rule_book_answers_as_the_law_case_says(case: LawCase, book: RuleBook) -> None:
    explanation = explain(book, case.question, case.inputs, region=case.region, at=case.at)
    assert disagreements(case.expect, explanation.outputs) == []


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_the_rule_book_refuses_what_the_law_has_no_answer_to(case: LawCase, book: RuleBook) -> None:
    with pytest.raises(InputError) as refusal:
        explain(book, case.question, case.inputs, region=case.region, at=case.at)
    assert refusal.value.code == case.refused


def test_the_second_implementation_answers_every_case_alike() -> None:
    found = [
        (str(case), disagreements(case.expect, ANSWERS[case.question](case.dated_inputs, case.region)))
        for case in ANSWERED
    ]
    assert [case for case in found if case[1]] == []


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_the_second_implementation_refuses_it_too(case: LawCase) -> None:
    with pytest.raises(LookupError):
        ANSWERS[case.question](case.dated_inputs, case.region)


def test_there_are_at_least_three_hundred_cases_of_all_three_kinds() -> None:
    kinds = Counter(case.oracle for case in CASES)
    assert len(CASES) >= 300
    assert set(kinds) == set(ORACLES)


def test_every_case_is_told_apart_by_its_name() -> None:
    names = Counter(str(case) for case in CASES)
    assert [name for name, times in names.items() if times > 1] == []


def test_every_case_names_its_article_and_source() -> None:
    assert [str(case) for case in CASES if not (case.article.strip() and case.source.strip())] == []


def test_every_worked_case_shows_its_working() -> None:
    assert [str(case) for case in CASES if case.oracle == "worked" and not case.working.strip()] == []


def test_every_case_expects_an_answer_or_a_refusal() -> None:
    assert [str(case) for case in CASES if bool(case.expect) == bool(case.refused)] == []


@pytest.mark.parametrize(
    ("expected", "answered"),
    [
        ("1234.56", "1234.57"),
        ("1234.50", "1234.5"),
        ("12.00", 12),
        (12, "12"),
        (True, 1),
        (0, False),
        (137.3, 137.25),
        ({"years": 60, "months": 1}, {"years": 60}),
        ({"years": 60}, {"years": 60, "months": 1}),
        ({"years": 60}, "60"),
        ([1, 2], [1, 2, 3]),
        (None, 0),
    ],
)
def test_a_comparison_sees_every_difference(expected: object, answered: object) -> None:
    assert not agrees(expected, answered)


def test_a_comparison_takes_equal_numbers_and_number_keys_as_equal() -> None:
    assert agrees({"2016": "1.00", "n": 139}, {2016: "1.00", "n": 139.0})


def test_an_output_that_is_missing_is_a_disagreement() -> None:
    assert disagreements({"grant": "1.00"}, {"funeral": "1.00"}) == ["grant: expected '1.00', answered 'nothing'"]
