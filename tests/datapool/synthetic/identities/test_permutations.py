"""Keys are one-to-one, depend on the key alone, and say nothing about each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ValueOutOfRange
from datapool.synthetic.identities.permutations import Permutation, fractions, key_of


@given(st.integers(0, 2**62), st.integers(1, 60), st.integers(1, 60))
def test_a_permutation_takes_every_number_once(key: int, left: int, right: int) -> None:
    images = Permutation(key, left, right)(np.arange(left * right))
    assert sorted(images.tolist()) == list(range(left * right))


def test_numbers_of_an_odd_count_of_digits_are_shuffled_whole() -> None:
    images = Permutation.of_digits(5, 5)(np.arange(100_000))
    assert np.unique(images).size == 100_000
    assert images.max() == 99_999


def test_neighbours_are_torn_apart_and_two_keys_have_nothing_in_common() -> None:
    numbers = np.arange(100_000)
    one, other = (Permutation.of_digits(key_of(3, purpose), 10)(numbers) for purpose in ("person_no", "member_no"))
    assert abs(np.corrcoef(numbers, one)[0, 1]) < 0.02
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02
    assert abs(np.corrcoef(np.diff(one), np.diff(other))[0, 1]) < 0.02


@pytest.mark.parametrize("number", [-1, 100])
def test_a_number_too_large_for_its_key_is_refused(number: int) -> None:
    with pytest.raises(ValueOutOfRange, match="too large for its key"):
        Permutation.of_digits(1, 2)(np.array([number]))


def test_fractions_are_spread_evenly_between_0_and_1() -> None:
    drawn = fractions(np.arange(100_000), key_of(1, "anything"))
    assert (drawn >= 0).all() and (drawn < 1).all()
    assert np.abs(np.histogram(drawn, 10, (0, 1))[0] / 100_000 - 0.1).max() < 0.005
