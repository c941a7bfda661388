"""Scorers of straight lines, smooth surfaces and distances that learn from known anomalies among unlabelled rows."""

import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

from training.anomaly.block import (
    ROWS_OF_A_BAG,
    ROWS_OF_A_LINE,
    Block,
    Known,
    Learner,
    Sight,
    bag,
    even,
    even_and_unusual,
    seen,
    standard,
)
from training.model import FloatArray

_ROUNDS = 200
_NUMBERS_HELD = 0.02
_LANDMARKS, _STRENGTH_OF_A_SURFACE, _FARTHEST = 200, 30.0, 5.0
_NEAREST_KNOWN, _NEAREST_OTHERS = 3, 5
_EPSILON = 1e-3


def plain_line(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """Logistic regression with its defaults on standardised features: what anyone would try second."""
    del workers
    first, *rest = seen(standard, fit, known, others, seed)
    return _line(first, known, rest, LogisticRegression(max_iter=_ROUNDS))


def line_of_numbers(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """Logistic regression on standardised features, held back: what few anomalies say of many columns is chance."""
    del workers
    first, *rest = seen(standard, fit, known, others, seed)
    return _line(first, known, rest, LogisticRegression(C=_NUMBERS_HELD, max_iter=_ROUNDS))


def line(strength: float) -> Learner:
    """Logistic regression on places, their distance from the middle, and what the detectors say.

    strength  how little it is held back: all rows together count as much as so many for each known anomaly, against
              weights of spread 1 known beforehand; what little is known must not be believed more than it can bear
    """

    def learn(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
        del workers
        first, *rest = seen(even_and_unusual, fit, known, others, seed)
        rows = bag(known, ROWS_OF_A_LINE, np.random.default_rng([seed, 2]))
        model = LogisticRegression(C=strength * known.sum() / rows.size, class_weight="balanced", max_iter=_ROUNDS)
        return _line(first[rows], known[rows], rest, model)

    return learn


def surface(sight: Sight, narrowness: float) -> Learner:
    """Logistic regression on likeness to 200 rows of the table (a Gaussian kernel by Nystroem's approximation).

    narrowness  how fast likeness falls with distance, for all columns together
    """

    def learn(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
        del workers
        first, *rest = seen(sight, fit, known, others, seed)
        rows = bag(known, ROWS_OF_A_BAG, np.random.default_rng([seed, 7]))
        near, own = first[rows], known[rows]
        middle, spread = near.mean(axis=0), near.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        near, *far = (np.clip((matrix - middle) / spread, -_FARTHEST, _FARTHEST) for matrix in (near, *rest))
        likeness = Nystroem(
            gamma=narrowness / near.shape[1], n_components=min(_LANDMARKS, own.size), random_state=seed
        ).fit(near)
        model = LogisticRegression(
            C=_STRENGTH_OF_A_SURFACE * own.sum() / own.size, class_weight="balanced", max_iter=_ROUNDS
        )
        return _line(likeness.transform(near), own, [likeness.transform(matrix) for matrix in far], model)

    return learn


def near_known(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """How much nearer a row is to known anomalies than to the unlabelled rows around it."""
    first, *rest = seen(even, fit, known, others, seed)
    anomalies, unlabelled = first[known == 1], np.flatnonzero(known == 0)
    random = np.random.default_rng([seed, 3])
    sample = first[random.choice(unlabelled, min(unlabelled.size, ROWS_OF_A_BAG), replace=False)]
    ours = NearestNeighbors(n_neighbors=min(_NEAREST_KNOWN, anomalies.shape[0]), n_jobs=workers).fit(anomalies)
    theirs = NearestNeighbors(n_neighbors=min(_NEAREST_OTHERS + 1, sample.shape[0]), n_jobs=workers).fit(sample)
    found = []
    for matrix in rest:
        to_ours = ours.kneighbors(matrix)[0].mean(axis=1)
        # Without the nearest: a row of the sample is its own.
        to_theirs = theirs.kneighbors(matrix)[0][:, 1:].mean(axis=1)
        found.append(np.log(to_theirs + _EPSILON) - np.log(to_ours + _EPSILON))
    return found


def _line(first: FloatArray, known: Known, rest: Sequence[FloatArray], model: LogisticRegression) -> list[FloatArray]:
    with warnings.catch_warnings():
        # A line that has not settled yet still ranks, and is chosen only where it ranks well.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(first, known)
    return [np.asarray(model.decision_function(matrix)) for matrix in rest]
