"""Chinese numerals of articles are read back as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ValueOutOfRange
from datapool.standards.articles import article_number, numeral


@given(st.integers(1, 99))
def test_a_number_is_read_back(number: int) -> None:
    assert article_number(f"第{numeral(number)}条") == number


def test_numerals_are_those_of_a_statute() -> None:
    assert [numeral(number) for number in (1, 9, 10, 11, 20, 35, 99)] == [
        "一", "九", "十", "十一", "二十", "三十五", "九十九"
    ]  # fmt: skip


@pytest.mark.parametrize("number", [0, -1, 100])
def test_a_number_without_a_numeral_is_refused(number: int) -> None:
    with pytest.raises(ValueOutOfRange, match="1 to 99"):
        numeral(number)
