"""Average precision with ties treated as one alert, and its interval by redrawing subjects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]
_REDRAWS = 200
_INTERVAL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Score:
    """Average precision, its 95 % interval, and the recall in a budget of twice the number of frauds."""

    average_precision: float
    low: float
    high: float
    recall: float
    frauds: int
    subjects: int


def average_precision(scores: Floats, guilty: Labels) -> float:
    """Area under precision against recall as a step curve; subjects of equal score come in together."""
    order, ends = _steps(scores)
    return _area(guilty[order].astype(np.float64), np.ones(scores.size), ends)


def score(scores: Floats, guilty: Labels, seed: int = 1) -> Score:
    """Average precision with its bootstrap interval over subjects; recall at twice the number of frauds."""
    order, ends = _steps(scores)
    true = guilty[order].astype(np.float64)
    point = _area(true, np.ones(true.size), ends)
    low, high = _interval(true, ends, seed)
    return Score(point, low, high, _recall_at(true, ends, 2 * int(true.sum())), int(true.sum()), true.size)


def _interval(true: Floats, ends: NDArray[np.int64], seed: int) -> tuple[float, float]:
    if not true.sum():
        return float("nan"), float("nan")
    draw = np.random.Generator(np.random.Philox(seed))
    redrawn = [_area(true, draw.poisson(1.0, true.size).astype(np.float64), ends) for _ in range(_REDRAWS)]
    low, high = np.nanpercentile(redrawn, _INTERVAL)
    return float(low), float(high)


def _steps(scores: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Order by falling score, and where each group of equal scores ends."""
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    ends = np.flatnonzero(np.r_[falling[1:] != falling[:-1], True])
    return order, ends


def _area(true: Floats, weights: Floats, ends: NDArray[np.int64]) -> float:
    hits, alerts = np.cumsum(true * weights)[ends], np.cumsum(weights)[ends]
    if not hits[-1]:
        return float("nan")
    gained = np.diff(np.r_[0.0, hits]) / hits[-1]
    return float(np.sum(gained * hits / np.maximum(alerts, 1e-12)))


def _recall_at(true: Floats, ends: NDArray[np.int64], budget: int) -> float:
    """Expected recall when `budget` subjects are taken from the top, chance deciding among equals."""
    if not true.sum():
        return float("nan")
    hits, alerts = np.cumsum(true)[ends], (ends + 1).astype(np.float64)
    return float(np.interp(budget, np.r_[0.0, alerts], np.r_[0.0, hits]) / hits[-1])
