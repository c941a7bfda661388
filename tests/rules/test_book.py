from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DateOutOfRange, FileMissing, UnknownKey, UnknownRegion, WrongType
from core.months import Month
from rules.book import RuleBook
from rules.parameters import UNVERIFIED_MARK, Status
from tests.rules.packs import RATE, write_pack

LOCAL = (
    RATE
    + """\
  regions:
    AA-1: {values: {2005-01-01: 0.05}}
    AA-11: {status: unverified, values: {2008-01-01: {value: 0.02, until: 2008-12-31}}}
statistic:
  title: {zh: 统计, en: Statistic}
  unit: yuan
  status: unverified
  source: {title: Office}
  until: 2011-12-31
  values: {2010-01-01: 100, 2011-01-01: 110}
event:
  title: {zh: 减免, en: Relief}
  unit: share of wage
  status: verified
  source: {title: Notice}
  values:
    2000-01-01: 0
    2020-02-01: {value: 1, until: 2020-06-30}
table:
  title: {zh: 表, en: Table}
  unit: yuan
  status: verified
  source: {title: Act}
  values: {2000-01-01: {5: 50, 1: 10}}
list:
  title: {zh: 列, en: List}
  unit: yuan
  status: verified
  source: {title: Act}
  rounding: {mode: up, unit: 10}
  values: {2000-01-01: [3, 2, 1]}
base:
  title: {zh: 基数, en: Base}
  unit: kind of base
  status: verified
  source: {title: Act}
  values: {2000-01-01: own, 2019-05-01: average}
"""
)


@pytest.fixture
def book(tmp_path: Path) -> RuleBook:
    return RuleBook.load("example", packs=write_pack(tmp_path, LOCAL))


def test_a_value_holds_from_its_date_until_the_next(book: RuleBook) -> None:
    def rate(day: str) -> float:
        return book.at(day, "AA").number("rate")

    assert [rate(day) for day in ("2000-01-01", "2009-12-31", "2010-01-01", "2099-12")] == [0.08, 0.08, 0.1, 0.1]


def test_a_row_says_since_when_and_until_when_it_holds(book: RuleBook) -> None:
    row = book.at("2003-07", "AA").row("rate")
    assert (row.since, row.until, row.region) == (date(2000, 1, 1), date(2009, 12, 31), "AA")
    assert book.at("2030-01", "AA").row("rate").until is None
    # The nation's figure ends for the province where the province has its own.
    assert book.at("2003-07", "AA-1").row("rate").until == date(2004, 12, 31)


def test_the_nearer_region_wins_and_the_farther_fills_the_gaps(book: RuleBook) -> None:
    answers = {
        (day, region): (book.at(day, region).number("rate"), book.at(day, region).row("rate").region)
        for day in ("2003-01", "2008-06", "2009-01")
        for region in ("AA-11", "AA-2")
    }
    assert answers == {
        ("2003-01", "AA-11"): (0.08, "AA"),
        ("2003-01", "AA-2"): (0.08, "AA"),
        ("2008-06", "AA-11"): (0.02, "AA-11"),
        ("2008-06", "AA-2"): (0.08, "AA"),
        ("2009-01", "AA-11"): (0.05, "AA-1"),
        ("2009-01", "AA-2"): (0.08, "AA"),
    }


def test_a_temporary_value_ends_and_what_stood_before_holds_again(book: RuleBook) -> None:
    days = ("2020-01-31", "2020-02-01", "2020-06-30", "2020-07-01")
    assert [book.at(day, "AA").number("event") for day in days] == [0, 1, 1, 0]
    assert book.at("2020-03", "AA").row("event").until == date(2020, 6, 30)


def test_a_published_series_has_no_value_beyond_its_end(book: RuleBook) -> None:
    assert book.at("2011-12-31", "AA").number("statistic") == 110
    assert book.at("2011-05", "AA").row("statistic").until == date(2011, 12, 31)
    with pytest.raises(DateOutOfRange, match="2011-12-31"):
        book.at("2012-01-01", "AA").number("statistic")


def test_a_date_before_the_first_value_is_refused_and_the_first_is_named(book: RuleBook) -> None:
    with pytest.raises(DateOutOfRange, match=r"1999-12-31 in AA.*2000-01-01") as caught:
        book.at("1999-12-31", "AA").number("rate")
    assert caught.value.exit_code == 2
    assert not book.at("1999-12-31", "AA").has("rate")


def test_the_status_of_a_region_marks_its_figures(book: RuleBook) -> None:
    city, province = book.at("2008-06", "AA-11").row("rate"), book.at("2008-06", "AA-1").row("rate")
    assert (city.status, province.status) == (Status.UNVERIFIED, Status.VERIFIED)
    assert city.mark == UNVERIFIED_MARK
    assert UNVERIFIED_MARK in city.text("en")
    assert "未核实" in city.text("zh")
    assert province.mark == ""
    assert UNVERIFIED_MARK not in province.text()


def test_each_shape_is_read_in_its_own_way(book: RuleBook) -> None:
    rules = book.at("2020-01", "AA")
    assert rules.table("list") == (3.0, 2.0, 1.0)
    assert dict(rules.mapping("table")) == {5: 50.0, 1: 10.0}
    assert rules.steps("table") == ((1.0, 5.0), (10.0, 50.0))
    assert rules.table("table") == (50.0, 10.0)
    assert rules.word("base") == "average"


