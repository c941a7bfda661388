"""The protocol cannot be cheated, the same seed finds the same, and the chosen scorer holds its own on other kinds."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from core.errors import ValueOutOfRange
from tests.training.anomaly.made_up import ARRAYS, as_texts, card_payments, drifting, rare_categories, two_kinds
from training.anomaly.drawing import CHOSEN, PEERS, SEMI_SUPERVISED, SUPERVISED, UNSUPERVISED, Task, run
from training.anomaly.evaluating import Found, evaluate
from training.anomaly.features import features_of, prepared
from training.anomaly.judging import FIGURES, weights
from training.anomaly.refusals import AnomaliesRefused, ColumnMissing, NothingToLearnFrom, TimeRefused
from training.anomaly.splitting import draws
from training.anomaly.table import Asked, Table, prepare
from training.scoring import Ranking


def ready(texts: pa.Table, **asked: object) -> tuple[Table, Asked]:
    given = Asked(**{"label": "y", "draws": 1, **asked})  # type: ignore[arg-type]
    return prepare(texts, given), given


@pytest.fixture(scope="module")
def small() -> Found:
    table, asked = ready(as_texts(*two_kinds(1, rows=150)))
    return evaluate(table, asked)


def test_every_scorer_has_every_figure_with_an_interval_around_it(small: Found) -> None:
    plain = small.to_json()
    assert set(plain["scorers"]) == {*UNSUPERVISED, *SEMI_SUPERVISED, *SUPERVISED}
    for scorer in plain["scorers"].values():
        assert set(scorer) == {"kind", *FIGURES}
        assert all(each["low"] <= each["high"] for name, each in scorer.items() if name != "kind")


def test_the_peer_in_hindsight_is_the_best_of_the_peers_and_the_gain_is_paired(small: Found) -> None:
    assert small.figures[small.peer]["auc"].value == max(small.figures[name]["auc"].value for name in PEERS)
    pairs = zip(small.by_draw[CHOSEN], small.by_draw[small.peer], strict=True)
    assert small.gain.value == pytest.approx(np.mean([one - other for one, other in pairs]))
    assert sum(small.weights.values()) == pytest.approx(1.0)


@pytest.mark.slow
def test_the_labels_of_unlabelled_rows_are_never_read() -> None:
    """Attack: every label of the training part that is not known is turned round; what is not told cannot matter."""
    table, asked = ready(as_texts(*two_kinds(2, rows=200)))
    (draw,) = draws(table.is_anomaly, table.order, known_share=0.2, count=1, seed=1)
    turned = table.is_anomaly.copy()
    secret = draw.train[draw.known == 0]
    turned[secret] = 1 - turned[secret]
    task = Task(features_of(table), table.is_anomaly, None, weights(200, None, 1)[:2], asked.known_share, 1)
    honest, attacked = run(task, draw), run(replace(task, labels=turned), draw)
    for name in (*UNSUPERVISED, *SEMI_SUPERVISED):
        np.testing.assert_array_equal(honest.figures[name], attacked.figures[name], err_msg=name)
    assert not np.array_equal(honest.figures["lightgbm_on_all_labels"], attacked.figures["lightgbm_on_all_labels"])


@pytest.mark.slow
def test_labels_that_mean_nothing_are_found_by_nobody() -> None:
    """Attack: labels drawn by lot; whoever finds them has seen them."""
    draw = np.random.default_rng(5)
    labels = (draw.random(400) < 0.25).astype(np.int8)
    texts = as_texts(draw.normal(size=(400, 4)), labels).append_column(
        "who", pa.array([f"v{number}" for number in draw.integers(0, 90, 400)])
    )
    found = evaluate(*ready(texts, known_share=0.5))
    assert all(0.3 < found.figures[name]["auc"].value < 0.7 for name in found.figures)


@pytest.mark.slow
def test_any_number_of_workers_finds_the_same() -> None:
    table, asked = ready(as_texts(*two_kinds(3, rows=120)), draws=2)
    alone, together = (evaluate(table, replace(asked, workers=number)).to_json() for number in (1, 2))
    assert alone == together


def test_what_is_learned_of_features_is_learned_of_training_rows_only() -> None:
    """Attack: the judged rows are made monstrous; nothing of the training rows may move."""
    texts = rare_categories(1, rows=300)
    table, _ = ready(texts, label="fraud")
    (draw,) = draws(table.is_anomaly, table.order, known_share=0.1, count=1, seed=1)
    features = features_of(table)
    other = features.matrix.copy()
    other[draw.test] *= 1e6
    codes = features.codes.copy()
    codes[draw.test] = 0
    before, after = (prepared(each, draw) for each in (features, replace(features, matrix=other, codes=codes)))
    np.testing.assert_array_equal(before.raw[0], after.raw[0])
    np.testing.assert_array_equal(before.views.train, after.views.train)
    np.testing.assert_array_equal(before.even[0], after.even[0])


def test_the_history_of_a_card_finds_what_a_row_alone_does_not() -> None:
    texts = card_payments(1, rows=1_200)
    aucs = {}
    for entities in ((), ("card",)):
        table, _ = ready(texts, label="fraud", time="when", entities=entities, without=() if entities else ("card",))
        features = features_of(table)
        at = [number for number, name in enumerate(features.names) if name == "card:amount:off"]
        (draw,) = draws(table.is_anomaly, table.order, known_share=0.1, count=1, seed=1)
        column = at[0] if at else features.names.index("amount")
        values = np.nan_to_num(features.matrix[draw.test, column])
        aucs[entities] = Ranking(table.is_anomaly[draw.test], values).auc()
    assert aucs[("card",)] > aucs[()] + 0.15


def test_a_table_out_of_order_is_sorted_and_said_to_be() -> None:
    texts = drifting(1, rows=300)
    shuffled = texts.take(pa.array(np.random.default_rng(1).permutation(300)))
    in_order, _ = ready(texts, time="day")
    sorted_again, _ = ready(shuffled, time="day")
    assert not any("out of order" in said for said in in_order.warnings)
    assert any("out of order" in said for said in sorted_again.warnings)
    assert sorted(in_order.time.values) == list(sorted_again.time.values)


def test_a_leaking_column_is_named_and_an_honest_one_is_not() -> None:
    features, labels = two_kinds(1, rows=300)
    texts = as_texts(features, labels)
    for name, column in (
        ("number", labels * 2.0), ("missing", [None if bad else "1" for bad in labels]),
        ("value", [f"{'ab'[bad]}{at % 20}" for at, bad in enumerate(labels)]),
    ):  # fmt: skip
        leaking = texts.append_column(name, pa.array([None if v is None else str(v) for v in column]))
        said = [text for text in ready(leaking)[0].warnings if "tells the label" in text]
        assert len(said) == 1
        assert repr(name) in said[0]
    assert not [text for text in ready(texts)[0].warnings if "tells the label" in text]


def test_names_gaps_constants_and_protected_columns_are_left_out_and_said_why() -> None:
    texts = as_texts(*two_kinds(1, rows=200))
    added: Mapping[str, list[str | None]] = {
        "id": [f"p{number}" for number in range(200)], "same": ["x"] * 200, "gone": [None] * 200,
        "age": [str(number % 60) for number in range(200)], "性别": ["男", "女"] * 100,
    }  # fmt: skip
    for name, column in added.items():
        texts = texts.append_column(name, pa.array(column, pa.string()))
    table, _ = ready(texts)
    assert set(table.left_out) == set(added)
    assert any("nothing stands in gone" in said for said in table.warnings)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"label": "none"}, ColumnMissing), ({"time": "none"}, ColumnMissing), ({"entities": ("none",)}, ColumnMissing),
     ({"time": "word"}, TimeRefused), ({"time": "y"}, ColumnMissing), ({"label": "word"}, AnomaliesRefused),
     ({"without": (*(f"x{at}" for at in range(16)), "word")}, NothingToLearnFrom),
     ({"known_share": 0.0}, ValueOutOfRange), ({"known_share": 1.5}, ValueOutOfRange), ({"draws": 0}, ValueOutOfRange)],
)  # fmt: skip
def test_what_cannot_be_judged_is_refused(change: dict[str, object], refusal: type[Exception]) -> None:
    texts = as_texts(*two_kinds(1, rows=200)).append_column("word", pa.array([f"w{at % 30}" for at in range(200)]))
    with pytest.raises(refusal):
        ready(texts, **change)


@pytest.mark.slow
@pytest.mark.parametrize("name", ARRAYS)
def test_the_chosen_scorer_is_not_below_the_best_peer_by_more_than_luck(name: str) -> None:
    """On kinds of table that no choice was made on: seeds 11 and up."""
    found = evaluate(*ready(as_texts(*ARRAYS[name](11)), draws=4))
    assert found.gain.high > -0.01


@pytest.mark.slow
@pytest.mark.parametrize(
    ("texts", "asked"),
    [(card_payments(11), {"label": "fraud", "time": "when", "entities": ("card",)}),
     (rare_categories(11), {"label": "fraud"}), (drifting(11), {"time": "day"})],
)  # fmt: skip
def test_the_chosen_scorer_holds_its_own_with_time_entities_and_values(
    texts: pa.Table, asked: dict[str, object]
) -> None:
    found = evaluate(*ready(texts, draws=4, **asked))
    assert found.gain.high > -0.02
    assert found.figures[CHOSEN]["auc"].value > 0.6


def test_a_table_of_infinite_empty_and_gappy_columns_with_labels_in_words_is_judged_all_the_same() -> None:
    draw = np.random.default_rng(1)
    labels = np.arange(200) % 8 == 0
    level = draw.normal(size=200) + labels
    texts = pa.table(
        {
            "endless": [("-inf" if at % 9 == 0 else f"{value:.3f}") for at, value in enumerate(level)],
            "gone": pa.nulls(200, pa.string()),
            "gaps": [None if at % 3 else f"{value:.3f}" for at, value in enumerate(level)],
            "finding": np.where(labels, "骗保", "正常"),
        }
    )
    table, asked = ready(texts, label="finding")
    assert table.label.value == "骗保"
    assert table.kinds() == {"endless": "number", "gaps": "number"}
    assert any("23 values of 'endless' are no finite number" in said for said in table.warnings)
    assert any("nothing stands in gone" in said for said in table.warnings)
    assert np.isfinite(evaluate(table, asked).figures[CHOSEN]["auc"].value)


def test_one_known_anomaly_is_enough_to_evaluate_and_said_to_be_few() -> None:
    table, asked = ready(as_texts(*two_kinds(1, rows=150)), known_share=0.01)
    assert any("about 1 anomalies are known" in said for said in table.warnings)
    found = evaluate(table, asked)
    assert found.known[0] == 1
    # Nothing can be held back: no scorer is believed more than another.
    assert len({round(weight, 9) for weight in found.weights.values()}) == 1


def test_columns_that_change_only_after_the_cut_are_nothing_to_learn_from() -> None:
    later = np.append(np.zeros(80), np.arange(20.0))[:, np.newaxis]
    texts = as_texts(later, (np.arange(100) % 5 == 0).astype(np.int8)).append_column(
        "step", pa.array([str(number) for number in range(100)])
    )
    table, asked = ready(texts, time="step")
    with pytest.raises(NothingToLearnFrom, match="the same in all rows"):
        evaluate(table, asked)
