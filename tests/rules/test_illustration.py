"""A made-up member stands in only for what is not given, and the answer says so."""

import pytest

from core.errors import InputError
from rules.book import RuleBook
from rules.questions import explain

BOOK = RuleBook.load()
ASKED = {"birth": "1975-03", "category": "male"}


def test_birth_and_category_are_enough_for_an_illustration() -> None:
    answer = explain(BOOK, "pension", ASKED, illustrate=True)
    assert answer.outputs["retirement_month"] == "2037-10"
    assert set(answer.assumed) == {"average_wage", "index", "years", "deemed_years", "account_balance"}
    assert answer.assumed["years"] == "40"
    assert "示意" in answer.text("zh") and "made-up" in answer.text("en")
    assert answer.to_json()["assumed"] == dict(answer.assumed)


def test_the_illustration_answers_as_the_same_inputs_given_outright() -> None:
    made_up = explain(BOOK, "pension", ASKED, illustrate=True)
    outright = explain(BOOK, "pension", {**ASKED, **made_up.assumed})
    assert outright.assumed == {}
    assert outright.outputs == made_up.outputs


def test_what_is_given_is_never_replaced() -> None:
    answer = explain(BOOK, "pension", {**ASKED, "average_wage": "8000", "years": "20"}, illustrate=True)
    assert not {"average_wage", "years"} & set(answer.assumed)
    assert answer.outputs["basic"] == "1600.00"


def test_a_complete_case_assumes_nothing() -> None:
    case = {**ASKED, "average_wage": "8000", "index": "0.8", "years": "25", "account_balance": "150000"}
    assert explain(BOOK, "pension", case, illustrate=True).assumed == {}


@pytest.mark.parametrize("given", [{}, {"birth": "1975-03"}, {"category": "male"}])
def test_without_birth_and_category_nothing_is_made_up(given: dict[str, str]) -> None:
    with pytest.raises(InputError, match="average_wage"):
        explain(BOOK, "pension", given, illustrate=True)


def test_who_worked_before_accounts_began_has_deemed_years() -> None:
    answer = explain(BOOK, "pension", {"birth": "1966-01", "category": "male"}, illustrate=True)
    assert answer.assumed["deemed_years"] == "8"
    assert float(str(answer.outputs["transitional"])) > 0
