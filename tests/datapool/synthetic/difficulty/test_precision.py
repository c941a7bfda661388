"""Average precision agrees with scikit-learn, ties included; the interval covers; budgets are counted fairly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from datapool.synthetic.difficulty.precision import average_precision, score


@given(
    st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=200).filter(
        lambda rows: any(guilty for _, guilty in rows)
    )
)
@settings(max_examples=200, deadline=None)
def test_average_precision_is_that_of_a_library_whatever_the_ties(rows: list[tuple[int, bool]]) -> None:
    scores, guilty = np.array([s for s, _ in rows], float), np.array([g for _, g in rows])
    assert average_precision(scores, guilty) == pytest.approx(average_precision_score(guilty, scores))


def test_a_perfect_ranking_scores_one_and_one_that_knows_nothing_the_prevalence() -> None:
    guilty = np.arange(1000) < 20
    assert average_precision(-np.arange(1000.0), guilty) == 1.0
    assert average_precision(np.zeros(1000), guilty) == pytest.approx(0.02)


def test_the_interval_holds_the_figure_of_the_whole_population_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(5)
    truth = draw.random(200_000) < 0.02
    scores = truth * 1.2 + draw.normal(size=truth.size)
    whole = average_precision(scores, truth)
    held = 0
    for _ in range(60):
        some = draw.choice(truth.size, 10_000, replace=False)
        found = score(scores[some], truth[some])
        held += found.low <= whole <= found.high
    assert held >= 51


def test_a_budget_within_equal_scores_gets_its_share_of_them() -> None:
    guilty = np.array([True, True, False, False, False, False])
    assert score(np.array([2.0, 1, 1, 1, 1, 1]), guilty).recall == pytest.approx((1 + 3 / 5) / 2)
