import numpy as np
import pytest

from datapool.linkage.comparison import compare
from datapool.linkage.dependence import grow, independent
from datapool.linkage.estimate import estimate
from datapool.linkage.kind import Kind
from datapool.linkage.patterns import Levels, Patterns, distinct, patterns_of

KINDS = (Kind.NAME, Kind.CODE, Kind.DATE, Kind.CODE)
COMPARISONS = tuple(compare(at, f"c{at}", kind) for at, kind in enumerate(KINDS))
SIZES = [len(each.levels) for each in COMPARISONS]


def drawn(draw: np.random.Generator, pairs: int, same: float) -> Levels:
    """Pairs whose values are the same with this chance, and otherwise anything."""
    columns = [np.where(draw.random(pairs) < same, size - 1, draw.integers(0, size - 1, pairs)) for size in SIZES]
    return np.column_stack(columns).astype(np.int8)


def patterns(matches: int, others: int, *, seed: int = 1, hidden: float = 0.0) -> tuple[Patterns, Levels]:
    draw = np.random.default_rng(seed)
    different = np.zeros((others, len(SIZES)), np.int8)
    for at, size in enumerate(SIZES):
        different[:, at] = np.where(draw.random(others) < 0.02, size - 1, 0)
    levels = np.vstack([drawn(draw, matches, 0.85), different])
    levels[draw.random(levels.shape) < hidden] = -1
    return patterns_of(levels, levels[:0], pairs_found=len(levels), total=len(levels)), levels


@pytest.mark.parametrize("hidden", [0.0, 0.2])
@pytest.mark.parametrize("matches", [60, 600])
def test_the_number_of_matches_and_their_chances_are_found(matches: int, hidden: float) -> None:
    counted, levels = patterns(matches, 40_000, hidden=hidden)
    model = estimate(COMPARISONS, counted, records=400)
    chance = 1 / (1 + np.exp(-np.clip(model.log_odds(levels), -500, 500)))
    assert model.matches == pytest.approx(matches, rel=0.15)
    assert chance[:matches].mean() > 0.8 and chance[matches:].mean() < 0.005


def test_kin_one_of_whom_is_badly_written_stay_kin() -> None:
    """Six hundred pairs share four columns and have name and birth to themselves; matches are few and have slips."""
    kinds = (Kind.NAME, Kind.DATE, Kind.NAME, Kind.CODE, Kind.CODE, Kind.PHONE)
    comparisons = tuple(compare(at, f"c{at}", kind) for at, kind in enumerate(kinds))
    tops = np.array([len(each.levels) - 1 for each in comparisons])
    draw = np.random.default_rng(4)
    strangers = np.where(draw.random((40_000, 6)) < 0.02, tops, 0)
    kin = np.array([0, 0, *tops[2:]]) * np.ones((600, 1), np.int64)
    copies = np.where(draw.random((40, 6)) < 0.1, tops - 1, tops)
    levels = np.vstack([copies, kin, strangers]).astype(np.int8)
    counted = patterns_of(levels, levels[:0], pairs_found=len(levels), total=len(levels))
    model = estimate(comparisons, counted, records=1000)
    slips = np.tile(kin[0], (4, 1)) - np.eye(4, 6, 2, dtype=np.int64)
    assert model.matches == pytest.approx(40, rel=0.2)
    assert (model.log_odds(slips.astype(np.int8)) < -2).all()


def test_where_there_are_no_matches_none_are_found() -> None:
    counted, _ = patterns(0, 40_000)
    assert estimate(COMPARISONS, counted, records=300).matches < 2


def test_the_parts_of_a_pattern_and_its_start_make_its_odds() -> None:
    counted, levels = patterns(300, 20_000, hidden=0.1)
    model = estimate(COMPARISONS, counted, records=300)
    parts = model.parts(levels[:50])
    assert (parts[levels[:50] < 0] == 0).all()
    assert np.isfinite(model.log_odds(levels[:50]) - parts.sum(axis=1)).all()


def test_columns_that_hang_together_count_once() -> None:
    """The second column repeats the first in strangers as well: together they tell little more than one."""
    draw = np.random.default_rng(2)
    together = draw.random(30_000) < 0.05
    levels = np.zeros((30_000, len(SIZES)), np.int8)
    levels[:, 0], levels[:, 1] = together * (SIZES[0] - 1), together * (SIZES[1] - 1)
    counted = patterns_of(levels, levels[:0], pairs_found=len(levels), total=len(levels))
    forest = grow(counted, np.ones(len(counted.levels)), SIZES, None)
    both = np.array([[SIZES[0] - 1, SIZES[1] - 1, 0, 0]], np.int8)
    apart = independent(counted, SIZES).parts(both).sum()
    assert np.exp(forest.parts(both).sum()) == pytest.approx(0.05, rel=0.1)
    assert forest.parts(both).sum() > apart + 2


def test_sampled_pairs_stand_for_all_that_no_rule_found() -> None:
    found, sampled = np.zeros((10, 4), np.int8), np.ones((5, 4), np.int8)
    counted = patterns_of(found, sampled, pairs_found=100, total=1100)
    assert counted.found.sum() == pytest.approx(100) and counted.others.sum() == pytest.approx(1000)
    assert counted.seen.max() == 100


def test_different_rows_are_told_apart_also_in_wide_files() -> None:
    draw = np.random.default_rng(3)
    levels = draw.integers(-1, 9, (3000, 24)).astype(np.int8)
    rows, codes = distinct(levels)
    assert len(rows) == len(np.unique(levels, axis=0)) and (rows[codes] == levels).all()
