"""Pairs counted by what their comparison showed: most pairs look like many others."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Levels = NDArray[np.int8]
# Levels and the missing one fit into so many numbers.
_BASE = np.uint64(16)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Different rows of levels, and how many pairs have them.

    levels  [pattern, comparison] -1 where a value is missing
    found   [pattern] pairs that the blocking rules found
    others  [pattern] pairs that they did not find, as a random sample of them tells
    total   all pairs there are
    """

    levels: Levels
    found: Floats
    others: Floats
    total: float

    @property
    def seen(self) -> Floats:
        """[pattern] pairs really looked at, a sampled pattern counting once: how far to trust the counts."""
        return self.found + (self.others > 0)


def patterns_of(found: Levels, sampled: Levels, *, pairs_found: float, total: float) -> Patterns:
    """Count the patterns of the pairs found, and of a sample of the others.

    found        [pair, comparison] those found, or a random part of them
    sampled      [pair, comparison] of the others; none where all pairs were compared
    pairs_found  how many were found in all
    total        all pairs there are
    """
    levels, codes = distinct(np.vstack([found, sampled]))
    split = len(found)
    each = pairs_found / max(1, split)
    other = max(0.0, total - pairs_found) / max(1, len(sampled))
    return Patterns(
        levels,
        np.asarray(each * np.bincount(codes[:split], minlength=len(levels)), np.float64),
        np.asarray(other * np.bincount(codes[split:], minlength=len(levels)), np.float64),
        total,
    )


def distinct(levels: Levels) -> tuple[Levels, NDArray[np.int64]]:
    """The different rows, and for each row the number of its like."""
    code = np.zeros(len(levels), np.uint64)
    for column in range(levels.shape[1]):
        # Beyond sixteen comparisons the product wraps around: an odd factor keeps rows apart all the same.
        code = code * (_BASE + np.uint64(1)) + (levels[:, column] + 1).astype(np.uint64)
    # Hashed and not sorted: of millions of rows only hundreds differ.
    encoded = pa.array(code).dictionary_encode()
    order = np.argsort(encoded.dictionary.to_numpy())
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    codes = place[encoded.indices.to_numpy()]
    first = np.empty(len(order), np.int64)
    first[codes[::-1]] = np.arange(len(levels))[::-1]
    return levels[first], codes
