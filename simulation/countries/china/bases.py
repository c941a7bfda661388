"""What China's projections start from: the statistical office's end of 2020 or the United Nations', and their paths."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import UnknownKey
from simulation.countries.china.calibration import with_cohort_factors
from simulation.countries.china.census_base import (
    FOLDER,
    NOVEMBER_AND_DECEMBER,
    PublishedYears,
    at_year_end,
    census_2010,
    census_2020,
    china_file,
    servicemen,
)
from simulation.demography.country import CountryDemography
from simulation.demography.country_file import read_country, read_mortality
from simulation.demography.fertility import fertility_pattern
from simulation.demography.history import CountedYears, MatchedRates, match_counted_events
from simulation.demography.mortality import MortalityModel
from simulation.demography.population import AGES, BasePopulation, Floats
from simulation.demography.projection import DemographicPath
from simulation.demography.year_path import YearPath

BASE_YEAR, LAST_COUNTED_YEAR, FINAL_YEAR = 2020, 2025, 2100
BASE_GROUPS = np.arange(0, AGES, 5)
_COUNTED = np.arange(BASE_YEAR + 1, LAST_COUNTED_YEAR + 1)
_BETWEEN_CENSUSES = 2015
_CENSUS_2010 = 2010


@dataclass(frozen=True)
class Start:
    """A base ready to be projected.

    base             the people of 31 December 2020
    path             the medium path, 2020 to 2100
    mortality        the model behind its chances of dying
    life_expectancy  [year, sex] of the path
    variant          [year] children per woman of the high variant above the medium one
    """

    base: BasePopulation
    path: DemographicPath
    mortality: MortalityModel
    life_expectancy: Floats
    variant: Floats


@lru_cache(maxsize=2)
def start_of(base: str) -> Start:
    """The start of the basis "nbs" or "wpp2024"."""
    if base == "nbs":
        return _nbs_start(with_cohort_factors(census_base()))
    if base == "wpp2024":
        return _united_nations_start()
    raise UnknownKey(f"there is no demographic base {base!r}.", remedy="Choose nbs or wpp2024.")


@lru_cache(maxsize=1)
def china_demography() -> CountryDemography:
    """The parameters fitted to the United Nations' tables of China."""
    return read_country(FOLDER / "wpp2024.yaml")


@dataclass(frozen=True)
class EarlyKnowledge:
    """What was known by 2018: mortality fitted to earlier years, life at birth [knot, sex] to 2018, mothers' ages."""

    mortality: MortalityModel
    life_expectancy: YearPath
    fertility_ages: Floats
    sex_ratio_at_birth: YearPath


@lru_cache(maxsize=1)
def early_knowledge() -> EarlyKnowledge:
    """The parameters fitted to years up to 2018 only."""
    fields = china_file("as_of_2018")
    return EarlyKnowledge(
        mortality=read_mortality(fields),
        life_expectancy=fields.path("life_expectancy", "male", "female"),
        fertility_ages=fields.numbers("fertility_ages", count=3),
        sex_ratio_at_birth=fields.path("sex_ratio_at_birth", "values"),
    )


@lru_cache(maxsize=1)
def census_base() -> BasePopulation:
    """China at 31 December 2020 by the census: two months on, with the servicemen, at the published total."""
    country, early = china_demography(), early_knowledge()
    now = np.array([BASE_YEAR])
    between = early.mortality.chances(early.life_expectancy.at(np.array([_BETWEEN_CENSUSES]))[0])
    published = PublishedYears("current")
    counted = at_year_end(
        census_2020(between),
        country.mortality.chances(country.life_expectancy.at(now)[0]),
        births=published.at("births", BASE_YEAR) * NOVEMBER_AND_DECEMBER,
        boys_per_girl=float(country.sex_ratio_at_birth.at(now)[0]),
    )
    persons = counted + servicemen()
    return BasePopulation(BASE_YEAR, persons * published.at("population", BASE_YEAR) / persons.sum())


def census_start() -> Start:
    """The statistical office's basis before its cohorts of 1955-1966 are calibrated."""
    return _nbs_start(census_base())


