"""Published series: merged over files, cut at a year, filled without overwriting, refused when they contradict."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import DateOutOfRange, InputError, UnknownKey, WrongType
from simulation.countries.china import pack
from simulation.published import PublishedFigures
from tests.simulation.economy_rows import figures

FIRST = "a.b: {unit: yuan, source: bulletin, status: verified, values: {2018: 1, 2019: 2.5}}\n"
SECOND = """\
a.b: {unit: yuan, source: later, status: unverified, values: {2020: 3}}
c: {unit: m, source: s, status: verified, values: {}}
"""


def load(folder: Path, *texts: str) -> PublishedFigures:
    paths = []
    for number, text in enumerate(texts):
        paths.append(folder / f"part_{number}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    return PublishedFigures.load(paths)


def test_a_series_goes_on_from_one_file_to_the_next(tmp_path: Path) -> None:
    series = load(tmp_path, FIRST, SECOND).series("a.b")
    assert dict(series.values) == {2018: 1.0, 2019: 2.5, 2020: 3.0}
    assert series.unverified == {2020}


def test_a_year_without_a_figure_is_nan_in_an_array_and_refused_alone(tmp_path: Path) -> None:
    known = load(tmp_path, FIRST, SECOND)
    assert known.series("a.b").array([2018, 2021]) == pytest.approx([1.0, np.nan], nan_ok=True)
    with pytest.raises(DateOutOfRange, match="2018 to 2020"):
        known.at("a.b", 2021)
    with pytest.raises(DateOutOfRange, match="no year"):
        known.at("c", 2021)


def test_an_unknown_series_is_refused(tmp_path: Path) -> None:
    known = load(tmp_path, FIRST)
    assert ("a.b" in known, "a" in known) == (True, False)
    with pytest.raises(UnknownKey, match="'a'"):
        known.series("a")


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("a.b: {unit: yuan, source: s, status: verified, values: {2020: 1, 2019: 2.5}}\n", r"\[2019\] again"),
        ("a.b: {unit: 100 million yuan, source: s, status: verified, values: {2021: 1}}\n", "elsewhere in yuan"),
    ],
)
def test_a_year_given_twice_or_another_unit_is_refused(second: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says) as caught:
        load(tmp_path, FIRST, "# a comment\n" + second)
    assert "part_1.yaml:2: " in str(caught.value)


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("a: {unit: yuan, source: s, status: verified}\n", InputError, "lacks 'values'"),
        ("a: {source: s, status: verified, values: {2020: 1}}\n", InputError, "lacks 'unit'"),
        ("a: 5\n", InputError, "a lacks"),
        ("a:\n  unit: yuan\n  source: s\n  status: verified\n  values:\n    2020: many\n", WrongType, "'many'"),
        ("a: {unit: yuan, source: s, status: verified, values: {2020: true}}\n", WrongType, "True"),
    ],
)
def test_a_series_that_is_not_well_formed_names_its_line(text: str, error: type, says: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=says) as caught:
        load(tmp_path, text)
    assert f"part_0.yaml:{6 if 'many' in text else 1}: " in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["- 1\n", "", "a: {unit: yuan, source: s, status: verified, values: 5}\n",
     "a: {unit: yuan, source: s, status: verified, values: {next: 5}}\n"],
)  # fmt: skip
def test_a_file_of_the_wrong_shape_is_an_input_error(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load(tmp_path, text)


def test_years_named_unverified_or_verified_override_the_status(tmp_path: Path) -> None:
    known = load(
        tmp_path,
        "a: {unit: y, source: s, status: verified, unverified_years: [2019], values: {2018: 1, 2019: 2}}\n"
        "b: {unit: y, source: s, status: unverified, verified_years: [2019], values: {2018: 1, 2019: 2}}\n",
    )
    assert known.series("a").unverified == {2019}
    assert known.series("b").unverified == {2018}


def test_until_a_year_nothing_later_is_known() -> None:
    known = figures(a={2018: 1.0, 2019: 2.0}, b={2020: 5.0})
    cut = known.until(2018)
    assert cut.as_plain() == {"a": {2018: 1.0}}
    assert "b" not in cut
    assert known.as_plain() == {"a": {2018: 1.0, 2019: 2.0}, "b": {2020: 5.0}}
    assert known.until(2017).names() == ()


def test_other_series_fill_years_and_overwrite_none() -> None:
    known = figures(a={2018: 1.0})
    filled = known.with_series(figures(a={2018: 9.0, 2019: 9.5}, b={2020: 5.0}))
    assert filled.as_plain() == {"a": {2018: 1.0, 2019: 9.5}, "b": {2020: 5.0}}
    assert known.as_plain() == {"a": {2018: 1.0}}


def test_the_names_are_in_alphabetical_order() -> None:
    assert figures(c={2018: 1.0}, a={2018: 1.0}).names() == ("a", "c")


def test_the_files_of_china_merge_without_contradiction() -> None:
    whole = pack.published()
    assert whole.at("employees.retired", 2023) > whole.at("employees.retired", 2018) > 1e8
    for name in whole.names():
        assert all(np.isfinite(value) for value in whole.series(name).values.values()), name
        assert whole.series(name).unverified <= set(whole.series(name).values), name
