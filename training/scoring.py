"""How good scores are: ranking, calibration and false alarms, on arrays; `weight` counts a row several times or not.

Ranks treat equal scores alike: no order among rows of one score can flatter a figure.
"""

import numpy as np
from numpy.typing import NDArray

from training.model import FloatArray

BINS = 10


class Ranking:
    """Rows in the order of their scores, so that figures of many reweightings cost one sort.

    labels  [row] 0 or 1
    scores  [row] any numbers, higher is more suspicious
    """

    def __init__(self, labels: NDArray[np.int8], scores: FloatArray) -> None:
        self._order = np.argsort(-scores, kind="stable")
        ordered = scores[self._order]
        self._positive = labels[self._order].astype(np.float64)
        # The last row of each run of equal scores: only there is a threshold.
        self._ends = np.flatnonzero(np.append(np.diff(ordered) != 0, True))

    def curves(self, weight: FloatArray | None = None) -> tuple[FloatArray, FloatArray]:
        """[threshold] weight of positives and of negatives whose score is at least the threshold's."""
        weights = np.ones(self._order.size) if weight is None else weight[self._order]
        positives = np.cumsum(weights * self._positive)[self._ends]
        return positives, np.cumsum(weights)[self._ends] - positives

    def auc(self, weight: FloatArray | None = None) -> float:
        """Chance that a positive scores above a negative, ties by half; NaN where one kind is missing."""
        positives, negatives = self.curves(weight)
        if not positives.size or positives[-1] <= 0 or negatives[-1] <= 0:
            return float("nan")
        below = np.diff(positives, prepend=0.0)
        above = np.diff(negatives, prepend=0.0)
        wins = np.sum(below * (negatives[-1] - negatives + above / 2))
        return float(wins / (positives[-1] * negatives[-1]))

    def average_precision(self, weight: FloatArray | None = None) -> float:
        """Precision averaged over the positives in order of score; NaN without positives."""
        positives, negatives = self.curves(weight)
        if not positives.size or positives[-1] <= 0:
            return float("nan")
        flagged = positives + negatives
        precision = np.divide(positives, flagged, out=np.zeros_like(positives), where=flagged > 0)
        return float(np.sum(np.diff(positives, prepend=0.0) * precision) / positives[-1])

    def recall_within(self, share: float, weight: FloatArray | None = None) -> float:
        """Share of positives among the highest `share` of rows; rows of the last score count in part."""
        positives, negatives = self.curves(weight)
        if not positives.size or positives[-1] <= 0:
            return float("nan")
        flagged = positives + negatives
        return float(np.interp(share * flagged[-1], np.append(0.0, flagged), np.append(0.0, positives)) / positives[-1])


def brier(labels: NDArray[np.int8], chances: FloatArray, weight: FloatArray | None = None) -> float:
    """Mean squared distance of chance and outcome."""
    return float(np.average((chances - labels) ** 2, weights=weight))


def brier_skill(labels: NDArray[np.int8], chances: FloatArray, weight: FloatArray | None = None) -> float:
    """1 for perfect, 0 for whoever says the base rate of everybody, below 0 for worse; NaN for a constant label."""
    rate = float(np.average(labels, weights=weight))
    plain = rate * (1 - rate)
    return 1.0 - brier(labels, chances, weight) / plain if plain > 0 else float("nan")


def bins_of(chances: FloatArray, bins: int = BINS) -> NDArray[np.intp]:
    """[row] the bin each row is in: as many rows in each as can be, the lowest chances in bin 0."""
    found = np.empty(chances.size, dtype=np.intp)
    for number, part in enumerate(np.array_split(np.argsort(chances, kind="stable"), min(bins, max(chances.size, 1)))):
        found[part] = number
    return found


def reliability(
    labels: NDArray[np.int8], chances: FloatArray, bin_of: NDArray[np.intp], weight: FloatArray | None = None
) -> FloatArray:
    """[bin, (weight, mean chance, share observed)], bins of no weight left out."""
    weights = np.ones(labels.size) if weight is None else weight
    sums = [np.bincount(bin_of, weights=each) for each in (weights, weights * chances, weights * labels)]
    table: FloatArray = np.stack(sums, axis=1).astype(np.float64)
    table = table[table[:, 0] > 0]
    table[:, 1:] /= table[:, :1]
    return table


def calibration_error(
    labels: NDArray[np.int8], chances: FloatArray, bin_of: NDArray[np.intp], weight: FloatArray | None = None
) -> float:
    """Expected calibration error (ECE): mean distance of chance said and share observed, over the bins of `bins_of`."""
    table = reliability(labels, chances, bin_of, weight)
    return float(np.average(np.abs(table[:, 1] - table[:, 2]), weights=table[:, 0]))


def calibration_error_by_chance(
    chances: FloatArray,
    random: np.random.Generator,
    *,
    bin_of: NDArray[np.intp],
    repetitions: int,
    quantile: float = 0.95,
) -> float:
    """What the ECE of perfect chances would still reach at so few rows, in all but 1 - `quantile` of cases."""
    found = [
        calibration_error((random.random(chances.size) < chances).astype(np.int8), chances, bin_of)
        for _ in range(repetitions)
    ]
    return float(np.quantile(found, quantile))


def false_alarms(
    labels: NDArray[np.int8], flagged: NDArray[np.bool_], group: NDArray[np.intp], weight: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """[group] honest rows, and those of them that are flagged."""
    weights = np.ones(labels.size) if weight is None else weight
    honest = weights * (labels == 0)
    size = int(group.max()) + 1 if group.size else 0
    counted = [np.bincount(group, weights=each, minlength=size) for each in (honest, honest * flagged)]
    return counted[0].astype(np.float64), counted[1].astype(np.float64)
