from pathlib import Path

import pytest

from core.errors import (
    InputError,
    UnknownKey,
    UnknownRegion,
    ValueOutOfRange,
    WrongType,
    WrongUnit,
)
from rules.book import RuleBook
from tests.rules.packs import RATE, REGIONS, UNITS, write_pack


def refusal(folder: Path, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        RuleBook.load("example", packs=write_pack(folder, text))
    return caught.value


@pytest.mark.parametrize(
    ("before", "after", "kind", "line", "says"),
    [
        ("  values:", "  valeus:", UnknownKey, 6, "valeus"),
        ("share of wage", "share of wages", WrongUnit, 3, "share of wages"),
        ("2010-01-01: 0.1", "2010-01-01:", InputError, 8, "2010-01-01 has no value"),
        ("2010-01-01: 0.1", "2010-01-01: {value: }", InputError, 8, "2010-01-01 has no value"),
        ("2010-01-01: 0.1", "2010-01-01: -0.1", ValueOutOfRange, 8, "negative"),
        ("2010-01-01: 0.1", "2010-01-01: .nan", ValueOutOfRange, 8, "not finite"),
        ("2010-01-01: 0.1", "2010-01-01: 10", ValueOutOfRange, 8, "16 % is 0.16"),
        ("2010-01-01: 0.1", "2010-01-01: ten percent", WrongType, 8, "ten percent"),
        ("2010-01-01: 0.1", "2010-01-01: true", WrongType, 8, "True is not a number"),
        ("2010-01-01: 0.1", "2010-01-01: [0.1, 0.2]", WrongType, 1, "mixes"),
        ("2010-01-01: 0.1", "2010-01-01: [0.1, text]", WrongType, 8, "text"),
        ("2010-01-01: 0.1", "2010-01-01: {1: 0.1, 2: -1}", ValueOutOfRange, 8, "negative"),
        ("2010-01-01: 0.1", "2010-01-01: {value: 0.1, unit: yuan}", UnknownKey, 8, "unit"),
        ("2010-01-01: 0.1", "2010-01-01: {value: 0.1, until: 2009-12-31}", ValueOutOfRange, 8, "lies before"),
        ("2010-01-01: 0.1", "'2010-13-01': 0.1", ValueOutOfRange, 8, "2010-13-01"),
        ("2010-01-01: 0.1", "next year: 0.1", WrongType, 8, "next year"),
        ("2010-01-01: 0.1", "2010: 0.1", WrongType, 8, "2010"),
        ("2010-01-01: 0.1", "2010-01: 0.1\n    2010-01-01: 0.2", InputError, 6, "twice"),
        ("2010-01-01: 0.1", "2000-01-01: 0.1", InputError, 8, "twice"),
        ("status: verified", "status: sure", WrongType, 4, "sure"),
        ("  status: verified\n", "", InputError, 1, "no status"),
        ("{zh: 费率, en: Rate}", "Rate", InputError, 2, "both languages"),
        ("{zh: 费率, en: Rate}", "{zh: 费率}", InputError, 2, "both languages"),
        ("{title: Example Act, article: article 12}", "Example Act", WrongType, 5, "not a mapping"),
        ("{title: Example Act, article: article 12}", "{article: 12}", InputError, 5, "no title"),
        ("  values:", "  regions: {AA-9: {values: {2000-01-01: 0.1}}}\n  values:", UnknownRegion, 6, "AA-9"),
        ("  values:", "  regions: {AA-1: {value: 0.1}}\n  values:", UnknownKey, 6, "value"),
        ("  values:", "  regions: {AA-1: {status: verified}}\n  values:", InputError, 6, "no dated values"),
        ("  values:", "  rounding: {mode: nearest, unit: 1}\n  values:", WrongType, 6, "rounding"),
        ("  values:", "  rounding: {mode: up, unit: 0.5}\n  values:", WrongType, 6, "rounding"),
    ],
)
def test_a_wrong_line_is_named_with_file_line_and_remedy(
    tmp_path: Path, before: str, after: str, kind: type[InputError], line: int, says: str
) -> None:
    assert before in RATE
    error = refusal(tmp_path, RATE.replace(before, after))
    assert isinstance(error, kind)
    assert str(error.path).endswith("all.yaml")
    assert error.line == line
    assert says in str(error)
    assert error.remedy
    assert error.exit_code == 2


def test_a_parameter_without_any_value_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, RATE[: RATE.index("  values:")])
    assert "no values" in str(error)


def test_a_word_must_be_one_of_the_units_words(tmp_path: Path) -> None:
    text = RATE.replace("share of wage", "kind of base").replace("0.08", "own").replace("0.1", "others")
    error = refusal(tmp_path, text)
    assert isinstance(error, WrongType)
    assert "own, average" in error.remedy


def test_a_month_is_written_as_a_month_and_kept_as_its_ordinal(tmp_path: Path) -> None:
    text = RATE.replace("share of wage", "month").replace("0.08", "1965-01").replace("0.1", "1975-01")
    row = RuleBook.load("example", packs=write_pack(tmp_path, text)).at("2020-01", "AA").row("rate")
    assert row.value == 1975 * 12
    assert "= 1975-01 (month" in row.text("en")
    wrong = refusal(tmp_path, text.replace("1975-01", "19750"))
    assert (wrong.line, type(wrong)) == (8, WrongType)


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    assert "not a parameter file" in str(refusal(tmp_path, "- rate\n"))


def test_a_parameter_may_stand_in_one_file_only(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    (folder / "example" / "parameters" / "more.yaml").write_text(RATE, encoding="utf-8")
    with pytest.raises(InputError, match=r"more.yaml:1: the parameter rate stands in another file"):
        RuleBook.load("example", packs=folder)


@pytest.mark.parametrize(
    ("regions", "says"),
    [
        (REGIONS.replace("parent: AA,", "parent: BB,"), "BB"),
        (REGIONS.replace("zh: 邻省", "name: 邻省"), "AA-2"),
        ("- AA\n", "not a list of regions"),
    ],
)
def test_a_wrong_list_of_regions_is_refused(tmp_path: Path, regions: str, says: str) -> None:
    with pytest.raises(InputError, match=r"regions\.yaml") as caught:
        RuleBook.load("example", packs=write_pack(tmp_path, regions=regions))
    assert says in str(caught.value)


def test_a_wrong_list_of_units_is_refused(tmp_path: Path) -> None:
    units = UNITS.replace("maximum: 1", "most: 1")
    with pytest.raises(UnknownKey, match=r"units.yaml:1: .*share of wage"):
        RuleBook.load("example", packs=write_pack(tmp_path, units=units))
