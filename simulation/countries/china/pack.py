"""The files of the China pack: base assumptions, published figures, and the surroundings of a projection."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from rules.book import RuleBook
from simulation.assumptions import AssumptionSet
from simulation.countries.china.bases import LAST_COUNTED_YEAR
from simulation.countries.china.population import PlannedPeople, planned_people
from simulation.demography.population import PopulationProjection
from simulation.demography.projection import project_population
from simulation.economy import build_economy
from simulation.published import PublishedFigures
from simulation.schemes.context import SchemeContext

FOLDER = Path(__file__).parent
BASE_YEAR = 2023
FIRST_ECONOMY_YEAR = 2010
ASSUMPTION_FILES = ("assumptions.yaml", "assumptions_pension.yaml", "assumptions_funds.yaml")
FITTED = "fitted/*.yaml"


@lru_cache(maxsize=1)
def base_assumptions() -> AssumptionSet:
    """The base assumption set to 2100, fitted rows included."""
    return AssumptionSet.load([*(FOLDER / name for name in ASSUMPTION_FILES), *sorted(FOLDER.glob(FITTED))])


@lru_cache(maxsize=1)
def structural_assumptions() -> AssumptionSet:
    """The assumption files without any fitted row: how people work, retire and are covered."""
    return AssumptionSet.load([FOLDER / name for name in ASSUMPTION_FILES[:2]])


@lru_cache(maxsize=8)
def published(*patterns: str) -> PublishedFigures:
    """Published series of the files whose names match `patterns`; all files when none is given."""
    folder = FOLDER / "published"
    paths = sorted({path for pattern in patterns or ("*.yaml",) for path in folder.glob(pattern)})
    return PublishedFigures.load(paths)


@lru_cache(maxsize=1)
def base_rules() -> RuleBook:
    """China's rule book without reforms."""
    return RuleBook.load("china")


def rules_with(overlays: tuple[Path, ...]) -> RuleBook:
    """China's rule book with the reforms of `overlays` laid over it, as the files are now."""
    return _laid_over(overlays, tuple(map(_contents, overlays))) if overlays else base_rules()


@lru_cache(maxsize=8)
def _laid_over(overlays: tuple[Path, ...], contents: tuple[bytes | None, ...]) -> RuleBook:
    """A file may change, and a relative path name another file in another folder: the contents tell them apart."""
    del contents
    return RuleBook.load("china", overlays)


def _contents(path: Path) -> bytes | None:
    """None where it cannot be read: the rule book says why."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def planned_people_of(assumptions: AssumptionSet, last_year: int) -> PlannedPeople:
    """The base and the rates of the population that the `demography.…` rows describe."""
    ahead = np.arange(LAST_COUNTED_YEAR + 1, last_year + 1)
    return planned_people(
        base=assumptions.text("demography.base"),
        variant=assumptions.text("demography.variant"),
        last_year=last_year,
        tfr_shift=assumptions.array("demography.tfr_shift", ahead),
        life_expectancy_shift=assumptions.array("demography.life_expectancy_shift", ahead),
    )


def population_of(assumptions: AssumptionSet, last_year: int) -> PopulationProjection:
    """The population that the `demography.…` rows describe."""
    planned = planned_people_of(assumptions, last_year)
    return project_population(planned.base, planned.path, last_year)


def context_of(
    assumptions: AssumptionSet,
    *,
    rules: RuleBook,
    population: PopulationProjection,
    figures: PublishedFigures,
    base_year: int = BASE_YEAR,
    last_year: int = 2100,
) -> SchemeContext:
    """The surroundings of a projection from `base_year` to `last_year`."""
    economy = build_economy(
        assumptions, published=figures, population=population, first_year=FIRST_ECONOMY_YEAR, last_year=last_year
    )
    years = np.arange(base_year + 1, last_year + 1)
    return SchemeContext(base_year, years, population, economy, rules, assumptions, figures)
