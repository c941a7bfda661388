"""Every detector finds what stands far away, and scores rows it has not seen as it scores those it has."""

import numpy as np
import pytest

from training.anomaly.detectors import DETECTORS, Views, ranks, share_below
from training.scoring import Ranking


@pytest.mark.parametrize("name", DETECTORS)
def test_a_detector_finds_what_stands_far_away(name: str) -> None:
    draw = np.random.default_rng(1)
    factors = draw.normal(size=(3, 6))
    train, others = (draw.normal(size=(rows, 3)) @ factors + 0.3 * draw.normal(size=(rows, 6)) for rows in (500, 200))
    labels = (np.arange(200) < 10).astype(np.int8)
    others[labels == 1] += draw.choice([-8.0, 8.0], (10, 6))
    found = DETECTORS[name](Views(train, others), 1, 1)
    assert np.isfinite(found.train).all()
    assert np.isfinite(found.others).all()
    assert Ranking(labels, found.others).auc() > 0.95


@pytest.mark.parametrize("name", DETECTORS)
@pytest.mark.parametrize("shape", [(30, 1), (12, 40)])
def test_a_detector_takes_tables_of_one_column_and_of_more_columns_than_rows(name: str, shape: tuple[int, int]) -> None:
    train = np.random.default_rng(1).normal(size=shape)
    found = DETECTORS[name](Views(train, train[:5]), 1, 1)
    assert np.isfinite(found.train).all()
    assert np.isfinite(found.others).all()


@pytest.mark.parametrize("name", DETECTORS)
def test_rows_that_repeat_give_numbers_all_the_same(name: str) -> None:
    train = np.repeat(np.array([[0.0, 1.0], [1.0, 0.0]]), 40, axis=0)
    found = DETECTORS[name](Views(train, np.array([[0.0, 1.0], [5.0, 5.0]])), 1, 1)
    assert np.isfinite(found.others).all()


def test_places_lie_strictly_between_nothing_and_one() -> None:
    scores = np.array([3.0, 1.0, 1.0, 2.0])
    assert ranks(scores).tolist() == [0.875, 0.25, 0.25, 0.625]
    assert 0 < share_below(np.array([-np.inf]), scores)[0] < share_below(np.array([np.inf]), scores)[0] < 1
