"""Figures of scores against scikit-learn's and against slow plain twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from training import scoring


@st.composite
def scored(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels of both kinds, scores with many ties, whole weights."""
    size = draw(st.integers(2, 60))
    labels = np.array(draw(st.lists(st.integers(0, 1), min_size=size, max_size=size)), dtype=np.int8)
    labels[:2] = (0, 1)
    scores = np.array(draw(st.lists(st.integers(0, 8), min_size=size, max_size=size))) / 8
    weights = np.array(draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)), dtype=float)
    weights[:2] = 1
    return labels, scores, weights


@settings(max_examples=40, deadline=None)
@given(scored())
def test_ranking_figures_are_those_of_scikit_learn_with_and_without_weights(
    made: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    labels, scores, weights = made
    ranking = scoring.Ranking(labels, scores)
    for weight in (None, weights):
        assert ranking.auc(weight) == pytest.approx(roc_auc_score(labels, scores, sample_weight=weight))
        expected = average_precision_score(labels, scores, sample_weight=weight)
        assert ranking.average_precision(weight) == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(scored())
def test_a_weight_is_as_many_rows(made: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    labels, scores, weights = made
    times = weights.astype(int)
    once, repeated = scoring.Ranking(labels, scores), scoring.Ranking(labels.repeat(times), scores.repeat(times))
    assert once.recall_within(0.1, weights) == pytest.approx(repeated.recall_within(0.1))
    assert scoring.brier_skill(labels, scores, weights) == pytest.approx(
        scoring.brier_skill(labels.repeat(times), scores.repeat(times))
    )


@settings(max_examples=25, deadline=None)
@given(scored(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_figure_of_rank(
    made: tuple[np.ndarray, np.ndarray, np.ndarray], chance: object
) -> None:
    labels, scores, _ = made
    order = np.array(chance.sample(range(labels.size), labels.size))  # type: ignore[attr-defined]
    one, other = scoring.Ranking(labels, scores), scoring.Ranking(labels[order], scores[order])
    for name in ("auc", "average_precision"):
        assert getattr(one, name)() == pytest.approx(getattr(other, name)())
    assert one.recall_within(0.2) == pytest.approx(other.recall_within(0.2))


def test_recall_within_a_budget_counts_the_highest_rows() -> None:
    labels = np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 1], dtype=np.int8)
    ranking = scoring.Ranking(labels, np.arange(10)[::-1] / 10)
    assert ranking.recall_within(0.1) == pytest.approx(1 / 3)
    assert ranking.recall_within(0.3) == pytest.approx(2 / 3)
    assert ranking.recall_within(1.0) == 1.0


def test_the_base_rate_has_no_skill_and_a_certain_truth_has_all() -> None:
    labels = np.array([1, 0, 0, 0], dtype=np.int8)
    assert scoring.brier_skill(labels, np.full(4, 0.25)) == pytest.approx(0)
    assert scoring.brier_skill(labels, labels.astype(float)) == 1
    assert scoring.brier_skill(labels, 1 - labels.astype(float)) < 0


def test_calibration_error_is_the_distance_of_said_and_observed() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=np.int8)
    said = np.array([0.1] * 4 + [0.7] * 4)
    bins = scoring.bins_of(said, 2)
    assert scoring.reliability(labels, said, bins).tolist() == pytest.approx(np.array([[4, 0.1, 0], [4, 0.7, 1]]))
    assert scoring.calibration_error(labels, said, bins) == pytest.approx(0.2)


def test_perfect_chances_stay_below_what_chance_reaches_about_95_times_in_100() -> None:
    draw = np.random.default_rng(5)
    chances = draw.random(300)
    bins = scoring.bins_of(chances)
    limit = scoring.calibration_error_by_chance(chances, draw, bin_of=bins, repetitions=400)
    below = [
        scoring.calibration_error((draw.random(300) < chances).astype(np.int8), chances, bins) <= limit
        for _ in range(400)
    ]
    assert 0.91 <= np.mean(below) <= 0.985
    assert scoring.calibration_error((draw.random(300) < chances / 2).astype(np.int8), chances, bins) > limit


def test_false_alarms_are_counted_among_the_honest_of_each_group() -> None:
    labels = np.array([0, 0, 0, 1, 0, 0], dtype=np.int8)
    flagged = np.array([True, False, True, True, False, True])
    honest, alarms = scoring.false_alarms(labels, flagged, np.array([0, 0, 0, 0, 1, 1]))
    assert honest.tolist() == [3, 2] and alarms.tolist() == [2, 1]


def test_one_kind_alone_has_no_figure() -> None:
    ranking = scoring.Ranking(np.zeros(3, dtype=np.int8), np.arange(3.0))
    assert np.isnan([ranking.auc(), ranking.average_precision(), ranking.recall_within(0.5)]).all()
