"""Scorers weighed by what they find of the known anomalies that each was not fitted to, and blended by rank."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from training.model import FloatArray

_LEAST_ERROR = 1e-4
# Two standard errors behind the best, a scorer counts 1/e of it in the careful weights.
_ERRORS = 2.0
# The careful weights count as much as so many known anomalies.
_CAREFUL = 5.0
# So many times the known anomalies are drawn again; of each drawing, one that is 0.01 behind the best counts 1/e of it.
_DRAWN, _BEHIND = 300, 0.01


def weigh(places: Mapping[str, FloatArray], known: NDArray[np.int8], *, seed: int) -> dict[str, float]:
    """How much each scorer counts, together 1.

    places  [scorer][round, row]; see `held_back.out_of_fold`; rows with NaN were not asked about

    Two weights are mixed, as if the careful ones were five known anomalies and the drawn ones all there are.
    Drawn: known anomalies are weighed anew many times (Rubin's Bayesian bootstrap); in each drawing the scorers of the
    highest AUC are left. All scorers answer for the same anomalies, so what is luck of the anomalies falls out of their
    comparison. Careful: exp(-d / 2e), where d is by how much an AUC is lower than the best and e the standard error of
    an AUC by itself: nearly even where few are known.
    """
    asked = np.isfinite(next(iter(places.values()))[0])
    if not known[asked].any() or known[asked].all():
        return dict.fromkeys(places, 1.0 / len(places))
    above = np.stack([_above(each[:, asked], known[asked]) for each in places.values()])
    count = above.shape[1]
    mixed = (count * _drawn(above, seed) + _CAREFUL * _careful(above)) / (count + _CAREFUL)
    return {name: float(each) for name, each in zip(places, mixed, strict=True)}


def _drawn(above: FloatArray, seed: int) -> FloatArray:
    """[scorer] of [scorer, known anomaly]: the mean over drawings."""
    count = above.shape[1]
    times = np.random.default_rng([seed, count]).exponential(size=(_DRAWN, count))
    auc = (times / times.sum(axis=1, keepdims=True)) @ above.T
    raw = np.exp((auc - auc.max(axis=1, keepdims=True)) / _BEHIND)
    return np.asarray((raw / raw.sum(axis=1, keepdims=True)).mean(axis=0))


def _careful(above: FloatArray) -> FloatArray:
    auc = above.mean(axis=1)
    best = int(auc.argmax())
    raw = np.exp((auc - auc[best]) / (_ERRORS * _error(above[best])))
    return np.asarray(raw / raw.sum())


def _error(above: FloatArray) -> float:
    """The standard error of a mean, one more anomaly placed no better than by chance counted with it.

    Three known anomalies that all stand at the top are no proof: without that one, their error would be nothing.
    """
    return float(np.append(above, 0.5).std(ddof=1) / np.sqrt(max(above.size, 1))) + _LEAST_ERROR


def blend(places: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    """[row] the weighed mean of -log(1 - place), in which the top of a ranking counts and the rest hardly.

    places  [scorer][row] between 0 and 1
    """
    parts: Sequence[FloatArray] = [weight * -np.log1p(-places[name]) for name, weight in weights.items()]
    return np.asarray(np.sum(parts, axis=0))


def _above(places: FloatArray, known: NDArray[np.int8]) -> FloatArray:
    """[known anomaly] the share of unlabelled rows that it is placed above, ties by half, mean over rounds."""
    found = np.zeros(int(known.sum()))
    for each in places:
        others = np.sort(each[known == 0])
        low, high = (np.searchsorted(others, each[known == 1], side=side) for side in ("left", "right"))
        found += (low + high) / (2 * others.size)
    return np.asarray(found / places.shape[0])
