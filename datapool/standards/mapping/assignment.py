"""Columns put to slots one to one, and how sure that is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

# Log odds below which a column is rather left alone; whether it is then named hangs on its confidence.
WORTH_OF_NONE = -3.0
# Changes of places that cost less leave it to chance; beyond the largest loss one more makes no difference.
CHANCE_LOSS, LARGEST_LOSS = 0.3, 8.0


def assign(scores: NDArray[np.float64]) -> list[int | None]:
    """[column] the slot it goes to, no slot twice, the sum of log odds being the greatest; None where none is likely.

    Each column has a place of its own beside the slots, for the case that no slot is worth more.
    """
    columns, slots = scores.shape
    own = np.where(np.eye(columns, dtype=bool), WORTH_OF_NONE, -1e6)
    rows, places = linear_sum_assignment(np.hstack([scores, own]), maximize=True)
    chosen: list[int | None] = [None] * columns
    for row, place in zip(rows, places, strict=True):
        chosen[int(row)] = int(place) if place < slots else None
    return chosen


def standing(scores: NDArray[np.float64], chosen: Sequence[int | None]) -> NDArray[np.float64]:
    """[column, standing] of the chosen slot, or of the best where none was chosen."""
    places = [int(scores[at].argmax()) if slot is None else slot for at, slot in enumerate(chosen)]
    losses = [_losses(at, scores, places, chosen) for at in range(len(chosen))]
    return np.array(
        [
            (scores[at, places[at]], min(loss.min(), LARGEST_LOSS), np.log1p((loss < CHANCE_LOSS).sum()))
            for at, loss in enumerate(losses)
        ]
    )


def _losses(
    at: int, scores: NDArray[np.float64], places: Sequence[int], chosen: Sequence[int | None]
) -> NDArray[np.float64]:
    """What it would cost, in log odds, to give the column's slot to another column, or the column another slot."""
    place = places[at]
    free = [slot for slot in range(scores.shape[1]) if slot not in set(chosen) and slot != place]
    to_free = scores[at, place] - scores[at, free]
    swaps = [
        scores[at, place] - scores[other, place] + _worth(scores, other, theirs) - _worth(scores, at, theirs)
        for other, theirs in enumerate(chosen)
        if other != at
    ]
    return np.concatenate([to_free, np.array(swaps)])


def _worth(scores: NDArray[np.float64], column: int, slot: int | None) -> float:
    return WORTH_OF_NONE if slot is None else float(scores[column, slot])


def sigmoid(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances from log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))))
