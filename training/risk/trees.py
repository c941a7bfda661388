"""Small boosted trees, read from LightGBM's text and asked without LightGBM.

LightGBM loads libraries that take more memory than all the rest of a replica, and what it learned here is a few
comparisons. A tree of few splits has few outcomes of them: beside each stands what the tree says then, and how much of
that each figure brings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from core.errors import WrongType

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Two outcomes a split: of a tree with more of them there would be too many to write down.
MOST_SPLITS = 9
_CASES_AT_ONCE = 256
_START, _END = "\nTree=", "\nend of trees"
_CATEGORICAL, _MISSING, _NOUGHT_IS_MISSING = 1, 3, 1


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees whose log odds are added up.

    feature, threshold  [tree, split] a case goes one way where this figure is at most so much
    says                [tree, outcome] log odds; bit s of an outcome is set where split s was answered with yes
    brings              [tree, outcome, figure] what each figure adds to that, against the average case
    """

    feature: NDArray[np.int64]
    threshold: Floats
    says: Floats
    brings: Floats

    def log_odds(self, figures: Floats) -> Floats:
        """[case] from `figures` [case, figure], none of them NaN."""
        trees = np.arange(self.feature.shape[0])
        return np.concatenate([self.says[trees, some].sum(axis=1) for some in self._outcomes(figures)])

    def contributions(self, figures: Floats) -> Floats:
        """[case, figure] what each adds to the log odds, against the average case (Shapley values)."""
        trees = np.arange(self.feature.shape[0])
        return np.concatenate([self.brings[trees, some].sum(axis=1) for some in self._outcomes(figures)])

    def _outcomes(self, figures: Floats) -> Iterator[NDArray[np.int64]]:
        """[case, tree] the outcome, some cases at a time; at least once."""
        bits = 1 << np.arange(self.feature.shape[1])
        for start in range(0, max(1, figures.shape[0]), _CASES_AT_ONCE):
            some = figures[start : start + _CASES_AT_ONCE]
            yield (some[:, self.feature] <= self.threshold) @ bits


@dataclass(frozen=True, slots=True)
class _Tree:
    """One tree: [split] figure, threshold and the node on either side, [leaf] log odds; how many cases came to each.

    A node is a split, or a leaf where it is negative: -1 the first, -2 the second.
    """

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    yes: tuple[int, ...]
    no: tuple[int, ...]
    says: tuple[float, ...]
    cases_of_split: tuple[int, ...]
    cases_of_leaf: tuple[int, ...]

    def cases(self, node: int) -> int:
        """How many came there."""
        return self.cases_of_split[node] if node >= 0 else self.cases_of_leaf[~node]


@dataclass(frozen=True, slots=True)
class _Path:
    """The way to a leaf: splits with the side taken, and the share of cases that took it."""

    leaf: int
    steps: tuple[tuple[int, bool, float], ...]


def read_trees(text: str, figures: int) -> Trees:
    """Trees from what LightGBM writes of a model of so many figures.

    Raises WrongType for anything else, and for trees of a form that is not asked here: with categories, with nought for
    what is missing, with lines in their leaves, with more than MOST_SPLITS splits.
    """
    try:
        head, *parts = text.partition(_END)[0].split(_START)
        about, found = _fields(head), [_tree(_fields(part.partition("\n")[2]), figures) for part in parts]
        is_sum = about["num_class"] == about["num_tree_per_iteration"] == "1" and "average_output" not in head
        if not found or not is_sum or _END not in text:
            raise ValueError("another model")
        return _tabled(found, figures)
    except (KeyError, ValueError, IndexError, RecursionError) as err:
        raise WrongType(
            "these are no trees that can be asked here.",
            remedy="Give those of `anlan risk learn`, as they were written.",
        ) from err


def _fields(part: str) -> Mapping[str, str]:
    return dict(line.split("=", 1) for line in part.splitlines() if "=" in line)


