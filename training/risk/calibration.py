"""From scores to chances, where investigators find some of the frauds, look at few others, and err now and then.

A mixture: a subject of score s is a fraud with the chance c * sigmoid(a + b s), c being what is left of doubt where the
score is highest; a fraud is confirmed with one rate, an honest subject that looks like one is cleared with another, and
a small share of findings is wrong. All are found together by expectation and maximisation, the rates drawn towards what
they usually are: frauds come in rings, so that a few rings caught or not say little of how many are caught in general.
"""

from collections.abc import Mapping
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
# Doubt that is left at the top, as a finding in twenty is; it weighs as ten subjects do.
_DOUBT, _SUBJECTS = 0.05, 10.0
_ROUNDS, _PULL, _SUSPECTED = 80, 0.02, 0.01
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chance of a score s: ceiling * sigmoid(level + slope * s).

    found    share of frauds that get confirmed, estimated
    cleared  share of honest subjects that look like a fraud and get cleared, estimated
    """

    level: float
    slope: float
    ceiling: float
    found: float
    cleared: float

    def chance(self, scores: Floats) -> Floats:
        """[case] from log odds."""
        return np.asarray(self.ceiling * sigmoid(self.level + self.slope * scores))

    def confirmed(self, chance: Floats) -> Floats:
        """[case] the chance of being confirmed by an investigation, from the chance of being a fraud."""
        return np.asarray(chance * self.found * (1 - _WRONG) + (1 - chance) * self.cleared * _WRONG * (chance > 0))

    def to_json(self) -> dict[str, float]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, plain: Mapping[str, float]) -> "Calibration":
        """What `to_json` wrote. Raises KeyError, TypeError or ValueError where it is something else."""
        return cls(*(float(plain[name]) for name in cls.__dataclass_fields__))


def calibrate(scores: Floats, confirmed: Flags, unfounded: Flags) -> Calibration:
    """The function from scores to chances.

    scores                [subject] log odds by models that were not told of the subject's connected group
    confirmed, unfounded  [subject] what was found, neither where nobody looked
    """
    middle, spread = float(np.median(scores)), float(max(scores.std(), 1e-9))
    rows = (scores - middle) / spread
    found, cleared = _USUALLY_FOUND, _USUALLY_CLEARED
    place = np.array([np.log(max(confirmed.sum(), 1) / found / scores.size), 1.0, np.log((1 - _DOUBT) / _DOUBT)])
    for _ in range(_ROUNDS):
        chance = _chance(rows, place)
        fraud = _posterior(chance, confirmed, unfounded, found, cleared)
        found = _rate(fraud, confirmed, _USUALLY_FOUND)
        # Only of those that look like a fraud at all is it told how many are cleared.
        cleared = _rate((chance > _SUSPECTED) * (1 - fraud), unfounded, _USUALLY_CLEARED)
        place = _curve(rows, fraud, place)
    slope = float(place[1]) / spread
    return Calibration(float(place[0]) - slope * middle, slope, float(sigmoid(place[2])), found, cleared)


def sigmoid(log_odds: Floats) -> Floats:
    """The chance of log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500))))


def _chance(rows: Floats, place: Floats) -> Floats:
    return np.asarray(sigmoid(place[2]) * sigmoid(place[0] + place[1] * rows))


def _posterior(chance: Floats, confirmed: Flags, unfounded: Flags, found: float, cleared: float) -> Floats:
    """[subject] chance of a fraud, the finding being known."""
    if_fraud = np.where(confirmed, found * (1 - _WRONG), np.where(unfounded, found * _WRONG, 1 - found))
    if_honest = np.where(confirmed, cleared * _WRONG, np.where(unfounded, cleared * (1 - _WRONG), 1 - cleared))
    return np.asarray(chance * if_fraud / np.maximum(chance * if_fraud + (1 - chance) * if_honest, 1e-300))


def _rate(share: Floats, finding: Flags, usual: float) -> float:
    hits = float(share[finding].sum()) + _FINDINGS * usual
    return float(np.clip(hits / (float(share.sum()) + _FINDINGS), 0.005, 0.95))


def _curve(rows: Floats, fraud: Floats, start: Floats) -> Floats:
    """Level, slope and log odds of the ceiling that are likeliest where subjects are frauds by these shares."""

    def loss(place: Floats) -> tuple[float, Floats]:
        rise, top = sigmoid(place[0] + place[1] * rows), float(sigmoid(place[2]))
        chance = np.clip(top * rise, _TINY, 1 - _TINY)
        value = -float(fraud @ np.log(chance) + (1 - fraud) @ np.log1p(-chance)) + 0.5 * _PULL * place[1] ** 2
        value -= _SUBJECTS * ((1 - _DOUBT) * np.log(top) + _DOUBT * np.log(max(1 - top, _TINY)))
        off = (chance - fraud) / (chance * (1 - chance))
        along = off * top * rise * (1 - rise)
        ceiling = float(off @ rise) * top * (1 - top) - _SUBJECTS * (1 - _DOUBT - top)
        return value, np.array([along.sum(), float(along @ rows) + _PULL * place[1], ceiling])

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-40, 40), (0.0, 20.0), (-2.0, 8.0)])
    return np.asarray(found.x, np.float64)
