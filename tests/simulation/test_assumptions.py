"""Assumption rows: values by year, settings that change them, and mistakes that name their line."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import DateOutOfRange, InputError, UnknownKey, ValueOutOfRange, WrongType
from simulation.assumptions import AssumptionSet, parse_setting
from simulation.countries.china.pack import base_assumptions

FIELDS = "title: {zh: 行, en: Row}, unit: share, status: unverified, source: none, reason: none"
TEXT = f"""\
macro.cpi: {{{FIELDS}, range: [-0.1, 0.2], values: {{2020: 0.01, 2030: 0.03}}}}
pension.share: {{{FIELDS}, range: [0, 1], values: 0.5}}
demography.base: {{{FIELDS}, choices: [nbs, un], values: nbs}}
"""


def load(folder: Path, *texts: str) -> AssumptionSet:
    paths = []
    for number, text in enumerate(texts or (TEXT,)):
        paths.append(folder / f"rows_{number}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    return AssumptionSet.load(paths)


@pytest.fixture
def rows(tmp_path: Path) -> AssumptionSet:
    return load(tmp_path)


def at(rows: AssumptionSet, key: str, *years: int) -> list[float]:
    return rows.array(key, np.array(years)).tolist()


def test_values_are_interpolated_between_years_and_constant_outside(rows: AssumptionSet) -> None:
    assert at(rows, "macro.cpi", 2000, 2020, 2025, 2030, 2100) == pytest.approx([0.01, 0.01, 0.02, 0.03, 0.03])
    assert at(rows, "pension.share", 1990, 2090) == [0.5, 0.5]


def test_one_number_for_all_years_and_a_choice_are_read_as_such(rows: AssumptionSet) -> None:
    assert rows.number("pension.share") == 0.5
    assert rows.text("demography.base") == "nbs"
    with pytest.raises(WrongType):
        rows.text("pension.share")
    with pytest.raises(WrongType):
        rows.array("demography.base", np.array([2020]))


def test_a_row_knows_its_file_and_line(rows: AssumptionSet, tmp_path: Path) -> None:
    assert rows.row("pension.share").place == f"{tmp_path / 'rows_0.yaml'}:2"


def test_a_setting_replaces_every_year(rows: AssumptionSet) -> None:
    assert at(rows.with_settings(["macro.cpi=0.05"]), "macro.cpi", 2000, 2025, 2090) == [0.05, 0.05, 0.05]


def test_a_shift_moves_every_year_by_the_same(rows: AssumptionSet) -> None:
    changed = rows.with_settings(["macro.cpi+=-0.02"])
    assert at(changed, "macro.cpi", 2020, 2025, 2030) == pytest.approx([-0.01, 0.0, 0.01])


def test_a_setting_from_a_year_on_leaves_the_years_before(rows: AssumptionSet) -> None:
    changed = rows.with_settings(["macro.cpi@2025=0.1"])
    assert at(changed, "macro.cpi", 2020, 2023, 2024, 2025, 2030, 2099) == pytest.approx(
        [0.01, 0.016, 0.018, 0.1, 0.1, 0.1]
    )


def test_a_shift_from_a_year_on_keeps_the_path(rows: AssumptionSet) -> None:
    changed = rows.with_settings(["macro.cpi@2025+=0.1"])
    assert at(changed, "macro.cpi", 2020, 2024, 2025, 2030, 2090) == pytest.approx([0.01, 0.018, 0.12, 0.13, 0.13])


def test_settings_without_a_year_may_start_in_a_given_one(rows: AssumptionSet) -> None:
    changed = rows.with_settings(["macro.cpi+=0.1", "pension.share=0.7"], since=2025)
    assert at(changed, "macro.cpi", 2020, 2024, 2025, 2030) == pytest.approx([0.01, 0.018, 0.12, 0.13])
    assert at(changed, "pension.share", 1990, 2090) == [0.7, 0.7], "a row of one number has no years to keep"
    later = rows.with_settings(["macro.cpi@2028=0.1"], since=2025)
    assert at(later, "macro.cpi", 2025, 2027) == at(rows, "macro.cpi", 2025, 2027)


@pytest.mark.parametrize("year", [1990, 2020, 2030, 2050])
@pytest.mark.parametrize("sign", ["=", "+="])
def test_no_setting_from_a_year_on_changes_a_year_before_it(rows: AssumptionSet, year: int, sign: str) -> None:
    before = range(1980, year)
    changed = rows.with_settings([f"macro.cpi@{year}{sign}0.05"])
    assert at(changed, "macro.cpi", *before) == pytest.approx(at(rows, "macro.cpi", *before), abs=1e-15)
    assert at(changed, "macro.cpi", year) != at(rows, "macro.cpi", year)


def test_settings_apply_in_their_order(rows: AssumptionSet) -> None:
    assert at(rows.with_settings(["macro.cpi=0.05", "macro.cpi+=0.01"]), "macro.cpi", 2040) == pytest.approx([0.06])
    assert at(rows.with_settings(["macro.cpi+=0.01", "macro.cpi=0.05"]), "macro.cpi", 2040) == pytest.approx([0.05])


def test_settings_leave_the_base_as_it_was(rows: AssumptionSet) -> None:
    changed = rows.with_settings(["macro.cpi=0.05", "demography.base=un"])
    assert (rows.row("macro.cpi").points, rows.text("demography.base")) == (((2020, 0.01), (2030, 0.03)), "nbs")
    assert (changed.row("macro.cpi").status, changed.text("demography.base")) == ("scenario", "un")
    assert changed.as_plain() != rows.as_plain()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("macro.cpi=0.02", ("macro.cpi", None, False, "0.02")),
        ("macro.cpi+=-0.01", ("macro.cpi", None, True, "-0.01")),
        (" a.b@2030=x ", ("a.b", 2030, False, "x")),
        ("a.b@2030+=1e-3", ("a.b", 2030, True, "1e-3")),
        ("a=b=c", ("a", None, False, "b=c")),
    ],
)
def test_a_setting_is_split_into_its_parts(setting: str, expected: tuple) -> None:
    assert parse_setting(setting) == expected


@pytest.mark.parametrize("setting", ["", "macro.cpi", "=0.1", "macro.cpi=", "macro.cpi@30=0.1", "macro cpi=1", "a+b=1"])
def test_what_is_no_setting_is_refused_with_an_example(setting: str) -> None:
    with pytest.raises(InputError, match=r"macro\.cpi=0\.02"):
        parse_setting(setting)


@pytest.mark.parametrize(
    ("setting", "error", "says"),
    [
        ("macro.cpi=abc", WrongType, "'abc'"),
        ("macro.cpi=nan", WrongType, "finite"),
        ("macro.cpi=inf", WrongType, "finite"),
        ("macro.cpi=0.3", ValueOutOfRange, "-0.1 to 0.2"),
        ("macro.cpi+=-0.2", ValueOutOfRange, "outside"),
        ("pension.share@2030=1.01", ValueOutOfRange, "2030"),
        ("demography.base=us", InputError, "nbs, un"),
        ("macro.cpy=0.1", UnknownKey, r"macro\.cpi"),
        ("zzz.qqq=0.1", UnknownKey, "prints every key"),
    ],
)
def test_a_wrong_setting_says_what_is_expected(rows: AssumptionSet, setting: str, error: type, says: str) -> None:
    with pytest.raises(error, match=says):
        rows.with_settings([setting])


def test_a_later_file_replaces_rows_of_an_earlier(tmp_path: Path) -> None:
    rows = load(tmp_path, TEXT, f"pension.share: {{{FIELDS}, range: [0, 1], values: 0.75}}\n")
    assert rows.number("pension.share") == 0.75
    assert rows.keys() == ("macro.cpi", "pension.share", "demography.base")
    assert rows.replaced_by(load(tmp_path)).number("pension.share") == 0.5


def wrong(line: str) -> str:
    return f"first: {{{FIELDS}, values: 1}}\n{line}\n"


@pytest.mark.parametrize(
    ("text", "error", "line", "says"),
    [
        ("- a\n- b\n", InputError, None, "maps keys to rows"),
        (wrong("bad: 5"), InputError, 2, "bad has no fields"),
        (wrong(f"bad: {{{FIELDS}, values: 1, colour: red}}"), UnknownKey, 2, "colour"),
        (wrong("bad: {title: {zh: 行, en: Row}, unit: share}"), InputError, 2, "lacks reason, source, status, values"),
        (wrong(f"bad: {{{FIELDS}, values: {{next: 1}}}}"), DateOutOfRange, 2, "'next' is not a year"),
        (wrong(f"bad: {{{FIELDS}, values: {{2030: high}}}}"), WrongType, 2, "'high', not a number"),
        (wrong(f"bad: {{{FIELDS}, values: true}}"), WrongType, 2, "not a number"),
        (wrong(f"bad: {{{FIELDS}, values: -1}}"), ValueOutOfRange, None, "outside 0 to inf"),
        (wrong(f"bad: {{{FIELDS}, range: [0, 1], values: 2}}"), ValueOutOfRange, None, "outside 0 to 1"),
        (wrong(f"bad: {{{FIELDS}, choices: [a, b], values: c}}"), InputError, 2, "a, b"),
        (wrong(f"first: {{{FIELDS}, values: 2}}"), InputError, 2, "twice"),
    ],
)
def test_a_row_that_is_not_well_formed_names_its_file_and_line(
    text: str, error: type[InputError], line: int | None, says: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=says) as caught:
        load(tmp_path, text)
    assert "rows_0.yaml" in str(caught.value)
    if line is not None:
        assert f"rows_0.yaml:{line}: " in str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [
        "range: 5, values: 1",
        "range: [0], values: 1",
        "range: [low, high], values: 1",
        "choices: 3, values: 3",
        "values: []",
        "values: {}",
        "values: null",
    ],
)
def test_a_row_of_the_wrong_shape_is_an_input_error(fields: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load(tmp_path, wrong(f"bad: {{{FIELDS}, {fields}}}"))


@pytest.mark.parametrize("title", ["{zh: 行}", "Row", "{zh: 行, en: a, b}"])
def test_a_title_that_is_not_chinese_and_english_is_an_input_error(title: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load(tmp_path, wrong(f"bad: {{title: {title}, unit: share, status: s, source: s, reason: r, values: 1}}"))


def test_every_base_row_has_a_title_in_both_languages_and_a_reason() -> None:
    rows = base_assumptions()
    for key in rows.keys():
        row = rows.row(key)
        assert set(row.title) == {"zh", "en"}, key
        assert all(row.title.values()), key
        assert row.unit, key
        assert row.source, key
        assert row.reason, key


def test_no_two_base_rows_have_the_same_title() -> None:
    rows = base_assumptions()
    for language in ("zh", "en"):
        titles = [rows.row(key).title[language] for key in rows.keys()]
        assert len(titles) == len(set(titles)), [title for title in titles if titles.count(title) > 1]
