"""The outcome of a linkage: persons, the pairs behind them, reasons on demand, and what a person should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datapool.linkage.certain import Certain
from datapool.linkage.clusters import Evidence, Flags, Ints, Merges, Sides
from datapool.linkage.columns import Column
from datapool.linkage.decisions import fingerprints
from datapool.linkage.explanation import Explanation, explain
from datapool.linkage.grounds import Ground, Grounds
from datapool.linkage.model import Model
from datapool.linkage.patterns import Floats
from datapool.linkage.preparation import RECORDS, Prepared
from datapool.linkage.threshold import Choice
from datapool.linkage.vectors import vectors_of

# Pairs with chances between are for a person to look at.
UNSURE = (0.1, 0.9)
UNSURE_PAIR = "unsure"


@dataclass(frozen=True, slots=True)
class QueuedPair:
    """Two records, by their numbers, that a person should look at, and why; `joined` says how it stands now."""

    left: int
    right: int
    reason: str
    chance: float | None
    joined: bool


@dataclass(frozen=True)
class Linked:
    """Who is whom. Records are numbered from 0, those of the right file behind those of the left.

    clusters  [record] the lowest record of its cluster
    columns   all of them, with those that were left out
    evidence  the pairs compared, certain, or decided
    grounds   [pair of the evidence] certain rule or decision, none for most
    model     None where nothing could be compared
    found     share of the true pairs that the blocking rules are expected to find
    """

    clusters: Ints
    columns: tuple[Column, ...]
    prepared: Prepared
    sides: Sides
    evidence: Evidence
    grounds: Grounds
    certain: Certain
    merges: Merges
    choice: Choice
    model: Model | None
    found: float
    content: "dict[str, pa.ChunkedArray]"

    @property
    def pairs(self) -> int:
        """Pairs of records in the same cluster; of two files, pairs between them."""
        size = len(self.clusters)
        if self.sides.are_two:
            left, right = (
                np.bincount(self.clusters[side], minlength=size) for side in (~self.sides.right, self.sides.right)
            )
            return int((left * right).sum())
        sizes = np.bincount(self.clusters, minlength=size)
        return int((sizes * (sizes - 1) // 2).sum())

    @property
    def persons(self) -> int:
        """Clusters, those of a single record among them."""
        return len(np.unique(self.clusters))

    @cached_property
    def fingerprints(self) -> list[str]:
        """[record] its name by its content, for decisions about it."""
        return fingerprints(self.content)

    def scored(self) -> pa.Table:
        """Every pair of the evidence: left, right, chance (where only evidence counts), rule, whether it is joined."""
        chance = pa.array(_chance(self.evidence.log_odds), mask=self.grounds > 0)
        words = pa.array([ground.word for ground in Ground], pa.string())
        joined = self.clusters[self.evidence.left] == self.clusters[self.evidence.right]
        return pa.table(
            {
                "left": self.evidence.left,
                "right": self.evidence.right,
                "chance": chance,
                "rule": pc.take(words, pa.array(self.grounds)),
                "joined": joined,
            }
        )

    def explain(self, pairs: Sequence[tuple[int, int]]) -> list[Explanation]:
        """Reasons for pairs of records, in their order."""
        ordered = [(min(pair), max(pair)) for pair in pairs]
        by_rule = np.flatnonzero(self.grounds)
        known = {
            (left, right): Ground(ground).word
            for left, right, ground in zip(
                self.evidence.left[by_rule].tolist(),
                self.evidence.right[by_rule].tolist(),
                self.grounds[by_rule].tolist(),
                strict=True,
            )
        }
        connection = self.prepared.connection
        asked = np.array(sorted(set(ordered)), np.int64).reshape(-1, 2)
        connection.register("linkage_asked", pa.table({"join_key_l": asked[:, 0], "join_key_r": asked[:, 1]}))
        vectors = vectors_of(connection, RECORDS, "SELECT * FROM linkage_asked", self.prepared.comparisons)
        connection.unregister("linkage_asked")
        place = {pair: at for at, pair in enumerate(zip(vectors.left.tolist(), vectors.right.tolist(), strict=True))}
        rows = [place[pair] for pair in ordered]
        rules = [known.get(pair, "") for pair in ordered]
        return explain(self.model, self.prepared.columns, vectors.levels[rows], rules)

    def queue(self, limit: int | None = None) -> list[QueuedPair]:
        """Pairs that a person should look at: first numbers shared by two persons, then the most doubtful."""
        joined = self.clusters[self.evidence.left] == self.clusters[self.evidence.right]
        doubtful = [
            QueuedPair(
                int(self.evidence.left[at]),
                int(self.evidence.right[at]),
                Ground.TWO_PERSONS_ONE_NUMBER.word,
                None,
                bool(joined[at]),
            )
            for at in np.flatnonzero(self.grounds == Ground.TWO_PERSONS_ONE_NUMBER)[:limit]
        ]
        chance = _chance(self.evidence.log_odds)
        is_open = ~self.evidence.bound & ~self.evidence.apart & (chance > UNSURE[0]) & (chance < UNSURE[1])
        is_open &= ~joined | self._is_weak()
        rows = np.flatnonzero(is_open)
        rows = rows[np.argsort(np.abs(chance[rows] - self.choice.threshold), kind="stable")]
        unsure = [
            QueuedPair(
                int(self.evidence.left[at]),
                int(self.evidence.right[at]),
                UNSURE_PAIR,
                float(chance[at]),
                bool(joined[at]),
            )
            for at in (rows if limit is None else rows[:limit])
        ]
        return [*doubtful, *unsure][:limit]

    def _is_weak(self) -> Flags:
        """[pair] whether its cluster was joined by a merge that is not sure."""
        weak = (self.merges.chance >= self.choice.threshold) & (self.merges.chance < UNSURE[1])
        touched = np.zeros(len(self.clusters), bool)
        touched[self.clusters[self.merges.one[weak]]] = True
        return np.asarray(touched[self.clusters[self.evidence.left]])

    def close(self) -> None:
        """Give back the database; nothing can be explained afterwards."""
        self.prepared.connection.close()


def _chance(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500))))
