from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import FileMissing, InputError, UnknownKey, UnknownRegion, ValueOutOfRange, WrongType, WrongUnit
from rules.book import RuleBook
from rules.parameters import Status
from tests.rules.packs import RATE, write_overlay, write_pack

LOCAL = RATE + "  regions:\n    AA-1: {values: {2005-01-01: 0.05}}\n"


def load(folder: Path, *overlays: Path, text: str = LOCAL) -> RuleBook:
    return RuleBook.load("example", overlays, packs=write_pack(folder, text))


def rate(book: RuleBook, day: str, region: str = "AA") -> float:
    return book.at(day, region).number("rate")


def test_a_reform_holds_from_its_date_and_leaves_the_past(tmp_path: Path) -> None:
    book = load(tmp_path, write_overlay(tmp_path, "rate: {values: {2030-01-01: 0.2}}\n"))
    assert [rate(book, day) for day in ("2009-01", "2029-12-31", "2030-01-01")] == [0.08, 0.1, 0.2]


def test_a_reform_takes_over_from_later_dates_of_the_book(tmp_path: Path) -> None:
    book = load(tmp_path, write_overlay(tmp_path, "rate: {values: {2005-01-01: 0.2}}\n"))
    assert [rate(book, day) for day in ("2004-12", "2006-01", "2015-01")] == [0.08, 0.2, 0.2]


def test_a_temporary_reform_gives_back_what_the_book_says(tmp_path: Path) -> None:
    text = "rate: {values: {2009-01-01: {value: 0, until: 2010-06-30}}}\n"
    book = load(tmp_path, write_overlay(tmp_path, text))
    assert [rate(book, day) for day in ("2008-12", "2009-01", "2010-06-30", "2010-07-01")] == [0.08, 0, 0, 0.1]


def test_a_national_reform_does_not_reach_over_a_nearer_rule(tmp_path: Path) -> None:
    book = load(tmp_path, write_overlay(tmp_path, "rate: {values: {2030-01-01: 0.2}}\n"))
    assert (rate(book, "2031-01", "AA-11"), rate(book, "2031-01", "AA-2")) == (0.05, 0.2)


def test_a_reform_of_one_region_stays_in_it(tmp_path: Path) -> None:
    text = "rate: {regions: {AA-P: {values: {2030-01-01: 0.3}}, AA-2: {values: {2030-01-01: 0.4}}}}\n"
    book = load(tmp_path, write_overlay(tmp_path, text))
    answers = [rate(book, "2031-01", code) for code in ("AA", "AA-1", "AA-11", "AA-2")]
    assert answers == [0.1, 0.3, 0.3, 0.4]


def test_the_last_overlay_lies_on_top(tmp_path: Path) -> None:
    first = write_overlay(tmp_path, "rate: {values: {2030-01-01: 0.2}}\n", "first.yaml")
    last = write_overlay(tmp_path, "rate: {values: {2040-01-01: 0.3}}\n", "last.yaml")
    book = load(tmp_path, first, last)
    assert [rate(book, day) for day in ("2029-01", "2035-01", "2045-01")] == [0.1, 0.2, 0.3]
    assert [each.title.en for each in book.overlays] == ["A reform", "A reform"]
    assert book.overlays[0].keys == ("rate",)


def test_a_reforms_figure_is_unverified_and_names_the_reform_unless_it_says_more(tmp_path: Path) -> None:
    plain = load(tmp_path, write_overlay(tmp_path, "rate: {values: {2030-01-01: 0.2}}\n"))
    row = plain.at("2030-01", "AA").row("rate")
    assert (row.status, row.source.title) == (Status.UNVERIFIED, "A reform")
    text = "rate: {status: verified, source: {title: Act of 2030}, values: {2030-01-01: 0.2}}\n"
    row = load(tmp_path, write_overlay(tmp_path, text)).at("2030-01", "AA").row("rate")
    assert (row.status, row.source.title) == (Status.VERIFIED, "Act of 2030")


