"""Scenarios as a person writes them: a country pack, a scenario file, or either followed by `+key=value`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import FileMissing, InputError, UnknownKey, WrongType
from simulation.projection import countries, is_configured, is_pooled, with_reference_data
from simulation.scenario import Scenario

_NEXT_SETTING = re.compile(r"\+(?=[A-Za-z_][\w.]*(?:@\d{4})?\+?=)")
_FIELDS = ("name", "country", "settings", "overlays", "last_year")


@dataclass(frozen=True, slots=True)
class NamedScenario:
    """A scenario with the words it was asked for in, and the file and line of each setting that came from a file."""

    name: str
    scenario: Scenario
    places: tuple[tuple[str, Path, int | None], ...] = ()

    def located(self, err: InputError) -> InputError:
        """The error with file and line added, when it complains of a setting that stands in the scenario file."""
        if err.path is None:
            for setting, path, line in self.places:
                if re.split(r"[@+=]", setting)[0] in err.what:
                    return type(err)(err.what, remedy=err.remedy, path=path, line=line)
        return err


def read_scenario(
    spec: str, *, settings: Sequence[str] = (), overlays: Sequence[str] = (), reference_data: Path | None = None
) -> NamedScenario:
    """The scenario that `spec` names, with further settings and overlays of the command line.

    spec            `china`, `china+macro.cpi=0.03`, `reform.yaml`, `reform.yaml+macro.cpi=0.03`, a country folder, or
                    the folder of a data pool
    reference_data  where a country whose people are counted by somebody else may find their file
    """
    base, *changes = _NEXT_SETTING.split(spec)
    files = tuple(_existing(Path(overlay)) for overlay in overlays)
    named = _from_file(Path(base)) if base.endswith((".yaml", ".yml")) else NamedScenario(spec, _country(base))
    scenario = with_reference_data(named.scenario.with_settings((*changes, *settings)), reference_data)
    name = spec if changes else named.name
    return NamedScenario(name, replace(scenario, overlays=(*scenario.overlays, *files)), named.places)


def _country(name: str) -> Scenario:
    known = [country for country, _ in countries()]
    if name not in known and not is_configured(name) and not is_pooled(name):
        if Path(name).is_dir():
            raise FileMissing(
                "this folder has neither a country.yaml nor a data pool.",
                path=name,
                remedy="Name a folder made as docs/a-new-country.md shows, or by `anlan data build`.",
            )
        raise UnknownKey(
            f"no scenario is called {name!r}.",
            remedy=f"Countries are: {', '.join(known)}, or a country folder; a scenario file ends in .yaml.",
        )
    return Scenario(name=name)


def _from_file(path: Path) -> NamedScenario:
    document = load_document(path)
    fields = document.data
    if not isinstance(fields, dict):
        raise InputError("a scenario file maps fields to values.", path=path, line=1, remedy=_remedy())
    for field in fields:
        if field not in _FIELDS:
            raise UnknownKey(f"unknown field {field!r}.", path=path, line=document.line(field), remedy=_remedy())
    settings = _texts(document, "settings")
    overlays = tuple(_overlay(document, number, text) for number, text in enumerate(_texts(document, "overlays")))
    scenario = replace(_country_of(document), settings=settings, overlays=overlays)
    if "last_year" in fields:
        if type(fields["last_year"]) is not int:
            raise WrongType(
                "last_year is not a year.", path=path, line=document.line("last_year"), remedy="Write 2100."
            )
        scenario = replace(scenario, last_year=fields["last_year"])
    places = tuple((text, path, document.line("settings", number)) for number, text in enumerate(settings))
    return NamedScenario(str(fields.get("name", path)), scenario, places)


def _country_of(document: Document) -> Scenario:
    name = str(document.data.get("country", "china"))
    beside = document.path.parent / name
    try:
        return _country(str(beside) if is_configured(str(beside)) or is_pooled(str(beside)) else name)
    except UnknownKey as err:
        raise UnknownKey(err.what, path=document.path, line=document.line("country"), remedy=err.remedy) from None


def _texts(document: Document, field: str) -> tuple[str, ...]:
    items: Any = document.data.get(field) or []
    if not isinstance(items, list):
        raise WrongType(f"{field} is not a list.", path=document.path, line=document.line(field), remedy=_remedy())
    for number, item in enumerate(items):
        if not isinstance(item, str):
            line = document.line(field, number)
            raise WrongType(f"{item!r} in {field} is not text.", path=document.path, line=line, remedy=_remedy())
    return tuple(items)


def _overlay(document: Document, number: int, text: str) -> Path:
    path = document.path.parent / text
    if not path.is_file():
        line = document.line("overlays", number)
        raise FileMissing(
            f"the overlay {text} is not there.", path=document.path, line=line, remedy="Write its path from this file."
        )
    return path


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise FileMissing("this overlay is not there.", path=path, remedy="Check the path.")
    return path


def _remedy() -> str:
    return f"Fields are: {', '.join(_FIELDS)}; settings are texts such as 'macro.cpi=0.03', overlays are paths."
