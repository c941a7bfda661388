"""Choices with given weights, a row of weights for each who chooses."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.events import kernels

Floats = NDArray[np.float64]
Places = NDArray[np.int32]


def cumulative(weights: Floats) -> Floats:
    """[row, choice] weights summed up to 1 along each row; a row without any weight takes its last choice."""
    sums = np.cumsum(weights, axis=1, dtype=np.float64)
    totals = sums[:, -1:]
    shares: Floats = np.divide(sums, totals, out=np.zeros_like(sums), where=totals > 0)
    shares[:, -1] = 1.0
    return shares


def choose(shares: Floats, row: NDArray[np.integer], draw: np.random.Generator) -> Places:
    """[n] one place of the cumulative `shares` of each row[n]."""
    chosen = np.empty(row.size, np.int32)
    kernels.choose(shares, row.astype(np.int32, copy=False), draw.random(row.size), chosen)
    return chosen
