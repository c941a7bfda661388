from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError, ValueOutOfRange, WrongType
from core.money import Money, RoundingMode, fen_of, round_to

FEN = st.integers(-(10**13), 10**13)
UNITS = st.sampled_from([1, 10, 100, 500])


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        (RoundingMode.HALF_UP, [3, -3, 2, 4]),
        (RoundingMode.HALF_EVEN, [2, -2, 2, 4]),
        (RoundingMode.UP, [3, -3, 3, 4]),
        (RoundingMode.DOWN, [2, -2, 2, 3]),
        (RoundingMode.CEILING, [3, -2, 3, 4]),
        (RoundingMode.FLOOR, [2, -3, 2, 3]),
    ],
)
def test_each_mode_rounds_as_its_name_says(mode: RoundingMode, rounded: list[int]) -> None:
    assert [round_to(amount, 1, mode) for amount in (2.5, -2.5, 2.4, 3.6)] == rounded


def test_noise_of_float_arithmetic_never_moves_a_half() -> None:
    # 1.005 yuan is a hair below its decimal value in float64; 0.1 + 0.2 a hair above.
    assert round_to(1.005 * 100) == 101
    assert round_to((0.1 + 0.2) * 1000, 100, RoundingMode.UP) == 300
    assert round_to(8.5 * 0.29 * 1000) == 2465


@given(st.integers(0, 10**9), st.integers(1, 1000))
def test_a_float_rounds_as_the_exact_fraction_does(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    assert round_to(numerator / denominator) == floor(exact + Fraction(1, 2))
    assert round_to(numerator / denominator, 1, RoundingMode.CEILING) == ceil(exact)


@given(FEN, UNITS, st.sampled_from(RoundingMode))
def test_rounding_gives_a_near_multiple_and_leaves_multiples_alone(fen: int, unit: int, mode: RoundingMode) -> None:
    rounded = round_to(fen, unit, mode)
    assert rounded % unit == 0
    assert abs(rounded - fen) < unit
    assert round_to(rounded, unit, mode) == rounded


@given(FEN)
def test_an_amount_survives_being_written_and_read(fen: int) -> None:
    assert Money.parse(str(Money(fen))) == Money(fen)


@given(FEN, FEN)
def test_sums_and_differences_are_exact(one: int, other: int) -> None:
    total = Money(one) + Money(other)
    assert total - Money(other) == Money(one)
    assert total == Money.total([Money(one), Money(other)])
    assert -Money(one) + Money(one) == Money(0)


@pytest.mark.parametrize(
    ("yuan", "fen"), [("1234.56", 123456), (0.1, 10), (7, 700), ("-0.05", -5), (Decimal("2.50"), 250), (" 3.1 ", 310)]
)
def test_yuan_are_read_exactly(yuan: object, fen: int) -> None:
    assert Money.parse(yuan).fen == fen


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456, "1234.56"), (-100, "-1.00")]
)
def test_an_amount_is_written_with_two_decimals(fen: int, text: str) -> None:
    assert str(Money(fen)) == text


@pytest.mark.parametrize("wrong", ["a lot", "", None, True, [1], "1,000"])
def test_what_is_no_amount_is_refused(wrong: object) -> None:
    with pytest.raises(WrongType, match="amount") as caught:
        fen_of(wrong)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("wrong", ["1.005", "NaN", "Infinity"])
def test_an_amount_that_is_no_whole_number_of_fen_is_refused(wrong: str) -> None:
    with pytest.raises(ValueOutOfRange):
        Money.parse(wrong)


@pytest.mark.parametrize(("amount", "unit"), [(float("nan"), 1), (float("inf"), 1), (1.0, 0), (1.0, -10)])
def test_what_cannot_be_rounded_is_refused(amount: float, unit: int) -> None:
    with pytest.raises(InputError):
        round_to(amount, unit)


def test_money_rounds_to_the_unit_the_rule_book_names() -> None:
    assert Money(12345).rounded_to(10, RoundingMode.UP) == Money(12350)
    assert Money.rounded(12345.5, 100, RoundingMode.DOWN) == Money(12300)


def test_amounts_are_ordered_by_size() -> None:
    assert max(Money(5), Money(50), Money(-500)) == Money(50)