def _tree(told: Mapping[str, str], figures: int) -> _Tree:
    def read(name: str, size: int) -> list[str]:
        words = told[name].split() if size else []
        if len(words) != size:
            raise ValueError(name)
        return words

    leaves = int(told["num_leaves"])
    splits = leaves - 1
    if not 0 <= splits <= MOST_SPLITS or told["num_cat"] != "0" or told["is_linear"] != "0":
        raise ValueError("another tree")
    for kind in map(int, read("decision_type", splits)):
        if kind & _CATEGORICAL or (kind >> 2) & _MISSING == _NOUGHT_IS_MISSING:
            raise ValueError("another split")
    tree = _Tree(
        feature=tuple(map(int, read("split_feature", splits))), threshold=_numbers(read("threshold", splits)),
        yes=tuple(map(int, read("left_child", splits))), no=tuple(map(int, read("right_child", splits))),
        says=_numbers(read("leaf_value", leaves)), cases_of_split=tuple(map(int, read("internal_count", splits))),
        # The only leaf of a tree without a split is not counted.
        cases_of_leaf=tuple(map(int, read("leaf_count", leaves))) if splits else (1,),
    )  # fmt: skip
    _require_whole(tree, figures)
    return tree


def _numbers(words: Sequence[str]) -> tuple[float, ...]:
    numbers = tuple(map(float, words))
    if not np.isfinite(numbers).all():
        raise ValueError("no number")
    return numbers


def _require_whole(tree: _Tree, figures: int) -> None:
    """Every node but the first hangs on exactly one split, so that every leaf is reached and no way is a circle."""
    splits = len(tree.feature)
    below = sorted((*tree.yes, *tree.no))
    if splits and below != [*range(-len(tree.says), 0), *range(1, splits)]:
        raise ValueError("no tree")
    if not all(0 <= feature < figures for feature in tree.feature):
        raise ValueError("another figure")
    if min((*tree.cases_of_split, *tree.cases_of_leaf)) < 1:
        raise ValueError("nobody came there")


def _tabled(trees: Sequence[_Tree], figures: int) -> Trees:
    splits = max(len(tree.feature) for tree in trees)
    # A split that a tree does not have is answered with no.
    feature, threshold = np.zeros((len(trees), splits), np.int64), np.full((len(trees), splits), -np.inf)
    says, brings = np.zeros((len(trees), 1 << splits)), np.zeros((len(trees), 1 << splits, figures))
    answers = (np.arange(1 << splits)[:, None] >> np.arange(splits) & 1).astype(np.bool_)
    for place, tree in enumerate(trees):
        own = len(tree.feature)
        feature[place, :own], threshold[place, :own] = tree.feature, tree.threshold
        for path in _paths(tree) if own else [_Path(0, ())]:
            _add(tree, path, answers, says[place], brings[place])
    return Trees(feature, threshold, says, brings)


def _paths(tree: _Tree, node: int = 0, steps: tuple[tuple[int, bool, float], ...] = ()) -> Iterator[_Path]:
    if node < 0:
        yield _Path(~node, steps)
        return
    for is_yes, below in ((True, tree.yes[node]), (False, tree.no[node])):
        yield from _paths(tree, below, (*steps, (node, is_yes, tree.cases(below) / tree.cases(node))))


def _add(tree: _Tree, path: _Path, answers: Flags, says: Floats, brings: Floats) -> None:
    """Add what a leaf says to every outcome.

    answers  [outcome, split]
    says     [outcome]
    brings   [outcome, figure]

    Lundberg and others, Consistent Individualized Feature Attribution for Tree Ensembles (2018): a figure that is not
    known takes either side with the share of cases that took it.
    """
    outcomes = answers.shape[0]
    holds: dict[int, Flags] = {}
    shares: dict[int, float] = {}
    for split, is_yes, share in path.steps:
        figure = tree.feature[split]
        holds[figure] = holds.get(figure, np.ones(outcomes, np.bool_)) & (answers[:, split] == is_yes)
        shares[figure] = shares.get(figure, 1.0) * share
    value, count = tree.says[path.leaf], len(holds)
    says += value * np.all(list(holds.values()), axis=0) if holds else value
    for figure, held in holds.items():
        # [outcome, k] of all sets of k other figures, how surely the leaf is reached when only these are known.
        known = np.zeros((outcomes, count))
        known[:, 0] = 1.0
        for other, other_held in holds.items():
            if other != figure:
                known[:, 1:] = known[:, 1:] * shares[other] + known[:, :-1] * other_held[:, None]
                known[:, 0] *= shares[other]
        weights = [factorial(k) * factorial(count - 1 - k) / factorial(count) for k in range(count)]
        brings[:, figure] += value * (held - shares[figure]) * (known @ np.asarray(weights))
