"""One trial: a model grown step by step, scored on the validation part and put aside after each step."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from training.dataset import TRAIN, VALIDATION
from training.matrix import labels_of
from training.model import Model
from training.task import Task
from training.tuning.plan import Plan, score

_STEP = "step.json"


@dataclass(frozen=True, slots=True)
class Work:
    """What every trial of a search needs; sent once to every machine."""

    task: Task
    train: pa.Table
    validation: pa.Table
    features: tuple[str, ...]
    fixed: Mapping[str, Any]
    seed: int
    steps: int

    @classmethod
    def of(cls, plan: Plan) -> "Work":
        """The work of a plan."""
        train = plan.dataset.parts[TRAIN]
        features = plan.task.features_in(train, plan.recipe.without)
        return cls(plan.task, train, plan.dataset.parts[VALIDATION], features, plan.fixed, plan.recipe.seed, plan.steps)


Report = Callable[[int, float, Model], None]


def grown(work: Work, params: Mapping[str, Any], start: Model | None, done: int) -> Iterator[tuple[int, float, Model]]:
    """The steps of a trial behind those `done`: number, score on the validation part, model."""
    columns, labels = work.train.select(work.features), labels_of(work.train, work.task.label)
    filled = {**work.fixed, **params}
    model = start
    for number in range(done + 1, work.steps + 1):
        if work.task.grow is None:
            model = work.task.fit_model(columns, labels, filled, work.seed)
        else:
            model = work.task.grow(columns, labels, filled, work.seed, model, (number, work.steps))
        yield number, score(work.task, work.validation, model.predict(work.validation)), model


def run_trial(config: dict[str, Any], work: Work) -> None:
    """What Tune runs: from the last checkpoint on, a report with a checkpoint after every step."""
    from ray import tune

    start, done = _from_checkpoint(tune.get_checkpoint(), work.task)
    for number, reached, model in grown(work, config, start, done):
        with TemporaryDirectory(prefix="anlan-trial-") as folder:
            for name, content in model.files().items():
                Path(folder, name).write_bytes(content)
            Path(folder, _STEP).write_text(json.dumps({"step": number}), encoding="utf-8")
            tune.report({"score": reached, "step": number}, checkpoint=tune.Checkpoint.from_directory(folder))


def _from_checkpoint(checkpoint: Any, task: Task) -> tuple[Model | None, int]:
    if checkpoint is None:
        return None, 0
    with checkpoint.as_directory() as folder:
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.is_file()}
    step = int(json.loads(files.pop(_STEP))["step"])
    return task.read_model(files), step
