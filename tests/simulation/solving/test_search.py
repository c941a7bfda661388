"""The search finds the least move: against responses whose crossing is known."""

from math import ceil, log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.solving.search import FINEST, Search

PATHS = 1000
PRECISION = 0.005
# Guesses halve the gap in two steps down to the precision; where many paths turn at one move it is then halved step by
# step down to the finest; before that come zero, the ends and the scanned moves.
MOST_QUESTIONS = 2 * ceil(log2(20.0 / PRECISION)) + ceil(-log2(FINEST)) + 5


def share_of_paths(thresholds: np.ndarray, sign: int = 1) -> Search:
    """A thousand paths, each of which turns good at a move of its own."""
    ordered = np.sort(thresholds)
    return Search(
        respond=lambda move: float(np.searchsorted(ordered, sign * move, side="right")) / ordered.size,
        low=-10.0,
        high=10.0,
        precision=PRECISION,
        grain=1.0 / ordered.size,
    )


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 10_000), st.floats(0.3, 4.0), st.floats(0.1, 3.0), st.integers(600, 2000), st.sampled_from([1, -1])
)
def test_the_least_move_is_found_to_one_path(seed: int, middle: float, spread: float, halves: int, sign: int) -> None:
    target = halves / 2000
    thresholds = np.random.default_rng(seed).normal(middle, spread, PATHS).clip(-9.0, 9.0)
    search = share_of_paths(thresholds, sign)
    move = search.least(target)
    crossing = np.sort(thresholds)[int(np.ceil(target * PATHS - 1e-9)) - 1]
    assert move is not None
    if crossing <= 0:
        assert move == 0.0
        return
    assert move * sign >= crossing
    assert move * sign <= crossing + PRECISION
    if np.count_nonzero(thresholds == crossing) == 1:
        assert 0 <= search.at(move) - target < 1.0 / PATHS
    assert search.turns(sign) == []
    assert len(search.answers) <= MOST_QUESTIONS


def test_a_usual_case_takes_few_questions() -> None:
    thresholds = np.random.default_rng(3).normal(2.0, 1.0, PATHS)
    search = share_of_paths(thresholds)
    assert search.least(0.95) == pytest.approx(np.sort(thresholds)[949], abs=PRECISION)
    assert len(search.answers) <= 12


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.sampled_from([1, -1]), st.booleans())
def test_a_whole_move_is_the_smallest_whole_one(crossing: int, sign: int, is_sharp: bool) -> None:
    def respond(move: float) -> float:
        assert move == round(move)
        return float(sign * move >= crossing) if is_sharp else min(max(0.5 + (sign * move - crossing) / 200, 0.0), 1.0)

    search = Search(respond, low=-60.0, high=60.0, step=1.0, precision=1.0, grain=0.0 if is_sharp else 0.001)
    assert search.least(0.5) == sign * crossing


def test_a_jump_of_many_paths_ends_the_search_and_what_is_beyond_the_target_shows() -> None:
    search = share_of_paths(np.r_[np.full(500, 1.0), np.full(500, 3.3333)])
    move = search.least(0.75)
    assert move == pytest.approx(3.3333, abs=PRECISION)
    assert search.at(move) - 0.75 == pytest.approx(0.25)


def test_the_smaller_of_two_sides_is_taken() -> None:
    search = Search(lambda move: float(move >= 5.0 or move <= -2.0), low=-10.0, high=10.0)
    assert search.least(1.0) == pytest.approx(-2.0, abs=0.01)


def test_a_response_that_turns_is_noticed_and_its_nearest_crossing_taken() -> None:
    hill = Search(lambda move: max(0.0, 1.0 - abs(move - 5.0) / 6.0), low=0.0, high=10.0, grain=0.001)
    assert hill.least(0.9) == pytest.approx(4.4, abs=0.02)
    bent = Search(lambda move: min(0.1 * move, 1.0) - (0.8 if 4.0 < move < 9.0 else 0.0), low=0.0, high=10.0)
    assert bent.least(0.95) == pytest.approx(9.5, abs=0.02)
    assert 5.0 in bent.turns(1)


def test_out_of_reach_is_none_and_the_best_is_known() -> None:
    search = Search(lambda move: 0.5 + move / 100, low=-10.0, high=10.0)
    assert search.least(0.95) is None
    assert search.best() == 10.0
    assert search.at(10.0) == pytest.approx(0.6)
    flat = Search(lambda move: 0.3, low=-10.0, high=10.0)
    assert flat.least(0.95) is None
    assert flat.best() == 0.0


def test_no_move_is_asked_for_twice() -> None:
    asked: list[float] = []

    def respond(move: float) -> float:
        asked.append(move)
        return min(1.0, 0.2 + move / 5)

    search = Search(respond, low=-10.0, high=10.0, grain=0.001)
    search.least(0.7)
    search.least(0.9)
    assert len(asked) == len(set(asked))
