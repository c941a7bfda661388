from collections.abc import Callable
from datetime import date
from functools import cache

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from datapool.standards.expressions import prepare
from datapool.standards.identifiers import Identifier, IdKind, UsccKind, read_citizen_id, read_uscc
from datapool.standards.regions import FOREVER, Regions, Span, load_regions, standard_spans
from tests.datapool.standards.numbers_at_random import citizen_ids, credit_codes
from tests.datapool.standards.second_reading import second_citizen_id, second_uscc

REGIONS = load_regions()
Scalar = Callable[[str], tuple[str | None, str]]


def with_check(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


def kind(number: str, regions: Regions = REGIONS) -> str:
    return read_citizen_id(number, regions).kind


@cache
def prepared() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    prepare(connection, REGIONS)
    return connection


def checked_by_sql(numbers: list[str], macro: str) -> list[tuple[str | None, str]]:
    """(value, kind) of each number, in order."""
    connection = prepared()
    connection.register("given", pa.table({"number": range(len(numbers)), "t": numbers}))
    query = f"SELECT c.value, c.kind FROM (SELECT number, {macro}(t) AS c FROM given) ORDER BY number"
    return [(value, kind) for value, kind in connection.execute(query).fetchall()]


def pair(identifier: Identifier) -> tuple[str | None, str]:
    return identifier.value, str(identifier.kind)


@pytest.mark.parametrize(
    "count", [pytest.param(100_000, id="100000"), pytest.param(1_000_000, id="1000000", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(
    ("numbers", "macro", "ours", "second"),
    [
        (citizen_ids, "anlan_citizen_id", lambda text: pair(read_citizen_id(text, REGIONS)), second_citizen_id),
        (credit_codes, "anlan_uscc", lambda text: pair(read_uscc(text)), second_uscc),
    ],
    ids=["citizen", "credit"],
)
def test_three_readings_of_random_numbers_agree(
    count: int, numbers: Callable[[int, int], list[str]], macro: str, ours: Scalar, second: Scalar
) -> None:
    drawn = numbers(count, count)
    expected = [second(text) for text in drawn]
    assert [text for text, want in zip(drawn, expected, strict=True) if ours(text) != want] == []
    found = checked_by_sql(drawn, macro)
    assert [text for text, want, got in zip(drawn, expected, found, strict=True) if got != want] == []
    kinds = {kind for _, kind in expected}
    assert kinds == ({*IdKind} if macro == "anlan_citizen_id" else {*UsccKind})


def test_the_published_examples_are_read() -> None:
    assert pair(read_citizen_id("11010519491231002X", REGIONS)) == ("11010519491231002X", "ric18")
    assert pair(read_uscc("91350100M000100Y43")) == ("91350100M000100Y43", "uscc")
    assert pair(read_uscc("91350100M000100Y4Z")) == (None, "wrong_characters")


@pytest.mark.parametrize(
    "odd",
    ["0X8304596452006543", "10000000000000E161", "1_0101194912310025", "+10105194912310021", "1.0105194912310020"],
)
def test_what_a_cast_would_read_as_a_number_is_not_one(odd: str) -> None:
    assert checked_by_sql([odd], "anlan_citizen_id") == [(None, "wrong_characters")] == [second_citizen_id(odd)]


def test_a_number_of_fifteen_digits_becomes_the_number_of_eighteen() -> None:
    assert pair(read_citizen_id("110105491231002", REGIONS)) == ("11010519491231002X", "ric15")


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        " 11010519491231002X\t",
        "\u3000１１０１０５１９４９１２３１００２Ｘ ",
        "11010519491231002ｘ",
    ],
)
def test_how_a_number_was_typed_does_not_matter(written: str) -> None:
    assert read_citizen_id(written, REGIONS).value == "11010519491231002X"
    assert checked_by_sql([written], "anlan_citizen_id") == [("11010519491231002X", "ric18")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("11010519000228002", IdKind.RIC18),
        ("11010518991231002", IdKind.IMPOSSIBLE_DATE),
        ("11010519000229002", IdKind.IMPOSSIBLE_DATE),
        ("11010520230229002", IdKind.IMPOSSIBLE_DATE),
        ("11010520240229002", IdKind.RIC18),
        ("11010519491331002", IdKind.IMPOSSIBLE_DATE),
        ("11999919900101002", IdKind.UNKNOWN_REGION),
        ("47010219900101002", IdKind.UNKNOWN_REGION),
        ("81000019900101002", IdKind.RESIDENCE_PERMIT),
        ("82000019900101002", IdKind.RESIDENCE_PERMIT),
        ("83000019900101002", IdKind.RESIDENCE_PERMIT),
        ("91115619900101002", IdKind.FOREIGN),
        ("99915619900101002", IdKind.UNKNOWN_REGION),
    ],
)
def test_the_kind_says_what_the_number_is_or_why_it_is_none(body: str, expected: IdKind) -> None:
    found = read_citizen_id(with_check(body), REGIONS)
    assert found.kind is expected
    assert (found.value is not None) == expected.is_valid


@given(st.text(max_size=20))
def test_any_text_is_read_without_failing_and_never_made_up(text: str) -> None:
    for found in (read_citizen_id(text, REGIONS), read_uscc(text)):
        assert (found.value is None) == (not found.kind.is_valid)


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(place: int, digit: str) -> None:
    number = "11010519491231002X"
    wrong = number[:place] + digit + number[place + 1 :]
    assert (kind(wrong) == IdKind.RIC18) == (wrong == number)


def test_a_birth_after_the_last_day_of_the_pool_is_impossible() -> None:
    pool = Regions(standard_spans(), last_day=date(2024, 12, 31))
    assert kind(with_check("11010520241231002"), pool) == IdKind.RIC18
    assert kind(with_check("11010520250101002"), pool) == IdKind.IMPOSSIBLE_DATE


def test_the_made_up_province_is_known_only_to_its_own_pool() -> None:
    pool = Regions((*standard_spans(), Span("470102", "made up", 1949, FOREVER)))
    number = with_check("47010219900101002")
    assert (kind(number), kind(number, pool)) == (IdKind.UNKNOWN_REGION, IdKind.RIC18)


def test_all_that_python_stdnum_takes_is_taken_here() -> None:
    ours = [number for number in citizen_ids(5_000, 5) if is_taken(ric.validate, number)]
    assert len(ours) > 200
    assert [number for number in ours if not IdKind(kind(number)).is_valid] == []
    codes = [code for code in credit_codes(5_000, 5) if is_taken(uscc.validate, code)]
    assert [code for code in codes if read_uscc(code).kind != "uscc"] == []


def is_taken(validate: Callable[[str], str], number: str) -> bool:
    """Whether python-stdnum takes it, born since 1900; it fails with KeyError on a county that never was."""
    try:
        return validate(number) == number and (validate is uscc.validate or "1900" <= number[6:10] < "9999")
    except (ValidationError, KeyError):
        return False


def test_a_code_that_began_after_the_birth_but_before_numbering_ended_is_in_order() -> None:
    # 130123 has been in force since 1983; everybody born there earlier carries it.
    assert kind(with_check("13012319500101001")) == IdKind.RIC18
    with pytest.raises(ValidationError):
        ric.validate(with_check("13012319500101001"))


def test_a_credit_code_may_begin_with_a_letter() -> None:
    body = "N2330100MA2AB1234"
    assert read_uscc(body + uscc.calc_check_digit(body)).kind is UsccKind.USCC
