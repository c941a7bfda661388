"""How the columns hang together among records of different persons: a forest in which each column follows one other.

Place and postcode, surname and household: two persons who share the one often share the other, which counts once and
not twice. Of all forests the one is taken whose edges tell most (Chow and Liu 1968).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.linkage.patterns import Floats, Levels, Patterns

# A conditional share leans on the unconditional one as if so many pairs had been seen besides.
_LEANING = 20.0
_TRUST = 5.0
# A table of chances by level has the missing value in front: it tells nothing.
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forest:
    """Log chances of the levels of two random records of different persons.

    parents       [comparison] the one it follows, -1 for none
    marginals     [comparison][1 + level]
    conditionals  [comparison][1 + level of the parent, 1 + level]; None without a parent
    """

    parents: tuple[int, ...]
    marginals: tuple[Table, ...]
    conditionals: tuple[Table | None, ...]

    def parts(self, levels: Levels) -> Floats:
        """[pattern, comparison] what each adds to the log chance of a pattern."""
        found = np.empty(levels.shape)
        for at, parent in enumerate(self.parents):
            table = self.conditionals[at]
            if table is None:
                found[:, at] = self.marginals[at][levels[:, at] + 1]
            else:
                found[:, at] = table[levels[:, parent] + 1, levels[:, at] + 1]
        return found


def shares_of(levels: Levels, weights: Floats, sizes: Sequence[int], *, pseudo: float = 0.5) -> tuple[Table, ...]:
    """[comparison][1 + level] log share of each level among the pairs where no value is missing; missing is 0."""
    tables = []
    for at, size in enumerate(sizes):
        counts = np.bincount(levels[:, at] + 1, weights=weights, minlength=size + 1)[1:] + pseudo
        tables.append(np.concatenate([[0.0], np.log(counts / counts.sum())]))
    return tuple(tables)


def grow(patterns: Patterns, different: Floats, sizes: Sequence[int], parents: tuple[int, ...] | None) -> Forest:
    """The forest of the pairs that are different persons.

    different  [pattern] chance that such a pair is one of two random persons
    sizes      [comparison] number of levels
    parents    of an earlier forest, where only its figures are to be renewed
    """
    weights, trust = different * (patterns.found + patterns.others), different * patterns.seen
    marginals = shares_of(patterns.levels, weights, sizes)
    if parents is None:
        parents = _parents(patterns.levels, weights, trust, sizes)
    conditionals = [
        None
        if parent < 0
        else _conditional(
            _counts(patterns.levels, (parent, at), weights, sizes),
            _counts(patterns.levels, (parent, at), trust, sizes),
            marginals[at],
        )
        for at, parent in enumerate(parents)
    ]
    return Forest(parents, marginals, tuple(conditionals))


def independent(patterns: Patterns, sizes: Sequence[int]) -> Forest:
    """A forest without edges, of all pairs."""
    marginals = shares_of(patterns.levels, patterns.found + patterns.others, sizes)
    return Forest((-1,) * len(sizes), marginals, (None,) * len(sizes))


def _counts(levels: Levels, pair: tuple[int, int], weights: Floats, sizes: Sequence[int]) -> Floats:
    """[level of the one, level of the other] pairs, where neither is missing."""
    one, other = pair
    both = (levels[:, one] >= 0) & (levels[:, other] >= 0)
    codes = levels[both, one].astype(np.int64) * sizes[other] + levels[both, other]
    counted = np.bincount(codes, weights=weights[both], minlength=sizes[one] * sizes[other])
    return np.asarray(counted.reshape(sizes[one], sizes[other]))


def _conditional(counts: Floats, trust: Floats, marginal: Table) -> Table:
    sums, seen = counts.sum(axis=1, keepdims=True), trust.sum(axis=1, keepdims=True)
    leaning = np.maximum(_LEANING * sums / np.maximum(seen, 1.0), 1.0)
    chances = (counts + leaning * np.exp(marginal[1:])) / (sums + leaning)
    table = np.vstack([marginal[1:], np.log(chances)])
    return np.hstack([np.zeros((len(table), 1)), table])


def _parents(levels: Levels, weights: Floats, trust: Floats, sizes: Sequence[int]) -> tuple[int, ...]:
    """The heaviest forest: edges from the most telling on, leaving out those that would close a ring."""
    count = len(sizes)
    edges = []
    for one in range(count):
        for other in range(one + 1, count):
            counts = _counts(levels, (one, other), weights, sizes)
            seen = _counts(levels, (one, other), trust, sizes)
            edges.append((_telling(counts, seen), one, other))
    group = list(range(count))
    neighbours: dict[int, list[int]] = {at: [] for at in range(count)}
    for telling, one, other in sorted(edges, reverse=True):
        if telling > 0 and group[one] != group[other]:
            group = [group[one] if each == group[other] else each for each in group]
            neighbours[one].append(other)
            neighbours[other].append(one)
    return _rooted(neighbours)


def _telling(counts: Floats, seen: Floats) -> float:
    """How far the counts are from those of columns that do not hang together; cells of few pairs count little."""
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / max(counts.sum(), 1e-9)
    ratio = np.abs(np.log((counts + 1.0) / (expected + 1.0)))
    return float((seen * ratio * seen / (seen + _TRUST)).sum())


def _rooted(neighbours: dict[int, list[int]]) -> tuple[int, ...]:
    parents = [-1] * len(neighbours)
    reached: set[int] = set()
    for root in neighbours:
        waiting = [] if root in reached else [root]
        while waiting:
            at = waiting.pop()
            reached.add(at)
            for child in neighbours[at]:
                if child not in reached:
                    parents[child] = at
                    waiting.append(child)
    return tuple(parents)