def _nbs_start(base: BasePopulation) -> Start:
    country = china_demography()
    medium = country.path(BASE_YEAR, FINAL_YEAR)
    expectancy = country.life_expectancy.at(medium.years)
    matched = _matched_rates(base)
    counted = slice(1, _COUNTED.size + 1)
    last = _COUNTED.size
    children = medium.total_fertility_rate + (
        matched.total_fertility_rate[-1] - medium.total_fertility_rate[last]
    ) * _fading(medium.years, "fertility_joins_medium_path")
    expectancy = expectancy + (matched.life_expectancy[-1] - expectancy[last]) * _fading(
        medium.years, "life_expectancy_joins_medium_path"
    ).reshape(-1, 1)
    children[counted], expectancy[counted] = matched.total_fertility_rate, matched.life_expectancy
    chances = country.mortality.chances(expectancy)
    path = replace(
        medium,
        total_fertility_rate=children,
        death_probability=chances.death_probability,
        newborn_death_probability=chances.newborn_death_probability,
        net_migration=np.zeros_like(medium.net_migration),
    )
    return Start(base, path, country.mortality, expectancy, country.fertility_variant.at(medium.years))


def _matched_rates(base: BasePopulation) -> MatchedRates:
    """The fertility and life expectancy of 2021-2025 under which `base` has the counted births and deaths."""
    country, published = china_demography(), PublishedYears("current")
    path = country.path(BASE_YEAR + 1, LAST_COUNTED_YEAR)
    counted = CountedYears(
        births=published.array("births")[1:],
        deaths=published.array("deaths")[1:],
        life_expectancy=country.life_expectancy.at(_COUNTED),
        fertility_pattern=path.fertility_pattern,
        sex_ratio_at_birth=path.sex_ratio_at_birth,
    )
    return match_counted_events(base, counted, country.mortality)[0]


def _fading(years: NDArray[np.int64], key: str) -> Floats:
    """[year] 1 to 2025, falling in equal steps to 0 in the year under `key`."""
    joins = float(china_file("bases").numbers("nbs", key)[0])
    return np.interp(years, [LAST_COUNTED_YEAR, joins], [1.0, 0.0])


def _united_nations_start() -> Start:
    country, table = china_demography(), china_file("wpp2024_base")
    factors = np.array([table.numbers("factors", sex, count=BASE_GROUPS.size) for sex in ("male", "female")])
    persons = census_base().persons * factors[:, np.minimum(np.arange(AGES) // 5, BASE_GROUPS.size - 1)]
    persons *= table.numbers("persons")[0] / persons.sum()
    path = country.path(BASE_YEAR, FINAL_YEAR)
    return Start(
        base=BasePopulation(BASE_YEAR, persons),
        path=path,
        mortality=country.mortality,
        life_expectancy=country.life_expectancy.at(path.years),
        variant=country.fertility_variant.at(path.years),
    )


@lru_cache(maxsize=4)
def base_as_of(year: int) -> tuple[BasePopulation, Floats]:
    """China at 31 December `year` from what was published by then, and [sex] the life expectancy of that year.

    The 2010 census with its servicemen and unsettled persons at the published end of 2010, carried on with the births
    and deaths of 2011 to `year` as they stood before the 2020 census revised them.
    """
    early, published = early_knowledge(), PublishedYears("as_published_to_2018")
    start = np.array([_CENSUS_2010])
    counted = at_year_end(
        census_2010(),
        early.mortality.chances(early.life_expectancy.at(start)[0]),
        births=published.at("births", _CENSUS_2010) * NOVEMBER_AND_DECEMBER,
        boys_per_girl=float(early.sex_ratio_at_birth.at(start)[0]),
    )
    base = BasePopulation(_CENSUS_2010, counted * published.at("population", _CENSUS_2010) / counted.sum())
    years = np.arange(_CENSUS_2010 + 1, year + 1)
    events = CountedYears(
        births=published.array("births")[1 : years.size + 1],
        deaths=published.array("deaths")[1 : years.size + 1],
        life_expectancy=early.life_expectancy.at(years),
        fertility_pattern=early_pattern(years.size),
        sex_ratio_at_birth=early.sex_ratio_at_birth.at(years),
    )
    matched, persons = match_counted_events(base, events, early.mortality)
    return BasePopulation(year, persons), matched.life_expectancy[-1]


def early_pattern(years: int) -> Floats:
    """[year, age 15..49] the pattern of mothers' ages known by 2018, the same each year."""
    numbers = early_knowledge().fertility_ages
    return np.tile(fertility_pattern(*numbers[:, None]), (years, 1))
