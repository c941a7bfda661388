"""From the options of `train` and `tune` to a recipe, and from those of every command about models to the registry."""

import getpass
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.documents import load_document
from core.errors import InputError, WrongType
from core.settings import Settings
from training.making import Recipe
from training.registry import Registry
from training.tasks import find_task

_MODELS = "models"
_PARAMS = "params"


def recipe_of(chosen: Namespace) -> Recipe:
    """What is to be made. Raises InputError for a task, a label or parameters that cannot be."""
    groups = tuple(filter(None, chosen.groups.split(",")))
    task = find_task(chosen.task, label=chosen.label, time=chosen.time, groups=groups)
    params = {} if chosen.params is None else read_params(Path(chosen.params))
    task.with_defaults(params)
    return Recipe(task, params, chosen.seed, tuple(chosen.without), tuple(chosen.keep))


def read_params(path: Path) -> dict[str, Any]:
    """Parameters of a YAML or JSON file, such as `anlan tune` writes. WrongType where it is no mapping."""
    plain = load_document(path).data
    if isinstance(plain, dict) and isinstance(plain.get(_PARAMS), dict):
        plain = plain[_PARAMS]
    if not isinstance(plain, dict):
        raise WrongType("these are no parameters.", path=path, remedy="Write name: value, one a line.")
    return plain


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Have a complaint about data name their file."""
    try:
        yield
    except InputError as err:
        if err.path is not None:
            raise
        raise type(err)(err.what, remedy=err.remedy, path=path, line=err.line) from err


def registry_folder(chosen: Namespace, settings: Settings) -> Path:
    """Where the registry is, or would be."""
    return Path(chosen.registry) if chosen.registry else settings.output / _MODELS


def registry_in(chosen: Namespace, settings: Settings) -> Registry:
    """The registry that is there. Raises InputError where there is none."""
    return Registry.open(registry_folder(chosen, settings))


def who_asks(chosen: Namespace) -> str:
    """Who the log names."""
    return chosen.who or getpass.getuser()
