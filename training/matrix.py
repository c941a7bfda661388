"""From a table to numbers: features as an array, labels as zeros and ones, refused by name where they cannot be."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.errors import InputError
from training.model import FloatArray

_NAMED = 5


class FeaturesMissing(InputError):
    """A table that lacks columns a model was fitted to."""

    code = "training.features_missing"


class FeatureNotANumber(InputError):
    """A column that cannot be a feature as it is: texts, or an infinite number."""

    code = "training.feature_not_a_number"


class LabelRefused(InputError):
    """A label that nothing can be learned from."""

    code = "training.label_refused"


def is_number(kind: pa.DataType) -> bool:
    """Whether columns of this type can be features: numbers and truth values."""
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_decimal(kind)
    )


def features_of(table: pa.Table, names: Sequence[str]) -> FloatArray:
    """[row, feature] in the order of `names`; NaN where nothing stands.

    Raises FeaturesMissing, or FeatureNotANumber for texts and infinite values.
    """
    lacking = [name for name in names if name not in table.column_names]
    if lacking:
        raise FeaturesMissing(
            f"the table lacks {_listed(lacking)}, which the model was fitted to.",
            remedy="Give a table made in the same way as the one it was fitted to.",
        )
    matrix = np.empty((table.num_rows, len(names)))
    for number, name in enumerate(names):
        matrix[:, number] = _column(table.column(name), name)
    return matrix


def labels_of(table: pa.Table, label: str) -> NDArray[np.int8]:
    """[row] 0 or 1. Raises LabelRefused where the column is missing, empty somewhere, of other values, or constant."""
    if label not in table.column_names:
        raise LabelRefused(f"there is no column {label!r} to learn.", remedy="Name the label with --label.")
    column = table.column(label)
    if column.null_count:
        raise LabelRefused(
            f"the label {label!r} is empty in {column.null_count} rows.", remedy="Leave out rows that nobody judged."
        )
    if not is_number(column.type):
        raise LabelRefused(f"the label {label!r} is not a number.", remedy="Write 0 and 1.")
    values = column.cast(pa.float64()).to_numpy()
    if not np.isin(values, (0.0, 1.0)).all():
        raise LabelRefused(f"the label {label!r} has values other than 0 and 1.", remedy="Write 0 and 1.")
    labels: NDArray[np.int8] = values.astype(np.int8)
    return labels


def refuse_constant(labels: NDArray[np.int8], label: str, *, part: str) -> None:
    """Raise LabelRefused where every row of a part has the same label."""
    if labels.size == 0 or labels.min() == labels.max():
        said = "is the same in every row" if labels.size else "has no rows"
        raise LabelRefused(
            f"the label {label!r} {said} of {part}: nothing can be learned or judged.",
            remedy="Give rows of both kinds, or another label.",
        )


def _column(column: pa.ChunkedArray, name: str) -> FloatArray:
    if not is_number(column.type):
        raise FeatureNotANumber(
            f"the column {name!r} holds {column.type}, not numbers.", remedy="Leave it out or make numbers of it."
        )
    numbers: FloatArray = pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy()
    if np.isinf(numbers).any():
        raise FeatureNotANumber(
            f"the column {name!r} has infinite values.", remedy="Leave them empty: an empty cell is no number."
        )
    return numbers


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(map(repr, names[:_NAMED]))}{more}"
