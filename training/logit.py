"""Logistic regression on standardised columns: few numbers that a person can read, kept as JSON."""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from training.matrix import features_of
from training.model import FloatArray, Params
from training.task import Range

KIND = "logit"
ABOUT = "model.json"
DEFAULTS: Params = {"c": 1.0, "rounds": 200}
LIMITS = {"c": (1e-6, 1e6), "rounds": (1, 10_000)}
SPACE = {"c": Range(1e-3, 1e3, log=True)}


@dataclass(frozen=True, slots=True)
class Logit:
    """Weights of standardised columns; an empty cell counts as the mean of its column.

    means, spreads, weights  [feature]
    """

    features: tuple[str, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def predict(self, table: pa.Table) -> FloatArray:
        standard = _standard(features_of(table, self.features), np.array(self.means), np.array(self.spreads))
        log_odds = standard @ np.array(self.weights) + self.intercept
        chances: FloatArray = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
        return chances

    def files(self) -> dict[str, bytes]:
        about = {
            "kind": KIND,
            "features": self.features,
            "means": self.means,
            "spreads": self.spreads,
            "weights": self.weights,
            "intercept": self.intercept,
        }
        return {ABOUT: json.dumps(about, ensure_ascii=False).encode()}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Logit":
        """What `files` wrote."""
        about = json.loads(files[ABOUT])
        means, spreads, weights = (tuple(map(float, about[name])) for name in ("means", "spreads", "weights"))
        return cls(tuple(about["features"]), means, spreads, weights, float(about["intercept"]))


def fit_logit(table: pa.Table, labels: NDArray[Any], params: Params, seed: int) -> Logit:
    """Weights of every column of the table; nothing is drawn, so that the seed changes nothing."""
    matrix = features_of(table, table.column_names)
    filled = ~np.isnan(matrix)
    counts = np.maximum(filled.sum(axis=0), 1)
    means = np.where(filled, matrix, 0.0).sum(axis=0) / counts
    spreads = np.sqrt(np.where(filled, (matrix - means) ** 2, 0.0).sum(axis=0) / counts)
    # A column that never changes says nothing: divided by one, it stays zero.
    spreads[spreads == 0] = 1.0
    # One thread: sums in another order would differ in the last digit, and with them the hash of the model.
    with threadpool_limits(limits=1), warnings.catch_warnings():
        # Whoever gives too few rounds sees it in the figures.
        warnings.simplefilter("ignore", ConvergenceWarning)
        line = LogisticRegression(C=params["c"], max_iter=params["rounds"]).fit(
            _standard(matrix, means, spreads), labels
        )
    return Logit(
        features=tuple(table.column_names),
        means=tuple(means.tolist()),
        spreads=tuple(spreads.tolist()),
        weights=tuple(line.coef_[0].tolist()),
        intercept=float(line.intercept_[0]),
    )


def _standard(matrix: FloatArray, means: FloatArray, spreads: FloatArray) -> FloatArray:
    return np.nan_to_num((matrix - means) / spreads, nan=0.0)
