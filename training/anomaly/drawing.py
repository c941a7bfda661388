"""One draw from beginning to end: scorers fitted to the training part, weighed on it, and judged on the rest."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from training.anomaly.block import Block, Learner
from training.anomaly.chances import chances
from training.anomaly.choosing import blend, weigh
from training.anomaly.detectors import DETECTORS, Scores, ranks, share_below
from training.anomaly.features import Features, Prepared, is_something, prepared
from training.anomaly.forests import plain_trees
from training.anomaly.held_back import Fold, Part, by_lot, forward, out_of_fold, placed, taken
from training.anomaly.judging import Figured, judge
from training.anomaly.learners import LEARNERS, PLAIN
from training.anomaly.splitting import Draw
from training.model import FloatArray

CHOSEN, TOGETHER, BLEND = "chosen", "detectors_together", "blend_of_lightgbm_and_iforest"
SUPERVISED: Mapping[str, Learner] = {"lightgbm_on_all_labels": plain_trees}
UNSUPERVISED = (*DETECTORS, TOGETHER)
SEMI_SUPERVISED = (*PLAIN, *LEARNERS, BLEND, CHOSEN)
# What the chosen one is made of: learners, and for tables where too little is known to learn, all detectors as one.
# Two are told and left out: on made-up tables blends with them were no better.
LEFT_OUT = ("forest_with_scores", "line_held_hard")
CANDIDATES = (*PLAIN, *(name for name in LEARNERS if name not in LEFT_OUT), TOGETHER)
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
    times   [row] when each row was, or None; with times the choice goes forward in them
    weight  [1 + repetition, row] see judging.weights
    """

    features: Features
    labels: NDArray[np.int8]
    groups: NDArray[np.intp] | None
    weight: NDArray[np.uint8]
    known_share: float
    seed: int
    times: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """A draw laid out: what learners see, and what detectors say of training rows and of judged rows.

    parts   what the choice among scorers, and chances, are learned from
    held    [detector][round, training row] its place; NaN where no part asks about the row
    """

    train: Block
    test: Block
    parts: tuple[Part, ...]
    held: dict[str, FloatArray]
    judged: dict[str, FloatArray]


def run(task: Task, draw: Draw) -> Judged:
    """All scorers in one draw, on one thread, so that any number of workers find the same."""
    with threadpool_limits(limits=1):
        return _run(task, draw)


def _run(task: Task, draw: Draw) -> Judged:
    seed, labels = task.seed * 1_000 + draw.number, task.labels[draw.train]
    laid = lay(task, draw, seed)
    held, judged = laid.held, laid.judged
    for name, learner in {**PLAIN, **LEARNERS}.items():
        held[name] = out_of_fold(learner, laid.parts, draw.known, seed=seed)
        judged[name] = ranks(learner(laid.train, draw.known, [laid.test], seed, 1)[0])
    _mix(TOGETHER, dict.fromkeys(DETECTORS, 1.0), held, judged)
    _mix(BLEND, {"lightgbm": 0.5, "iforest": 0.5}, held, judged)
    # Where nothing could be held back, no scorer is believed more than another.
    evenly = dict.fromkeys(CANDIDATES, 1.0 / len(CANDIDATES))
    counted = weigh({name: held[name] for name in CANDIDATES}, draw.known, seed=seed) if laid.parts else evenly
    _mix(CHOSEN, counted, held, judged)
    shares = dict.fromkeys(held, task.known_share)
    known = dict.fromkeys(held, draw.known)
    for name, learner in SUPERVISED.items():
        held[name] = out_of_fold(learner, laid.parts, labels, seed=seed)
        judged[name] = ranks(learner(laid.train, labels, [laid.test], seed, 1)[0])
        shares[name], known[name] = 1.0, labels
    weight = task.weight[:, draw.test]
    figures = {}
    for name, places in judged.items():
        asked = np.isfinite(held[name][0])
        chance = chances(held[name][0][asked], known[name][asked], shares[name], places)
        figures[name] = judge(task.labels[draw.test], places, chance, weight)
    return Judged(figures, counted, int(draw.known.sum()), int(labels.sum()))


def lay(task: Task, draw: Draw, seed: int) -> Laid:
    """What is made without labels of a draw, and of each of its parts.

    Where the choice goes forward in time, all of it is made anew in every part, of its earlier rows alone.
    """
    rows, found = _seen(task.features, draw, seed)
    train, test = blocks(rows, found, task.times, draw)
    judged = {name: ranks(scores.others) for name, scores in found.items()}
    folds = () if task.times is None else forward(draw.known, task.times[draw.train])
    folds = tuple(fold for fold in folds if is_something(task.features, draw.train[fold.learnt]))
    if not folds:
        # Without time; or with so few known anomalies that none is later than another.
        groups = None if task.groups is None else task.groups[draw.train]
        held = {name: ranks(scores.train)[np.newaxis] for name, scores in found.items()}
        return Laid(train, test, taken(train, by_lot(draw.known, groups, seed)), held, judged)
    parts: list[Part] = []
    answers: dict[str, list[tuple[Fold, FloatArray]]] = {name: [] for name in DETECTORS}
    for fold in folds:
        inner = Draw(draw.number, draw.train[fold.learnt], draw.train[fold.asked], draw.known[fold.learnt])
        rows, found = _seen(task.features, inner, seed)
        parts.append(Part(fold, *blocks(rows, found, task.times, inner)))
        for name, scores in found.items():
            answers[name].append((fold, scores.others))
    held = {name: placed(each, draw.train.size) for name, each in answers.items()}
    return Laid(train, test, tuple(parts), held, judged)


def _seen(features: Features, draw: Draw, seed: int) -> tuple[Prepared, dict[str, Scores]]:
    rows = prepared(features, draw)
    return rows, {name: detector(rows.views, seed, 1) for name, detector in DETECTORS.items()}


def blocks(rows: Prepared, found: Mapping[str, Scores], times: FloatArray | None, draw: Draw) -> tuple[Block, Block]:
    """The rows that are learned from and those that are asked about, as learners see them."""
    own = np.column_stack([_unusual(scores.train, scores.train) for scores in found.values()])
    others = np.column_stack([_unusual(scores.others, scores.train) for scores in found.values()])
    views = (rows.views.train, rows.views.others)
    when = (None, None) if times is None else (times[draw.train], times[draw.test])
    both = [
        Block(raw, standard, np.column_stack([even, np.abs(even) - _CENTRE]), unusual, codes, moments)
        for raw, standard, even, unusual, codes, moments in zip(
            rows.raw, views, rows.even, (own, others), rows.codes, when, strict=True
        )
    ]
    return both[0], both[1]


def _unusual(scores: FloatArray, among: FloatArray) -> FloatArray:
    """[row] -log(1 - place), of mean 0."""
    return np.asarray(-np.log1p(-share_below(scores, among)) - 1.0)


def _mix(name: str, weights: Mapping[str, float], held: dict[str, FloatArray], judged: dict[str, FloatArray]) -> None:
    """Add the blend of scorers as one more scorer, on the training rows round by round."""
    rounds = max(len(held[part]) for part in weights)
    held[name] = np.stack(
        [
            _ranked(blend({part: held[part][min(at, len(held[part]) - 1)] for part in weights}, weights))
            for at in range(rounds)
        ]
    )
    judged[name] = ranks(blend(judged, weights))


def _ranked(scores: FloatArray) -> FloatArray:
    """[row] the place of each score among those that are known, NaN for the others."""
    known = np.isfinite(scores)
    found = np.full(scores.size, np.nan)
    found[known] = ranks(scores[known])
    return found
