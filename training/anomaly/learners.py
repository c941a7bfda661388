"""Scorers that learn from known anomalies among unlabelled rows, each answering with log odds of an order only."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

from training.anomaly.encoding import encoded, encoded_out_of_fold
from training.model import FloatArray

# Unlabelled rows tell the same thing over and over: of them at most so many, or ten for each known anomaly.
_BAGS, _ROWS_OF_A_BAG, _ROWS_OF_A_FOREST, _PER_KNOWN = 4, 3_000, 8_000, 10
_ROUNDS, _TREES = 120, 200
_ROUNDS_OF_A_LINE = 200
_NEAREST_KNOWN, _NEAREST_OTHERS = 3, 5
_LEAST, _EPSILON = 1e-4, 1e-3
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


@dataclass(frozen=True, slots=True)
class Block:
    """Rows as learners see them, [row, feature] each.

    raw       numbers as they are, NaN for gaps
    standard  without gaps, of mean 0 and spread 1 over the training rows
    even      places among the training rows and how far from the middle they are
    unusual   what the detectors say
    codes     of columns of many values, [row, column]
    """

    raw: FloatArray
    standard: FloatArray
    even: FloatArray
    unusual: FloatArray
    codes: NDArray[np.intp]

    def take(self, rows: NDArray[np.generic]) -> "Block":
        """Some of the rows."""
        return Block(self.raw[rows], self.standard[rows], self.even[rows], self.unusual[rows], self.codes[rows])

    @property
    def size(self) -> int:
        """How many rows."""
        return int(self.raw.shape[0])


Known = NDArray[np.int8]
Learner = Callable[[Block, Known, Sequence[Block], int, int], list[FloatArray]]
Sight = Callable[[Block], FloatArray]


def seen(sight: Sight, fit: Block, known: Known, others: Sequence[Block], seed: int) -> list[FloatArray]:
    """The features of the fitted rows and of others, columns of many values told by the known anomalies of the former.

    The fitted rows are told out of fold: no row by its own label.
    """
    if fit.codes.shape[1] == 0:
        return [sight(fit), *(sight(block) for block in others)]
    own = encoded_out_of_fold(fit.codes, known, seed)
    told = [encoded(fit.codes, known, block.codes) for block in others]
    return [np.column_stack([sight(block), extra]) for block, extra in zip((fit, *others), (own, *told), strict=True)]


def _raw(block: Block) -> FloatArray:
    return block.raw


def _raw_and_unusual(block: Block) -> FloatArray:
    return np.column_stack([block.raw, block.unusual])


def _even_and_unusual(block: Block) -> FloatArray:
    return np.column_stack([block.even, block.unusual])


def _standard(block: Block) -> FloatArray:
    return block.standard


def plain_trees(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """LightGBM with its defaults on the features: what anyone would try first."""
    first, *rest = seen(_raw, fit, known, others, seed)
    model = lightgbm.LGBMClassifier(
        random_state=seed, n_jobs=workers, verbosity=-1, deterministic=True, force_row_wise=True
    ).fit(first, known)
    return [np.asarray(model.booster_.predict(matrix, raw_score=True, num_threads=workers)) for matrix in rest]


def plain_line(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """Logistic regression with its defaults on standardised features: what anyone would try second."""
    del workers
    first, *rest = seen(_standard, fit, known, others, seed)
    return _line(first, known, rest, LogisticRegression(max_iter=_ROUNDS_OF_A_LINE))


def trees(sight: Sight) -> Learner:
    """Shallow boosted trees, averaged over bags: every known anomaly against another draw of the unlabelled rows."""

    def learn(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
        first, *rest = seen(sight, fit, known, others, seed)
        found = [np.zeros(matrix.shape[0]) for matrix in rest]
        least = int(np.clip(known.sum() // 8, 1, 20))
        for number in range(_BAGS):
            rows = _bag(known, _ROWS_OF_A_BAG, np.random.default_rng([seed, number]))
            own = known[rows]
            # The root: full balance would make every tree a tree of the few.
            weight = np.where(own == 1, np.sqrt((own == 0).sum() / own.sum()), 1.0)
            settings = {
                **_BOOSTED, "min_data_in_leaf": least, "extra_trees": number % 2 == 1, "seed": seed * _BAGS + number,
                "num_threads": workers,
            }  # fmt: skip
            data = lightgbm.Dataset(first[rows], own, weight=weight, params={"verbosity": -1})
            model = lightgbm.train(settings, data, _ROUNDS)
            for total, matrix in zip(found, rest, strict=True):
                total += np.asarray(model.predict(matrix, raw_score=True, num_threads=workers)) / _BAGS
        return found

    return learn


def forest(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """Trees of random cuts on places and what the detectors say, the two kinds weighed alike."""
    first, *rest = seen(_even_and_unusual, fit, known, others, seed)
    rows = _bag(known, _ROWS_OF_A_FOREST, np.random.default_rng([seed, 1]))
    model = ExtraTreesClassifier(
        _TREES, min_samples_leaf=2, class_weight="balanced", random_state=seed, n_jobs=workers
    ).fit(first[rows], known[rows])
    chances = [np.clip(model.predict_proba(matrix)[:, 1], _LEAST, 1 - _LEAST) for matrix in rest]
    return [np.log(chance / (1 - chance)) for chance in chances]


def line(strength: float) -> Learner:
    """Logistic regression on places, their distance from the middle, and what the detectors say.

    strength  how little it is held back: all rows together count as much as so many for each known anomaly, against
              weights of spread 1 known beforehand; what little is known must not be believed more than it can bear
    """

    def learn(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
        del workers
        first, *rest = seen(_even_and_unusual, fit, known, others, seed)
        rows = _bag(known, _ROWS_OF_A_FOREST, np.random.default_rng([seed, 2]))
        model = LogisticRegression(
            C=strength * known.sum() / rows.size, class_weight="balanced", max_iter=_ROUNDS_OF_A_LINE
        )
        return _line(first[rows], known[rows], rest, model)

    return learn


def near_known(fit: Block, known: Known, others: Sequence[Block], seed: int, workers: int) -> list[FloatArray]:
    """How much nearer a row is to known anomalies than to the unlabelled rows around it."""
    first, *rest = seen(lambda block: block.even, fit, known, others, seed)
    anomalies, unlabelled = first[known == 1], np.flatnonzero(known == 0)
    random = np.random.default_rng([seed, 3])
    sample = first[random.choice(unlabelled, min(unlabelled.size, _ROWS_OF_A_BAG), replace=False)]
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


def _bag(known: Known, most: int, random: np.random.Generator) -> NDArray[np.intp]:
    ours, others = np.flatnonzero(known == 1), np.flatnonzero(known == 0)
    count = min(others.size, max(most, _PER_KNOWN * ours.size))
    return np.concatenate([ours, random.choice(others, count, replace=False)])


PLAIN: Mapping[str, Learner] = {"lightgbm": plain_trees, "logistic": plain_line}
LEARNERS: Mapping[str, Learner] = {
    "trees": trees(_raw),
    "trees_with_scores": trees(_raw_and_unusual),
    "forest_with_scores": forest,
    "line_held_hard": line(0.1),
    "line_held": line(1.0),
    "line_held_little": line(10.0),
    "near_known": near_known,
}
