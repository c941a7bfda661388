"""Figures and chances are what they are called."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import scoring
from training.anomaly.chances import chances
from training.anomaly.detectors import ranks
from training.anomaly.judging import FIGURES, difference, judge, mean_of, over_draws, weights

SEEDS = st.integers(0, 10_000)


def drawn(seed: int, rows: int = 400, shift: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    labels = (draw.random(rows) < 0.1).astype(np.int8)
    labels[:2] = (0, 1)
    return labels, np.round(draw.normal(size=rows) + shift * labels, 1)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_figures_are_those_of_every_other_model(seed: int) -> None:
    labels, scores = drawn(seed)
    weight = weights(labels.size, None, seed)[:3]
    found = dict(zip(FIGURES, judge(labels, scores, ranks(scores), weight), strict=True))
    ranking = scoring.Ranking(labels, scores)
    for at, times in enumerate(weight.astype(float)):
        assert found["auc"][at] == pytest.approx(ranking.auc(times))
        assert found["ap"][at] == pytest.approx(ranking.average_precision(times))
        assert found["recall_at_0.5_percent"][at] == pytest.approx(ranking.recall_within(0.005, times))
        assert found["recall_at_5_percent"][at] == pytest.approx(ranking.recall_within(0.05, times))


def test_rows_of_an_entity_are_drawn_together_and_the_first_weight_is_one() -> None:
    groups = np.repeat(np.arange(20), 5)
    found = weights(100, groups, 1)
    assert (found[0] == 1).all()
    assert all(np.unique(each[groups == group]).size == 1 for each in found[:10] for group in range(20))


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """One draw of many tables: scores of a known AUC."""
    truth = 0.8556  # of two normals of spread 1 whose means are 1.5 apart: Phi(1.5 / sqrt 2)
    hits = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        labels = (draw.random(400) < 0.2).astype(np.int8)
        scores = draw.normal(size=400) + 1.5 * labels
        auc = mean_of(judge(labels, scores, ranks(scores), weights(400, None, seed))[:1], seed)
        hits += auc.low <= truth <= auc.high
    assert hits >= 50


def test_a_difference_of_a_scorer_with_itself_is_nothing() -> None:
    labels, scores = drawn(1)
    one = [judge(labels, scores, ranks(scores), weights(labels.size, None, 1))] * 2
    found = difference(one, one, 1)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    assert over_draws(one, 1)["auc"].value == pytest.approx(scoring.Ranking(labels, scores).auc())


@pytest.mark.parametrize("known_share", [0.1, 0.5, 1.0])
def test_chances_learned_of_the_known_alone_are_those_of_all_anomalies(known_share: float) -> None:
    draw = np.random.default_rng(3)
    labels = (draw.random(60_000) < 0.05).astype(np.int8)
    places = ranks(draw.normal(size=labels.size) + 2.0 * labels)
    known = (labels * (draw.random(labels.size) < known_share)).astype(np.int8)
    found = chances(places, known, known_share, places)
    assert found.mean() == pytest.approx(labels.mean(), rel=0.1)
    assert scoring.calibration_error(labels, found, scoring.bins_of(found)) < 0.01
    assert scoring.brier_skill(labels, found) > 0.2


def test_chances_rise_with_the_place_and_worthless_scores_say_the_base_rate() -> None:
    draw = np.random.default_rng(4)
    known = (draw.random(5_000) < 0.02).astype(np.int8)
    found = chances(ranks(draw.normal(size=5_000)), known, 0.2, np.linspace(0.01, 0.99, 50))
    assert (np.diff(found) >= 0).all()
    assert found.max() < 0.35
