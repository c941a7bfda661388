"""Peers of the risk benchmark: what each subject's own records say, learned by LightGBM or judged without findings.

PyOD's detectors are asked for where the package is installed: `pip install --no-deps pyod`.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from sklearn.metrics import average_precision_score

from benchmarks.risk_measures import Flags, Floats
from datapool.synthetic.difficulty.contract import describe
from training.risk.behaviour.learning import Told
from training.risk.behaviour.unusual import UNUSUAL

LIGHTGBM = "lightgbm"
_DETECTORS = {"iforest": "IForest", "ecod": "ECOD", "copod": "COPOD", "knn": "KNN", "lof": "LOF"}
_SETTINGS: Mapping[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 10, "num_threads": 1,
    "seed": 1, "deterministic": True, "verbosity": -1,
}  # fmt: skip
_ROUNDS, _FITTED_ON, _SEED = 150, 5_000, 1


def peers(parts: Sequence[Told], asked: Told, guilty: Mapping[str, float]) -> dict[str, float | None]:
    """[peer] average precision over everybody the question is asked of; None where it has nothing to learn from.

    The guilty of whom the question is not asked count as missed.
    """
    kept = _single(asked)
    is_guilty = np.asarray([name in guilty for name in asked.subjects.names], bool)
    own = asked.subjects.cases.matrix()[:, kept]
    scores: dict[str, Floats | None] = {LIGHTGBM: _lightgbm(parts, own, kept), **dict(_detectors(own))}
    return {name: None if one is None else _ap(is_guilty, one, len(guilty)) for name, one in scores.items()}


def naive_detectors(test: Path) -> dict[str, dict[str, float | None]]:
    """[typology] average precision of the best single rule and of logistic regression on one record, both by the truth.

    As `anlan data describe` measures how hard a made-up province is; None where nobody is guilty.
    """
    return {
        code: {name: figures.value(name) for name in ("rule_ap", "record_ap")}
        for code, figures in describe(test).typologies.items()
    }


def _single(asked: Told) -> list[int]:
    """Columns of what a subject's own records say: nothing counted over others."""
    question = asked.subjects.question
    left_out = {*question.grouped, *UNUSUAL}
    return [place for place, name in enumerate(asked.subjects.cases.figures) if name not in left_out]


def _lightgbm(parts: Sequence[Told], own: Floats, kept: Sequence[int]) -> Floats | None:
    figures = np.concatenate([part.subjects.cases.matrix()[:, kept] for part in parts])
    confirmed = np.concatenate([part.confirmed for part in parts])
    if not confirmed.any():
        return None
    trees = lightgbm.train(dict(_SETTINGS), lightgbm.Dataset(figures, confirmed.astype(np.float64)), _ROUNDS)
    return np.asarray(trees.predict(own), np.float64)


def _detectors(own: Floats) -> Iterator[tuple[str, Floats]]:
    rows = np.nan_to_num(own, nan=0.0)
    rows = (rows - rows.mean(axis=0)) / np.maximum(rows.std(axis=0), 1e-9)
    draw = np.random.default_rng(_SEED)
    some = rows if rows.shape[0] <= _FITTED_ON else rows[draw.choice(rows.shape[0], _FITTED_ON, replace=False)]
    for name, kind in _DETECTORS.items():
        try:
            detector = getattr(import_module(f"pyod.models.{name}"), kind)()
        except ImportError:
            continue
        yield f"pyod_{name}", np.asarray(detector.fit(some).decision_function(rows), np.float64)


def _ap(is_guilty: Flags, score: Floats, count: int) -> float:
    if not is_guilty.any():
        return 0.0
    known = np.nan_to_num(score, nan=float(np.nanmin(score)))
    return float(average_precision_score(is_guilty, known)) * int(is_guilty.sum()) / max(count, 1)
