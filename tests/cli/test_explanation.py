"""Inputs of a question as a person writes them."""

from pathlib import Path
from typing import Any

import pytest

from cli.explanation import read_inputs
from core.errors import InputError
from rules.questions.registry import QUESTIONS


def test_words_and_pairs_become_inputs() -> None:
    given = read_inputs(["--birth", "1975-03", "--deemed-years=3", "--funeral", "true"], ["wage=8000.50"])
    assert given == {"birth": "1975-03", "deemed_years": "3", "funeral": True, "wage": "8000.50"}


def test_amounts_by_year_are_a_mapping() -> None:
    given = read_inputs(["--contributions", "{2016: 3000, 2017: 3200}"], [])
    assert given == {"contributions": {2016: 3000, 2017: 3200}}


@pytest.mark.parametrize(
    ("words", "pairs"),
    [(["1975-03"], []), (["--birth"], []), ([], ["birth"]), (["--contributions", "{2016: "], [])],
)
def test_a_word_that_is_no_input_is_refused(words: list[str], pairs: list[str]) -> None:
    with pytest.raises(InputError):
        read_inputs(words, pairs)


def test_the_list_names_every_question_and_every_input(anlan: Any, tmp_path: Path) -> None:
    shown = anlan("rules", "explain").stdout
    for name, question in QUESTIONS.items():
        assert name in shown
        assert all(f"--{wanted.name}" in shown for wanted in question.inputs)


def test_an_answer_in_words_marks_what_nobody_checked(anlan: Any) -> None:
    done = anlan("rules", "explain", "payout_months", "--age", "{years: 60, months: 3}")
    assert done.returncode == 0, done.stderr
    assert "未核实" in done.stdout


def test_the_day_and_the_region_reach_the_question(anlan: Any) -> None:
    words = ("rules", "explain", "contribution", "--scheme", "pension", "--month", "2024-05", "--wage", "8000")
    shanghai = anlan(*words, "--average_wage", "10000", "--region", "CN-31", "--json")
    assert '"region": "CN-31"' in shanghai.stdout, shanghai.stderr
