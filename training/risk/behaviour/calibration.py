"""From scores to chances, where investigators find some of the frauds, look at few others, and err now and then.

A mixture: a subject of score s is a fraud with the chance sigmoid(a + b s); a fraud is confirmed with one rate, an
honest subject that looks like one is cleared with another, and a small share of findings is wrong. All four are found
together by expectation and maximisation, the rates drawn towards what they usually are: frauds come in rings, so that
a few rings caught or not say little of how many are caught in general.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Assumptions, not measurements: what auditors are said to find (30 to 60 % of frauds) and to get wrong (5 %), as the
# literature on simulated auditors puts it. They weigh as much as 30 findings; an agency whose investigators differ has
# chances that are off by as much until it has many more than that, or a random audit to set them by.
_USUALLY_FOUND, _USUALLY_CLEARED, _FINDINGS, _WRONG = 0.4, 0.08, 30.0, 0.05
_ROUNDS, _CORNERS, _PULL, _BEYOND = 60, 96, 0.02, 12.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Corners of the function from scores to chances, and the share of frauds that get confirmed."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]
    found: float


def calibrate(scores: Floats, confirmed: Flags, unfounded: Flags) -> Calibration:
    """The function.

    scores                [subject] log odds by models that were not told of the subject's connected group
    confirmed, unfounded  [subject] what was found, neither where nobody looked
    """
    middle, spread = float(np.median(scores)), float(max(scores.std(), 1e-9))
    rows = (scores - middle) / spread
    found, cleared = _USUALLY_FOUND, _USUALLY_CLEARED
    place = np.array([np.log(max(confirmed.sum(), 1) / found / scores.size), 1.0])
    for _ in range(_ROUNDS):
        fraud = _posterior(_sigmoid(place[0] + place[1] * rows), confirmed, unfounded, found, cleared)
        found = _rate(fraud, confirmed, _USUALLY_FOUND)
        cleared = _rate(_suspected(rows, place) * (1 - fraud), unfounded, _USUALLY_CLEARED)
        place = _line(rows, fraud, place)
    corners = np.unique(np.quantile(rows, 1 - np.geomspace(1.0, 1.0 / scores.size, _CORNERS)))
    # Models that were told of everybody score higher than those of the folds: the function goes on beyond their range.
    beyond = corners[-1] + np.linspace(0.0, _BEYOND, _CORNERS)
    corners = np.unique(np.r_[corners, np.linspace(corners[0], corners[-1], _CORNERS), beyond])
    chances = _sigmoid(place[0] + place[1] * corners)
    return Calibration(tuple((corners * spread + middle).tolist()), tuple(chances.tolist()), found)


def _posterior(chance: Floats, confirmed: Flags, unfounded: Flags, found: float, cleared: float) -> Floats:
    """[subject] chance of a fraud, the finding being known."""
    if_fraud = np.where(confirmed, found * (1 - _WRONG), np.where(unfounded, found * _WRONG, 1 - found))
    if_honest = np.where(confirmed, cleared * _WRONG, np.where(unfounded, cleared * (1 - _WRONG), 1 - cleared))
    return np.asarray(chance * if_fraud / np.maximum(chance * if_fraud + (1 - chance) * if_honest, 1e-300))


def _suspected(rows: Floats, place: Floats) -> Floats:
    """[subject] whether they look like a fraud at all: only of these is it told how many are cleared."""
    return np.asarray(_sigmoid(place[0] + place[1] * rows) > 0.01, np.float64)


def _rate(share: Floats, finding: Flags, usual: float) -> float:
    hits = float(share[finding].sum()) + _FINDINGS * usual
    return float(np.clip(hits / (float(share.sum()) + _FINDINGS), 0.005, 0.95))


def _line(rows: Floats, fraud: Floats, start: Floats) -> Floats:
    def loss(place: Floats) -> tuple[float, Floats]:
        score = place[0] + place[1] * rows
        off = _sigmoid(score) - fraud
        value = float((np.logaddexp(0.0, score) - fraud * score).sum() + 0.5 * _PULL * place[1] ** 2)
        return value, np.array([off.sum(), float(off @ rows) + _PULL * place[1]])

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-40, 40), (0.0, 20.0)])
    return np.asarray(found.x, np.float64)


def _sigmoid(score: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -500, 500))))
