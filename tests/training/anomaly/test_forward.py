"""With time, nothing of the past is made with the future: not the folds, not the features, not the encodings."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.anomaly.made_up import card_payments, drifting
from training.anomaly.block import Block, raw, seen
from training.anomaly.drawing import LEARNERS, PLAIN, Laid, Task, lay
from training.anomaly.encoding import encoded, encoded_so_far
from training.anomaly.evaluating import evaluate
from training.anomaly.features import Features, features_of
from training.anomaly.held_back import Fold, by_lot, forward, out_of_fold, placed
from training.anomaly.judging import weights
from training.anomaly.splitting import Draw, draws, forward_cuts
from training.anomaly.table import Asked, Table, prepare

SEEDS = st.integers(0, 10_000)
ASKED = Asked("fraud", time="when", entities=("card",), known_share=0.3, draws=1)


def table(texts: pa.Table) -> Table:
    return prepare(texts, ASKED)


def shuffled_after(texts: pa.Table, moment: str, seed: int) -> pa.Table:
    """All columns but the time, from `moment` on, in another order: each row keeps its time and gets another's rest."""
    late = np.flatnonzero(np.array(texts.column("when").to_pylist()) >= moment)
    order = np.arange(texts.num_rows)
    order[late] = np.random.default_rng(seed).permutation(late)
    rest = texts.take(pa.array(order))
    return rest.set_column(rest.column_names.index("when"), "when", texts.column("when"))


def laid_out(features: Features, labels: np.ndarray, times: np.ndarray, draw: Draw) -> Laid:
    return lay(Task(features, labels, None, weights(labels.size, None, 1)[:1], 0.3, 1, times), draw, 1)


@given(SEEDS)
@settings(max_examples=30)
def test_every_fold_learns_of_strictly_earlier_rows_and_no_row_is_asked_about_twice(seed: int) -> None:
    draw = np.random.default_rng(seed)
    times = draw.integers(0, 30, 200).astype(float)
    known = (draw.random(200) < 0.1).astype(np.int8)
    folds = forward(known, times)
    for fold in folds:
        assert times[fold.learnt].max() < times[fold.asked].min()
        assert known[fold.learnt].any()
    asked = np.concatenate([fold.asked for fold in folds]) if folds else np.array([])
    assert np.unique(asked).size == asked.size


def test_nothing_goes_forward_where_all_is_of_one_moment_or_known_too_late() -> None:
    known = np.zeros(100, dtype=np.int8)
    known[-1] = 1
    assert forward_cuts(np.zeros(100)) == ()
    assert forward_cuts(np.empty(0)) == ()
    assert forward(known, np.zeros(100)) == ()
    # The only one that is known is the latest: nothing was known before it.
    assert forward(known, np.arange(100.0)) == ()


def test_places_of_rows_that_no_fold_asks_about_are_not_known_and_without_folds_all_are_alike() -> None:
    fold = Fold(0, np.arange(3), np.arange(3, 5))
    found = placed([(fold, np.array([2.0, 1.0]))], 6)
    assert np.isnan(found[0, [0, 1, 2, 5]]).all()
    assert found[0, 3] > found[0, 4]
    assert (placed([], 4) == 0.5).all()
    assert by_lot(np.array([0, 0, 1], dtype=np.int8), None, 1) == ()


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_value_is_told_by_what_was_known_of_it_strictly_before(seed: int) -> None:
    draw = np.random.default_rng(seed)
    codes, times = draw.integers(-1, 5, (60, 2)), draw.integers(0, 20, 60).astype(float)
    known = (draw.random(60) < 0.3).astype(np.int8)
    found = encoded_so_far(codes, known, times)
    for row in range(60):
        before = times < times[row]
        rate = (known[before].sum() + 1) / (before.sum() + 20)
        for at in range(2):
            own = before & (codes[:, at] == codes[row, at])
            share = (known[own].sum() + 20 * rate) / (own.sum() + 20)
            assert found[row, at] == pytest.approx(np.log(share / rate))


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_labels_that_become_known_later_change_no_earlier_encoding(seed: int) -> None:
    """Attack: all labels and values from the median moment on are turned round."""
    draw = np.random.default_rng(seed)
    codes, times = draw.integers(0, 5, (60, 1)), draw.integers(0, 20, 60).astype(float)
    known = (draw.random(60) < 0.3).astype(np.int8)
    late = times >= np.median(times)
    other_known, other_codes = np.where(late, 1 - known, known), np.where(late[:, np.newaxis], 4 - codes, codes)
    before, after = encoded_so_far(codes, known, times), encoded_so_far(other_codes, other_known, times)
    np.testing.assert_array_equal(before[~late], after[~late])


