"""The rules are data that a person can read, and a wrong one is named by file and line."""

from pathlib import Path

import pytest

from datapool.quality.checks import compile_checks
from datapool.quality.places import places
from datapool.quality.rule import LETTERS, WEIGHTS, Dimension
from datapool.quality.rule_files import WrongRule, load_rules
from datapool.standards.sources import load_sources

TABLES = load_sources()
RULES = load_rules(TABLES)
GOOD = """rules:
  Q-V-900:
    title: {zh: 一, en: One}
    correct: {zh: 改, en: Mend}
    severity: minor
    table: hrss_insured
    columns: [phone]
    filled: {}
"""


def test_every_dimension_has_rules_and_the_codes_are_in_order() -> None:
    assert {rule.dimension for rule in RULES} == set(Dimension)
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})
    assert all(rule.code.split("-")[1] in LETTERS for rule in RULES)


def test_at_least_25_rules_compare_rows_with_other_rows_or_departments() -> None:
    compared = {rule.code for rule in RULES if rule.lookups or rule.template in ("query", "one_per")}
    assert len(compared) >= 25


def test_every_title_is_in_both_languages_and_every_target_is_described() -> None:
    for rule in RULES:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in rule.title["zh"] + rule.correct["zh"])
        assert rule.title["en"].isascii() or "÷" in rule.title["en"] or "测试" in rule.title["en"]
        for target in rule.targets:
            known = {name for name, _ in TABLES[target.table].standard_columns}
            assert set(target.columns) <= known, (rule.code, target)


def test_every_required_column_key_and_reference_of_the_sources_is_judged() -> None:
    checks = compile_checks(RULES, TABLES)
    judged = {(check.rule.code, check.table, check.check.target.columns) for check in checks}
    for name, table in TABLES.items():
        assert ("Q-U-001", name, table.key) in judged
        assert all(("Q-C-001", name, (c.column,)) in judged for c in table.columns if c.required)
        assert all(("Q-R-001", name, (column,)) in judged for column in table.references)


def test_a_notice_weighs_nothing() -> None:
    assert {rule.weight for rule in RULES if rule.severity.value == "notice"} == {0.0}
    assert list(WEIGHTS.values()) == sorted(WEIGHTS.values(), reverse=True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: minor", "severity: huge", "huge"),
        ("filled: {}", "filled: {}\n    one_of: {values: []}", "one condition"),
        ("filled: {}", "fild: {}", "fild"),
        ("    correct: {zh: 改, en: Mend}\n", "", "correct"),
        ("Q-V-900", "Q-Z-900", "a code is"),
        ("title: {zh: 一, en: One}", "title: {zh: 一}", "en"),
        ("table: hrss_insured\n    columns: [phone]", "places: {each: moon}", "moon"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    (tmp_path / "mine.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(WrongRule, match=said) as caught:
        load_rules(TABLES, tmp_path)
    assert caught.value.line == 2
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("condition", ["filled: {valu: x}", "row: {}", 'row: {breaks: "r.{nothing}"}'])
def test_a_condition_that_its_template_does_not_take_is_refused(tmp_path: Path, condition: str) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD.replace("filled: {}", condition), encoding="utf-8")
    with pytest.raises(WrongRule, match="Q-V-900"):
        compile_checks(load_rules(TABLES, tmp_path), TABLES)


def test_a_code_given_twice_is_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(WrongRule, match="twice"):
        load_rules(TABLES, tmp_path)


def test_places_of_columns_follow_the_types_of_the_catalogue() -> None:
    dates = {(target.table, target.columns[0]) for target in places("time_column", TABLES)}
    assert ("hrss_insured", "birth_date") in dates
    assert ("hrss_insured", "person_no") not in dates
