"""`project`: a scenario carried to its last year, and what can be: countries, each a folder, and data pools."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from core.errors import UnknownKey
from simulation.countries.configured.folder import COUNTRIES, configured_folders, folder_of, load_folder
from simulation.countries.configured.population_file import FILE_SETTING, FOLDER_SETTING
from simulation.countries.configured.projection import project_configured
from simulation.result import Projection
from simulation.scenario import Scenario

_CODED = "scenario.py"
_OF_A_POOL = ("pool", "pool.yaml")


def project(scenario: Scenario) -> Projection:
    """Carry a scenario to its last year; UnknownKey when no country answers to its name."""
    if _is_coded(scenario.name):
        projection: Projection = _module(scenario.name).project(scenario)
        return projection
    if is_configured(scenario.name):
        return project_configured(scenario)
    if is_pooled(scenario.name):
        pooled: Projection = import_module("simulation.countries.pooled.projection").project(scenario)
        return pooled
    known = ", ".join(name for name, _ in countries())
    raise UnknownKey(f"no scenario is called {scenario.name!r}.", remedy=f"Known scenarios: {known}.")


def countries() -> list[tuple[str, Mapping[str, str]]]:
    """Name and title of every country that comes with the project: those with code of their own, then the others."""
    coded = sorted(path.parent.name for path in COUNTRIES.glob(f"*/{_CODED}"))
    titles = [(name, _module(name).TITLE) for name in coded]
    return titles + [(path.name, load_folder(path.name).title) for path in configured_folders()]


def is_configured(name: str) -> bool:
    """Whether a name is that of a country folder of YAML, here or anywhere on disk."""
    return not _is_coded(name) and folder_of(name) is not None


def is_pooled(name: str) -> bool:
    """Whether a name is that of a folder with a data pool, or with the description of one that is still to be built."""
    folder = Path(name)
    return not (_is_coded(name) or is_configured(name)) and any((folder / each).exists() for each in _OF_A_POOL)


def with_reference_data(scenario: Scenario, folder: Path | None) -> Scenario:
    """The scenario with the folder in which a configured country may find its people, unless it names their file."""
    is_told = any(setting.startswith((f"{FILE_SETTING}=", f"{FOLDER_SETTING}=")) for setting in scenario.settings)
    if folder is None or is_told or not is_configured(scenario.name):
        return scenario
    return scenario.with_settings((f"{FOLDER_SETTING}={folder}",))


def _is_coded(name: str) -> bool:
    return name.isidentifier() and (COUNTRIES / name / _CODED).is_file()


def _module(name: str) -> Any:
    return import_module(f"simulation.countries.{name}.scenario")
