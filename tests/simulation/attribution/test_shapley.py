"""Shapley values: the four properties that make them what they are, and the mean over every order in so many words."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.attribution.shapley import Value, exact_shares, sampled_shares

CAUSES = 5
games = arrays(np.float64, 1 << CAUSES, elements=st.floats(-1e3, 1e3))


def of(game: np.ndarray) -> Value:
    return lambda members: float(game[members])


def over_every_order(value: Value, causes: int) -> np.ndarray:
    """The definition: what a cause adds to those before it, averaged over all orders."""
    orders = list(permutations(range(causes)))
    added = np.zeros(causes)
    for order in orders:
        members = 0
        for cause in order:
            added[cause] += value(members | 1 << cause) - value(members)
            members |= 1 << cause
    return added / len(orders)


@given(games)
def test_the_values_are_the_mean_over_every_order(game: np.ndarray) -> None:
    assert exact_shares(of(game), CAUSES).values == pytest.approx(over_every_order(of(game), CAUSES), abs=1e-9)


@given(games)
def test_they_add_up_to_the_whole(game: np.ndarray) -> None:
    assert exact_shares(of(game), CAUSES).values.sum() == pytest.approx(game[-1] - game[0], abs=1e-9)


@given(games, st.integers(0, CAUSES - 1))
def test_a_cause_that_never_matters_has_nothing(game: np.ndarray, dummy: int) -> None:
    sets = np.arange(1 << CAUSES)
    assert exact_shares(of(game[sets & ~(1 << dummy)]), CAUSES).values[dummy] == 0.0


@given(games, st.permutations(range(CAUSES)))
def test_the_names_of_the_causes_do_not_matter(game: np.ndarray, order: list[int]) -> None:
    renamed = np.empty_like(game)
    for members in range(1 << CAUSES):
        renamed[sum(1 << order[cause] for cause in range(CAUSES) if members >> cause & 1)] = game[members]
    found = exact_shares(of(renamed), CAUSES).values
    assert found[order] == pytest.approx(exact_shares(of(game), CAUSES).values, abs=1e-9)


@given(games)
def test_two_causes_that_do_the_same_have_the_same(game: np.ndarray) -> None:
    sets = np.arange(1 << CAUSES)
    swapped = (sets & ~3) | (sets & 1) << 1 | (sets & 2) >> 1
    values = exact_shares(of((game + game[swapped]) / 2), CAUSES).values
    assert values[0] == pytest.approx(values[1], abs=1e-9)


@given(games, games, st.floats(-3, 3))
def test_the_values_of_a_sum_are_the_sums_of_the_values(first: np.ndarray, second: np.ndarray, factor: float) -> None:
    together = exact_shares(of(first + factor * second), CAUSES).values
    apart = exact_shares(of(first), CAUSES).values + factor * exact_shares(of(second), CAUSES).values
    assert together == pytest.approx(apart, abs=1e-8)


@settings(max_examples=30)
@given(games, st.integers(2, 6), st.integers(0, 99))
def test_sampled_values_add_up_too(game: np.ndarray, orders: int, seed: int) -> None:
    found = sampled_shares(of(game), CAUSES, orders=orders, seed=seed)
    assert found.values.sum() == pytest.approx(game[-1] - game[0], abs=1e-8)


def test_sampled_values_lie_within_their_error_of_the_exact_ones() -> None:
    game = np.random.default_rng(5).normal(size=1 << CAUSES)
    exact = exact_shares(of(game), CAUSES)
    found = sampled_shares(of(game), CAUSES, orders=2000, seed=1)
    assert (np.abs(found.values - exact.values) < 4 * found.standard_errors).all()
    assert (found.standard_errors < 0.05).all()
    assert not exact.standard_errors.any()
    rough = sampled_shares(of(game), CAUSES, orders=125, seed=1)
    assert rough.standard_errors == pytest.approx(4 * found.standard_errors, rel=0.4)


def test_the_same_seed_gives_the_same_values() -> None:
    game = np.random.default_rng(5).normal(size=1 << CAUSES)
    first, again, other = (sampled_shares(of(game), CAUSES, orders=7, seed=seed).values for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_no_cause_and_one_cause() -> None:
    assert exact_shares(of(np.array([3.0])), 0).values.size == 0
    assert exact_shares(of(np.array([3.0, 5.0])), 1).values == pytest.approx([2.0])
