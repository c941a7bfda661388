"""Keyed shuffles of whole numbers, so that a number given by one department says nothing about another's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from datapool.synthetic.draws import PROVINCE, Draws

Ints = NDArray[np.int64]
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_WORD = 2**64
_TURNS = 6


def key_of(seed: int, purpose: str) -> int:
    """The key of the whole province for `purpose`: a function of the seed alone."""
    return int(Draws(seed, PROVINCE).generator(f"key {purpose}").integers(2**62))


def mixed(values: NDArray[np.integer], key: int) -> NDArray[np.uint64]:
    """Numbers that look random, each a function of its value and the key (the finaliser of SplitMix64)."""
    offset = np.uint64((key * _GOLDEN + _GOLDEN) % _WORD)
    x = np.asarray(values).astype(np.int64).view(np.uint64) * np.uint64(_GOLDEN) + offset
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    return x ^ (x >> np.uint64(31))


def fractions(values: NDArray[np.integer], key: int) -> NDArray[np.float64]:
    """Numbers from 0 to below 1 that look random, each a function of its value and the key."""
    return (mixed(values, key) >> np.uint64(11)).astype(np.float64) / 2.0**53


@dataclass(frozen=True, slots=True)
class Permutation:
    """A one-to-one map of 0 … left * right − 1 onto itself (a Feistel network on the two parts of a number)."""

    key: int
    left: int
    right: int

    @classmethod
    def of_digits(cls, key: int, digits: int) -> "Permutation":
        """The map of the numbers of at most `digits` decimal digits."""
        return cls(key, 10 ** (digits // 2), 10 ** (digits - digits // 2))

    def __call__(self, values: NDArray[np.integer]) -> Ints:
        """The images of `values`."""
        numbers = np.asarray(values, dtype=np.int64)
        if ((numbers < 0) | (numbers >= self.left * self.right)).any():
            raise ValueOutOfRange("a number is too large for its key.", remedy="Generate fewer persons.")
        left, right = np.divmod(numbers, self.right)
        for turn in range(0, _TURNS, 2):
            left = (left + _within(right, self.key + turn, self.left)) % self.left
            right = (right + _within(left, self.key + turn + 1, self.right)) % self.right
        return left * self.right + right


def _within(values: Ints, key: int, size: int) -> Ints:
    return (mixed(values, key) % np.uint64(size)).astype(np.int64)
