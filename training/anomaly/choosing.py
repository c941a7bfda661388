"""Scorers weighed by what they find of the known anomalies that each was not fitted to, and blended by rank."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from training.anomaly.detectors import ranks
from training.anomaly.encoding import folded
from training.anomaly.learners import Block, Learner
from training.model import FloatArray

_FOLDS = 5
# With fewer known anomalies, the folds are drawn twice: which of them fall together should not decide.
_ENOUGH_KNOWN, _TWICE = 60, 2
_LEAST_ERROR = 1e-4
# Two standard errors behind the best, a scorer counts 1/e of it.
_ERRORS = 2.0


def out_of_fold(
    learner: Learner, block: Block, known: NDArray[np.int8], *, groups: NDArray[np.intp] | None, seed: int
) -> FloatArray:
    """[repetition, row] the place of each training row by scorers that were not fitted to it, among those of its fold.

    groups  [row] rows of one group are held back together; None for each row by itself
    With known anomalies in one group only, nothing can be held back: every place is 0.5.
    """
    groups = np.arange(known.size) if groups is None else groups
    count = np.unique(groups[known == 1]).size
    repetitions = 1 if count >= _ENOUGH_KNOWN else _TWICE
    places = np.full((repetitions, known.size), 0.5)
    if count < 2:
        return places
    for number in range(repetitions):
        fold = folded(groups, known, min(_FOLDS, count), np.random.default_rng([seed, number]))
        for held in (fold == part for part in range(min(_FOLDS, count))):
            (scores,) = learner(block.take(~held), known[~held], [block.take(held)], seed, 1)
            places[number, held] = ranks(scores)
    return places


def weigh(places: Mapping[str, FloatArray], known: NDArray[np.int8]) -> dict[str, float]:
    """How much each scorer counts, together 1.

    places  [scorer][repetition, row]; see `out_of_fold`

    The best counts most; another counts exp(-d / 2e) of it, where d is by how much its AUC is lower and e the standard
    error of an AUC of so many known anomalies. With few of them e is large and scorers count nearly alike; with many
    only the best are left. No scorer is thrown away for a difference that chance would make.
    """
    above = {name: _above(each, known) for name, each in places.items()}
    auc = {name: float(each.mean()) for name, each in above.items()}
    best = max(auc.values())
    error = _error(above[max(auc, key=lambda name: auc[name])])
    raw = {name: float(np.exp((each - best) / (_ERRORS * error))) for name, each in auc.items()}
    whole = sum(raw.values())
    return {name: each / whole for name, each in raw.items()}


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
    """[known anomaly] the share of unlabelled rows that it is placed above, ties by half, mean over repetitions."""
    found = np.zeros(int(known.sum()))
    for each in places:
        others = np.sort(each[known == 0])
        low, high = (np.searchsorted(others, each[known == 1], side=side) for side in ("left", "right"))
        found += (low + high) / (2 * others.size)
    return np.asarray(found / places.shape[0])
