"""The model learned from the pairs themselves, by expectation maximisation over all pairs there are.

The pairs that the blocking rules found are looked at one by one, all others through a random sample. Splink, which
works out the levels, would train on one blocking rule at a time, since within a rule the blocked columns always agree;
its sessions fail where a file has few columns or many copies of one person, and count what columns have in common
(place and postcode, surname and household) as often as there are columns. With every pair in the count, no sessions are
needed, and what is common can be told apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datapool.linkage.comparison import Comparison
from datapool.linkage.dependence import Forest, Table, grow, independent
from datapool.linkage.judgement import crisp_relations, judged
from datapool.linkage.kind import Kind
from datapool.linkage.model import Model, PairClass
from datapool.linkage.patterns import Floats, Patterns

# How often a value differs in three kinds of copies of a person's record, before anything is learned.
_WRONG, _WRONG_OF_ALL = (0.06, 0.2, 0.45), 0.15
_SHARES, _SHARE_OF_RELATIONS = (0.4, 0.4, 0.2), 0.1
# How far a household shares a column, before anything is learned.
_SHARED = (0.5, 0.25)
# Persons with another date of birth are other persons, mistakes that leave no likeness aside.
_MOST_OTHER_DATES = 0.12
_LEANING, _LEANING_ON_SURE = 4.0, 12.0
# The forest is drawn anew in these rounds; in the others only its figures are renewed.
_DRAWN_ANEW = (1, 4, 10, 20)
_MOST_ROUNDS, _FEWEST_ROUNDS, _STEADY = 60, 9, 4e-3
_LEAST_PAIRS = 0.05
# Matches expected before anything is learned, for each record.
_MATCHES_PER_RECORD = 0.3


@dataclass(frozen=True, slots=True)
class Start:
    """What a round begins with: the classes, towards which chances they lean, and how strongly."""

    classes: tuple[PairClass, ...]
    towards: tuple[tuple[Table, ...], ...]
    leaning: float


def estimate(
    comparisons: Sequence[Comparison], patterns: Patterns, *, records: int, sure: Patterns | None = None
) -> Model:
    """Learn the model; nothing but the patterns is looked at.

    records  in the files together
    sure     pairs that are one person for certain, found by other means: what they show of copies is leaned on
    """
    base, leaning = _base(comparisons, sure)
    expected = _MATCHES_PER_RECORD * records / patterns.total
    plain = _matches(comparisons, expected)
    relations = _relations(comparisons, base, independent(patterns, _sizes(comparisons)), expected)
    first = _learn(comparisons, patterns, _start(plain, relations, base, leaning))
    kept = crisp_relations(first)
    again = _learn(comparisons, patterns, _start(plain, kept, base, leaning))
    return judged(again)


def _sizes(comparisons: Sequence[Comparison]) -> list[int]:
    return [len(each.levels) for each in comparisons]


def _start(
    plain: tuple[PairClass, ...], relations: tuple[PairClass, ...], base: tuple[Table, ...], leaning: float
) -> Start:
    towards = (*(base for _ in plain), *(each.chances for each in relations))
    return Start((*plain, *relations), towards, leaning)


def _ladder(comparison: Comparison, wrong: float) -> Table:
    """Log chances in which so many values differ, evenly over the levels below the same."""
    low, size = comparison.lowest_same, len(comparison.levels)
    chances = np.full(size, (1.0 - wrong) / (size - low))
    chances[:low] = wrong / low
    return np.concatenate([[0.0], np.log(chances)])


def _base(comparisons: Sequence[Comparison], sure: Patterns | None) -> tuple[tuple[Table, ...], float]:
    """Where the chances of matches lean to, and how strongly."""
    ladders = [_ladder(each, _WRONG_OF_ALL) for each in comparisons]
    if sure is None or sure.found.sum() < _LEANING_ON_SURE:
        return tuple(ladders), _LEANING
    tables = []
    for at, ladder in enumerate(ladders):
        counts = np.bincount(sure.levels[:, at] + 1, weights=sure.found, minlength=len(ladder))[1:]
        # Where certainty rests on a column, what the certain pairs show of it is no evidence: all of them agree.
        is_given = comparisons[at].kind is Kind.CITIZEN_ID or counts[: comparisons[at].lowest_same].sum() == 0
        chances = np.exp(ladder[1:]) * _LEANING_ON_SURE + (0.0 if is_given else counts)
        tables.append(np.concatenate([[0.0], np.log(chances / chances.sum())]))
    return tuple(tables), _LEANING_ON_SURE


def _matches(comparisons: Sequence[Comparison], expected: float) -> tuple[PairClass, ...]:
    return tuple(
        PairClass(share * expected, tuple(_ladder(each, wrong) for each in comparisons), True)
        for wrong, share in zip(_WRONG, _SHARES, strict=True)
    )


def _relations(
    comparisons: Sequence[Comparison], base: tuple[Table, ...], forest: Forest, expected: float
) -> tuple[PairClass, ...]:
    """Classes of persons who share some columns and have others to themselves, their dates of birth at any rate."""
    classes = []
    for shared in _SHARED:
        tables = []
        for comparison, copied, random in zip(comparisons, base, forest.marginals, strict=True):
            part = 0.0 if comparison.kind is Kind.DATE else shared
            chances = part * np.exp(copied[1:]) + (1.0 - part) * np.exp(random[1:])
            tables.append(np.concatenate([[0.0], np.log(chances / chances.sum())]))
        classes.append(PairClass(_SHARE_OF_RELATIONS * expected, tuple(tables), False))
    return tuple(classes)


def _learn(comparisons: Sequence[Comparison], patterns: Patterns, start: Start) -> Model:
    """Rounds of weighing the patterns by the classes and the classes by the patterns, until nothing moves."""
    sizes, classes, total = _sizes(comparisons), start.classes, patterns.total
    forest = independent(patterns, sizes)
    model = Model(tuple(comparisons), classes, forest, total)
    for round_ in range(1, _MOST_ROUNDS + 1):
        chances = model.log_chances(patterns.levels)
        chances -= np.logaddexp.reduce(chances, axis=1)[:, None]
        weights = np.exp(chances)
        # Pairs that no rule found are taken to be different persons: one among the sampled would count for many.
        different = np.clip(
            (weights[:, -1] * patterns.found + patterns.others) / (patterns.found + patterns.others), 0, 1
        )
        forest = grow(patterns, different, sizes, None if round_ in _DRAWN_ANEW else forest.parents)
        belonging = patterns.found[:, None] * weights[:, :-1]
        classes = tuple(
            _renewed(comparisons, each, patterns, belonging[:, at], start.towards[at], start.leaning)
            for at, each in enumerate(model.classes)
        )
        moved = max(abs(np.log(new.share / old.share)) for new, old in zip(classes, model.classes, strict=True))
        model = Model(tuple(comparisons), classes, forest, total, round_)
        if round_ >= _FEWEST_ROUNDS and moved < _STEADY:
            break
    return model


def _renewed(
    comparisons: Sequence[Comparison],
    each: PairClass,
    patterns: Patterns,
    weights: Floats,
    towards: tuple[Table, ...],
    leaning: float,
) -> PairClass:
    """The class as its pairs show it."""
    tables = []
    for at, comparison in enumerate(comparisons):
        counts = np.bincount(patterns.levels[:, at] + 1, weights=weights, minlength=len(comparison.levels) + 1)[1:]
        chances = counts + leaning * np.exp(towards[at][1:]) + 1e-3
        chances /= chances.sum()
        if each.is_match and comparison.kind is Kind.DATE and chances[0] > _MOST_OTHER_DATES:
            chances[1:] *= (1.0 - _MOST_OTHER_DATES) / chances[1:].sum()
            chances[0] = _MOST_OTHER_DATES
        tables.append(np.concatenate([[0.0], np.log(chances)]))
    share = max(float(weights.sum()), _LEAST_PAIRS) / patterns.total
    return replace(each, share=share, chances=tuple(tables))
