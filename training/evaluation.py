"""What a model is worth on rows it was not fitted to, every figure with its interval.

Intervals are bootstrapped: persons are drawn with replacement (rows where nobody is named), 200 times, and the middle
95 % of the figure is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from training import scoring
from training.dataset import PERSON
from training.grouping import Groups, group_columns, groups_of
from training.matrix import labels_of, refuse_constant
from training.model import FloatArray, Model
from training.task import Task

REPETITIONS = 200
FLAGGED_SHARE = 0.05
BUDGETS = (0.01, 0.05)
FIGURES = ("auc", "ap", "recall_at_1_percent", "recall_at_5_percent", "brier_skill", "ece")
_MIDDLE = (2.5, 97.5)
_LEAST_HONEST = 50
_MOST_TIMES = 255


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How often honest rows of a group are flagged."""

    group: str
    honest: int
    flagged: int

    @property
    def rate(self) -> float:
        """Share flagged, half a row and one row added so that few rows are no certainty."""
        return (self.flagged + 0.5) / (self.honest + 1.0)


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """False alarms by the groups of one column.

    ratio  of the highest rate to the lowest, among groups of 50 honest rows or more; None where fewer than two are
    """

    column: str
    rates: tuple[GroupRate, ...]
    ratio: Estimate | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of a model on one part of a data set.

    figures        auc, ap, recall_at_1_percent, recall_at_5_percent, brier_skill, ece
    ece_by_chance  what the ECE of perfect chances stays below in 95 of 100 tables of so many rows
    reliability    [bin] rows, mean chance said, share observed
    flagged_share  the share of highest scores that groups are compared by
    rows_hash      of the data set and how the part was taken: the same hash is the same rows
    """

    rows: int
    positives: int
    figures: Mapping[str, Estimate]
    ece_by_chance: float
    reliability: tuple[tuple[float, float, float], ...]
    groups: tuple[GroupComparison, ...]
    flagged_share: float
    rows_hash: str

    @property
    def base_rate(self) -> float:
        """Share of rows whose label is 1."""
        return self.positives / self.rows

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {**asdict(self), "base_rate": self.base_rate}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Evaluation":
        """What `to_json` wrote."""
        groups = tuple(
            GroupComparison(
                each["column"],
                tuple(GroupRate(**rate) for rate in each["rates"]),
                None if each["ratio"] is None else Estimate(**each["ratio"]),
            )
            for each in plain["groups"]
        )
        return cls(
            rows=plain["rows"],
            positives=plain["positives"],
            figures={name: Estimate(**plain["figures"][name]) for name in FIGURES if name in plain["figures"]},
            ece_by_chance=plain["ece_by_chance"],
            reliability=tuple((a, b, c) for a, b, c in plain["reliability"]),
            groups=groups,
            flagged_share=plain["flagged_share"],
            rows_hash=plain["rows_hash"],
        )


def evaluate(model: Model, task: Task, table: pa.Table, *, rows_hash: str, seed: int = 1) -> Evaluation:
    """Figures of a model on a table it was not fitted to.

    Raises InputError for a label that cannot be judged, and FeaturesMissing for a table that lacks features.
    """
    found = model.predict(table)
    groups = group_columns(table, task.groups)
    return judge_chances(found, table, label=task.label, groups=groups, rows_hash=rows_hash, seed=seed)


def judge_chances(
    chances: FloatArray,
    table: pa.Table,
    *,
    label: str,
    groups: Sequence[str],
    rows_hash: str,
    flagged_share: float = FLAGGED_SHARE,
    seed: int = 1,
) -> Evaluation:
    """Figures of chances that were said already.

    chances  [row]
    table    has the columns of the label and of `groups`, and PERSON where rows of one person belong together
    Raises InputError for a label that cannot be judged.
    """
    labels = labels_of(table, label)
    refuse_constant(labels, label, part="the part that is judged")
    random = np.random.default_rng(seed)
    weights = draws(table, REPETITIONS, random)
    bins = scoring.bins_of(chances)
    by_chance = scoring.calibration_error_by_chance(chances, random, bin_of=bins, repetitions=REPETITIONS)
    flagged = flagged_rows(chances, flagged_share)
    return Evaluation(
        rows=labels.size,
        positives=int(labels.sum()),
        figures={name: _estimate(figure, weights) for name, figure in _figures(labels, chances, bins).items()},
        ece_by_chance=by_chance,
        reliability=tuple((a, b, c) for a, b, c in scoring.reliability(labels, chances, bins).tolist()),
        groups=tuple(_compared(groups_of(table, name), labels, flagged, weights) for name in groups),
        flagged_share=flagged_share,
        rows_hash=rows_hash,
    )


def draws(table: pa.Table, repetitions: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """[repetition, row] how often each row was drawn; rows of one person are drawn together."""
    if PERSON in table.column_names:
        persons = table.column(PERSON).cast(pa.string())
        rows = pa.array([f"row:{number}" for number in range(table.num_rows)]) if persons.null_count else None
        encoded = pc.dictionary_encode(persons if rows is None else pc.coalesce(persons, rows)).combine_chunks()
        drawn_of, count = encoded.indices.to_numpy(), len(encoded.dictionary)
    else:
        drawn_of, count = np.arange(table.num_rows), table.num_rows
    found = np.empty((repetitions, table.num_rows), dtype=np.uint8)
    for number in range(repetitions):
        times = np.bincount(random.integers(0, count, count), minlength=count)
        found[number] = np.minimum(times, _MOST_TIMES)[drawn_of]
    return found


def flagged_rows(chances: FloatArray, share: float) -> NDArray[np.bool_]:
    """[row] whether it is among the highest `share`, of equal ones the first."""
    count = max(1, round(share * chances.size))
    flagged = np.zeros(chances.size, dtype=np.bool_)
    flagged[np.argsort(-chances, kind="stable")[:count]] = True
    return flagged


def difference(table: pa.Table, task: Task, one: FloatArray, other: FloatArray, *, seed: int) -> Estimate:
    """By how much `one` ranks better than `other` by the metric of the task, on the same draws of rows."""
    labels = labels_of(table, task.label)
    rankings = [scoring.Ranking(labels, scores) for scores in (one, other)]
    figures = [ranking.auc if task.metric == "auc" else ranking.average_precision for ranking in rankings]
    weights = draws(table, REPETITIONS, np.random.default_rng(seed))
    return _estimate(lambda weight: figures[0](weight) - figures[1](weight), weights)


Figure = Callable[[FloatArray | None], float]


def _figures(labels: NDArray[np.int8], chances: FloatArray, bins: NDArray[np.intp]) -> dict[str, Figure]:
    ranking = scoring.Ranking(labels, chances)
    at = {f"recall_at_{share:.0%}".replace("%", "_percent"): _recall(ranking, share) for share in BUDGETS}
    return {
        "auc": ranking.auc,
        "ap": ranking.average_precision,
        **at,
        "brier_skill": lambda weight: scoring.brier_skill(labels, chances, weight),
        "ece": lambda weight: scoring.calibration_error(labels, chances, bins, weight),
    }


def _recall(ranking: scoring.Ranking, share: float) -> Figure:
    return lambda weight: ranking.recall_within(share, weight)


def _estimate(figure: Figure, weights: NDArray[np.uint8]) -> Estimate:
    drawn = np.array([figure(weight.astype(np.float64)) for weight in weights])
    # A draw without a single positive says nothing.
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.percentile(drawn, _MIDDLE) if drawn.size else (float("nan"), float("nan"))
    return Estimate(figure(None), float(low), float(high))


def _compared(
    groups: Groups, labels: NDArray[np.int8], flagged: NDArray[np.bool_], weights: NDArray[np.uint8]
) -> GroupComparison:
    honest, alarms = scoring.false_alarms(labels, flagged, groups.of_row)
    rates = tuple(
        GroupRate(groups.names[number], int(honest[number]), int(alarms[number])) for number in range(honest.size)
    )
    large = np.flatnonzero(honest >= _LEAST_HONEST)
    if large.size < 2:
        return GroupComparison(groups.column, rates, None)

    def ratio(weight: FloatArray | None) -> float:
        all_honest, all_alarms = scoring.false_alarms(labels, flagged, groups.of_row, weight)
        share = (all_alarms[large] + 0.5) / (all_honest[large] + 1.0)
        return float(share.max() / share.min())

    return GroupComparison(groups.column, rates, _estimate(ratio, weights))
