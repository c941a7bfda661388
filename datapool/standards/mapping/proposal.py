"""Columns of an unknown feed assigned to columns of the pool, one to one, each with the confidence it deserves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from core.documents import load_document
from datapool.standards.expressions import prepare
from datapool.standards.mapping.contents import Contents, bits, read_contents
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.slots import Slot, load_slots
from datapool.standards.mapping.words import likeness
from datapool.standards.regions import Regions

WEIGHTS = Path(__file__).parent / "weights.yaml"
# What a pair of a column and a slot is judged by; the weights stand in weights.yaml.
EVIDENCE = (
    "name", "name_exact", "name_unlike", "passes", "fails", "telling", "telling_nameless", "alike", "unlike", "typical",
    "untypical", "covered", "uncovered", "agrees", "disagrees", "not_unique", "repeats", "empty", "context",
    "context_nameless",
)  # fmt: skip
# What the confidence of an assignment follows from.
STANDING = ("score", "lead_in_column", "lead_in_slot", "nameless")
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


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights: of the evidence for a pair, and of the standing of an assignment."""

    evidence: NDArray[np.float64]
    evidence_constant: float
    standing: NDArray[np.float64]
    standing_constant: float


@cache
def load_weights(path: Path = WEIGHTS) -> Weights:
    """The weights as fitted."""
    data: Mapping[str, Any] = load_document(path).data
    return Weights(
        evidence=np.array([float(data["evidence"][name]) for name in EVIDENCE]),
        evidence_constant=float(data["evidence"]["constant"]),
        standing=np.array([float(data["standing"][name]) for name in STANDING]),
        standing_constant=float(data["standing"]["constant"]),
    )


def propose(feed: Feed, regions: Regions, weights: Weights | None = None) -> tuple[Proposal, ...]:
    """For every column of the feed, the column of the pool it is taken for."""
    slots = load_slots()
    fitted = load_weights() if weights is None else weights
    with duckdb.connect() as connection:
        prepare(connection, regions)
        contents = read_contents(feed, slots, connection)
    evidence = judge(feed, slots, contents)
    scores = score(evidence, fitted, slots)
    chosen = assign(scores)
    standings = standing(scores, chosen, is_nameless=not feed.has_headers)
    sure = sigmoid(standings @ fitted.standing + fitted.standing_constant)
    return tuple(
        _proposal(at, feed, slots, contents, scores=scores[at], chosen=chosen[at], sure=float(sure[at]))
        for at in range(len(feed.values))
    )


def judge(feed: Feed, slots: Sequence[Slot], contents: Contents) -> NDArray[np.float64]:
    """[column, slot, evidence] everything but the context, which follows from a first round."""
    names = np.array([[likeness(header, slot.names) for slot in slots] for header in feed.headers])
    nameless = 0.0 if feed.has_headers else 1.0
    telling = np.array([bits(slot) for slot in slots])[None, :] / 10.0 * (contents.passes >= 0.8)
    unique = np.array([slot.profile.unique for slot in slots], dtype=object)
    is_repeated = 1.0 - contents.distinct[:, None]
    parts = {
        "name": names,
        "name_exact": (names >= 1.0).astype(float),
        "name_unlike": (names < 0.4) * (1.0 - nameless),
        "passes": contents.passes,
        "fails": (contents.passes < 0.5).astype(float),
        "telling": telling,
        "telling_nameless": telling * nameless,
        "alike": np.nan_to_num(contents.alike, nan=0.0),
        "unlike": np.nan_to_num(1.0 - contents.alike, nan=0.0),
        "typical": np.nan_to_num(contents.typical, nan=0.0),
        "untypical": np.nan_to_num(1.0 - contents.typical, nan=0.0),
        "covered": np.nan_to_num(contents.covered, nan=0.0),
        "uncovered": np.nan_to_num(1.0 - contents.covered, nan=0.0),
        "agrees": np.nan_to_num(contents.agrees, nan=0.0),
        "disagrees": np.nan_to_num(1.0 - contents.agrees, nan=0.0),
        "not_unique": is_repeated * (unique == True)[None, :],  # noqa: E712
        "repeats": is_repeated * np.array([slot.item.code_list is not None for slot in slots])[None, :],
        "empty": np.broadcast_to(contents.filled[:, None] == 0.0, names.shape).astype(float),
        "context": np.zeros(names.shape),
        "context_nameless": np.zeros(names.shape),
    }
    return np.stack([np.broadcast_to(parts[name], names.shape) for name in EVIDENCE], axis=-1)


def score(evidence: NDArray[np.float64], weights: Weights, slots: Sequence[Slot]) -> NDArray[np.float64]:
    """[column, slot] log odds of each pair: a first round without context, then one with it."""
    first = evidence @ weights.evidence + weights.evidence_constant
    return with_context(evidence, first, slots) @ weights.evidence + weights.evidence_constant


def with_context(
    evidence: NDArray[np.float64], first: NDArray[np.float64], slots: Sequence[Slot]
) -> NDArray[np.float64]:
    """The evidence with its context: how likely it is that the feed is one of the tables in which the slot stands.

    A table is as likely as the best slots that its columns offer to the columns of the feed, all columns together.
    """
    tables = sorted(set().union(*(slot.tables for slot in slots)))
    stands = np.array([[table in slot.tables for table in tables] for slot in slots])
    best = np.array([np.where(stands[:, at], first, -20.0).max(axis=1) for at in range(len(tables))])
    fit = np.clip(best, -6.0, 6.0).sum(axis=1)
    odds = np.exp(fit - fit.max())
    context = stands @ (odds / odds.sum())
    informed = evidence.copy()
    informed[:, :, EVIDENCE.index("context")] = context[None, :]
    nameless = evidence[:, :, EVIDENCE.index("name")].max() == 0.0
    informed[:, :, EVIDENCE.index("context_nameless")] = context[None, :] * nameless
    return informed


def assign(scores: NDArray[np.float64]) -> list[int | None]:
    """[column] the slot it goes to, no slot twice, the sum of log odds being the greatest; None where none is likely.

    Each column has a place of its own beside the slots, worth nothing, for the case that no slot is worth more.
    """
    columns, slots = scores.shape
    own = np.where(np.eye(columns, dtype=bool), 0.0, -1e6)
    rows, places = linear_sum_assignment(np.hstack([scores, own]), maximize=True)
    chosen: list[int | None] = [None] * columns
    for row, place in zip(rows, places, strict=True):
        chosen[int(row)] = int(place) if place < slots else None
    return chosen


def standing(scores: NDArray[np.float64], chosen: Sequence[int | None], *, is_nameless: bool) -> NDArray[np.float64]:
    """[column, standing] of the chosen slot, or of the best where none was: its score and its lead on the others."""
    rows = []
    for at, choice in enumerate(chosen):
        slot = int(scores[at].argmax()) if choice is None else choice
        in_column = scores[at, slot] - np.delete(scores[at], slot).max()
        others = np.delete(scores[:, slot], at)
        in_slot = scores[at, slot] - (others.max() if others.size else -10.0)
        rows.append((scores[at, slot], np.clip(in_column, -10, 10), np.clip(in_slot, -10, 10), float(is_nameless)))
    return np.array(rows)


def sigmoid(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances from log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))))


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
