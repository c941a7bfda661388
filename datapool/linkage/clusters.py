"""From pairs to persons: records merged by the mean of what their pairs say, so that a chain of doubts joins nobody.

The two clusters whose pairs agree best are merged first, and so on. What counts is the mean over all pairs between
them, each capped: one strong likeness does not outweigh contradictions, and pairs that no rule found count as unlike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from datapool.linkage.patterns import Floats

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
# What one pair may say, in natural log odds; pairs that no rule found say the least.
LEAST, MOST = -3.0, 8.0
# Pairs below are no reason to merge, so that a cluster's records hang together by pairs above.
_REASON = -2.5
# The mean over several pairs understates a merge: records with holes contradict nobody and support nobody.
_UNDERSTATED = 1.0
_CERTAIN = 50.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Pairs and what is known of them.

    log_odds  [pair] that the two are one person
    bound     [pair] one person for certain
    apart     [pair] never to be merged, also not by way of others
    """

    left: Ints
    right: Ints
    log_odds: Floats
    bound: Flags
    apart: Flags


@dataclass(frozen=True, slots=True)
class Sides:
    """Where two files are linked: which records are of the right one, and whether a person may be there but once.

    right  [record] all False where one file is compared to itself
    """

    right: Flags
    once_left: bool = False
    once_right: bool = False

    @property
    def are_two(self) -> bool:
        return bool(self.right.any())


@dataclass(frozen=True, slots=True)
class Merges:
    """Everything that could be merged, each cluster's merges in their order.

    one, other  [merge] a record of each of the two clusters
    chance      [merge] that it is right, never more than that of the merges it builds upon
    pairs       [merge] of records that it joins
    """

    one: Ints
    other: Ints
    chance: Floats
    pairs: Ints


@dataclass(slots=True)
class _Cluster:
    """A cluster on the way: a record of it, how many are of the left and the right, and its links to others.

    links  [number of the other] sum of what their pairs say, how many, and whether the two must stay apart
    """

    number: int
    record: int
    left: int
    right: int
    links: dict[int, tuple[float, int, bool]]


def merge(evidence: Evidence, sides: Sides) -> Merges:
    """All merges that have a reason, down to chances far below any threshold."""
    records = len(sides.right)
    odds = np.where(evidence.bound, _CERTAIN, np.clip(evidence.log_odds, LEAST, MOST))
    reason = ((odds >= _REASON) | evidence.bound) & ~evidence.apart
    graph = coo_matrix((reason[reason], (evidence.left[reason], evidence.right[reason])), (records, records))
    _, component = connected_components(graph, directed=False)
    inside = np.flatnonzero(component[evidence.left] == component[evidence.right])
    inside = inside[np.argsort(component[evidence.left[inside]], kind="stable")]
    sizes = np.bincount(component, minlength=records)[component[evidence.left[inside]]]
    alone = inside[(sizes == 2) & reason[inside]]
    found = [
        (
            evidence.left[alone],
            evidence.right[alone],
            _chance(odds[alone], np.ones(len(alone))),
            np.ones(len(alone), np.int64),
        )
    ]
    crowded = inside[sizes > 2]
    starts = np.flatnonzero(np.diff(component[evidence.left[crowded]], prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(crowded)]):
        part = crowded[start:end]
        steps = list(_agglomerate(evidence, odds, part, sides))
        if steps:
            one, other, chance, pairs = map(np.array, zip(*steps, strict=True))
            found.append((one, other, np.minimum.accumulate(chance), pairs))
    one, other, chance, pairs = (np.concatenate(column) for column in zip(*found, strict=True))
    return Merges(one.astype(np.int64), other.astype(np.int64), chance, pairs.astype(np.int64))


