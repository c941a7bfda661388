"""Every fit of the China pack with the files it reads: what was calibrated on what."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulation.countries.china import fitting as demography
from simulation.countries.china.backtest import fitting as backtest
from simulation.countries.china.chance import demography_fitting
from simulation.countries.china.fund_fitting import (
    employees_pension,
    medical,
    resident_pension,
    unemployment,
    work_injury,
)
from simulation.countries.china.fund_fitting.base_year import ECONOMY_FILES
from simulation.countries.china.pack import FOLDER
from simulation.published import PublishedFigures

PUBLISHED = "published"
_PEOPLE = (*demography.READS, "demography/cohorts.yaml")
_FAMILIES = (medical.FAMILY, resident_pension.FAMILY, unemployment.FAMILY, work_injury.FAMILY)


@dataclass(frozen=True, slots=True)
class Fit:
    """One fit.

    module  what is run to repeat it
    what    what it determines, in a few words
    reads   files of published figures, as paths from the folder of the pack
    outside what is read that is no file of the project
    """

    module: str
    what: str
    reads: tuple[str, ...]
    outside: tuple[str, ...] = ()


def fits() -> tuple[Fit, ...]:
    """All fits, as each declares its files."""
    family_module = "simulation.countries.china.fund_fitting"
    return (
        Fit(
            demography.MODULE,
            "mortality, fertility, migration, the people of 2020 by cohort",
            demography.READS,
            _united_nations(),
        ),
        Fit(
            demography_fitting.MODULE,
            "how far fertility and life expectancy may stray",
            demography_fitting.READS,
            (demography_fitting.OUTSIDE,),
        ),
        Fit(backtest.MODULE, "base ratios, subsidies and other income of the back-tests", _published(backtest.READS)),
        Fit(
            employees_pension.MODULE,
            "base ratios and the coverage of older members of the employees' pension",
            (*_published(employees_pension.READS), *_PEOPLE),
        ),
        *(
            Fit(
                f"{family_module}.{family.name}",
                ", ".join(parameter.title["en"].split(",")[0].lower() for parameter in family.parameters),
                (*_published((*ECONOMY_FILES, *(f"{name}.yaml" for name in family.published))), *_PEOPLE),
            )
            for family in _FAMILIES
        ),
    )


@cache
def fitted_figures() -> Mapping[str, frozenset[int]]:
    """Series -> years that stand in a published file which some fit reads."""
    paths = sorted({FOLDER / path for fit in fits() for path in fit.reads if path.startswith(f"{PUBLISHED}/")})
    figures = PublishedFigures.load(paths)
    return {name: frozenset(figures.series(name).values) for name in figures.names()}


def entered_a_fit(series: str, year: int) -> bool:
    """Whether a published figure stands in a file that some fit reads."""
    return year in fitted_figures().get(series, ())


def _united_nations() -> tuple[str, ...]:
    rows = (f"{table} of {first}-{last}" for table, (first, last) in demography.UN_ROWS.items())
    return (f"World Population Prospects 2024: rates whole; {', '.join(rows)}",)


def _published(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(Path(PUBLISHED) / name) for name in names)
