"""`fit`: the one loop in which every model is fitted. The same task, table, parameters and seed: the same model."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from training.leaks import leaks
from training.matrix import features_of, labels_of, refuse_constant
from training.model import Model, Params
from training.task import Task


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model and what it was fitted with.

    params    every parameter, defaults filled in
    leaking   columns that tell the label alone: somebody should look at them
    """

    task: str
    model: Model
    features: tuple[str, ...]
    params: dict[str, Any]
    seed: int
    rows: int
    positives: int
    leaking: tuple[str, ...]


def fit(task: Task, table: pa.Table, params: Params, *, seed: int = 1, without: tuple[str, ...] = ()) -> Fitted:
    """Fit a task to all rows of a table.

    params   those that differ from the task's defaults
    without  columns that are no features although the task would take them
    Raises InputError, by name, for a label that is missing, constant or not 0 and 1, for features that are missing or
    no numbers, and for parameters that are unknown or cannot be.
    """
    filled = task.with_defaults(params)
    labels = labels_of(table, task.label)
    refuse_constant(labels, task.label, part="the table")
    features = task.features_in(table, without)
    matrix = features_of(table, features)
    model = task.fit_model(table.select(features), labels, filled, seed)
    return Fitted(
        task=task.name,
        model=model,
        features=features,
        params=filled,
        seed=seed,
        rows=table.num_rows,
        positives=int(labels.sum()),
        leaking=leaks(features, matrix, labels),
    )
