"""The table of words: complete in both languages, and in the state's own terms."""

import ast
import string
from pathlib import Path

import pytest

from dashboards.downloads import MEASURES
from dashboards.words import LANGUAGES, WORDS, say
from simulation.funds.ledger import INCOME_LINES, OUTGO_LINES
from simulation.levers import LEVERS

DASHBOARDS = Path(__file__).parents[2] / "dashboards"
GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
# The table heads are shorter than the glossary's names of the same measures.
SHORTENED = {"annual_balance_before_subsidy", "first_deficit_year", "depletion_year", "benefit_per_beneficiary"}
# Marks and patterns that hold no word of their own.
PUNCTUATION = {"between", "listed", "finding", "then", "lineage_mart"}


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_a_word_stands_in_both_languages_with_the_same_places(key: str) -> None:
    assert set(WORDS[key]) == set(LANGUAGES)
    assert all(text.strip() for text in WORDS[key].values())
    if key != "pyramid":  # hundreds of millions in Chinese, millions in English
        assert holes(WORDS[key]["zh"]) == holes(WORDS[key]["en"])


def test_chinese_is_chinese_and_english_is_english() -> None:
    for key, words in WORDS.items():
        assert key in PUNCTUATION or any("\u4e00" <= letter <= "\u9fff" for letter in words["zh"]), key
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in words["en"].replace("亿元", "")), key


def test_every_budget_line_and_every_measure_of_the_files_has_a_name() -> None:
    assert {*INCOME_LINES, *OUTGO_LINES, *MEASURES} <= set(WORDS)


def test_every_lever_has_a_name_a_definition_and_a_unit() -> None:
    for lever in LEVERS:
        assert {f"lever_{lever.name}", f"about_{lever.name}", f"unit_{lever.unit}", f"group_{lever.group}"} <= set(
            WORDS
        )


def test_measures_are_called_as_in_the_glossary() -> None:
    glossary = GLOSSARY.read_text(encoding="utf-8")
    for name in set(MEASURES) - SHORTENED:
        row = next(line for line in glossary.splitlines() if f"`{name}`" in line)
        official = row.split("|")[2].strip().replace("基金收入", "收入").replace("基金支出", "支出")
        assert WORDS[name]["zh"] == official, name


def test_a_word_that_is_said_is_in_the_table() -> None:
    """Every literal key handed to `say` anywhere on the pages; the reports have words of their own."""
    for path in (path for path in DASHBOARDS.rglob("*.py") if "reports" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    assert key.value in WORDS, f"{path.name}: {key.value}"


def test_say_fills_the_places() -> None:
    assert say("deficit_found", "zh", year=2043) == "2043年首次当期赤字"
    assert say("deficit_found", "en", year=2043) == "first deficit in 2043"
