"""Scorers count by what they find of anomalies they were not fitted to; no row is told by its own label."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from training.anomaly.block import Block
from training.anomaly.choosing import blend, weigh
from training.anomaly.detectors import ranks
from training.anomaly.encoding import encoded, encoded_out_of_fold, folded
from training.anomaly.held_back import by_lot, out_of_fold, taken

SEEDS = st.integers(0, 10_000)


def block(rows: int, codes: np.ndarray | None = None) -> Block:
    features = np.arange(rows, dtype=float)[:, np.newaxis]
    return Block(features, features, features, features, np.empty((rows, 0), np.intp) if codes is None else codes)


def some_known(rows: int, count: int, seed: int = 1) -> np.ndarray:
    known = np.zeros(rows, dtype=np.int8)
    known[np.random.default_rng(seed).choice(rows, count, replace=False)] = 1
    return known


def places(known: np.ndarray, shift: float, seed: int) -> np.ndarray:
    return ranks(np.random.default_rng(seed).normal(size=known.size) + shift * known)[np.newaxis]


def test_with_many_known_the_better_scorer_counts_almost_alone() -> None:
    known = some_known(4_000, 300)
    weights = weigh({"good": places(known, 2.5, 1), "poor": places(known, 0.5, 2)}, known, seed=1)
    assert weights["good"] > 0.95


def test_with_few_known_a_difference_that_chance_makes_hardly_counts() -> None:
    known = some_known(400, 3)
    weights = weigh({"one": places(known, 1.5, 1), "other": places(known, 1.5, 2)}, known, seed=1)
    assert min(weights.values()) > 0.1


def test_a_scorer_that_is_worse_for_every_known_anomaly_is_left_even_where_few_are_known() -> None:
    """Compared on the same anomalies, luck of the anomalies says nothing: six are enough."""
    known = some_known(2_000, 6)
    good = places(known, 2.0, 1)
    # The same order, and every known anomaly pushed down by a quarter of the table.
    poor = np.where(known == 1, good - 0.25, good)
    weights = weigh({"good": good, "poor": poor}, known, seed=1)
    assert weights["good"] > 0.7
    assert weights["poor"] > 0.0


def test_what_was_never_asked_about_does_not_weigh() -> None:
    known = some_known(400, 40)
    held = {"good": places(known, 2.5, 1), "poor": places(known, 0.5, 2)}
    half = np.arange(400) < 200
    gaps = {name: np.where(half, np.nan, each) for name, each in held.items()}
    assert weigh(gaps, known, seed=1) == weigh(
        {name: each[:, ~half] for name, each in held.items()}, known[~half], seed=1
    )
    none = {name: np.full((1, 400), np.nan) for name in held}
    assert weigh(none, known, seed=1) == {"good": 0.5, "poor": 0.5}


@given(SEEDS, st.integers(1, 40))
@settings(max_examples=20)
def test_weights_are_shares_and_the_same_seed_gives_the_same(seed: int, count: int) -> None:
    known = some_known(300, count, seed)
    held = {name: places(known, shift, at) for at, (name, shift) in enumerate((("a", 0.0), ("b", 1.0), ("c", 2.0)))}
    weights = weigh(held, known, seed=seed)
    assert abs(sum(weights.values()) - 1.0) < 1e-9
    assert min(weights.values()) >= 0.0
    assert weights == weigh(held, known, seed=seed)


def test_one_known_anomaly_is_enough_to_weigh_by() -> None:
    weights = weigh({"one": np.full((2, 50), 0.5), "other": np.full((2, 50), 0.5)}, some_known(50, 1), seed=1)
    assert weights == {"one": 0.5, "other": 0.5}


def test_a_blend_of_one_scorer_keeps_its_order() -> None:
    own = ranks(np.random.default_rng(1).normal(size=100))
    assert (np.argsort(blend({"a": own}, {"a": 1.0})) == np.argsort(own)).all()


def test_a_scorer_that_learns_rows_by_heart_is_worth_nothing_out_of_fold() -> None:
    def by_heart(fit, known, others, seed, workers):
        seen = dict(zip(fit.raw[:, 0], known, strict=True))
        return [np.array([seen.get(row, 0) for row in each.raw[:, 0]], dtype=float) for each in others]

    known = some_known(200, 20)
    found = out_of_fold(by_heart, taken(block(200), by_lot(known, None, 1)), known, seed=1)
    # Held back, it finds nothing in any of the rows: all of a fold share one place.
    assert all(np.ptp(each) < 0.02 for each in found)


@given(SEEDS, st.integers(2, 5))
@settings(max_examples=20)
def test_groups_are_held_back_whole_and_known_anomalies_are_in_every_fold(seed: int, folds: int) -> None:
    draw = np.random.default_rng(seed)
    groups, known = draw.integers(0, 40, 200), some_known(200, 60, seed)
    fold = folded(groups, known, folds, draw)
    assert all(np.unique(fold[groups == group]).size == 1 for group in np.unique(groups))
    assert all(known[fold == number].any() for number in range(folds))


@given(SEEDS)
@settings(max_examples=20)
def test_no_row_is_told_by_its_own_label(seed: int) -> None:
    """Attack: a value that stands once tells nothing but its own label; out of fold it must tell nothing."""
    codes = np.arange(100)[:, np.newaxis]
    known = some_known(100, 20, seed)
    assert (encoded_out_of_fold(codes, known, seed) == 0).all()
    assert np.corrcoef(encoded(codes, known, codes)[:, 0], known)[0, 1] > 0.99


def test_a_value_that_was_never_seen_and_a_gap_are_told_nothing_they_did_not_earn() -> None:
    codes, known = np.array([[0], [0], [1], [-1]]), np.array([1, 0, 0, 0], dtype=np.int8)
    found = encoded(codes, known, np.array([[7], [0], [1]]))
    assert found[0, 0] == 0
    assert found[1, 0] > 0 > found[2, 0]
