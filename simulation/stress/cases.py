"""A named stress case, read from a file and laid on a scenario as settings and reforms."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import FileMissing, InputError, UnknownKey, WrongType
from rules.bilingual import read_bilingual
from simulation.scenario import Scenario
from simulation.stress.relief import Relief, read_relief, relief_settings
from simulation.stress.scaling import scaled_settings

CASES = {"china": Path(__file__).parent.parent / "countries" / "china" / "stress.yaml"}
START = "@since"
_FIELDS = {"title", "about", "settings", "times", "relief", "overlays", "together"}
_REMEDY = f"{CASES['china'].name} of the country pack shows the form."


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    title, about  {zh, en}: its name, and what exactly is changed and what is not
    settings      as of `anlan project --set`; `@since` in one stands for the year the case begins
    times         assumption -> factor by which every value of it is multiplied from that year on
    relief        contributions waived in that year, as in a year of the past
    overlays      reform files
    is_added      whether the case has a place when cases are added up, or is another reading of one that has
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    settings: tuple[str, ...] = ()
    times: Mapping[str, float] | None = None
    relief: Relief | None = None
    overlays: tuple[Path, ...] = ()
    is_added: bool = True


def laid_on(scenario: Scenario, case: Case, since: int) -> Scenario:
    """The scenario with the case on top, beginning on 1 January of `since`."""
    scenario = scenario.with_settings([setting.replace(START, f"@{since}") for setting in case.settings])
    for key, factor in (case.times or {}).items():
        scenario = scenario.with_settings(scaled_settings(scenario, key, factor=factor, since=since))
    if case.relief is not None:
        scenario = scenario.with_settings(relief_settings(scenario, case.relief, since))
    return replace(scenario, overlays=(*scenario.overlays, *case.overlays))


def country_cases(country: str = "china") -> tuple[Case, ...]:
    """The cases on file for a country; InputError when there are none."""
    if country not in CASES:
        raise InputError(f"no stress cases are on file for {country!r}.", remedy=f"Choose one of: {', '.join(CASES)}.")
    return read_cases(CASES[country])


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file, in its order; an InputError names the line of whatever is not right."""
    document = load_document(path)
    if not isinstance(document.data, dict) or not document.data:
        raise InputError("a file of cases maps names to cases.", path=path, line=1, remedy=_REMEDY)
    return tuple(_case(document, str(name)) for name in document.data)


def overlay_case(path: Path) -> Case:
    """A reform file as a case of its own, called by the title it gives itself."""
    document = load_document(path)
    header = document.data.get("overlay", {}) if isinstance(document.data, dict) else {}
    title = header.get("title", path.stem) if isinstance(header, dict) else path.stem
    names = title if isinstance(title, dict) else {"zh": str(title), "en": str(title)}
    return Case(path.stem, names, {"zh": f"改革方案文件 {path}", "en": f"the reform file {path}"}, overlays=(path,))


def _case(document: Document, name: str) -> Case:
    fields = document.data[name]
    if not isinstance(fields, dict):
        raise WrongType(f"the case {name} has no fields.", path=document.path, line=document.line(name), remedy=_REMEDY)
    for field in fields:
        if field not in _FIELDS:
            raise UnknownKey(
                f"the case {name} has an unknown field {field!r}.",
                path=document.path,
                line=document.line(name, field),
                remedy=f"Fields are: {', '.join(sorted(_FIELDS))}.",
            )
    if "title" not in fields:
        raise InputError(
            f"the case {name} lacks a title.", path=document.path, line=document.line(name), remedy=_REMEDY
        )
    title = read_bilingual(document, fields["title"], name, "title").to_json()
    about = read_bilingual(document, fields["about"], name, "about").to_json() if "about" in fields else title
    return Case(
        name=name,
        title=title,
        about=about,
        settings=_texts(document, name, "settings"),
        times=_factors(document, name),
        relief=read_relief(document, name) if "relief" in fields else None,
        overlays=tuple(_overlay(document, name, text) for text in _texts(document, name, "overlays")),
        is_added=_flag(document, name),
    )


def _texts(document: Document, name: str, field: str) -> tuple[str, ...]:
    items: Any = document.data[name].get(field, [])
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        line = document.line(name, field)
        raise WrongType(f"{field} of {name} is not a list of texts.", path=document.path, line=line, remedy=_REMEDY)
    return tuple(items)


def _factors(document: Document, name: str) -> dict[str, float]:
    items: Any = document.data[name].get("times", {})
    if not isinstance(items, dict):
        line = document.line(name, "times")
        raise WrongType(f"times of {name} does not map keys to factors.", path=document.path, line=line, remedy=_REMEDY)
    for key, factor in items.items():
        if isinstance(factor, bool) or not isinstance(factor, int | float) or factor < 0:
            raise WrongType(
                f"{key} cannot be multiplied by {factor!r}.",
                path=document.path,
                line=document.line(name, "times", key),
                remedy="Give a factor such as 0.95.",
            )
    return {str(key): float(factor) for key, factor in items.items()}


def _overlay(document: Document, name: str, text: str) -> Path:
    path = document.path.parent / text
    if not path.is_file():
        raise FileMissing(
            f"the overlay {text} is not there.",
            path=document.path,
            line=document.line(name, "overlays"),
            remedy="Write its path from this file.",
        )
    return path


def _flag(document: Document, name: str) -> bool:
    flag = document.data[name].get("together", True)
    if not isinstance(flag, bool):
        line = document.line(name, "together")
        raise WrongType(f"together of {name} is not yes or no.", path=document.path, line=line, remedy="Write false.")
    return flag