@pytest.mark.parametrize(
    ("reader", "key"), [("number", "list"), ("table", "rate"), ("mapping", "list"), ("word", "rate"), ("steps", "base")]
)
def test_a_shape_that_is_not_there_is_refused(book: RuleBook, reader: str, key: str) -> None:
    with pytest.raises(WrongType, match=key):
        getattr(book.at("2020-01", "AA"), reader)(key)


def test_the_rounding_is_the_parameters_own(book: RuleBook) -> None:
    rules = book.at("2020-01", "AA-11")
    assert rules.rounding("rate") is None
    rounding = rules.rounding("list")
    assert rounding is not None and (rounding.mode, rounding.unit) == ("up", 10)


def test_a_yearly_average_weighs_each_month(book: RuleBook) -> None:
    assert book.yearly_average("event", 2020, "AA") == pytest.approx(5 / 12)
    assert book.yearly_average("rate", 2015, "AA") == pytest.approx(0.1)
    assert book.yearly_average("rate", 2010, "AA-11") == pytest.approx(0.05)


def test_a_yearly_average_needs_a_default_for_months_without_law(book: RuleBook) -> None:
    with pytest.raises(DateOutOfRange):
        book.yearly_average("statistic", 2012, "AA")
    assert book.yearly_average("statistic", 2012, "AA", default=7.0) == 7.0
    assert book.yearly_average("rate", 1999, "AA", default=0.0) == 0.0


def test_an_alias_is_the_same_region(book: RuleBook) -> None:
    assert book.at("2006-01", "AA-P").row("rate") == book.at("2006-01", "AA-1").row("rate")
    assert book.at("2006-01", "AA-P").region == "AA-1"


def test_an_unknown_region_or_key_is_refused_with_its_neighbours(book: RuleBook) -> None:
    with pytest.raises(UnknownRegion, match="AA-3"):
        book.at("2020-01", "AA-3")
    with pytest.raises(UnknownKey, match="Near it: rate"):
        book.at("2020-01", "AA").number("rates")


def test_an_unknown_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="atlantis"):
        RuleBook.load("atlantis", packs=tmp_path)


def test_a_day_may_be_given_as_text_month_or_date(book: RuleBook) -> None:
    forms = ("2009-12-01", "2009-12", Month.of(2009, 12), date(2009, 12, 1))
    assert {book.at(form, "AA").day for form in forms} == {date(2009, 12, 1)}


def test_the_same_content_has_the_same_hash_wherever_it_lies(tmp_path: Path) -> None:
    one = RuleBook.load("example", packs=write_pack(tmp_path / "one"))
    other = RuleBook.load("example", packs=write_pack(tmp_path / "other"))
    assert one.content_hash == other.content_hash
    assert len(one.content_hash) == 64


@pytest.mark.parametrize(
    ("before", "after"),
    [("0.08", "0.09"), ("2010-01-01", "2010-01-02"), ("status: verified", "status: unverified"), ("12", "13")],
)
def test_the_hash_sees_every_change_of_figure_date_status_and_article(tmp_path: Path, before: str, after: str) -> None:
    one = RuleBook.load("example", packs=write_pack(tmp_path / "one"))
    other = RuleBook.load("example", packs=write_pack(tmp_path / "other", RATE.replace(before, after)))
    assert one.content_hash != other.content_hash


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    local=st.dictionaries(st.sampled_from(["AA", "AA-1", "AA-11", "AA-2"]), st.integers(1, 99), min_size=1),
    year=st.integers(2000, 2030),
)
def test_the_nearest_region_that_has_a_value_always_wins(tmp_path: Path, local: dict[str, int], year: int) -> None:
    regions = "".join(f"    {code}: {{values: {{2000-01-01: 0.{share:02d}}}}}\n" for code, share in local.items())
    text = RATE[: RATE.index("  values:")] + "  regions:\n" + regions
    book = RuleBook.load("example", packs=write_pack(tmp_path, text))
    for region in book.regions:
        chain = book.regions.chain(region.code)
        nearest = next((code for code in chain if code in local), None)
        rules = book.at(date(year, 1, 1), region.code)
        if nearest is None:
            assert not rules.has("rate")
        else:
            assert rules.number("rate") == pytest.approx(local[nearest] / 100)
            assert rules.row("rate").region == nearest


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extra=st.integers(1, 12000), day=st.integers(0, 15000))
def test_adding_a_later_date_never_changes_what_held_before_it(tmp_path: Path, extra: int, day: int) -> None:
    start = date(2010, 1, 1)
    added = start + timedelta(days=extra)
    before = RuleBook.load("example", packs=write_pack(tmp_path / "before"))
    after = RuleBook.load("example", packs=write_pack(tmp_path / "after", f"{RATE}    {added}: 0.5\n"))
    asked = date(2000, 1, 1) + timedelta(days=day)
    if asked < added:
        assert after.at(asked, "AA").number("rate") == before.at(asked, "AA").number("rate")
    else:
        assert after.at(asked, "AA").number("rate") == 0.5
