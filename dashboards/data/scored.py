"""Scores of an assessment as the page asks for them, each question put once, and how they are written and coloured."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.figures import MISSING, plain
from dashboards.shelf import Shelf
from datapool.quality.assessment import Assessment
from datapool.quality.rule import Dimension
from datapool.quality.scores import Score

Scores = Mapping[tuple[str, ...], Score]
DIMENSIONS = tuple(dimension.value for dimension in Dimension)
# A score below each of these is tinted one step stronger: from 99 on a feed needs no attention.
STEPS = (99.0, 95.0, 90.0)
FULL = 100.0

_KEPT: Shelf[tuple[str, tuple[str, ...], bool], Scores] = Shelf(128)


@dataclass(frozen=True, slots=True)
class Latest:
    """A department's score at its newest delivery and at the one before, from 0 to 1."""

    delivery: str
    score: float | None
    previous: str | None
    before: float | None

    @property
    def change(self) -> float | None:
        """What the newest delivery gained, or lost when negative; None where there is nothing to compare."""
        return None if self.score is None or self.before is None else self.score - self.before


def scores_by(assessment: Assessment, *by: str, current: bool = False) -> Scores:
    """[values of `by`] the score of every group; `current` leaves out what has been corrected since."""
    return _KEPT.get(
        (assessment.version, by, current),
        lambda: {tuple(each.group[name] for name in by): each for each in assessment.scores(by, current=current)},
    )


def latest_of(assessment: Assessment, department: str) -> Latest | None:
    """The newest delivery of a department against the one before; None where nothing of it was judged."""
    scores = scores_by(assessment, "department", "delivery")
    mine = sorted(delivery for owner, delivery in scores if owner == department)
    if not mine:
        return None
    previous = mine[-2] if len(mine) > 1 else None
    before = scores[department, previous].score if previous is not None else None
    return Latest(mine[-1], scores[department, mine[-1]].score, previous, before)


def points(score: float | None) -> float:
    """A score out of a hundred, cut and never rounded up, so that 100.00 means that nothing failed; NaN for none."""
    return float("nan") if score is None else math.floor(score * 10_000 + 1e-6) / 100


def score_text(score: float | None) -> str:
    """Such as 97.32, or a dash."""
    return plain(points(score), digits=2)


def change_text(change: float | None) -> str:
    """A difference of two scores in points with its sign."""
    return MISSING if change is None else plain(change * FULL, digits=2, signed=True)


def tint(score: float | None) -> str:
    """The class of a cell: q0 where nothing needs attention, to q3; empty where nothing was judged."""
    if score is None:
        return "qn"
    return f"q{sum(points(score) < step for step in STEPS)}"
