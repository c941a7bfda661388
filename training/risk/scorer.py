"""Log odds from figures: a line whose weights keep the signs that are expected, and trees on what it leaves over.

Few cases were ever confirmed, so a weight is drawn towards what is expected of its figure and never crosses nought
against it; the trees are held to the same directions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import WrongType
from training.risk.trees import Trees, read_trees

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# What a figure is thought to weigh before anything is learned, per spread of its logarithm.
_EXPECTED_WEIGHT, _MOST_SPREADS = 0.25, 6.0
_ROUNDS = 120
_TREES: Mapping[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 6,
    "min_data_in_leaf": 8,
    "min_sum_hessian_in_leaf": 0.5,
    "lambda_l2": 8.0,
    "feature_fraction": 0.7,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Scorer:
    """A line over standardised logarithms of figures, and trees (LightGBM's text, or "") whose log odds are added.

    mean, scale, weights  [figure]
    """

    figures: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    trees: str = ""

    def log_odds(self, figures: Floats) -> Floats:
        """[case] from `figures` [case, figure]."""
        line = standard(figures, self.mean, self.scale) @ np.asarray(self.weights) + self.intercept
        return np.asarray(line if not self.trees else line + self._read().log_odds(_log(figures)))

    def contributions(self, figures: Floats) -> Floats:
        """[case, figure] what each figure adds to the log odds, against the average case."""
        line = standard(figures, self.mean, self.scale) * np.asarray(self.weights)
        return np.asarray(line if not self.trees else line + self._read().contributions(_log(figures)))

    def _read(self) -> Trees:
        return _read(self.trees, len(self.figures))

    def to_json(self) -> dict[str, Any]:
        """Plain values without the trees, which are a file of their own."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name in self.__dataclass_fields__
            if name != "trees"
            for value in (getattr(self, name),)
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any], trees: str) -> "Scorer":
        """What `to_json` wrote. Raises WrongType where it is something else."""
        try:
            lines = {name: tuple(plain[name]) for name in ("figures", "mean", "scale", "weights")}
            scorer = cls(**lines, intercept=float(plain["intercept"]), trees=trees)
        except (KeyError, TypeError, ValueError) as err:
            raise WrongType("this is no scorer of figures.", remedy="Give what a release holds.") from err
        if trees:
            # Now, and not when somebody asks: whoever opens a release learns whether it can be used.
            scorer._read()
        return scorer


def fit_line(
    figures: Floats, confirmed: Flags, weight: Floats, *, names: tuple[str, ...], signs: NDArray[np.int64], pull: float
) -> Scorer:
    """The line.

    figures    [case, figure]
    weight     [case] how much each counts; where none was confirmed, weights stay as expected
    signs      [figure] 1, -1, or 0 where either direction may be
    pull       how strongly weights are drawn to what is expected of them
    """
    # A replica that only scores starts in half the time and memory without what learning needs.
    from scipy.optimize import minimize

    plain = _log(figures)
    mean, scale = plain.mean(axis=0), plain.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    rows = standard(figures, mean, scale)
    prior = _EXPECTED_WEIGHT * signs
    target = confirmed.astype(np.float64)

    def loss(place: Floats) -> tuple[float, Floats]:
        score = rows @ place[1:] + place[0]
        # log(1 + exp(score)) without overflow
        each = np.logaddexp(0.0, score) - target * score
        off = weight * (1.0 / (1.0 + np.exp(-np.clip(score, -500, 500))) - target)
        away = place[1:] - prior
        value = float(weight @ each + 0.5 * pull * away @ away)
        return value, np.r_[off.sum(), rows.T @ off + pull * away]

    if not confirmed.any():
        return Scorer(
            names, tuple(mean.tolist()), tuple(scale.tolist()), tuple(prior.tolist()), -float(np.log(rows.shape[0]))
        )
    bounds = [(None, None), *((0.0 if sign > 0 else None, 0.0 if sign < 0 else None) for sign in signs)]
    start = np.r_[np.log(max(float(weight @ target), 0.5) / max(float(weight @ (1 - target)), 0.5)), prior]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 150})
    return Scorer(
        names, tuple(mean.tolist()), tuple(scale.tolist()), tuple(found.x[1:].tolist()), float(found.x[0])
    )  # fmt: skip


def with_trees(line: Scorer, figures: Floats, confirmed: Flags, weight: Floats, *, signs: NDArray[np.int64]) -> Scorer:
    """The line, and trees on what it leaves over."""
    import lightgbm

    rows = lightgbm.Dataset(
        _log(figures), confirmed.astype(np.float64), weight=weight, init_score=line.log_odds(figures),
        params={"verbosity": -1}, free_raw_data=False,
    )  # fmt: skip
    settings = {**_TREES, "monotone_constraints": signs.tolist(), "boost_from_average": False}
    return replace(line, trees=str(lightgbm.train(settings, rows, num_boost_round=_ROUNDS).model_to_string()))


def expected_line(figures: Floats, signs: NDArray[np.int64]) -> Floats:
    """[case] how far the figures go in the expected directions, before anything is learned."""
    plain = _log(figures)
    scale = plain.std(axis=0)
    return np.asarray(standard(figures, plain.mean(axis=0), np.where(scale > 0, scale, 1.0)) @ signs)


def standard(figures: Floats, mean: Any, scale: Any) -> Floats:
    """[case, figure] logarithms in spreads from the mean, cut where a single figure would outweigh all."""
    spreads = (_log(figures) - np.asarray(mean)) / np.asarray(scale)
    return np.asarray(np.clip(spreads, -_MOST_SPREADS, _MOST_SPREADS))


def _log(figures: Floats) -> Floats:
    """Signed logarithms; what is missing counts as nought."""
    known = np.nan_to_num(np.asarray(figures, np.float64), nan=0.0)
    return np.asarray(np.sign(known) * np.log1p(np.abs(known)))


@lru_cache(maxsize=32)
def _read(trees: str, figures: int) -> Trees:
    return read_trees(trees, figures)
