"""Intervals that cover what they promise: wide enough for the errors of the back-test, whatever the model thinks.

A score is the size of an error in deviations of the model. The interval of 95 % reaches as many deviations as 95 of a
hundred earlier scores did not exceed (split conformal prediction: Vovk, Gammerman & Shafer 2005); with fewer scores
than that takes, as many as Student's distribution of their mean square gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
_FEWEST_DEGREES, _MOST_DEGREES = 4.0, 60.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often back-tests fell inside: `inside` of `count`."""

    inside: int
    count: int

    @property
    def share(self) -> float | None:
        """None where nothing could be tried."""
        return self.inside / self.count if self.count else None

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.inside + other.inside, self.count + other.count)


def needed(share: float) -> int:
    """Scores from which an interval of that share can be read off."""
    return int(np.ceil(share / (1 - share) - 1e-9))


def reach(scores: Floats, share: float) -> float:
    """How many deviations an interval of `share` reaches to either side.

    scores  [origin] or more axes, of any sign; NaN where the value is not known
    """
    sizes = np.sort(np.abs(scores[np.isfinite(scores)]))
    if sizes.size >= needed(share):
        return float(sizes[min(int(np.ceil((sizes.size + 1) * share)), sizes.size) - 1])
    if not sizes.size:
        return float(stats.norm.ppf((1 + share) / 2))
    mean_square = float(np.sqrt(np.mean(np.square(sizes))))
    return max(mean_square, 1e-9) * float(stats.t.ppf((1 + share) / 2, sizes.size))


def reach_of_origins(scores: Floats, share: float) -> float:
    """As `reach` of scores [origin, horizon], wider where there are few origins.

    The errors from one origin hang together, so that a dozen of them tell little more than one. The reach grows as
    Student's distribution does over the normal one, its degrees of freedom being the origins.
    """
    if scores.ndim == 1:
        return reach(scores, share)
    origins = max(int(np.isfinite(scores).any(axis=1).sum()), 1)
    side = (1 + share) / 2
    return reach(scores, share) * float(stats.t.ppf(side, origins) / stats.norm.ppf(side))


def rolling_coverage(scores: Floats, share: float, *, known: Sequence[int]) -> Coverage:
    """Each origin judged by the interval that earlier ones gave, as soon as there were scores enough.

    scores  [origin] or [origin, horizon]
    known   [origin] how many of the first origins were over by then, so that their scores were known
    """
    inside = count = 0
    for place, over in enumerate(known):
        before = scores[:over]
        if np.isfinite(before).sum() < needed(share):
            continue
        now = np.abs(np.atleast_1d(scores[place]))
        now = now[np.isfinite(now)]
        inside += int((now <= reach_of_origins(before, share)).sum())
        count += now.size
    return Coverage(inside, count)


def tail_chance(scores: Floats, calibrating: Floats, share: float) -> Floats:
    """The chance of scores at least so large, continuous beyond what was ever seen.

    A Student distribution with the kurtosis of the calibrating scores, put so that `share` of it lies within `reach`:
    a value outside the interval has a chance below 1 - share, and none inside has.
    """
    known = calibrating[np.isfinite(calibrating)]
    # One shock in the history should not make every later shock look usual.
    limit = reach(known, 0.99) if known.size else 1.0
    excess = float(stats.kurtosis(np.clip(known, -limit, limit))) if known.size > 8 and np.ptp(known) > 0 else 1.0
    degrees = float(np.clip(4 + 6 / max(excess, 0.1), _FEWEST_DEGREES, _MOST_DEGREES))
    unit = max(reach(known, share), 1e-12) / stats.t.ppf((1 + share) / 2, degrees)
    return np.asarray(2 * stats.t.sf(np.abs(scores) / unit, degrees))
