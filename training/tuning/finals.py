"""The finals of a search: its best trials and the defaults fitted several times, so that luck does not choose.

The winner of many trials on one validation part is partly the luckiest. Without a time column those ahead are compared
over three folds of persons of the training and the validation part together; with one, each is fitted three times
without a third of the persons and scored on the validation part, which lies later.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from training.dataset import PERSON, TRAIN, VALIDATION
from training.matrix import labels_of
from training.task import Task
from training.tuning.board import Trial
from training.tuning.plan import Plan, score

FOLDS, FINALISTS = 3, 5


@dataclass(frozen=True, slots=True)
class Finalist:
    """Parameters and their mean score over the folds. `trial` is "" for the defaults."""

    trial: str
    params: Mapping[str, Any]
    score: float

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"trial": self.trial, "params": dict(self.params), "score": self.score}


def finals(plan: Plan, trials: Sequence[Trial]) -> tuple[Finalist, ...]:
    """The best trials that came to their last step, and the defaults, best first.

    trials  best first
    """
    whole = [trial for trial in trials if trial.step == trial.of] or list(trials)
    asked: list[tuple[str, Mapping[str, Any]]] = [(trial.name, trial.params) for trial in whole[:FINALISTS]]
    pairs = list(_pairs(plan))
    found = [Finalist(name, params, _mean(plan, params, pairs)) for name, params in [("", {}), *asked]]
    return tuple(sorted(found, key=lambda each: -each.score))


def _mean(plan: Plan, params: Mapping[str, Any], pairs: Sequence[tuple[pa.Table, pa.Table]]) -> float:
    return float(np.mean([_score(plan, params, learned, judged) for learned, judged in pairs]))


def _score(plan: Plan, params: Mapping[str, Any], learned: pa.Table, judged: pa.Table) -> float:
    task: Task = plan.task
    features, labels = task.features_in(learned, plan.recipe.without), labels_of(learned, task.label)
    filled = {**plan.fixed, **params}
    if task.grow is None:
        model = task.fit_model(learned.select(features), labels, filled, plan.recipe.seed)
    else:
        model = task.grow(learned.select(features), labels, filled, plan.recipe.seed, None, (1, 1))
    return score(task, judged, model.predict(judged))


def _pairs(plan: Plan) -> Iterator[tuple[pa.Table, pa.Table]]:
    """What is learned and what is judged, fold by fold; a fold of one kind only is passed over."""
    train, validation = plan.dataset.parts[TRAIN], plan.dataset.parts[VALIDATION]
    pool = train if plan.task.time else pa.concat_tables([train, validation])
    fold = _folds(pool)
    for number in range(FOLDS):
        learned = pool.filter(pa.array(fold != number))
        judged = validation if plan.task.time else pool.filter(pa.array(fold == number))
        if all(0 < labels_of(part, plan.task.label).sum() < part.num_rows for part in (learned, judged)):
            yield learned, judged


def _folds(pool: pa.Table) -> NDArray[np.int_]:
    """[row] the fold of its person, of the row itself where nobody is named."""
    persons = pool.column(PERSON).to_pylist() if PERSON in pool.column_names else [None] * pool.num_rows
    names = (f"row:{row}" if person is None else str(person) for row, person in enumerate(persons))
    digests = (sha256(f"fold:{name}".encode()).digest()[:8] for name in names)
    return np.array([int.from_bytes(digest, "big") % FOLDS for digest in digests])
