"""A validation case: one published figure beside ours, and the typed tables such figures come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.documents import Document, load_document
from core.errors import InputError, WrongType

SHARE = "share"
_FIELDS = {"unit", "source", "status", "verified_years", "calibrated_years", "scope", "values"}
_NEEDED = {"unit", "source", "status", "values"}


@dataclass(frozen=True, slots=True)
class ValidationCase:
    """One published figure and ours.

    name        what is compared; a group, a colon and the figure
    published   in `unit`
    ours        in `unit`
    error       ours ÷ published − 1; of a share, ours − published (0.01 is one percentage point)
    calibrated  whether any number of the case entered a fit, or was given to the model from outside
    source      where the figure was published
    status      "verified" or "unverified": how sure we are of the published figure
    scope       what keeps the two from being quite the same thing; empty when nothing does
    """

    name: str
    year: int
    published: float
    ours: float
    error: float
    calibrated: bool
    unit: str
    source: str
    status: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure of a typed table: ValidationCase without our number."""

    name: str
    year: int
    published: float
    calibrated: bool
    unit: str
    source: str
    status: str
    scope: str = ""

    def beside(self, ours: float) -> ValidationCase:
        """The case with our number."""
        return ValidationCase(
            self.name,
            self.year,
            self.published,
            float(ours),
            error_of(self.published, float(ours), self.unit),
            self.calibrated,
            self.unit,
            self.source,
            self.status,
            self.scope,
        )


def error_of(published: float, ours: float, unit: str) -> float:
    """Relative error; in points where the unit is a share."""
    return ours - published if unit.startswith(SHARE) else ours / published - 1


def read_figures(path: Path) -> tuple[Figure, ...]:
    """Every figure of a typed table: series by name, each with unit, source, status and values by year.

    InputError names file and line of a series that is not well formed.
    """
    return figures_of(load_document(path))


def figures_of(document: Document) -> tuple[Figure, ...]:
    """Every figure of a document that is such a table."""
    path = document.path
    if not isinstance(document.data, dict):
        raise InputError("a table of figures maps names to series.", path=path, line=1, remedy="Name the series.")
    return tuple(figure for name in document.data for figure in _figures(document, name))


def compared(figures: tuple[Figure, ...], ours: Mapping[str, Callable[[int], float]]) -> tuple[ValidationCase, ...]:
    """Each figure beside ours: `ours` answers for a name with a function of the year."""
    return tuple(figure.beside(ours[figure.name](figure.year)) for figure in figures)


def _figures(document: Document, name: str) -> list[Figure]:
    fields: Any = document.data[name]
    if not isinstance(fields, dict) or not _NEEDED <= set(fields) <= _FIELDS:
        raise InputError(
            f"the series {name!r} is not well formed.",
            path=document.path,
            line=document.line(name),
            remedy=f"Fields are: {', '.join(sorted(_FIELDS))}.",
        )
    verified, calibrated = set(fields.get("verified_years", ())), set(fields.get("calibrated_years", ()))
    for year, value in fields["values"].items():
        if type(year) is not int or isinstance(value, bool) or not isinstance(value, int | float) or value == 0:
            raise WrongType(
                f"{name} in {year!r} is {value!r}; a year and a number other than zero are due.",
                path=document.path,
                line=document.line(name, "values", year),
                remedy="Write 2030: 12.5.",
            )
    return [
        Figure(
            name=name,
            year=year,
            published=float(value),
            calibrated=year in calibrated,
            unit=fields["unit"],
            source=fields["source"],
            status="verified" if year in verified else fields["status"],
            scope=fields.get("scope", ""),
        )
        for year, value in fields["values"].items()
    ]