def test_many_known_anomalies_of_a_value_are_told_by_both_encodings_alike() -> None:
    draw = np.random.default_rng(1)
    codes = draw.integers(0, 4, (4_000, 1))
    known = (draw.random(4_000) < np.array([0.02, 0.02, 0.02, 0.4])[codes[:, 0]]).astype(np.int8)
    so_far, whole = encoded_so_far(codes, known, np.arange(4_000.0)), encoded(codes, known, codes)
    late = slice(3_000, None)
    np.testing.assert_allclose(so_far[late], whole[late], atol=0.4)


def test_a_shuffled_future_changes_no_feature_and_no_place_of_the_past() -> None:
    """Attack: from a moment within what is learned on, all rows are shuffled; what stands before must not move.

    Every feature of earlier rows, and of every fold that asks about them the blocks, detectors and scorers.
    """
    texts = card_payments(3, rows=360)
    honest = table(texts)
    labels, times = honest.is_anomaly, honest.time.values
    (draw,) = draws(labels, honest.order, known_share=0.3, count=1, seed=1)
    moments = forward_cuts(times[draw.train])
    at = int(np.flatnonzero(times >= moments[1])[0])
    attacked = table(shuffled_after(texts, texts.column("when")[at].as_py(), 1))
    features, others = features_of(honest), features_of(attacked)
    shared = [(features.names.index(name), others.names.index(name)) for name in features.names if name in others.names]
    assert len(shared) > 15
    early = times < moments[1]
    for one, other in shared:
        np.testing.assert_allclose(
            features.matrix[early, one], others.matrix[early, other], rtol=1e-6, atol=1e-9, err_msg=features.names[one]
        )
    # Codes are numbered by first appearance, so that those of the past are the same.
    np.testing.assert_array_equal(features.codes[early], others.codes[early])
    same = Features(features.names, features.matrix.copy(), features.coded, features.codes.copy())
    mixed = np.random.default_rng(1).permutation(np.flatnonzero(~early))
    same.matrix[~early], same.codes[~early] = features.matrix[mixed], features.codes[mixed]
    known = draw.known.copy()
    late = times[draw.train] >= moments[1]
    known[late] = np.random.default_rng(2).permutation(known[late])
    before, after = (
        laid_out(each, labels, times, Draw(0, draw.train, draw.test, told))
        for each, told in ((features, draw.known), (same, known))
    )
    asked = np.isfinite(before.held["iforest"][0]) & ~late
    assert asked.sum() > 20
    for name in before.held:
        np.testing.assert_array_equal(before.held[name][0, asked], after.held[name][0, asked], err_msg=name)
    for name in ("lightgbm", "line_of_numbers", "near_known"):
        learner = {**PLAIN, **LEARNERS}[name]
        one, other = (
            out_of_fold(learner, each.parts[:1], told, seed=1) for each, told in ((before, draw.known), (after, known))
        )
        np.testing.assert_array_equal(one[0, asked], other[0, asked], err_msg=name)


def test_learners_see_values_told_by_earlier_rows_where_there_is_time() -> None:
    codes, times = np.array([[0], [0], [0], [1]]), np.array([3.0, 1.0, 2.0, 4.0])
    known = np.array([1, 1, 0, 0], dtype=np.int8)
    features = np.zeros((4, 1))
    (own,) = seen(raw, Block(features, features, features, features, codes, times), known, [], 1)
    np.testing.assert_array_equal(own[:, 1:], encoded_so_far(codes, known, times))
    # The earliest row knows of nothing, though it is a known anomaly of a value that has two.
    assert own[1, 1] == 0.0


def test_a_table_with_time_is_evaluated_with_figures_that_are_numbers() -> None:
    ready = prepare(drifting(2, rows=180), Asked("y", time="day", known_share=0.6, draws=1))
    found = evaluate(ready, Asked("y", time="day", known_share=0.6, draws=1))
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert len({round(weight, 6) for weight in found.weights.values()}) > 1
    for name, figures in found.figures.items():
        assert np.isfinite([each.value for each in figures.values()]).all(), name


def test_the_choice_goes_forward_where_there_is_time_and_by_lot_where_there_is_none() -> None:
    ready = prepare(drifting(1, rows=300), Asked("y", time="day"))
    labels, times = ready.is_anomaly, ready.time.values
    (draw,) = draws(labels, ready.order, known_share=0.5, count=1, seed=1)
    features = features_of(ready)
    with_time = laid_out(features, labels, times, draw)
    assert all(
        times[draw.train][part.fold.learnt].max() < times[draw.train][part.fold.asked].min() for part in with_time.parts
    )
    without = lay(Task(features, labels, None, weights(labels.size, None, 1)[:1], 0.5, 1), draw, 1)
    assert len(without.parts) in (5, 10)
    assert np.isfinite(without.held["iforest"]).all()
