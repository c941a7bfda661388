"""From a data set to the files of a release: fit, judge on the test part, write the card."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import FileMissing, InputError
from core.releases import About, Release
from training.card import CARD, card, files_of_card
from training.dataset import TEST, TRAIN, Dataset
from training.evaluation import Evaluation, evaluate
from training.fitting import Fitted, fit
from training.leaks import refuse_leaks
from training.matrix import labels_of
from training.model import Model, Params
from training.task import Task
from training.tasks import find_task


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a model is made from beside its data.

    params   those given; defaults fill the rest
    without  columns that are no features
    keep     features that tell the label alone and are kept on purpose
    """

    task: Task
    params: Params
    seed: int
    without: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they stand in a manifest."""
        return {
            "params": self.task.with_defaults(self.params),
            "label": self.task.label,
            "time": self.task.time,
            "groups": list(self.task.groups),
            "without": list(self.without),
            "keep": list(self.keep),
        }

    @classmethod
    def of(cls, about: About) -> "Recipe":
        """What a release was made from. Raises InputError where its manifest does not say."""
        plain = about.parameters
        try:
            task = find_task(about.task, label=plain["label"], time=plain["time"], groups=plain["groups"])
            return cls(task, plain["params"], about.seed, tuple(plain["without"]), tuple(plain["keep"]))
        except (KeyError, TypeError) as err:
            raise InputError(
                f"the release {about.name} does not say how it was made.", remedy="It was not made by `anlan train`."
            ) from err


@dataclass(frozen=True, slots=True)
class Made:
    """A fitted model and its worth on the test part."""

    recipe: Recipe
    fitted: Fitted
    evaluation: Evaluation
    data: Mapping[str, Any]
    data_hash: str

    def about(self, name: str, version: str, *, created_at: str, code_version: str) -> About:
        """What its manifest says."""
        return About(
            name=name,
            version=version,
            task=self.recipe.task.name,
            created_at=created_at,
            data_hash=self.data_hash,
            code_version=code_version,
            parameters=self.recipe.to_json(),
            seed=self.recipe.seed,
            metrics={key: asdict(each) for key, each in self.evaluation.figures.items()},
        )

    def files(self, about: About) -> dict[str, bytes]:
        """The model and its card, in both languages."""
        made = card(asdict(about), self.data, self.evaluation)
        return {**self.fitted.model.files(), **files_of_card(made)}


def make(recipe: Recipe, dataset: Dataset) -> Made:
    """Fit to the training part and judge on the test part.

    Raises InputError as `fit` and `evaluate` do, and LeakingColumn for a column that nobody said to keep.
    """
    task = recipe.task
    fitted = fit(task, dataset.parts[TRAIN], recipe.params, seed=recipe.seed, without=recipe.without)
    refuse_leaks(fitted.leaking, recipe.keep)
    evaluation = evaluate(fitted.model, task, dataset.parts[TEST], rows_hash=dataset.rows_hash(TEST), seed=recipe.seed)
    data = {
        "label": task.label,
        "features": list(fitted.features),
        "by": dataset.by,
        "time": task.time,
        "left_out": dataset.left_out,
        "rows": {name: part.num_rows for name, part in dataset.parts.items()},
        "positives": {name: int(labels_of(part, task.label).sum()) for name, part in dataset.parts.items()},
        "leaking": list(fitted.leaking),
    }
    return Made(recipe, fitted, evaluation, data, dataset.data_hash)


def model_of(release: Release) -> tuple[Recipe, Model]:
    """The recipe and the model of a verified release."""
    recipe = Recipe.of(release.about)
    return recipe, recipe.task.read_model(release.contents())


def evaluation_of(release: Release) -> Evaluation:
    """What was measured when it was made."""
    try:
        return Evaluation.from_json(release.json(CARD)["evaluation"])
    except (KeyError, TypeError, InputError) as err:
        raise FileMissing(
            f"the release {release.about.name} has no card.", path=release.folder, remedy="Evaluate it anew."
        ) from err


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Which files came out otherwise when a release was made again; none: the same to the byte."""

    different: tuple[str, ...]
    hash: str
    same_code: bool

    @property
    def is_same(self) -> bool:
        """Whether every file is the same."""
        return not self.different


def reproduce(release: Release, dataset: Dataset, *, code_version: str) -> Reproduction:
    """Make a release again from the data it was made from, and compare every file.

    Raises InputError where the data are others than the manifest names.
    """
    about = release.about
    if dataset.data_hash != about.data_hash:
        raise InputError(
            f"these are not the data that {about.name} version {about.version} was made from.",
            remedy=f"Give the file whose SHA-256 is {about.data_hash}.",
        )
    again = make(Recipe.of(about), dataset).files(about)
    stored = release.contents()
    different = tuple(sorted(name for name in {*again, *stored} if again.get(name) != stored.get(name)))
    return Reproduction(different, release.hash, code_version == about.code_version)
