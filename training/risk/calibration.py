"""From scores to chances, where investigators find some of the frauds, look at few others, and err now and then.

A mixture: a subject of score s is a fraud with the chance c * sigmoid(a + b s), c being what is left of doubt where the
score is highest; a fraud is confirmed with one rate, an honest subject is cleared with another that rises to the first
the more it looks like a fraud, and a small share of findings is wrong. So many subjects of one score none of whom was
cleared are frauds, though most were not looked at. All are found together by expectation and maximisation, the rates
drawn towards what they usually are: frauds come in rings, so that a few rings caught or not say little of how many are
caught in general.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Assumptions, not measurements: what auditors are said to find (30 to 60 % of frauds) and to get wrong (5 %), as the
# literature on simulated auditors puts it. They weigh as much as 30 findings; an agency whose investigators differ has
# chances that are off by as much until it has many more than that, or a random audit to set them by.
_USUALLY_FOUND, _USUALLY_CLEARED, _FINDINGS, _WRONG = 0.4, 0.08, 30.0, 0.05
_ODDS_OF_WRONG = _WRONG / (1 - _WRONG)
# Doubt that is left at the top, as a finding in twenty is; it weighs as forty subjects do.
_DOUBT, _SUBJECTS = 0.05, 40.0
_ROUNDS, _SETTLED, _PULL, _SUSPECTED = 80, 1e-4, 0.02, 0.01
# Scores within this part of their spread are one.
_STEPS = 100
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Calibration:
    """The chance of a score s: ceiling * sigmoid(level + slope * s).

    found    share of frauds that get confirmed, estimated
    cleared  share of honest subjects looking a little like a fraud that get cleared, estimated
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
        wrongly = _looked_at(chance, self.found, self.cleared) * _ODDS_OF_WRONG * (chance > 0)
        return np.asarray(chance * self.found + (1 - chance) * wrongly)

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
    rows = _alike((scores - middle) / spread, confirmed, unfounded)
    found, cleared = _USUALLY_FOUND, _USUALLY_CLEARED
    place = np.array([np.log(max(confirmed.sum(), 1) / found / scores.size), 1.0, np.log((1 - _DOUBT) / _DOUBT)])
    for _ in range(_ROUNDS):
        before = np.r_[place, found, cleared]
        chance = _chance(rows.score, place)
        fraud = _posterior(chance, rows, found, cleared)
        found = _rate(rows.count * fraud, rows.confirmed, _USUALLY_FOUND)
        # Only of those that look like a fraud at all, though not quite, is it told how many are cleared.
        cleared = _rate(
            rows.count * (chance > _SUSPECTED) * (1 - chance) * (1 - fraud), rows.unfounded, _USUALLY_CLEARED
        )
        place = _curve(rows, fraud, place)
        if float(np.abs(np.r_[place, found, cleared] - before).max()) < _SETTLED:
            break
    slope = float(place[1]) / spread
    return Calibration(float(place[0]) - slope * middle, slope, float(sigmoid(place[2])), found, cleared)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Subjects of nearly one score and the same finding, as one row: [row] score, finding, and how many they are."""

    score: Floats
    confirmed: Flags
    unfounded: Flags
    count: Floats


def _alike(scores: Floats, confirmed: Flags, unfounded: Flags) -> _Rows:
    steps = np.round(scores * _STEPS).astype(np.int64) * 3 + confirmed + 2 * unfounded
    keys, of, count = np.unique(steps, return_inverse=True, return_counts=True)
    finding = keys % 3
    return _Rows(np.bincount(of, weights=scores) / count, finding == 1, finding == 2, count.astype(np.float64))


def sigmoid(log_odds: Floats) -> Floats:
    """The chance of log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500))))


def _chance(rows: Floats, place: Floats) -> Floats:
    return np.asarray(sigmoid(place[2]) * sigmoid(place[0] + place[1] * rows))


def _posterior(chance: Floats, rows: _Rows, found: float, cleared: float) -> Floats:
    """[row] chance of a fraud, the finding being known."""
    confirmed, unfounded = rows.confirmed, rows.unfounded
    looked_at = 1 + _ODDS_OF_WRONG
    seen = _looked_at(chance, found, cleared)
    if_fraud = np.where(confirmed, found, np.where(unfounded, found * _ODDS_OF_WRONG, 1 - found * looked_at))
    if_honest = np.where(unfounded, seen, np.where(confirmed, seen * _ODDS_OF_WRONG, 1 - seen * looked_at))
    return np.asarray(chance * if_fraud / np.maximum(chance * if_fraud + (1 - chance) * if_honest, 1e-300))


def _looked_at(chance: Floats, found: float, cleared: float) -> Floats:
    """[row] how often an honest subject is looked at: as often as a fraud where it looks exactly like one."""
    return np.asarray(cleared + (found - cleared) * chance)


def _rate(share: Floats, finding: Flags, usual: float) -> float:
    hits = float(share[finding].sum()) + _FINDINGS * usual
    return float(np.clip(hits / (float(share.sum()) + _FINDINGS), 0.005, 0.9))


def _curve(rows: _Rows, fraud: Floats, start: Floats) -> Floats:
    """Level, slope and log odds of the ceiling that are likeliest where subjects are frauds by these shares."""
    # Only learning needs it; who scores starts without.
    from scipy.optimize import minimize

    score, count = rows.score, rows.count

    def loss(place: Floats) -> tuple[float, Floats]:
        rise, top = sigmoid(place[0] + place[1] * score), float(sigmoid(place[2]))
        chance = np.clip(top * rise, _TINY, 1 - _TINY)
        each = fraud * np.log(chance) + (1 - fraud) * np.log1p(-chance)
        value = -float(count @ each) + 0.5 * _PULL * place[1] ** 2
        value -= _SUBJECTS * ((1 - _DOUBT) * np.log(top) + _DOUBT * np.log(max(1 - top, _TINY)))
        off = count * (chance - fraud) / (chance * (1 - chance))
        along = off * top * rise * (1 - rise)
        ceiling = float(off @ rise) * top * (1 - top) - _SUBJECTS * (1 - _DOUBT - top)
        return value, np.array([along.sum(), float(along @ score) + _PULL * place[1], ceiling])

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(-40, 40), (0.0, 20.0), (-2.0, 8.0)])
    return np.asarray(found.x, np.float64)
