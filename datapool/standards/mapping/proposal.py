"""Columns of an unknown feed assigned to columns of the pool, one to one, each with the confidence it deserves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import duck
from datapool.standards.expressions import prepare
from datapool.standards.mapping.assignment import assign, sigmoid, standing
from datapool.standards.mapping.contents import Contents, read_contents
from datapool.standards.mapping.evidence import Weights, judge, load_weights, score
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.slots import Slot, load_slots
from datapool.standards.regions import Regions

LEAST_CONFIDENCE = 0.5
CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column of the pool that a delivered one may be."""

    slot: Slot
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a delivered column is taken for.

    slot         None where nothing fits well enough
    confidence   chance that the slot is right; where there is none, of the best candidate
    candidates   the best ones, best first
    filled       share of rows with a value
    passes       share of the values that the validator of the best candidate takes
    """

    position: int
    header: str
    slot: Slot | None
    confidence: float
    candidates: tuple[Candidate, ...]
    filled: float
    passes: float


def propose(feed: Feed, regions: Regions, weights: Weights | None = None) -> tuple[Proposal, ...]:
    """For every column of the feed, the column of the pool it is taken for."""
    slots = load_slots()
    fitted = load_weights() if weights is None else weights
    with duck.connect() as connection:
        prepare(connection, regions)
        contents = read_contents(feed, slots, connection)
    evidence = judge(feed, slots, contents)
    scores = score(evidence, fitted, slots)
    chosen = assign(scores)
    sure = confidences(standing(scores, chosen), fitted, is_nameless=not feed.has_headers)
    return tuple(
        _proposal(at, feed, slots, contents, scores=scores[at], chosen=chosen[at], sure=float(sure[at]))
        for at in range(len(feed.values))
    )


def confidences(standings: NDArray[np.float64], weights: Weights, *, is_nameless: bool) -> NDArray[np.float64]:
    """[column] the chance that its assignment is right."""
    fitted = weights.standing[is_nameless]
    return sigmoid(standings @ fitted[:-1] + fitted[-1])


def _proposal(
    at: int,
    feed: Feed,
    slots: Sequence[Slot],
    contents: Contents,
    *,
    scores: NDArray[np.float64],
    chosen: int | None,
    sure: float,
) -> Proposal:
    order = sorted(range(len(slots)), key=lambda slot: (slot != chosen, -scores[slot]))[:CANDIDATES]
    shares = sigmoid(scores[order])
    rest = shares[1:].sum()
    others = (1.0 - sure) * shares / rest if rest > 0 else shares * 0.0
    candidates = [Candidate(slots[order[0]], sure)]
    candidates += [Candidate(slots[slot], float(min(sure, others[n]))) for n, slot in enumerate(order) if n]
    is_sure = chosen is not None and sure >= LEAST_CONFIDENCE
    return Proposal(
        position=at + 1,
        header=feed.headers[at],
        slot=slots[chosen] if is_sure and chosen is not None else None,
        confidence=sure,
        candidates=tuple(candidates),
        filled=float(contents.filled[at]),
        passes=float(contents.passes[at, order[0]]),
    )
