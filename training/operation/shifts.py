"""Levels that move for good: found in a history, so that what lies before them does not widen what is expected after.

A shift is a period that lies far outside, after which the next half dozen lie on the same side of what was expected.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.operation.backtest import Choice
from training.operation.forecasters import Learned

Floats = NDArray[np.float64]
_FAR, _STAYS, _MOST = 6.0, 6, 2
# How far the periods after a shift lie off, in deviations of their expectation, at least and on average.
_OFF = 2.0


@dataclass(frozen=True, slots=True)
class Shift:
    """A level that moved at the period of `place`, by `size` on the scale of the models."""

    place: int
    size: float


def find_shifts(values: Floats, calendar: Floats, choice: Choice, learned: Learned) -> tuple[Shift, ...]:
    """The clearest shifts among the origins of a back-test of horizon 1, at most two, in order of time."""
    scores = np.abs(choice.scores[:, 0])
    usual = float(np.nanmedian(scores)) / 0.6745 if np.isfinite(scores).any() else np.inf
    found: list[Shift] = []
    for at in np.argsort(-np.nan_to_num(scores)):
        if len(found) == _MOST or not scores[at] > _FAR * max(usual, 1e-9):
            break
        place = choice.origins[at]
        if place + _STAYS > choice.origins[-1] or any(abs(place - shift.place) < _STAYS for shift in found):
            continue
        if (size := _stays(values, calendar, place, learned)) is not None:
            found.append(Shift(place, size))
    return tuple(sorted(found, key=lambda shift: shift.place))


def level(values: Floats, shifts: tuple[Shift, ...]) -> Floats:
    """The history lifted to the newest level."""
    lifted = values.copy()
    for shift in shifts:
        lifted[: shift.place] += shift.size
    return lifted


def _stays(values: Floats, calendar: Floats, place: int, learned: Learned) -> float | None:
    ahead = learned.ahead(values, calendar, [place], _STAYS)
    gaps = values[place : place + _STAYS] - ahead.mean[0]
    known = np.isfinite(gaps)
    if known.sum() < _STAYS - 1 or np.unique(np.sign(gaps[known])).size > 1:
        return None
    off = np.abs(gaps[known]).mean() / max(float(ahead.deviation[0][known].mean()), 1e-12)
    return float(np.median(gaps[known])) if off >= _OFF else None