@pytest.mark.parametrize(
    ("text", "kind", "line", "says"),
    [
        ("rates: {values: {2030-01-01: 0.2}}\n", UnknownKey, 2, "Near it: rate"),
        ("rate:\n  unit: yuan\n  values: {2030-01-01: 0.2}\n", WrongUnit, 3, "share of wage, not in yuan"),
        ("rate:\n  unit: miles\n  values: {2030-01-01: 0.2}\n", WrongUnit, 3, "miles"),
        ("rate:\n  values:\n    2030-01-01: -0.2\n", ValueOutOfRange, 4, "negative"),
        ("rate:\n  values:\n    2030-01-01: a fifth\n", WrongType, 4, "a fifth"),
        ("rate:\n  values:\n    2030-01-01:\n", InputError, 4, "no value"),
        ("rate:\n  values:\n    2030-01-01: {1: 0.2}\n", WrongType, 2, "mixes"),
        ("rate:\n  regions:\n    AA-7: {values: {2030-01-01: 0.2}}\n", UnknownRegion, 4, "AA-7"),
        ("rate:\n  amount: 3\n", UnknownKey, 3, "amount"),
        ("rate: {status: verified}\n", InputError, 2, "no values"),
        ("rate: 0.2\n", WrongType, 2, "not a mapping"),
    ],
)
def test_a_wrong_overlay_is_named_with_file_line_and_remedy(
    tmp_path: Path, text: str, kind: type[InputError], line: int, says: str
) -> None:
    path = write_overlay(tmp_path, text)
    with pytest.raises(kind) as caught:
        load(tmp_path, path)
    error = caught.value
    assert (str(error.path), error.line, error.exit_code) == (str(path), line, 2)
    assert says in str(error)
    assert error.remedy


def test_a_missing_overlay_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"nowhere\.yaml"):
        load(tmp_path, tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rate: {values: {2030-01-01: 0.2}}\n", "no `overlay:` block"),
        ("overlay: {reason: none}\n", "no title"),
        ("overlay: {title: x, author: y}\n", "author"),
        ("- 1\n", "not an overlay"),
    ],
)
def test_a_file_that_is_no_overlay_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "reform.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(tmp_path, path)
    assert says in str(caught.value)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offset=st.integers(0, 14000),
    length=st.one_of(st.none(), st.integers(0, 4000)),
    region=st.sampled_from(["AA", "AA-1", "AA-2"]),
    asked=st.integers(0, 15000),
)
def test_an_overlay_changes_only_its_own_days_and_never_the_base(
    tmp_path: Path, offset: int, length: int | None, region: str, asked: int
) -> None:
    start = date(2000, 1, 1) + timedelta(days=offset)
    until = None if length is None else start + timedelta(days=length)
    value = "0.33" if until is None else f"{{value: 0.33, until: {until}}}"
    path = write_overlay(tmp_path, f"rate: {{regions: {{{region}: {{values: {{{start}: {value}}}}}}}}}\n")
    base = load(tmp_path)
    hash_before = base.content_hash
    reformed = load(tmp_path, path)
    day = date(2000, 1, 1) + timedelta(days=asked)
    in_force = start <= day and (until is None or day <= until)
    for place in base.regions:
        chain = base.regions.chain(place.code)
        nearer = chain[: chain.index(region)] if region in chain else ()
        hidden = any(base.at(day, place.code).row("rate").region == code for code in nearer)
        expected = 0.33 if in_force and region in chain and not hidden else base.at(day, place.code).number("rate")
        assert reformed.at(day, place.code).number("rate") == expected
    assert base.content_hash == hash_before == load(tmp_path).content_hash
    assert reformed.content_hash != hash_before


def test_the_real_book_takes_a_reform_and_gives_the_old_answers_before_it(tmp_path: Path) -> None:
    text = "pension.contribution.employee_rate: {unit: share of contribution base, values: {2030-01-01: 0.09}}\n"
    base, reformed = RuleBook.load(), RuleBook.load(overlays=[write_overlay(tmp_path, text)])
    key = "pension.contribution.employee_rate"
    assert reformed.at("2029-12-31").row(key).until == date(2029, 12, 31)
    assert (reformed.at("2030-01").number(key), base.at("2030-01").number(key)) == (0.09, 0.08)
    others = [other for other in base.keys() if other != key]
    assert all(base.parameter(other) == reformed.parameter(other) for other in others)
