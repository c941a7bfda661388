import json
from pathlib import Path

import pytest

from rules.book import RuleBook
from rules.explanation import plain
from rules.parameters import UNVERIFIED_MARK
from rules.questions import QUESTIONS, explain
from tests.rules.packs import write_overlay

EXAMPLES = {
    "retirement": {"birth": "1974-10-08", "category": "female_cadre", "choice_months": -3},
    "minimum_years": {"month": "2031-05"},
    "payout_months": {"age": {"years": 60, "months": 3}},
    "contribution": {"scheme": "pension", "month": "2024-01", "wage": "8123.45", "average_wage": "10000"},
    "account": {"opening": "1000", "contributions": {2024: "500"}, "from_year": 2024, "to_year": 2025},
    "pension": {
        "birth": "1965-01",
        "category": "male",
        "average_wage": 8000,
        "index": 1.1,
        "years": 30,
        "deemed_years": 2,
        "account_balance": "98765.43",
    },
    "indexation": {"pension": "3000", "year": 2025},
    "resident_pension": {"month": "2025-03", "account_balance": 5000, "years": 16, "age": 61},
    "resident_contribution": {"grade": 500, "month": "2025-03"},
    "unemployment": {"contribution_months": 70, "minimum_wage": 2300},
    "work_injury": {"disability_class": 3, "own_wage": 6000, "average_wage": 8000, "care": "partial"},
    "work_injury_death": {"year": 2024, "own_wage": 6000, "average_wage": 8000, "spouse": 1},
    "medical": {"group": "resident", "amount": 5000, "hospital_level": "primary", "place": "inpatient"},
    "transfer": {"bases": {2020: 60000}},
    "benefit_place": {"places": [{"place": "CN-31", "months": 130}], "household": "CN-41"},
    "survivors": {"month": "2024-03", "urban_income": 4000, "contribution_years": 17, "retired_months_drawn": 14},
    "relief": {"month": "2020-03", "size": "large", "scheme": "pension", "employer_contribution": 1000},
}
QUESTION = pytest.mark.parametrize("name", sorted(QUESTIONS))


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load()


def test_every_question_has_an_example() -> None:
    assert set(EXAMPLES) == set(QUESTIONS)


@QUESTION
def test_the_promised_outputs_are_given(name: str, book: RuleBook) -> None:
    assert set(QUESTIONS[name].outputs) <= set(explain(book, name, EXAMPLES[name]).outputs)


@QUESTION
def test_every_step_names_formula_article_and_rests_on_rows_of_the_book(name: str, book: RuleBook) -> None:
    explanation = explain(book, name, EXAMPLES[name])
    assert explanation.trace
    assert all(step.formula and step.article for step in explanation.trace)
    assert explanation.rows
    for row in explanation.rows:
        assert row.key in book.keys()
        assert row.source.title


@QUESTION
def test_an_explanation_is_plain_json(name: str, book: RuleBook) -> None:
    answer = explain(book, name, EXAMPLES[name]).to_json()
    again = json.loads(json.dumps(answer, ensure_ascii=False))
    assert again["outputs"] == answer["outputs"]
    assert again["book_hash"] == book.content_hash
    assert again["question"] == name


@QUESTION
def test_an_unverified_figure_is_marked_wherever_it_is_printed(name: str, book: RuleBook) -> None:
    explanation = explain(book, name, EXAMPLES[name])
    for language in ("zh", "en"):
        lines = explanation.text(language).splitlines()
        for row in explanation.rows:
            printed = [line for line in lines if line.strip() == row.text(language)]
            assert printed
            assert all((UNVERIFIED_MARK in line) == (row in explanation.unverified) for line in printed)
        assert (UNVERIFIED_MARK in lines[0]) == bool(explanation.unverified)
    assert explanation.to_json()["unverified"] == [row.key for row in explanation.unverified]


@QUESTION
def test_the_same_question_has_the_same_answer(name: str, book: RuleBook) -> None:
    assert explain(book, name, EXAMPLES[name]).to_json() == explain(RuleBook.load(), name, EXAMPLES[name]).to_json()


def test_the_trace_shows_how_the_amount_came_about(book: RuleBook) -> None:
    explanation = explain(book, "pension", EXAMPLES["pension"])
    basic = next(step for step in explanation.trace if step.formula == "pension.basic_pension")
    assert basic.article == "国发〔2005〕38号 第六条"
    assert dict(basic.inputs) == {"average_wage": 8000.0, "index": 1.1, "years": 30.0, "accrual_rate": 0.01}
    assert basic.result == pytest.approx(2520)
    assert [row.key for row in basic.rows] == ["pension.basic.accrual_rate"]
    assert explanation.outputs["basic"] == "2520.00"


def test_figures_between_two_ages_rest_on_an_unverified_way_and_whole_ages_do_not(book: RuleBook) -> None:
    between, whole = (explain(book, "payout_months", {"age": {"years": 60, "months": n}}) for n in (3, 0))
    assert between.outputs == {"months": 137.3}
    assert [row.key for row in between.unverified] == ["pension.payout_months_between_ages"]
    assert whole.unverified == ()


def test_a_reform_changes_the_answer_and_its_hash(book: RuleBook, tmp_path: Path) -> None:
    reform = write_overlay(tmp_path, "pension.minimum_years: {values: {2030-01-01: 25}}\n")
    reformed = explain(RuleBook.load(overlays=[reform]), "minimum_years", {"month": "2031-05"})
    base = explain(book, "minimum_years", {"month": "2031-05"})
    assert (reformed.outputs["years"], base.outputs["years"]) == (25, 16)
    assert reformed.book_hash != base.book_hash
    assert reformed.unverified


def test_an_amount_is_rounded_as_the_rule_book_says_for_the_region(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "rules/packs/china/parameters/pensions.yaml").read_text(encoding="utf-8")
    rounded = text.replace(
        "values: {2006-01-01: 0.01}\n  regions:\n",
        "values: {2006-01-01: 0.01}\n  regions:\n    CN-31: "
        "{rounding: {mode: up, unit: 10}, values: {2006-01-01: 0.01}}\n",
    )
    assert rounded != text
    book = _book_with(tmp_path, rounded)
    inputs = EXAMPLES["pension"]
    shanghai, nation = (explain(book, "pension", inputs, region=code).outputs for code in ("CN-31", "CN"))
    assert not nation["account"].endswith("0")
    assert shanghai["account"].endswith("0")
    assert 0 <= float(shanghai["account"]) - float(nation["account"]) < 0.1


def _book_with(folder: Path, pensions: str) -> RuleBook:
    pack = Path(__file__).parents[2] / "rules/packs/china"
    for source in pack.rglob("*.yaml"):
        target = folder / "china" / source.relative_to(pack)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "china" / "parameters" / "pensions.yaml").write_text(pensions, encoding="utf-8")
    return RuleBook.load(packs=folder)


@pytest.mark.parametrize(
    ("value", "shown"), [(16.0, 16), (15.5, 15.5), (0.1 + 0.2, 0.3), (True, True), ((1.0, 2.5), [1, 2.5])]
)
def test_numbers_are_shown_without_noise(value: object, shown: object) -> None:
    assert plain(value) == shown
    assert type(plain(value)) is type(shown)
