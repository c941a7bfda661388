"""MLflow on a SQLite file: the only module that knows it. It tells nobody anything and writes nothing elsewhere."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import AnlanError

FILE = "registry.sqlite"
_MILLISECONDS, _MOST_MODELS = 1000, 1000
_LOGGERS = ("mlflow", "mlflow.store.db.utils", "alembic")


class RegistryUnreadable(AnlanError):
    """The registry's database cannot be used."""

    code = "training.registry_unreadable"


class Tracking:
    """Registered models, their versions, aliases and runs."""

    def __init__(self, folder: Path) -> None:
        _silence()
        self._folder = folder
        address = f"sqlite:///{folder.resolve() / FILE}"
        with _translated(folder):
            self._client = _client(address)

    def names(self) -> list[str]:
        """Every model."""
        with _translated(self._folder):
            return sorted(model.name for model in self._client.search_registered_models(max_results=_MOST_MODELS))

    def aliases(self, name: str) -> dict[str, int]:
        """[alias] the version it points to; empty where there is no such model."""
        with _translated(self._folder):
            found = self._client.search_registered_models(f"name = '{name}'")
            return {alias: int(number) for alias, number in found[0].aliases.items()} if found else {}

    def versions(self, name: str) -> dict[int, dict[str, str]]:
        """[version] its tags, the oldest first."""
        with _translated(self._folder):
            found = self._client.search_model_versions(f"name = '{name}'")
            return {int(each.version): dict(each.tags) for each in sorted(found, key=lambda one: int(one.version))}

    def add(
        self, name: str, source: Path, *, tags: Mapping[str, str], figures: Mapping[str, float], at_s: float
    ) -> int:
        """A new version with a run of its own; its number."""
        with _translated(self._folder):
            if name not in self.names():
                self._client.create_registered_model(name)
            run = self._run(name, tags, figures, at_s)
            made = self._client.create_model_version(name, str(source), run_id=run, tags=dict(tags))
            return int(made.version)

    def point(self, name: str, alias: str, version: int) -> None:
        """Have an alias point to a version."""
        with _translated(self._folder):
            self._client.set_registered_model_alias(name, alias, str(version))

    def _run(self, name: str, tags: Mapping[str, str], figures: Mapping[str, float], at_s: float) -> str:
        from mlflow.entities import Metric

        found = self._client.get_experiment_by_name(name)
        # No artifact is ever put there: the files of a model are those of its release.
        place = (self._folder / "releases").resolve().as_uri()
        experiment = found.experiment_id if found else self._client.create_experiment(name, artifact_location=place)
        at_ms = int(at_s * _MILLISECONDS)
        run: str = self._client.create_run(experiment, start_time=at_ms, tags=dict(tags)).info.run_id
        measured = [Metric(key, value, at_ms, 0) for key, value in figures.items()]
        self._client.log_batch(run, metrics=measured)
        self._client.set_terminated(run, end_time=at_ms)
        return run


def _silence() -> None:
    """MLflow reads these when it is first imported, and would else tell its makers that it is used."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")


def _client(address: str) -> Any:
    from mlflow import MlflowClient

    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    client = MlflowClient(address, address)
    client.search_registered_models(max_results=1)
    return client


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError) as err:
        raise RegistryUnreadable(
            f"The registry in {folder} cannot be used: {str(err).splitlines()[0]}. Check {FILE} and the disk, or name "
            "another folder with --registry."
        ) from err
