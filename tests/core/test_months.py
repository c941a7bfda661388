from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DateOutOfRange, InputError, ValueOutOfRange, WrongType
from core.months import Age, Month, day_before, parse_date

MONTHS = st.builds(Month.of, st.integers(1900, 2200), st.integers(1, 12))


def test_the_ordinal_is_year_times_twelve_plus_the_month_from_nought() -> None:
    assert Month.of(1965, 1).ordinal == 23580
    assert Month.of(1984, 12).ordinal == 1984 * 12 + 11


@given(MONTHS)
def test_a_month_survives_being_written_and_read(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert Month.parse(month.first_day) == month == Month.parse(month.last_day)
    assert Month.of(month.year, month.month) == month


@given(MONTHS, st.integers(-600, 600))
def test_a_shift_is_undone_by_its_opposite_and_measured_by_since(month: Month, months: int) -> None:
    later = month.shift(months)
    assert later.since(month) == months
    assert later.shift(-months) == month
    assert (later > month) == (months > 0)


@given(MONTHS, st.integers(1, 31))
def test_a_day_is_kept_where_the_month_has_it_and_is_the_last_one_elsewhere(month: Month, day: int) -> None:
    found = month.day(day)
    assert Month.parse(found) == month
    assert found.day == day or (found == month.last_day and found.day < day)


@given(MONTHS)
def test_the_day_before_a_month_ends_the_month_before(month: Month) -> None:
    assert day_before(month.first_day) == month.shift(-1).last_day


@given(MONTHS, st.integers(0, 1200))
def test_an_age_is_the_months_between_birth_and_now(born: Month, months: int) -> None:
    age = Age.at(born.shift(months), born=born)
    assert age == Age.of(age.years, age.rest)
    assert age.months == months
    assert 0 <= age.rest < 12


def test_february_of_a_leap_year_has_29_days() -> None:
    assert Month.of(2024, 2).last_day == date(2024, 2, 29)
    assert Month.of(2026, 2).day(30) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2028-01", "2028-01"), ("2028-1", "2028-01"), ("2028-01-12", "2028-01"), (date(2028, 1, 31), "2028-01")],
)
def test_months_are_read_from_text_and_dates(text: object, month: str) -> None:
    assert str(Month.parse(text)) == month


@pytest.mark.parametrize("wrong", ["January 2028", "2028", 202801, None, "28-01", "2028-01-1x"])
def test_what_is_no_month_is_refused_with_the_way_to_write_it(wrong: object) -> None:
    with pytest.raises(WrongType, match="YYYY-MM") as caught:
        Month.parse(wrong)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("wrong", ["2028-13", "2028-00", "2026-02-30"])
def test_a_month_or_day_that_the_calendar_lacks_is_refused(wrong: str) -> None:
    with pytest.raises(ValueOutOfRange):
        Month.parse(wrong)


def test_years_outside_the_calendar_are_refused() -> None:
    with pytest.raises(DateOutOfRange):
        Month.of(1, 1).shift(-1)


def test_a_date_is_read_from_every_form_it_is_written_in() -> None:
    day = date(2025, 1, 1)
    forms = ("2025-01-01", "2025-01", Month.of(2025, 1), day, datetime(2025, 1, 1, 9, 30))
    assert {parse_date(form) for form in forms} == {day}
    assert type(parse_date(datetime(2025, 1, 1))) is date


@pytest.mark.parametrize("wrong", ["yesterday", 2025, None, "2025-02-31"])
def test_what_is_no_date_is_refused(wrong: object) -> None:
    with pytest.raises(InputError):
        parse_date(wrong)


def test_ages_are_written_with_their_months_only_where_there_are_some() -> None:
    assert (str(Age.of(60, 3)), str(Age.of(63))) == ("60 y 3 m", "63 y")
