"""Which rows are anomalies, by a column of two values and a rule that says which of them is meant."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from training.anomaly.refusals import AnomaliesRefused, ColumnMissing

# With fewer known or unknown ones, no figure of a split means anything.
FEWEST_ANOMALIES = 10
_MEANING_ANOMALY = frozenset(
    {
        "1",
        "1.0",
        "true",
        "yes",
        "y",
        "t",
        "fraud",
        "fraudulent",
        "anomaly",
        "anomalous",
        "outlier",
        "abnormal",
        "attack",
    }
    | {"positive", "bad", "illicit", "default", "suspicious", "是", "真", "欺诈", "异常", "违规", "骗保", "可疑"}
)
_SIGNS = {"-1", "1"}
_MEANING_NORMAL = frozenset(
    {"0", "0.0", "false", "no", "n", "f", "normal", "legit", "legitimate", "genuine", "honest", "inlier", "negative"}
    | {"good", "licit", "benign", "否", "假", "正常", "合法", "合规"}
)


@dataclass(frozen=True, slots=True)
class Label:
    """The rows that were judged and which of them are anomalies.

    judged  [row of the file] whether the label says anything
    is_anomaly  [judged row] 0 or 1
    value, rule  which text of the column is the anomaly, and why that one
    """

    column: str
    judged: NDArray[np.bool_]
    is_anomaly: NDArray[np.int8]
    value: str
    rule: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "column": self.column, "anomaly_is": self.value, "rule": self.rule,
            "anomalies": int(self.is_anomaly.sum()), "not_judged": int((~self.judged).sum()),
        }  # fmt: skip


def label_of(table: pa.Table, name: str, *, anomaly: str | None = None) -> Label:
    """The label in the column `name`; `anomaly` is the value that is meant, where the rules would not find it.

    Without it the column has two values, and the anomaly is the one whose text says so (1, true, fraud, 欺诈, …), else
    the one whose partner says normal, else the rarer one.
    Raises ColumnMissing, or AnomaliesRefused where the label is constant, has more values, or names too few anomalies.
    """
    if name not in table.column_names:
        raise ColumnMissing(
            f"there is no column {name!r} to take as the label.",
            remedy=f"Name it with --label. Columns: {listed(table.column_names)}.",
        )
    column = table.column(name)
    judged = pc.is_valid(column).to_numpy()
    texts = column.drop_null()
    counted = {each["values"]: each["counts"] for each in pc.value_counts(texts).to_pylist()}
    value, rule = _anomaly_among(counted, name, anomaly)
    is_anomaly = pc.equal(texts, value).to_numpy().astype(np.int8)
    few = min(int(is_anomaly.sum()), int(is_anomaly.size - is_anomaly.sum()))
    if few < FEWEST_ANOMALIES:
        what = "anomalies" if is_anomaly.sum() == few else "rows that are none"
        raise AnomaliesRefused(
            f"the label {name!r} names {few} {what}: too few to be split, known in part, and judged.",
            remedy=f"Give a table with at least {FEWEST_ANOMALIES} of each.",
        )
    return Label(name, judged, is_anomaly, value, rule)


def listed(names: list[str], most: int = 12) -> str:
    """Names of columns, the first few."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _anomaly_among(counted: dict[str, int], name: str, anomaly: str | None) -> tuple[str, str]:
    if anomaly is not None:
        if anomaly not in counted:
            raise AnomaliesRefused(
                f"the value given with --anomaly stands nowhere in the label {name!r}.", remedy="Correct --anomaly."
            )
        return anomaly, "named with --anomaly"
    if len(counted) != 2:
        said = "is the same in every row" if len(counted) == 1 else f"has {len(counted)} different values, not two"
        said = said if counted else "is empty"
        raise AnomaliesRefused(
            f"the label {name!r} {said}.",
            remedy="Name another column, or with --anomaly VALUE the value that is the anomaly.",
        )
    first, second = sorted(counted, key=lambda value: (counted[value], value))
    if set(counted) == _SIGNS:
        # Some write 1 for the anomaly and -1 for the rest, some the other way round.
        return first, "the rarer of two values"
    for meant, other in ((first, second), (second, first)):
        if meant.lower() in _MEANING_ANOMALY and other.lower() not in _MEANING_ANOMALY:
            return meant, "its text says so"
    for meant, other in ((first, second), (second, first)):
        if other.lower() in _MEANING_NORMAL:
            return meant, "the other value says normal"
    return first, "the rarer of two values"
