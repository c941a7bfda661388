"""What the levels of a pair say about its being one person: a mixture of three ways of being so, and three of not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.linkage.comparison import Comparison
from datapool.linkage.dependence import Forest, Table
from datapool.linkage.patterns import Floats, Levels

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PairClass:
    """One way in which two records belong together: one person written cleanly or badly, or the same household.

    share   of all pairs
    chances [comparison][1 + level] log chance of the level; missing is 0
    """

    share: float
    chances: tuple[Table, ...]
    is_match: bool


# A class of kin, and [comparison] what they have each to themselves.
Relation = tuple[PairClass, Flags]


@dataclass(frozen=True, slots=True)
class Model:
    """Classes of pairs that belong together in some way, and the forest of random pairs.

    total  all pairs it was learned from
    rounds that the estimate took
    """

    comparisons: tuple[Comparison, ...]
    classes: tuple[PairClass, ...]
    forest: Forest
    total: float
    rounds: int = 0

    @property
    def matches(self) -> float:
        """Pairs of one person that it expects."""
        return sum(each.share for each in self.classes if each.is_match) * self.total

    def log_chances(self, levels: Levels) -> Floats:
        """[pattern, class] of share and levels together; the last class is that of two random persons."""
        return _log_chances(self.classes, self.forest, levels)

    def log_odds(self, levels: Levels) -> Floats:
        """[pattern] natural logarithm of the odds that the two records are one person."""
        found = self.log_chances(levels)
        is_match = np.array([*(each.is_match for each in self.classes), False])
        odds = np.logaddexp.reduce(found[:, is_match], axis=1) - np.logaddexp.reduce(found[:, ~is_match], axis=1)
        return np.asarray(odds)

    def parts(self, levels: Levels) -> Floats:
        """[pattern, comparison] what each column adds to the log odds; missing values add nothing.

        The classes are weighed by how likely each is for the pattern; what the parts leave open is in the start.
        """
        found = self.log_chances(levels)
        is_match = np.array([each.is_match for each in self.classes])
        for_it = _mixed(found[:, :-1], is_match, [_parts(each, levels) for each in self.classes])
        against = [_parts(each, levels) for each in self.classes] + [self.forest.parts(levels)]
        return for_it - _mixed(found, ~np.append(is_match, False), against)


def _log_chances(classes: Sequence[PairClass], forest: Forest, levels: Levels) -> Floats:
    found = np.empty((len(levels), len(classes) + 1))
    for at, each in enumerate(classes):
        found[:, at] = np.log(each.share) + _parts(each, levels).sum(axis=1)
    rest = 1.0 - min(sum(each.share for each in classes), 0.999)
    found[:, -1] = np.log(rest) + forest.parts(levels).sum(axis=1)
    return found


def _parts(each: PairClass, levels: Levels) -> Floats:
    """[pattern, comparison] log chance of each level in a class."""
    return np.column_stack([table[levels[:, at] + 1] for at, table in enumerate(each.chances)])


def _mixed(found: Floats, chosen: Flags, parts: Sequence[Floats]) -> Floats:
    """[pattern, comparison] the parts of the chosen classes, weighed by how likely each is."""
    kept = [at for at in range(len(parts)) if chosen[at]]
    weights = found[:, kept] - np.logaddexp.reduce(found[:, kept], axis=1)[:, None]
    return np.asarray(sum(np.exp(weights[:, [number]]) * parts[at] for number, at in enumerate(kept)))