def clusters_at(merges: Merges, threshold: float, records: int) -> Ints:
    """[record] the number of its cluster, which is its lowest record: only merges as likely as the threshold."""
    kept = merges.chance >= threshold
    graph = coo_matrix((np.ones(kept.sum()), (merges.one[kept], merges.other[kept])), (records, records))
    count, label = connected_components(graph, directed=False)
    lowest = np.full(count, records, np.int64)
    np.minimum.at(lowest, label, np.arange(records))
    return np.asarray(lowest[label])


def _chance(height: Floats, pairs: Floats) -> Floats:
    """That a merge is right, from the mean log odds of its pairs."""
    return np.asarray(1.0 / (1.0 + np.exp(-(height + _UNDERSTATED * (1.0 - 1.0 / pairs)))))


def _agglomerate(evidence: Evidence, odds: Floats, part: Ints, sides: Sides) -> Iterator[tuple[int, int, float, int]]:
    """The merges of one component: record, record, chance, pairs."""
    clusters = _singles(evidence, odds, part, sides)
    heap: list[tuple[float, int, int]] = []
    for number, cluster in clusters.items():
        heap += [(-_height(cluster, clusters[near], sides), number, near) for near in cluster.links if near > number]
    heapify(heap)
    fresh = max(clusters) + 1
    while heap:
        negative, one, other = heappop(heap)
        if one not in clusters or other not in clusters:
            continue
        if -negative < _REASON - _UNDERSTATED:
            return
        first, second = clusters[one], clusters[other]
        if first.links[other][2] or not _may_meet(first, second, sides):
            continue
        pairs = _pairs_between(first, second, sides)
        yield first.record, second.record, float(_chance(np.array(-negative), np.array(pairs))), pairs
        clusters[fresh] = _joined(clusters, one, other, fresh)
        for near in clusters[fresh].links:
            heappush(heap, (-_height(clusters[near], clusters[fresh], sides), near, fresh))
        fresh += 1


def _singles(evidence: Evidence, odds: Floats, part: Ints, sides: Sides) -> dict[int, _Cluster]:
    clusters: dict[int, _Cluster] = {}
    rows = zip(
        evidence.left[part].tolist(), evidence.right[part].tolist(), odds[part].tolist(), evidence.apart[part].tolist(),
        strict=True,
    )  # fmt: skip
    for left, right, value, apart in rows:
        for one, other in ((left, right), (right, left)):
            if one not in clusters:
                is_right = int(sides.right[one])
                clusters[one] = _Cluster(one, one, 1 - is_right, is_right, {})
            clusters[one].links[other] = (value, 1, apart)
    return clusters


def _pairs_between(one: _Cluster, other: _Cluster, sides: Sides) -> int:
    """Pairs that the two could have: between the files, or within the one."""
    if not sides.are_two:
        return one.left * other.left
    return one.left * other.right + one.right * other.left


def _height(one: _Cluster, other: _Cluster, sides: Sides) -> float:
    """The mean of what their pairs say."""
    total, seen, _ = one.links[other.number]
    pairs = max(_pairs_between(one, other, sides), 1)
    return (total + (pairs - seen) * LEAST) / pairs


def _may_meet(one: _Cluster, other: _Cluster, sides: Sides) -> bool:
    if sides.once_left and one.left and other.left:
        return False
    return not (sides.once_right and one.right and other.right)


def _joined(clusters: dict[int, _Cluster], one: int, other: int, fresh: int) -> _Cluster:
    """Both as one; what was linked to either is linked to it."""
    first, second = clusters.pop(one), clusters.pop(other)
    links: dict[int, tuple[float, int, bool]] = {}
    for old, cluster in ((one, first), (other, second)):
        for near, (total, seen, apart) in cluster.links.items():
            if near in (one, other):
                continue
            del clusters[near].links[old]
            before = links.get(near, (0.0, 0, False))
            links[near] = (before[0] + total, before[1] + seen, before[2] or apart)
    for near, link in links.items():
        clusters[near].links[fresh] = link
    return _Cluster(fresh, first.record, first.left + second.left, first.right + second.right, links)
