"""Columns that give the label away by themselves: what was written down only after the finding was known."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from training.model import FloatArray
from training.scoring import Ranking

LEAK_AUC = 0.999
# With fewer of a kind, one column in a thousand separates them by chance.
LEAST_OF_A_KIND = 10


class LeakingColumn(InputError):
    """A column that separates the label alone."""

    code = "training.leaking_column"


def leaks(names: Sequence[str], features: FloatArray, labels: NDArray[np.int8]) -> tuple[str, ...]:
    """The columns whose value, or whose being empty, separates the label with an AUC above 0.999.

    features  [row, feature] with NaN where nothing stands
    """
    if min(int(labels.sum()), int(labels.size - labels.sum())) < LEAST_OF_A_KIND:
        return ()
    return tuple(name for number, name in enumerate(names) if _separates(features[:, number], labels))


def refuse_leaks(found: Sequence[str], keep: Sequence[str]) -> None:
    """Raise LeakingColumn, by name, for one that nobody said to keep."""
    if refused := [name for name in found if name not in keep]:
        several = len(refused) > 1
        raise LeakingColumn(
            f"the {'columns' if several else 'column'} {', '.join(map(repr, refused))} alone "
            f"{'tell' if several else 'tells'} the label (AUC above {LEAK_AUC}): it was probably written down after "
            "the finding.",
            remedy="Leave it out with --without NAME; where it is known beforehand, say so with --keep NAME.",
        )


def _separates(values: FloatArray, labels: NDArray[np.int8]) -> bool:
    is_empty = np.isnan(values)
    if not is_empty.any():
        return _apart(values, labels)
    if is_empty.all():
        return False
    # Empty cells go to one end, then to the other.
    ends = (float(np.nanmin(values)) - 1.0, float(np.nanmax(values)) + 1.0)
    columns = (is_empty.astype(np.float64), *(np.where(is_empty, end, values) for end in ends))
    return any(_apart(column, labels) for column in columns)


def _apart(values: FloatArray, labels: NDArray[np.int8]) -> bool:
    auc = Ranking(labels, values).auc()
    return max(auc, 1.0 - auc) > LEAK_AUC
