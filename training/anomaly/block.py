"""Rows as learners see them, and columns of many values told by the known anomalies without a row telling itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.anomaly.encoding import encoded, encoded_out_of_fold, encoded_so_far
from training.model import FloatArray

# Unlabelled rows tell the same thing over and over: of them at most so many, or ten for each known anomaly.
ROWS_OF_A_BAG, ROWS_OF_A_LINE, _PER_KNOWN = 3_000, 8_000, 10


@dataclass(frozen=True, slots=True)
class Block:
    """Rows as learners see them, [row, feature] each.

    raw       numbers as they are, NaN for gaps
    standard  without gaps, of mean 0 and spread 1 over the training rows
    even      places among the training rows and how far from the middle they are
    unusual   what the detectors say
    codes     of columns of many values, [row, column]
    times     [row] when each row was, or None where the table has no time
    """

    raw: FloatArray
    standard: FloatArray
    even: FloatArray
    unusual: FloatArray
    codes: NDArray[np.intp]
    times: FloatArray | None = None

    def take(self, rows: NDArray[np.generic]) -> "Block":
        """Some of the rows."""
        times = None if self.times is None else self.times[rows]
        return Block(self.raw[rows], self.standard[rows], self.even[rows], self.unusual[rows], self.codes[rows], times)

    @property
    def size(self) -> int:
        """How many rows."""
        return int(self.raw.shape[0])


Known = NDArray[np.int8]
Learner = Callable[[Block, Known, Sequence[Block], int, int], list[FloatArray]]
Sight = Callable[[Block], FloatArray]


def seen(sight: Sight, fit: Block, known: Known, others: Sequence[Block], seed: int) -> list[FloatArray]:
    """The features of the fitted rows and of others, columns of many values told by the known anomalies of the former.

    The fitted rows are told without their own labels: by strictly earlier rows where there is time, else out of fold.
    """
    if fit.codes.shape[1] == 0:
        return [sight(fit), *(sight(block) for block in others)]
    if fit.times is None:
        own = encoded_out_of_fold(fit.codes, known, seed)
    else:
        own = encoded_so_far(fit.codes, known, fit.times)
    told = [encoded(fit.codes, known, block.codes) for block in others]
    return [np.column_stack([sight(block), extra]) for block, extra in zip((fit, *others), (own, *told), strict=True)]


def raw(block: Block) -> FloatArray:
    """Numbers as they are."""
    return block.raw


def standard(block: Block) -> FloatArray:
    """Numbers of mean 0 and spread 1."""
    return block.standard


def even(block: Block) -> FloatArray:
    """Places."""
    return block.even


def raw_and_unusual(block: Block) -> FloatArray:
    """Numbers as they are, and what the detectors say."""
    return np.column_stack([block.raw, block.unusual])


def even_and_unusual(block: Block) -> FloatArray:
    """Places, and what the detectors say."""
    return np.column_stack([block.even, block.unusual])


def bag(known: Known, most: int, random: np.random.Generator) -> NDArray[np.intp]:
    """All known anomalies and a draw of the other rows, at most `most` of them or ten for each known one."""
    ours, others = np.flatnonzero(known == 1), np.flatnonzero(known == 0)
    count = min(others.size, max(most, _PER_KNOWN * ours.size))
    return np.concatenate([ours, random.choice(others, count, replace=False)])
