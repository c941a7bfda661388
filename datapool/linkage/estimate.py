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
from datapool.linkage.model import Flags, Model, PairClass, Relation
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
_NAMES = (Kind.NAME, Kind.HAN)
# How much more often than any other column one has to differ alone, and of how many.
_STANDING_OUT, _FEWEST_COMPARED = 2.0, 3
_LEAST_PAIRS = 0.05
# Of the pairs of kin those in which one is a copy.
_MOST_COPIES = 0.5
# Matches expected before anything is learned, for each record.
_MATCHES_PER_RECORD = 0.3


@dataclass(frozen=True, slots=True)
class Start:
    """What a round begins with.

    classes  of one person, then of kin
    towards  [class] chances that it leans to, as strongly as `leaning`
    held     [class][comparison] whether it is as among strangers by definition, and not learned
    own      [class of kin][comparison] whether kin have it each to themselves; none where they are not told yet
    records  in the files together
    """

    classes: tuple[PairClass, ...]
    towards: tuple[tuple[Table, ...], ...]
    leaning: float
    held: tuple[Flags, ...]
    own: tuple[Flags, ...] = ()
    records: int = 0


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
    relations = _relations(comparisons, base, patterns, expected)
    first = _learn(comparisons, patterns, _start(comparisons, plain, relations, towards=base, leaning=leaning))
    kept = crisp_relations(first)
    start = _start(comparisons, plain, kept, towards=base, leaning=leaning)
    return judged(_learn(comparisons, patterns, replace(start, own=tuple(own for _, own in kept), records=records)))


def _sizes(comparisons: Sequence[Comparison]) -> list[int]:
    return [len(each.levels) for each in comparisons]


def _start(
    comparisons: Sequence[Comparison],
    plain: tuple[PairClass, ...],
    relations: Sequence[Relation],
    *,
    towards: tuple[Table, ...],
    leaning: float,
) -> Start:
    kinds = [each.kind for each in comparisons]
    # What of the dates of kin is alike, as with spouses, is learned; without dates only the names tell kin from copies.
    by_definition = np.array([kind in _NAMES for kind in kinds]) & (Kind.DATE not in kinds)
    return Start(
        (*plain, *(each for each, _ in relations)),
        (*(towards for _ in plain), *(each.chances for each, _ in relations)),
        leaning,
        (*(np.zeros(len(kinds), bool) for _ in plain), *(own & by_definition for _, own in relations)),
    )


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
    comparisons: Sequence[Comparison], base: tuple[Table, ...], patterns: Patterns, expected: float
) -> tuple[Relation, ...]:
    """Classes of persons who share some columns and have others to themselves, their dates of birth at any rate.

    Where there are no dates, also those who have nothing but a name to themselves.
    """
    share, forest = _SHARE_OF_RELATIONS * expected, independent(patterns, _sizes(comparisons))
    kinds = [each.kind for each in comparisons]
    parts = [[0.0 if kind is Kind.DATE else shared for kind in kinds] for shared in _SHARED]
    if Kind.DATE not in kinds:
        names = [at for at in _standing_out(comparisons, patterns) if kinds[at] in _NAMES]
        parts += [[float(at != own) for at in range(len(kinds))] for own in names]
    return tuple(
        (PairClass(share, _mixed(base, forest.marginals, part), False), np.array(part) == 0.0) for part in parts
    )


def _standing_out(comparisons: Sequence[Comparison], patterns: Patterns) -> list[int]:
    """The comparison that is often the only one to differ; copies err in every column, kin are unlike in the one."""
    same = np.array([each.lowest_same for each in comparisons])
    is_same = patterns.levels >= same
    agrees = is_same | (patterns.levels < 0)
    # With so many values missing that little agrees, the others may be anyone's.
    enough = is_same.sum(axis=1) > len(comparisons) / 2
    counts = np.zeros(len(comparisons))
    for at in range(len(comparisons)):
        alone = enough & (patterns.levels[:, at] == 0) & np.delete(agrees, at, axis=1).all(axis=1)
        counts[at] = patterns.found[alone].sum()
    if len(counts) < _FEWEST_COMPARED:
        return []
    return [at for at in range(len(counts)) if counts[at] > _STANDING_OUT * np.delete(counts, at).max()]


def _mixed(copied: Sequence[Table], random: Sequence[Table], parts: Sequence[float]) -> tuple[Table, ...]:
    """[comparison] as in copies in so large a part, and otherwise as among strangers."""
    tables = []
    for of_copies, of_strangers, part in zip(copied, random, parts, strict=True):
        chances = part * np.exp(of_copies[1:]) + (1.0 - part) * np.exp(of_strangers[1:])
        tables.append(np.concatenate([[0.0], np.log(chances / chances.sum())]))
    return tuple(tables)


def _learn(comparisons: Sequence[Comparison], patterns: Patterns, start: Start) -> Model:
    """Rounds of weighing the patterns by the classes and the classes by the patterns, until nothing moves.

    The last classes are those of kin one of whom is badly written; they follow from the others.
    """
    sizes, classes, total = _sizes(comparisons), start.classes, patterns.total
    forest = independent(patterns, sizes)
    model = Model(tuple(comparisons), (*classes, *_badly_written(classes, start, total)), forest, total)
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
            for at, each in enumerate(classes)
        )
        classes = tuple(_held(each, forest, held) for each, held in zip(classes, start.held, strict=True))
        moved = max(abs(np.log(new.share / old.share)) for new, old in zip(classes, model.classes, strict=False))
        model = Model(tuple(comparisons), (*classes, *_badly_written(classes, start, total)), forest, total, round_)
        if round_ >= _FEWEST_ROUNDS and moved < _STEADY:
            break
    return model


def _badly_written(classes: tuple[PairClass, ...], start: Start, total: float) -> tuple[PairClass, ...]:
    """Kin one of whom is there as a copy: what they share has the slips of copies, what each has alone stays so.

    Nearly all kin are written alike, so that they alone would make of every slip a sign of one person.
    """
    if not start.own:
        return ()
    copies = [each for each in classes if each.is_match]
    shares = np.array([each.share for each in copies])
    written = [
        np.concatenate([[0.0], np.log(np.average([np.exp(table[1:]) for table in tables], axis=0, weights=shares))])
        for tables in zip(*(each.chances for each in copies), strict=True)
    ]
    # Of the records so many have a copy, and either of the two may be it.
    rate = min(_MOST_COPIES, 2.0 * float(shares.sum()) * total / max(1, start.records))
    return tuple(
        PairClass(
            rate * each.share,
            tuple(mine if is_own else copied for mine, copied, is_own in zip(each.chances, written, own, strict=True)),
            False,
        )
        for each, own in zip(classes[len(copies) :], start.own, strict=True)
    )


def _held(each: PairClass, forest: Forest, held: Flags) -> PairClass:
    """The class with the chances of strangers where they are what it means."""
    tables = zip(each.chances, forest.marginals, held, strict=True)
    return replace(each, chances=tuple(random if is_held else mine for mine, random, is_held in tables))


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
