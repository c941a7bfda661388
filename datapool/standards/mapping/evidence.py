"""What speaks for and against a delivered column being a certain column of the pool, and the score that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from datapool.standards.mapping.contents import Contents, bits
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.slots import Slot
from datapool.standards.mapping.words import likeness
from datapool.standards.sources import Table, load_sources

WEIGHTS = Path(__file__).parent / "weights.yaml"
# What a pair of a column and a slot is judged by; the weights stand in weights.yaml.
EVIDENCE = (
    "name", "name_exact", "name_unlike", "passes", "fails", "telling", "telling_nameless", "alike", "unlike", "typical",
    "untypical", "covered", "uncovered", "agrees", "disagrees", "not_unique", "repeats", "in_order", "context",
    "context_nameless",
)  # fmt: skip
# What the confidence of an assignment follows from: its score, what the next best change of places would cost, and
# between how many columns or slots that are as good it had to choose.
STANDING = ("score", "least_loss", "rivals")


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights, constants last: of the evidence for a pair, and of the standing of an assignment.

    standing  [nameless] for feeds with headers and for feeds without
    """

    evidence: NDArray[np.float64]
    standing: Mapping[bool, NDArray[np.float64]]


@cache
def load_weights(path: Path = WEIGHTS) -> Weights:
    """The weights as fitted."""
    data: Mapping[str, Any] = load_document(path).data
    return Weights(
        evidence=_row(data["evidence"], EVIDENCE),
        standing={is_nameless: _row(data[name], STANDING) for is_nameless, name in STANDING_OF.items()},
    )


LEAST_TAKEN = 0.8
STANDING_OF = {False: "standing", True: "standing_nameless"}


def _row(said: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([float(said[name]) for name in (*names, "constant")])


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
        "in_order": _in_order(contents, slots) * nameless,
        "context": np.zeros(names.shape),
        "context_nameless": np.zeros(names.shape),
    }
    return np.stack([np.broadcast_to(parts[name], names.shape) for name in EVIDENCE], axis=-1)


def score(evidence: NDArray[np.float64], weights: Weights, slots: Sequence[Slot]) -> NDArray[np.float64]:
    """[column, slot] log odds of each pair: a first round without context, then one with it."""
    first = weigh(evidence, weights.evidence)
    return weigh(with_context(evidence, first, slots), weights.evidence)


def weigh(evidence: NDArray[np.float64], fitted: NDArray[np.float64]) -> NDArray[np.float64]:
    """[column, slot] log odds."""
    return np.asarray(evidence @ fitted[:-1] + fitted[-1])


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


def _in_order(contents: Contents, slots: Sequence[Slot]) -> NDArray[np.float64]:
    """[column, slot] chance that the column is the slot if the feed keeps the order of one of the known tables."""
    columns = len(contents.filled)
    found = np.zeros((columns, len(slots)))
    place = {(slot.item.key, slot.column): at for at, slot in enumerate(slots)}
    fitting = [order for table in load_sources().values() if (order := _order(table, place, contents))]
    for order in fitting:
        found[range(columns), order] += 1.0 / len(fitting)
    return found


def _order(table: Table, place: Mapping[tuple[str, str], int], contents: Contents) -> list[int]:
    """The slots of a table's columns if each takes most of what stands in the feed at its place; else nothing."""
    order = [place[column.item.key, column.column] for column in table.columns]
    if len(order) != len(contents.filled):
        return []
    takes = (contents.passes[range(len(order)), order] >= LEAST_TAKEN) | (contents.filled == 0.0)
    return order if takes.all() else []
