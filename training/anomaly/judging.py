"""What scores are worth on the rows of a draw that nothing was fitted to, and over all draws, with intervals.

Intervals are bootstrapped twice over: rows of the table are drawn with replacement (entities with all their rows, and
the same rows in every draw, for the judged parts of draws overlap), and draws are drawn with replacement. The middle
95 % of the mean over draws is told.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from training import scoring
from training.evaluation import Estimate
from training.model import FloatArray

REPETITIONS = 100
BUDGETS = {"0.5": 0.005, "1": 0.01, "2": 0.02, "5": 0.05}
FIGURES = ("auc", "ap", *(f"recall_at_{budget}_percent" for budget in BUDGETS), "ece", "brier_skill")
_MIDDLE = (2.5, 97.5)
_MOST_TIMES = 255
_OVER_DRAWS = 2_000

Figured = FloatArray  # [figure, 1 + repetition], the first as it is


def weights(rows: int, groups: NDArray[np.intp] | None, seed: int) -> NDArray[np.uint8]:
    """[1 + repetition, row] how often a row of the table was drawn; the first is each row once."""
    of_row = np.arange(rows) if groups is None else groups
    count = int(of_row.max()) + 1
    random = np.random.default_rng([seed, rows])
    found = np.ones((1 + REPETITIONS, rows), dtype=np.uint8)
    for number in range(1, 1 + REPETITIONS):
        times = np.bincount(random.integers(0, count, count), minlength=count)
        found[number] = np.minimum(times, _MOST_TIMES)[of_row]
    return found


def judge(labels: NDArray[np.int8], scores: FloatArray, chances: FloatArray, weight: NDArray[np.uint8]) -> Figured:
    """The figures of one scorer in one draw, by FIGURES.

    labels, scores, chances  [judged row]
    weight                   [1 + repetition, judged row]
    """
    ranking = scoring.Ranking(labels, scores)
    bins = scoring.bins_of(chances)
    found = np.empty((len(FIGURES), weight.shape[0]))
    for number, times in enumerate(weight):
        each = times.astype(np.float64)
        found[:-2, number] = _of_curves(*ranking.curves(each))
        found[-2, number] = scoring.calibration_error(labels, chances, bins, each)
        found[-1, number] = scoring.brier_skill(labels, chances, each)
    return found


def _of_curves(positives: FloatArray, negatives: FloatArray) -> list[float]:
    """AUC, average precision and recall at each budget: as scoring.Ranking has them, of one pass over the rows."""
    if not positives.size or positives[-1] <= 0 or negatives[-1] <= 0:
        return [float("nan")] * (2 + len(BUDGETS))
    gained, lost = np.diff(positives, prepend=0.0), np.diff(negatives, prepend=0.0)
    auc = float(np.sum(gained * (negatives[-1] - negatives + lost / 2)) / (positives[-1] * negatives[-1]))
    flagged = positives + negatives
    precision = np.divide(positives, flagged, out=np.zeros_like(positives), where=flagged > 0)
    at = np.interp(
        [share * flagged[-1] for share in BUDGETS.values()], np.append(0.0, flagged), np.append(0.0, positives)
    )
    return [auc, float(np.sum(gained * precision) / positives[-1]), *(at / positives[-1]).tolist()]


def over_draws(figured: Sequence[Figured], seed: int) -> dict[str, Estimate]:
    """The figures of one scorer over all draws."""
    stacked = np.stack(figured)
    return {name: mean_of(stacked[:, number], seed) for number, name in enumerate(FIGURES)}


def difference(one: Sequence[Figured], other: Sequence[Figured], seed: int) -> Estimate:
    """By how much the AUC of one scorer is above that of another, the two paired by draw and by drawn rows."""
    at = FIGURES.index("auc")
    return mean_of(np.stack([mine[at] - theirs[at] for mine, theirs in zip(one, other, strict=True)]), seed)


def mean_of(figures: FloatArray, seed: int) -> Estimate:
    """[draw, 1 + repetition] one figure: its mean over draws and the interval of that mean."""
    draws, repetitions = figures.shape[0], figures.shape[1] - 1
    random = np.random.default_rng([seed, draws])
    which = random.integers(0, draws, (_OVER_DRAWS, draws))
    repetition = 1 + random.integers(0, repetitions, _OVER_DRAWS)
    means = figures[which, repetition[:, np.newaxis]].mean(axis=1)
    means = means[np.isfinite(means)]
    low, high = np.percentile(means, _MIDDLE) if means.size else (float("nan"), float("nan"))
    return Estimate(float(figures[:, 0].mean()), float(low), float(high))


def plain(figures: Mapping[str, Estimate]) -> dict[str, dict[str, float | None]]:
    """Figures as plain values, to six digits."""
    return {name: estimate_to_json(figure) for name, figure in figures.items()}


def estimate_to_json(figure: Estimate) -> dict[str, float | None]:
    """One figure as plain values; None for what no draw could tell."""
    told = {"value": figure.value, "low": figure.low, "high": figure.high}
    return {name: round(value, 6) if np.isfinite(value) else None for name, value in told.items()}
