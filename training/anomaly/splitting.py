"""Honest draws: which rows are learned from, which are judged, and which anomalies of the former are known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.anomaly.refusals import AnomaliesRefused, TimeRefused
from training.model import FloatArray

SHARE_JUDGED = 0.3
# Where what is learned from is itself parted by time, for the choice among scorers: as shares of its rows.
FORWARD = (0.4, 0.55, 0.7, 0.85)
Rows = NDArray[np.intp]
MEANING_OF_LABELLED = (
    "A share F of the anomalies of the training part, drawn at random and rounded up, is known to be anomalies. "
    "Every other training row, anomaly or not, is unlabelled: its label is never read by a semi-supervised scorer."
)


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw.

    train  rows that scorers are fitted to; test: rows they are judged on
    known  [train row] whether it is known to be an anomaly
    """

    number: int
    train: Rows
    test: Rows
    known: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Order:
    """What rows are kept together or apart by.

    times   [row] or None; with times the judged rows are the latest
    groups  [row] the entity that a row belongs to, or None; without times no entity is in both parts
    """

    times: FloatArray | None = None
    groups: Rows | None = None

    @property
    def said(self) -> str:
        """How the parts are made, in words."""
        if self.times is not None:
            return "by time: the latest 30 % of rows are judged, rows of one moment are never parted"
        if self.groups is not None:
            return "at random, 30 % judged, all rows of an entity in one part, as many anomalies in each as can be"
        return "at random, 30 % of the anomalies and 30 % of the other rows are judged"


def draws(labels: NDArray[np.int8], order: Order, *, known_share: float, count: int, seed: int) -> Sequence[Draw]:
    """`count` draws, the same for the same seed.

    Raises TimeRefused, or AnomaliesRefused where a part would have rows of one kind only.
    """
    found = []
    for number in range(count):
        random = np.random.default_rng([seed, number])
        is_judged = _judged(labels, order, random)
        train, test = np.flatnonzero(~is_judged), np.flatnonzero(is_judged)
        for name, rows in (("learned from", train), ("judged", test)):
            if rows.size == 0 or labels[rows].min() == labels[rows].max():
                raise AnomaliesRefused(
                    f"the part that is {name} has rows of one kind only.",
                    remedy="Give a longer table, or leave out --time or --entity.",
                )
        anomalies = np.flatnonzero(labels[train])
        known = np.zeros(train.size, dtype=np.int8)
        known[random.choice(anomalies, math.ceil(known_share * anomalies.size), replace=False)] = 1
        found.append(Draw(number, train, test, known))
    return found


def _judged(labels: NDArray[np.int8], order: Order, random: np.random.Generator) -> NDArray[np.bool_]:
    if order.times is not None:
        return order.times >= cut(order.times)
    groups = np.arange(labels.size) if order.groups is None else order.groups
    sizes = np.bincount(groups)
    bad = np.bincount(groups, weights=labels) > 0
    chosen = np.zeros(sizes.size, dtype=np.bool_)
    for kind in (True, False):
        members = random.permutation(np.flatnonzero((bad == kind) & (sizes > 0)))
        upto = np.cumsum(sizes[members])
        if members.size:
            # At least one, and never all.
            last = int(np.argmin(np.abs(upto - SHARE_JUDGED * upto[-1])))
            chosen[members[: min(last + 1, max(members.size - 1, 0))]] = True
    return np.asarray(chosen[groups])


def cut(times: FloatArray) -> float:
    """The moment from which rows are judged. Raises TimeRefused where no row is earlier, or none later."""
    ordered = np.sort(times)
    moment = ordered[int((1 - SHARE_JUDGED) * ordered.size)]
    if moment == ordered[0]:
        later = ordered[ordered > moment]
        if not later.size:
            raise TimeRefused("the time is the same in every row.", remedy="Leave out --time.")
        moment = later[0]
    return float(moment)


def forward_cuts(times: FloatArray) -> tuple[float, ...]:
    """The moments at which what is learned from is parted, so that later rows are asked of what earlier ones taught.

    times  of the rows that are learned from; no moment where all are the same
    """
    if not times.size:
        return ()
    ordered = np.sort(times)
    moments = np.unique([ordered[int(share * ordered.size)] for share in FORWARD])
    return tuple(float(moment) for moment in moments if moment > ordered[0])
