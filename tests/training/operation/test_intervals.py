"""Intervals hold what they promise, and chances agree with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.operation.intervals import Coverage, needed, reach, rolling_coverage, tail_chance


def test_nineteen_scores_are_needed_for_95_of_a_hundred() -> None:
    assert needed(0.95) == 19


@pytest.mark.parametrize("count", [19, 40, 99])
def test_the_reach_covers_the_next_score_as_often_as_it_says(count: int) -> None:
    stream = np.random.default_rng(3)
    held = [abs(one[-1]) <= reach(one[:-1], 0.95) for one in stream.standard_t(3, (4000, count + 1))]
    assert 0.94 <= np.mean(held) <= 0.98


@pytest.mark.parametrize("count", [1, 5, 18])
def test_with_few_scores_the_reach_is_wider_not_narrower(count: int) -> None:
    stream = np.random.default_rng(4)
    held = [abs(one[-1]) <= reach(one[:-1], 0.95) for one in stream.standard_normal((4000, count + 1))]
    assert np.mean(held) >= 0.94


@given(scores=st.lists(st.floats(-50, 50), min_size=20, max_size=60), asked=st.lists(st.floats(-99, 99), min_size=1))
def test_a_chance_is_below_five_of_a_hundred_exactly_outside_the_interval(
    scores: list[float], asked: list[float]
) -> None:
    known, sizes = np.asarray(scores), np.asarray(asked)
    width = max(reach(known, 0.95), 1e-12)
    clear = np.abs(np.abs(sizes) / width - 1) > 1e-6
    chances = tail_chance(sizes, known, 0.95)
    assert np.array_equal((chances < 0.05)[clear], (np.abs(sizes) > width)[clear])


def test_an_origin_is_judged_by_those_that_were_over_alone() -> None:
    scores = np.concatenate([np.ones(19), [5.0], np.ones(5)])
    assert rolling_coverage(scores, 0.95, known=range(25)) == Coverage(5, 6)
    # The large one has never been over: nothing after it is measured by it.
    late = [min(at, 18) for at in range(25)]
    assert rolling_coverage(scores, 0.95, known=late) == Coverage(0, 0)
