"""Draws keep what belongs together on one side, the later behind the earlier, and say which anomalies are known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.anomaly.refusals import AnomaliesRefused, TimeRefused
from training.anomaly.splitting import Draw, Order, draws

SEEDS = st.integers(0, 10_000)
SHARES = st.floats(0.01, 1.0)


def drawn(seed: int, share: float = 0.1, **order: np.ndarray) -> tuple[np.ndarray, list[Draw]]:
    labels = (np.random.default_rng(seed).random(300) < 0.2).astype(np.int8)
    return labels, list(draws(labels, Order(**order), known_share=share, count=3, seed=seed))


@given(SEEDS, SHARES)
@settings(max_examples=30)
def test_only_anomalies_are_known_and_as_many_as_asked(seed: int, share: float) -> None:
    labels, found = drawn(seed, share)
    for draw in found:
        of = labels[draw.train]
        assert not (draw.known > of).any()
        assert draw.known.sum() == math.ceil(share * of.sum())


@given(SEEDS)
@settings(max_examples=30)
def test_every_row_is_in_one_part_and_anomalies_are_in_both_alike(seed: int) -> None:
    labels, found = drawn(seed)
    for draw in found:
        assert sorted([*draw.train, *draw.test]) == list(range(300))
        assert abs(labels[draw.test].sum() - 0.3 * labels.sum()) <= 1


@given(SEEDS)
@settings(max_examples=30)
def test_rows_of_one_moment_are_never_parted_and_the_later_are_judged(seed: int) -> None:
    times = np.random.default_rng(seed).integers(0, 12, 300).astype(float)
    _, found = drawn(seed, times=times)
    for draw in found:
        assert times[draw.train].max() < times[draw.test].min()


@given(SEEDS, st.integers(2, 60))
@settings(max_examples=30)
def test_rows_of_one_entity_are_never_parted(seed: int, entities: int) -> None:
    groups = np.random.default_rng(seed).integers(0, entities, 300)
    try:
        _, found = drawn(seed, groups=groups)
    except AnomaliesRefused:
        # So few entities that those of one kind cannot be on both sides.
        assert entities < 8
        return
    for draw in found:
        assert not set(groups[draw.train]) & set(groups[draw.test])


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    first, again, other = drawn(1)[1], drawn(1)[1], drawn(2)[1]
    assert all((a.test == b.test).all() and (a.known == b.known).all() for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a.test, b.test) for a, b in zip(first, other, strict=True))
    assert not np.array_equal(first[0].test, first[1].test)


def test_one_moment_for_all_is_refused() -> None:
    with pytest.raises(TimeRefused, match="the same in every row"):
        drawn(1, times=np.zeros(300))


def test_a_later_part_without_anomalies_is_refused() -> None:
    labels = np.append(np.ones(20, dtype=np.int8), np.zeros(80, dtype=np.int8))
    with pytest.raises(AnomaliesRefused, match="judged has rows of one kind"):
        draws(labels, Order(times=np.arange(100.0)), known_share=0.1, count=1, seed=1)
