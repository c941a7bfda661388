"""Gradient-boosted trees (LightGBM), fitted so that the same data give the same bytes, and kept as text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import lightgbm
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from core.errors import ValueOutOfRange
from training.matrix import features_of
from training.model import FloatArray, Model, Params
from training.task import Range

KIND = "booster"
TREES, ABOUT = "trees.txt", "model.json"
DEFAULTS: Params = {
    "rounds": 200,
    "learning_rate": 0.05,
    "leaves": 31,
    "least_in_leaf": 20,
    "feature_share": 0.8,
    "row_share": 0.8,
    "l2": 1.0,
    "calibration_folds": 3,
    "threads": 1,
}
LIMITS = {
    "rounds": (1, 20_000),
    "learning_rate": (1e-4, 1.0),
    "leaves": (2, 4096),
    "least_in_leaf": (1, 1_000_000),
    "feature_share": (0.05, 1.0),
    "row_share": (0.05, 1.0),
    "l2": (0.0, 1e6),
    "calibration_folds": (0, 20),
    "threads": (1, 256),
}
SPACE = {
    "rounds": Range(50, 800, log=True, whole=True),
    "learning_rate": Range(0.01, 0.2, log=True),
    "leaves": Range(4, 128, log=True, whole=True),
    "least_in_leaf": Range(5, 200, log=True, whole=True),
    "feature_share": Range(0.4, 1.0),
    "row_share": Range(0.5, 1.0),
    "l2": Range(0.01, 100.0, log=True),
}
_FEWEST_POSITIVES = 10
_WEAK = 1e6  # C of a logistic regression of one column that is hardly held back


@dataclass(frozen=True, slots=True)
class Booster:
    """Trees whose log odds are stretched and shifted so that they are chances: scale * log odds + offset."""

    features: tuple[str, ...]
    trees: str
    scale: float = 1.0
    offset: float = 0.0

    def predict(self, table: pa.Table) -> FloatArray:
        return _chances(self.scale * self.log_odds(features_of(table, self.features)) + self.offset)

    def log_odds(self, matrix: FloatArray) -> FloatArray:
        """[row] what the trees say of [row, feature], before it is made a chance."""
        found: FloatArray = np.asarray(_loaded(self.trees).predict(matrix, raw_score=True, num_threads=1))
        return found

    def files(self) -> dict[str, bytes]:
        about = {"kind": KIND, "features": self.features, "scale": self.scale, "offset": self.offset}
        return {TREES: self.trees.encode(), ABOUT: json.dumps(about, ensure_ascii=False).encode()}

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Booster":
        """What `files` wrote."""
        about = json.loads(files[ABOUT])
        trees = files[TREES].decode()
        return cls(tuple(about["features"]), trees, float(about["scale"]), float(about["offset"]))


def fit_booster(table: pa.Table, labels: NDArray[Any], params: Params, seed: int) -> Booster:
    """Trees on every column of the table, their chances calibrated on folds that the trees of each did not see."""
    matrix = features_of(table, table.column_names)
    trees = _train(matrix, labels, params, seed)
    scale, offset = _calibrated(matrix, labels, params, seed)
    return Booster(tuple(table.column_names), trees, scale, offset)


def grow_booster(
    table: pa.Table, labels: NDArray[Any], params: Params, seed: int, start: Model | None, step: tuple[int, int]
) -> Booster:
    """The trees of one step more, uncalibrated: a search asks for the order of scores only."""
    number, of = step
    rounds = params["rounds"] * number // of - params["rounds"] * (number - 1) // of
    so_far = start if isinstance(start, Booster) else None
    if rounds == 0 and so_far is not None:
        return so_far
    matrix = features_of(table, table.column_names)
    step_params = {**params, "rounds": max(1, rounds)}
    trees = _train(matrix, labels, step_params, seed + number, start=so_far)
    return Booster(tuple(table.column_names), trees)


def _train(matrix: FloatArray, labels: NDArray[Any], params: Params, seed: int, start: Booster | None = None) -> str:
    settings = {
        "objective": "binary",
        "learning_rate": params["learning_rate"],
        "num_leaves": params["leaves"],
        "min_data_in_leaf": params["least_in_leaf"],
        "feature_fraction": params["feature_share"],
        "bagging_fraction": params["row_share"],
        "bagging_freq": 1,
        "lambda_l2": params["l2"],
        "num_threads": params["threads"],
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    rows = lightgbm.Dataset(matrix, labels, params={"verbosity": -1}, free_raw_data=False)
    before = None if start is None else _loaded(start.trees)
    try:
        trained = lightgbm.train(settings, rows, num_boost_round=params["rounds"], init_model=before)
    except lightgbm.basic.LightGBMError as err:
        raise ValueOutOfRange(f"these parameters cannot be fitted: {err}.", remedy="Choose others.") from err
    return str(trained.model_to_string())


def _calibrated(matrix: FloatArray, labels: NDArray[Any], params: Params, seed: int) -> tuple[float, float]:
    folds = params["calibration_folds"]
    if folds < 2 or min(labels.sum(), labels.size - labels.sum()) < max(folds, _FEWEST_POSITIVES):
        return 1.0, 0.0
    unseen = np.empty(labels.size)
    for train, rest in StratifiedKFold(folds, shuffle=True, random_state=seed).split(matrix, labels):
        trees = Booster((), _train(matrix[train], labels[train], params, seed))
        unseen[rest] = trees.log_odds(matrix[rest])
    line = LogisticRegression(C=_WEAK).fit(unseen[:, None], labels)
    scale = float(line.coef_[0, 0])
    # A line that falls would turn the order of scores around: then there is nothing to calibrate.
    return (scale, float(line.intercept_[0])) if scale > 0 else (1.0, 0.0)


def _chances(log_odds: FloatArray) -> FloatArray:
    chances: FloatArray = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500)))
    return chances


@lru_cache(maxsize=4)
def _loaded(trees: str) -> Any:
    return lightgbm.Booster(model_str=trees)
