"""What a search is: a recipe, its data, how many trials in how many steps each, and the folder it is kept in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.errors import InputError, ValueOutOfRange
from core.files import write_whole
from training.dataset import TRAIN, VALIDATION, Dataset
from training.leaks import leaks, refuse_leaks
from training.making import Recipe
from training.matrix import features_of, labels_of, refuse_constant
from training.model import FloatArray
from training.scoring import Ranking
from training.task import Task

FILE = "plan.json"
STEPS = 10
MOST_TRIALS = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A search. Parameters that the recipe gives stay as they are, the others of the task's space are searched.

    steps  reports of a trial, each with a checkpoint; 1 for a model that cannot be grown step by step
    Raises InputError where nothing is left to search, and for data that cannot be learned from.
    """

    recipe: Recipe
    dataset: Dataset
    trials: int
    folder: Path

    def __post_init__(self) -> None:
        if not 1 <= self.trials <= MOST_TRIALS:
            raise ValueOutOfRange(f"{self.trials} trials cannot be made.", remedy=f"Give 1 to {MOST_TRIALS:,}.")
        if not self.searched:
            raise InputError(
                f"nothing is left to search: every parameter of {self.task.name} is given.", remedy="Give fewer."
            )
        for part in (TRAIN, VALIDATION):
            refuse_constant(labels_of(self.dataset.parts[part], self.task.label), self.task.label, part=part)
        train = self.dataset.parts[TRAIN]
        features = self.task.features_in(train, self.recipe.without)
        found = leaks(features, features_of(train, features), labels_of(train, self.task.label))
        refuse_leaks(found, self.recipe.keep)

    @property
    def task(self) -> Task:
        """What is learned."""
        return self.recipe.task

    @property
    def steps(self) -> int:
        """Reports of one trial."""
        return 1 if self.task.grow is None else STEPS

    @property
    def fixed(self) -> dict[str, Any]:
        """Every parameter as it is where the search does not move it."""
        return self.task.with_defaults(self.recipe.params)

    @property
    def searched(self) -> tuple[str, ...]:
        """Parameters that the search moves."""
        return tuple(name for name in self.task.space if name not in self.recipe.params)

    def to_json(self) -> dict[str, Any]:
        """What makes two searches the same: data, recipe and size."""
        return {
            "task": self.task.name,
            "recipe": self.recipe.to_json(),
            "seed": self.recipe.seed,
            "data_hash": self.dataset.data_hash,
            "trials": self.trials,
            "steps": self.steps,
            "metric": self.task.metric,
            "searched": list(self.searched),
        }


def keep_plan(plan: Plan, *, resume: bool) -> None:
    """Write the plan into its folder, or find the same one there.

    Raises InputError for a folder that is taken, and for one to be resumed that is missing or of another search.
    """
    path = plan.folder / FILE
    if resume:
        if not path.is_file():
            raise InputError("there is no search to resume.", path=plan.folder, remedy="Leave out --resume.")
        if differing := _differing(json.loads(path.read_text(encoding="utf-8")), plan.to_json()):
            raise InputError(
                f"the search kept there has another {differing}.",
                path=plan.folder,
                remedy="Resume it with the options and data it began with, or name another folder.",
            )
        return
    if path.exists():
        remedy = "Go on with it by --resume, or name another folder with --out."
        raise InputError("there is a search already.", path=plan.folder, remedy=remedy)
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(plan.to_json(), ensure_ascii=False, sort_keys=True, indent=1).encode())
    except OSError as err:
        what = f"the search cannot be kept there: {err.strerror or err}."
        raise InputError(what, path=plan.folder, remedy="Name a folder of yours with --out.") from err


def score(task: Task, table: pa.Table, chances: FloatArray) -> float:
    """What a search makes as large as it can."""
    ranking = Ranking(labels_of(table, task.label), chances)
    return ranking.auc() if task.metric == "auc" else ranking.average_precision()


def _differing(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> str | None:
    return next((name for name, value in asked.items() if kept.get(name) != json.loads(json.dumps(value))), None)
