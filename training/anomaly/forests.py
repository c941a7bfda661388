"""Scorers made of trees that learn from known anomalies among unlabelled rows."""

from collections.abc import Sequence

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier

from training.anomaly.block import (
    ROWS_OF_A_BAG,
    ROWS_OF_A_LINE,
    Block,
    Known,
    Learner,
    Sight,
    bag,
    even_and_unusual,
    raw,
    raw_and_unusual,
    seen,
)
from training.anomaly.encoding import folded
from training.model import FloatArray

_BAGS, _ROUNDS, _TREES = 4, 120, 80
_CLEANED_FOLDS, _CLEANED_BAGS, _ROWS_CLEANED = 3, 2, 6_000
_LEAST = 1e-4
_BOOSTED = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_sum_hessian_in_leaf": 1e-2,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 2.0,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


def plain_trees(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """LightGBM with its defaults on the features: what anyone would try first."""
    first, *rest = seen(raw, fit, known, others, seed)
    model = lightgbm.LGBMClassifier(
        random_state=seed, n_jobs=workers, verbosity=-1, deterministic=True, force_row_wise=True
    ).fit(first, known)
    return [np.asarray(model.booster_.predict(matrix, raw_score=True, num_threads=workers)) for matrix in rest]


def trees(sight: Sight) -> Learner:
    """Shallow boosted trees, averaged over bags: every known anomaly against another draw of the unlabelled rows."""

    def learn(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
        first, *rest = seen(sight, fit, known, others, seed)
        found = [np.zeros(matrix.shape[0]) for matrix in rest]
        for number in range(_BAGS):
            rows = bag(known, ROWS_OF_A_BAG, np.random.default_rng([seed, number]))
            own = known[rows]
            model = _boosted(first[rows], own, _balance(own), seed * _BAGS + number, workers)
            for total, matrix in zip(found, rest, strict=True):
                total += np.asarray(model.predict(matrix, raw_score=True, num_threads=workers)) / _BAGS
        return found

    return learn


def cleaned_trees(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """Boosted trees in two steps: unlabelled rows that look like known anomalies count less in the second.

    Among unlabelled rows are many times as many anomalies as are known. An unlabelled row counts by the share of known
    ones that stand above it, all of them asked of trees that were not fitted to them.
    """
    first, *rest = seen(raw_and_unusual, fit, known, others, seed)
    rows = bag(known, _ROWS_CLEANED, np.random.default_rng([seed, 9]))
    features, own = first[rows], known[rows]
    weight = _balance(own) * _likely_normal(features, own, seed, workers)
    found = [np.zeros(matrix.shape[0]) for matrix in rest]
    for number in range(_CLEANED_BAGS):
        model = _boosted(features, own, weight, seed * _BAGS + number, workers)
        for total, matrix in zip(found, rest, strict=True):
            total += np.asarray(model.predict(matrix, raw_score=True, num_threads=workers)) / _CLEANED_BAGS
    return found


def _likely_normal(features: FloatArray, own: Known, seed: int, workers: int) -> FloatArray:
    """[row] the share of known anomalies that are above it out of fold, 1 for known ones themselves."""
    likely, count = np.ones(own.size), int(own.sum())
    if count < _CLEANED_FOLDS:
        return likely
    scores = np.zeros(own.size)
    fold = folded(np.arange(own.size), own, _CLEANED_FOLDS, np.random.default_rng([seed, 10]))
    for number in range(_CLEANED_FOLDS):
        learnt = fold != number
        model = _boosted(features[learnt], own[learnt], _balance(own[learnt]), seed * _BAGS + number, workers)
        scores[~learnt] = model.predict(features[~learnt], raw_score=True, num_threads=workers)
    below = np.searchsorted(np.sort(scores[own == 1]), scores[own == 0], side="left")
    likely[own == 0] = 1.0 - below / count
    # None is put aside for good: all of them together are what known ones are told apart from.
    return np.maximum(likely, _LEAST)


def _boosted(features: FloatArray, own: Known, weight: FloatArray, seed: int, workers: int) -> lightgbm.Booster:
    settings = {
        **_BOOSTED, "min_data_in_leaf": int(np.clip(own.sum() // 8, 1, 20)), "extra_trees": seed % 2 == 1,
        "seed": seed, "num_threads": workers,
    }  # fmt: skip
    return lightgbm.train(settings, lightgbm.Dataset(features, own, weight=weight, params={"verbosity": -1}), _ROUNDS)


def _balance(own: Known) -> NDArray[np.float64]:
    """[row] known anomalies count by the root of what would balance them: balanced, every tree is one of the few."""
    return np.where(own == 1, np.sqrt((own == 0).sum() / own.sum()), 1.0)


def forest(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """Trees of random cuts on places and what the detectors say, the two kinds weighed alike."""
    first, *rest = seen(even_and_unusual, fit, known, others, seed)
    rows = bag(known, ROWS_OF_A_LINE, np.random.default_rng([seed, 1]))
    model = ExtraTreesClassifier(
        _TREES, min_samples_leaf=2, class_weight="balanced", random_state=seed, n_jobs=workers
    ).fit(first[rows], known[rows])
    chances = [np.clip(model.predict_proba(matrix)[:, 1], _LEAST, 1 - _LEAST) for matrix in rest]
    return [np.log(chance / (1 - chance)) for chance in chances]
