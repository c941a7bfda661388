"""China's population, as it was and as it may become, on the statistical office's basis or the United Nations'."""

from dataclasses import dataclass, replace

import numpy as np

from core.errors import DateOutOfRange, UnknownKey, ValueOutOfRange
from simulation.countries.china.bases import (
    FINAL_YEAR,
    LAST_COUNTED_YEAR,
    Start,
    base_as_of,
    early_knowledge,
    early_pattern,
    start_of,
)
from simulation.countries.china.census_base import china_file
from simulation.demography.mortality import MortalityModel
from simulation.demography.population import AGES, BasePopulation, Floats, PopulationProjection
from simulation.demography.projection import DemographicPath, project_population

_VARIANTS = {"low": -1.0, "medium": 0.0, "high": 1.0}
_AS_OF_YEARS = (2016, 2017, 2018)
_DRIFT_YEARS = 15
_LONGEST_AS_OF = 2060


@dataclass(frozen=True)
class PlannedPeople:
    """What a population is carried on by, before anybody is counted.

    base             the people of 31 December 2020
    path             births, deaths and migration by year
    mortality        the model behind the chances of dying
    life_expectancy  [year of the path, sex] years at birth, shift included
    """

    base: BasePopulation
    path: DemographicPath
    mortality: MortalityModel
    life_expectancy: Floats


def planned_people(
    base: str = "nbs",
    variant: str = "medium",
    last_year: int = FINAL_YEAR,
    *,
    tfr_shift: float | Floats = 0.0,
    life_expectancy_shift: float | Floats = 0.0,
    tfr_path: Floats | None = None,
) -> PlannedPeople:
    """The base and the rates of `china_population`, which explains the arguments and the errors."""
    if variant not in _VARIANTS:
        raise UnknownKey(f"there is no variant {variant!r}.", remedy="Choose low, medium or high.")
    if not LAST_COUNTED_YEAR <= last_year <= FINAL_YEAR:
        raise DateOutOfRange(
            f"the population is projected to {LAST_COUNTED_YEAR}-{FINAL_YEAR}, not {last_year}.",
            remedy="Choose a last year in that range.",
        )
    start = start_of(base)
    open_years = last_year - LAST_COUNTED_YEAR
    first = LAST_COUNTED_YEAR + 1 - start.base.year
    future = slice(first, first + open_years)
    children = start.path.total_fertility_rate.copy()
    children[future] += _VARIANTS[variant] * start.variant[future]
    if tfr_path is not None:
        children[future] = _by_year("tfr_path", tfr_path, open_years)
    children[future] += _by_year("tfr_shift", tfr_shift, open_years)
    longer = _by_year("life_expectancy_shift", life_expectancy_shift, open_years)
    expectancy = start.life_expectancy.copy()
    expectancy[future] += longer[:, None]
    path = replace(_with_longer_life(start, longer, future), total_fertility_rate=children)
    return PlannedPeople(start.base, path, start.mortality, expectancy)


def china_population(
    base: str = "nbs",
    variant: str = "medium",
    last_year: int = FINAL_YEAR,
    *,
    tfr_shift: float | Floats = 0.0,
    life_expectancy_shift: float | Floats = 0.0,
    tfr_path: Floats | None = None,
) -> PopulationProjection:
    """China's population from 31 December 2020 to `last_year`.

    base       "nbs": the 2020 census carried on with the counted births and deaths of 2021-2025, nobody migrating;
               "wpp2024": the United Nations' level, rates and migration. The two are never mixed
    variant    "medium", or "low" / "high": the United Nations' half a child per woman less / more from about 2035 on,
               a quarter at first
    tfr_shift              children per woman added from 2026 on; a number or [year 2026..last_year]
    life_expectancy_shift  years of life at birth added for both sexes from 2026 on; a number or [year 2026..last_year]
    tfr_path               [year 2026..last_year] children per woman instead of the variant's; the shift comes on top

    Raises UnknownKey for another base or variant, DateOutOfRange for a last year outside 2025 to 2100, and
    ValueOutOfRange for impossible rates.
    """
    planned = planned_people(
        base,
        variant,
        last_year,
        tfr_shift=tfr_shift,
        life_expectancy_shift=life_expectancy_shift,
        tfr_path=tfr_path,
    )
    return project_population(planned.base, planned.path, last_year)


def _by_year(name: str, value: float | Floats, years: int) -> Floats:
    given = np.asarray(value, dtype=np.float64)
    if given.ndim and given.shape != (years,):
        raise ValueOutOfRange(
            f"{name} has the shape {given.shape}, not ({years},).",
            remedy=f"Give one value for each year from {LAST_COUNTED_YEAR + 1} to the last.",
        )
    return np.broadcast_to(given, (years,))


def _with_longer_life(start: Start, shift: Floats, future: slice) -> DemographicPath:
    if not shift.any():
        return start.path
    chances = start.mortality.chances(start.life_expectancy[future] + shift[:, None])
    dying = start.path.death_probability.copy()
    newborn = start.path.newborn_death_probability.copy()
    dying[future], newborn[future] = chances.death_probability, chances.newborn_death_probability
    return replace(start.path, death_probability=dying, newborn_death_probability=newborn)


def china_population_as_of(year: int, last_year: int, *, gain_ends: int | None = None) -> PopulationProjection:
    """China's population from 31 December `year` (2016, 2017 or 2018) on, from what was known at the time.

    The base comes from the 2010 census and the births and deaths published since; life at birth goes on by its mean
    yearly gain over the 15 years before `year`; fertility stays at the level then expected and nobody migrates. For
    back-tests: nothing dated later than 2018 enters, save that the United Nations' life expectancies to 2018 are those
    of the 2024 revision.

    gain_ends  the year in which life expectancy no longer rises, its gain falling in equal steps until then (None: the
               gain stays, which the mortality model carries for a quarter of a century)
    """
    if year not in _AS_OF_YEARS:
        raise DateOutOfRange(
            f"no base as of {year} is built.", remedy=f"Choose one of {', '.join(map(str, _AS_OF_YEARS))}."
        )
    if not year <= last_year <= _LONGEST_AS_OF:
        raise DateOutOfRange(
            f"a projection as of {year} goes to {_LONGEST_AS_OF} at most, not {last_year}.",
            remedy="Choose a last year in that range.",
        )
    early = early_knowledge()
    base, expectancy = base_as_of(year)
    years = np.arange(year, last_year + 1, dtype=np.int64)
    past = early.life_expectancy.at(np.array([year - _DRIFT_YEARS, year]))
    drift = (past[1] - past[0]) / _DRIFT_YEARS
    ahead = np.arange(years.size, dtype=np.float64)
    fading = np.zeros(years.size) if gain_ends is None else ahead / (gain_ends - year)
    gained = np.cumsum(np.where(ahead > 0, np.clip(1.0 - fading, 0.0, None), 0.0))
    chances = early.mortality.chances(expectancy + gained[:, None] * drift)
    children = china_file("vital_statistics").numbers("as_published_to_2018", "expected_total_fertility_rate")[0]
    path = DemographicPath(
        years=years,
        total_fertility_rate=np.full(years.size, children),
        fertility_pattern=early_pattern(years.size),
        sex_ratio_at_birth=early.sex_ratio_at_birth.at(np.full(years.size, year)),
        death_probability=chances.death_probability,
        newborn_death_probability=chances.newborn_death_probability,
        net_migration=np.zeros((years.size, 2, AGES)),
    )
    return project_population(base, path, last_year)
