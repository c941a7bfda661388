"""What a column holds is told by its content."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.anomaly.kinds import Column, column_of, numbers, seconds


def read(*values: str | None) -> Column:
    return column_of("a", pa.chunked_array([pa.array(values, pa.string())]))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.5", 1234.5), ("-3", -3.0), ("12%", 12.0), (".5", 0.5), ("1e-3", 1e-3), ("true", 1.0), ("5.", 5.0)],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert numbers(pa.array([text])).tolist() == [number]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
@settings(max_examples=50)
def test_every_finite_number_that_python_writes_is_read_back(values: list[float]) -> None:
    assert numbers(pa.array([repr(value) for value in values])).tolist() == values


def test_a_number_with_a_leading_zero_is_a_code() -> None:
    assert read("001", "002", "001").kind == "few_values"


def test_an_infinite_number_counts_as_missing_and_is_counted() -> None:
    column = read(*map(str, range(0, 400, 2)), "inf", "1e999")
    assert (column.kind, column.strange) == ("number", 2)
    assert np.isnan(column.values[-2:]).all()


@pytest.mark.parametrize("word", ["inf", "-Infinity", "NaN", "1e999"])
def test_a_column_of_numbers_that_are_often_infinite_is_still_one_of_numbers(word: str) -> None:
    column = read(*map(str, range(0, 80, 2)), *[word] * (2 if word == "1e999" else 20))
    assert column.kind == "number"
    assert column.strange == (2 if word == "1e999" else 20)
    assert read("inf", "nan").kind == "few_values"


def test_a_few_words_among_numbers_count_as_missing() -> None:
    column = read(*map(str, range(0, 200, 2)), "see file")
    assert (column.kind, column.strange) == ("number", 1)


@pytest.mark.parametrize(
    "texts",
    [("2025-01-31", "2025-02-01"), ("2025/01/31", "2025/02/01"), ("31/01/2025", "01/02/2025"),
     ("01/31/2025", "02/01/2025"), ("2025年01月31日", "2025年02月01日"),
     ("2025-01-31T00:00:00Z", "2025-02-01T00:00:00Z"),
     ("2025-01-31 00:00:00.000000", "2025-02-01 00:00:00.000000"), ("20250131", "20250201")],
)  # fmt: skip
def test_days_are_read_in_the_forms_they_are_written_in(texts: tuple[str, str]) -> None:
    expected = [np.datetime64(day, "s").astype(float) for day in ("2025-01-31", "2025-02-01")]
    assert seconds(pa.array(texts)).tolist() == expected


def test_names_that_hardly_repeat_are_identifiers_and_so_are_numbers_of_rows() -> None:
    assert read(*(f"person {number}" for number in range(100))).kind == "identifier"
    assert read(*map(str, range(1, 101))).kind == "identifier"
    assert read(*(str(number * number) for number in range(100))).kind == "number"


def test_values_are_few_or_many() -> None:
    assert read(*"ABC" * 5).kind == "few_values"
    assert read(*(f"v{number}" for number in range(30)), *(f"v{number}" for number in range(30))).kind == "many_values"


def test_what_never_changes_or_is_never_there_is_said_to_be_so() -> None:
    assert read("a", "a").kind == read("7", "7").kind == "constant"
    assert read(None, None).kind == "empty"


def test_one_value_that_is_sometimes_missing_is_information() -> None:
    assert read("a", None).kind == "few_values"
    assert read("7", None).kind == "few_values"
