"""From a rank to a chance, learned of known anomalies among unlabelled rows when the share that is known is told."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.model import FloatArray

_BINS, _FINER = 400, 20.0
_STEEPEST, _FARTHEST = 20.0, 30.0
_LEAST = 1e-12
# A weak pull towards chances that rise as 1 / (1 - place): ranks of few known anomalies would else be certainties.
_PULL = 0.1


def chances(places: FloatArray, known: NDArray[np.int8], known_share: float, others: FloatArray) -> FloatArray:
    """[other row] the chance that it is an anomaly.

    places  [training row] its place by a scorer that was not fitted to it, between 0 and 1
    others  [other row] its place among the rows it is scored with

    The chance is logistic in -log(1 - place), which tells the top apart, and in log(place), which tells the bottom; it
    rises with both. A row is known with `known_share` of that chance:
    every anomaly is as likely to be known as any other, so that is what is fitted to which rows are known.
    """
    at = np.minimum((places * _BINS).astype(np.intp), _BINS - 1)
    # The topmost bin is told apart more finely: there the anomalies are.
    at = np.where(at == _BINS - 1, _BINS - 1 + np.minimum(_stretched(places)[0] * _FINER, _BINS).astype(np.intp), at)
    rows = np.bincount(at)
    filled = rows > 0
    counts = rows[filled]
    hits = np.bincount(at, weights=known)[filled]
    top, bottom = (np.bincount(at, weights=step)[filled] / counts for step in _stretched(places))
    rate = float(np.clip(known.mean() / known_share, _LEAST, 1 - 1e-6))
    begin = np.array([np.log(rate / (1 - rate)) - 1.0, 1.0, 0.0])

    def loss(line: FloatArray) -> float:
        chance = np.clip(known_share * _logistic(line[0] + line[1] * top + line[2] * bottom), _LEAST, 1 - _LEAST)
        told = hits * np.log(chance) + (counts - hits) * np.log1p(-chance)
        return float(-told.sum() + _PULL * ((line[1] - 1.0) ** 2 + line[2] ** 2))

    bounds = ((-_FARTHEST, _FARTHEST), (0.0, _STEEPEST), (0.0, _STEEPEST))
    found = minimize(loss, begin, method="L-BFGS-B", bounds=bounds).x
    top, bottom = _stretched(others)
    return _logistic(found[0] + found[1] * top + found[2] * bottom)


def _stretched(places: FloatArray) -> tuple[FloatArray, FloatArray]:
    return -np.log1p(-places), np.log(places)


def _logistic(odds: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -_FARTHEST, _FARTHEST))))
