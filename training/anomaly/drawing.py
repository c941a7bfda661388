"""One draw from beginning to end: scorers fitted to the training part, weighed on it, and judged on the rest."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from training.anomaly.chances import chances
from training.anomaly.choosing import blend, out_of_fold, weigh
from training.anomaly.detectors import DETECTORS, Scores, ranks, share_below
from training.anomaly.features import Features, Prepared, prepared
from training.anomaly.judging import Figured, judge
from training.anomaly.learners import LEARNERS, PLAIN, Block, Learner, plain_trees
from training.anomaly.splitting import Draw
from training.model import FloatArray

CHOSEN, TOGETHER, BLEND = "chosen", "detectors_together", "blend_of_lightgbm_and_iforest"
SUPERVISED: Mapping[str, Learner] = {"lightgbm_on_all_labels": plain_trees}
UNSUPERVISED = (*DETECTORS, TOGETHER)
SEMI_SUPERVISED = (*PLAIN, *LEARNERS, BLEND, CHOSEN)
# What the chosen one is made of: learners, and for tables where too little is known to learn, all detectors as one.
CANDIDATES = (*LEARNERS, TOGETHER)
PEERS = ("iforest", "ecod", "knn", "lof", *PLAIN)
_CENTRE = 0.25


@dataclass(frozen=True, slots=True)
class Judged:
    """What one draw found.

    figures  [scorer] by judging.FIGURES
    weights  [scorer] how much it counts in the chosen one
    known    how many anomalies of the training part were known; of how many
    """

    figures: Mapping[str, Figured]
    weights: Mapping[str, float]
    known: int
    anomalies: int


@dataclass(frozen=True, slots=True)
class Task:
    """What all draws of a table share.

    groups  [row] rows kept together where the choice is made, or None
    weight  [1 + repetition, row] see judging.weights
    """

    features: Features
    labels: NDArray[np.int8]
    groups: NDArray[np.intp] | None
    weight: NDArray[np.uint8]
    known_share: float
    seed: int


def run(task: Task, draw: Draw) -> Judged:
    """All scorers in one draw, on one thread, so that any number of workers find the same."""
    with threadpool_limits(limits=1):
        return _run(task, draw)


def _run(task: Task, draw: Draw) -> Judged:
    seed = task.seed * 1_000 + draw.number
    rows, labels = prepared(task.features, draw), task.labels[draw.train]
    found = {name: detector(rows.views, seed, 1) for name, detector in DETECTORS.items()}
    train, test = blocks(rows, found)
    groups = None if task.groups is None else task.groups[draw.train]
    # [scorer] places of the training rows by scorers not fitted to them, and of the judged rows among each other.
    held: dict[str, FloatArray] = {name: ranks(scores.train)[np.newaxis] for name, scores in found.items()}
    judged: dict[str, FloatArray] = {name: ranks(scores.others) for name, scores in found.items()}
    for name, learner in {**PLAIN, **LEARNERS}.items():
        held[name] = out_of_fold(learner, train, draw.known, groups=groups, seed=seed)
        judged[name] = ranks(learner(train, draw.known, [test], seed, 1)[0])
    _mix(TOGETHER, dict.fromkeys(DETECTORS, 1.0), held, judged)
    _mix(BLEND, {"lightgbm": 0.5, "iforest": 0.5}, held, judged)
    counted = weigh({name: held[name] for name in CANDIDATES}, draw.known)
    _mix(CHOSEN, counted, held, judged)
    shares = dict.fromkeys(held, task.known_share)
    known = dict.fromkeys(held, draw.known)
    for name, learner in SUPERVISED.items():
        held[name] = out_of_fold(learner, train, labels, groups=groups, seed=seed)
        judged[name] = ranks(learner(train, labels, [test], seed, 1)[0])
        shares[name], known[name] = 1.0, labels
    weight = task.weight[:, draw.test]
    figures = {
        name: judge(
            task.labels[draw.test],
            judged[name],
            chances(held[name][0], known[name], shares[name], judged[name]),
            weight,
        )
        for name in judged
    }
    return Judged(figures, counted, int(draw.known.sum()), int(labels.sum()))


def blocks(rows: Prepared, found: Mapping[str, Scores]) -> tuple[Block, Block]:
    """The training part and the judged part as learners see them."""
    own = np.column_stack([_unusual(scores.train, scores.train) for scores in found.values()])
    others = np.column_stack([_unusual(scores.others, scores.train) for scores in found.values()])
    views = (rows.views.train, rows.views.others)
    both = [
        Block(raw, standard, np.column_stack([even, np.abs(even) - _CENTRE]), unusual, codes)
        for raw, standard, even, unusual, codes in zip(
            rows.raw, views, rows.even, (own, others), rows.codes, strict=True
        )
    ]
    return both[0], both[1]


def _unusual(scores: FloatArray, among: FloatArray) -> FloatArray:
    """[row] -log(1 - place), of mean 0."""
    return np.asarray(-np.log1p(-share_below(scores, among)) - 1.0)


def _mix(name: str, weights: Mapping[str, float], held: dict[str, FloatArray], judged: dict[str, FloatArray]) -> None:
    """Add the blend of scorers as one more scorer, on the training rows repetition by repetition."""
    repetitions = max(len(held[part]) for part in weights)
    held[name] = np.stack(
        [
            ranks(blend({part: held[part][min(at, len(held[part]) - 1)] for part in weights}, weights))
            for at in range(repetitions)
        ]
    )
    judged[name] = ranks(blend(judged, weights))
