"""Training rows held back from a scorer that is then asked about them: drawn by lot, or the later from the earlier."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.anomaly.block import Block, Known, Learner
from training.anomaly.detectors import ranks
from training.anomaly.encoding import folded
from training.anomaly.splitting import Rows, forward_cuts
from training.model import FloatArray

FOLDS = 5
# With fewer known anomalies, the folds are drawn twice: which of them fall together should not decide.
_ENOUGH_KNOWN, _TWICE = 60, 2


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows of the training part, by their place in it: those that a scorer is fitted to, and those it is asked about.

    round  folds of one round ask about no row twice
    """

    round: int
    learnt: Rows
    asked: Rows


@dataclass(frozen=True, slots=True)
class Part:
    """A fold made ready: the rows that are learned from and those that are asked about, as learners see them."""

    fold: Fold
    fit: Block
    asked: Block


def by_lot(known: Known, groups: NDArray[np.intp] | None, seed: int) -> tuple[Fold, ...]:
    """Five folds drawn at random, in two rounds where few are known.

    groups  [row] rows of one group are held back together; None for each row by itself
    With known anomalies in one group only, nothing can be held back: no fold.
    """
    groups = np.arange(known.size) if groups is None else groups
    count = np.unique(groups[known == 1]).size
    found = []
    for number in range(0 if count < 2 else 1 if count >= _ENOUGH_KNOWN else _TWICE):
        fold = folded(groups, known, min(FOLDS, count), np.random.default_rng([seed, number]))
        for part in range(min(FOLDS, count)):
            found.append(Fold(number, np.flatnonzero(fold != part), np.flatnonzero(fold == part)))
    return tuple(found)


def forward(known: Known, times: FloatArray) -> tuple[Fold, ...]:
    """Folds that go forward in time: each asks about the rows between two moments after learning of all before them.

    The earliest rows are asked about by none, and nothing is asked before the first known anomaly. No fold at all where
    no known anomaly would be asked about.
    """
    moments = forward_cuts(times)
    found = []
    for begin, end in pairwise((*moments, np.inf)):
        learnt, asked = np.flatnonzero(times < begin), np.flatnonzero((times >= begin) & (times < end))
        if known[learnt].any() and not known[learnt].all() and asked.size:
            found.append(Fold(0, learnt, asked))
    return tuple(found) if any(known[fold.asked].any() for fold in found) else ()


def taken(block: Block, folds: Sequence[Fold]) -> tuple[Part, ...]:
    """Folds of rows that were made ready together: nothing in them was made with labels."""
    return tuple(Part(fold, block.take(fold.learnt), block.take(fold.asked)) for fold in folds)


def out_of_fold(learner: Learner, parts: Sequence[Part], known: Known, *, seed: int) -> FloatArray:
    """[round, row] the place of each training row by scorers that were not fitted to it, among those asked with it.

    NaN for rows that no fold asks about; without folds nothing is known of any: every place is 0.5.
    """
    return placed(
        [(part.fold, learner(part.fit, known[part.fold.learnt], [part.asked], seed, 1)[0]) for part in parts],
        known.size,
    )


def placed(answers: Sequence[tuple[Fold, FloatArray]], rows: int) -> FloatArray:
    """[round, row] scores of the rows that folds ask about, as places among those of their fold."""
    if not answers:
        return np.full((1, rows), 0.5)
    places = np.full((1 + max(fold.round for fold, _ in answers), rows), np.nan)
    for fold, scores in answers:
        places[fold.round, fold.asked] = ranks(scores)
    return places
