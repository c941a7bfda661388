"""Which assumptions of the Academy a projection takes over: the steps in order, other readings of what is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import InputError, UnknownKey
from rules.bilingual import read_bilingual
from simulation.assumptions import AssumptionSet

FOLDER = Path(__file__).parent
BASE_YEAR, LAST_YEAR = 2018, 2050
BASES = ("published", "derived", "own")

Points = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One assumption taken over.

    basis  "published" by the Academy, "derived" from its figures, or our "own" reading
    rows   assumption rows it replaces
    """

    name: str
    title: Mapping[str, str]
    basis: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a projection takes over from the Academy.

    steps      names of the steps taken
    rows       assumption row -> points instead of those of the Academy's rows
    law_known  the last year whose law enters, where the step `law` is taken
    """

    steps: tuple[str, ...]
    rows: tuple[tuple[str, Points], ...] = ()
    law_known: int = BASE_YEAR

    def assumptions(self, ours: AssumptionSet) -> AssumptionSet:
        """Our rows with those of the steps taken in their place."""
        theirs = academy_assumptions()
        taken = {key: theirs.row(key) for step in known_steps() if step.name in self.steps for key in step.rows}
        for key, points in self.rows:
            taken[key] = replace(theirs.row(key), points=points)
        return ours.replaced_by(AssumptionSet(taken))


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of what was not published."""

    name: str
    title: Mapping[str, str]
    plan: Plan


@cache
def academy_assumptions() -> AssumptionSet:
    """What the Academy is taken to assume where its figures do not say it."""
    return AssumptionSet.load(FOLDER / "assumptions.yaml")


@cache
def known_steps() -> tuple[Step, ...]:
    """Every step from ours to theirs, in order; InputError names the line of one that is not well formed."""
    return steps_of(load_document(FOLDER / "steps.yaml"))


def steps_of(document: Document) -> tuple[Step, ...]:
    """The steps that a file lists."""
    return tuple(_step(document, name) for name in document.data)


def whole_plan() -> Plan:
    """Every step taken."""
    return Plan(tuple(step.name for step in known_steps()))


@cache
def other_readings() -> tuple[Reading, ...]:
    """The whole plan with one of our readings replaced by another."""
    return readings_of(load_document(FOLDER / "readings.yaml"))


def readings_of(document: Document) -> tuple[Reading, ...]:
    """The readings that a file lists."""
    return tuple(_reading(document, name) for name in document.data)


def _step(document: Document, name: str) -> Step:
    fields = _fields(document, name, known={"title", "basis", "rows"})
    if fields.get("basis") not in BASES:
        raise InputError(
            f"the step {name} rests on {fields.get('basis')!r}.",
            path=document.path,
            line=document.line(name, "basis"),
            remedy=f"Give one of: {', '.join(BASES)}.",
        )
    rows = tuple(fields.get("rows", ()))
    for key in rows:
        _check_row(document, key, name, "rows")
    return Step(name, read_bilingual(document, fields.get("title"), name, "title").to_json(), fields["basis"], rows)


def _reading(document: Document, name: str) -> Reading:
    fields = _fields(document, name, known={"title", "without", "rows", "law_known"})
    without = tuple(fields.get("without", ()))
    steps = whole_plan().steps
    for step in without:
        if step not in steps:
            raise UnknownKey(
                f"{name} leaves out {step!r}, which is no step.",
                path=document.path,
                line=document.line(name, "without"),
                remedy=f"Steps are: {', '.join(steps)}.",
            )
    rows = fields.get("rows", {})
    for key in rows:
        _check_row(document, key, name, "rows")
    plan = Plan(
        steps=tuple(step for step in steps if step not in without),
        rows=tuple((key, _points(values)) for key, values in rows.items()),
        law_known=int(fields.get("law_known", BASE_YEAR)),
    )
    return Reading(name, read_bilingual(document, fields.get("title"), name, "title").to_json(), plan)


def _fields(document: Document, name: str, *, known: set[str]) -> dict[str, Any]:
    fields = document.data[name]
    if not isinstance(fields, dict) or not set(fields) <= known:
        raise InputError(
            f"{name} is not well formed.",
            path=document.path,
            line=document.line(name),
            remedy=f"Fields are: {', '.join(sorted(known))}.",
        )
    return fields


def _check_row(document: Document, key: str, *place: str) -> None:
    if key not in academy_assumptions():
        raise UnknownKey(
            f"{key!r} is no row of assumptions.yaml.",
            path=document.path,
            line=document.line(*place),
            remedy=f"Rows are: {', '.join(academy_assumptions().keys())}.",
        )


def _points(values: Any) -> Points:
    if isinstance(values, dict):
        return tuple(sorted((int(year), float(value)) for year, value in values.items()))
    return ((0, float(values)),)
