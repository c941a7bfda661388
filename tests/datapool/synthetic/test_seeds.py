"""Six seeds in ten are for learning, two for choosing, two for judging."""

from collections import Counter

import pytest

from core.errors import ValueOutOfRange
from datapool.synthetic.seeds import split_of


def test_of_any_ten_seeds_in_a_row_six_train_two_validate_and_two_test() -> None:
    for first in (0, 7, 1234):
        assert Counter(split_of(seed) for seed in range(first, first + 10)) == {"train": 6, "validation": 2, "test": 2}


def test_the_last_digit_alone_decides() -> None:
    assert [split_of(digit) for digit in range(10)] == [split_of(digit + 4_320) for digit in range(10)]
    assert (split_of(5), split_of(6), split_of(8)) == ("train", "validation", "test")


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="negative"):
        split_of(-1)
