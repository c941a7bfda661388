"""The value that is the anomaly is found by a rule that is told."""

import pyarrow as pa
import pytest

from training.anomaly.label import Label, label_of
from training.anomaly.refusals import AnomaliesRefused, ColumnMissing


def label(*values: str | None, anomaly: str | None = None) -> Label:
    return label_of(pa.table({"y": pa.array(values, pa.string())}), "y", anomaly=anomaly)


@pytest.mark.parametrize(
    ("bad", "good"), [("1", "0"), ("yes", "no"), ("Fraud", "Legit"), ("true", "false"), ("是", "否"), ("欺诈", "正常")]
)
def test_the_text_says_which_value_is_the_anomaly_even_where_it_is_frequent(bad: str, good: str) -> None:
    found = label(*[bad] * 20, *[good] * 10)
    assert (found.value, int(found.is_anomaly.sum())) == (bad, 20)


def test_where_the_other_value_says_normal_this_one_is_the_anomaly() -> None:
    assert label(*["smurf"] * 20, *["normal"] * 10).value == "smurf"


@pytest.mark.parametrize(("rare", "usual"), [("-1", "1"), ("1", "-1"), ("o", "n2"), ("2", "7")])
def test_else_the_rarer_value_is_the_anomaly(rare: str, usual: str) -> None:
    assert label(*[rare] * 10, *[usual] * 20).value == rare


def test_of_more_values_the_one_that_is_named_is_the_anomaly() -> None:
    found = label(*"a" * 10, *"b" * 12, *"c" * 14, anomaly="b")
    assert (int(found.is_anomaly.sum()), found.rule) == (12, "named with --anomaly")


def test_rows_that_nobody_judged_are_told_apart() -> None:
    found = label(*["1"] * 10, None, *["0"] * 10)
    assert (int((~found.judged).sum()), found.is_anomaly.size) == (1, 20)


@pytest.mark.parametrize(
    ("values", "said"),
    [(["0"] * 30, "the same in every row"), (["a", "b", "c"] * 10, "3 different values"), ([None] * 30, "is empty"),
     (["1"] * 9 + ["0"] * 30, "9 anomalies"), (["1"] * 30 + ["0"] * 9, "9 rows that are none")],
)  # fmt: skip
def test_a_label_that_nothing_can_be_judged_by_is_refused(values: list[str | None], said: str) -> None:
    with pytest.raises(AnomaliesRefused, match=said):
        label(*values)


def test_a_value_that_stands_nowhere_is_refused() -> None:
    with pytest.raises(AnomaliesRefused, match="stands nowhere"):
        label(*["1"] * 20, *["0"] * 20, anomaly="2")


def test_a_label_that_is_missing_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ColumnMissing, match="Columns: a"):
        label_of(pa.table({"a": ["1"]}), "y")
