"""China's population, as it was and as it may become, on the statistical office's basis or the United Nations'."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.errors import DateOutOfRange, UnknownKey, ValueOutOfRange
from simulation.countries.china.census_base import (
    FOLDER,
    NOVEMBER_AND_DECEMBER,
    PublishedYears,
    at_year_end,
    census_2020,
    china_file,
    servicemen,
)
from simulation.demography.country import CountryDemography
from simulation.demography.country_file import read_country
from simulation.demography.history import CountedYears, MatchedRates, match_counted_events
from simulation.demography.population import BasePopulation, Floats, PopulationProjection
from simulation.demography.projection import DemographicPath, project_population

BASE_YEAR, LAST_COUNTED_YEAR, FINAL_YEAR = 2020, 2025, 2100
_COUNTED = np.arange(BASE_YEAR + 1, LAST_COUNTED_YEAR + 1)
_VARIANTS = {"low": -1.0, "medium": 0.0, "high": 1.0}


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
    tfr_path               [year 2026..last_year] children per woman in place of the variant's; the shift is added to it

    Raises UnknownKey for another base or variant, DateOutOfRange beyond 2020-2100, ValueOutOfRange for impossible rates.
    """
    if variant not in _VARIANTS:
        raise UnknownKey(f"there is no variant {variant!r}.", remedy="Choose low, medium or high.")
    if not LAST_COUNTED_YEAR <= last_year <= FINAL_YEAR:
        raise DateOutOfRange(
            f"the population is projected to {LAST_COUNTED_YEAR}-{FINAL_YEAR}, not {last_year}.",
            remedy="Choose a last year in that range.",
        )
    start = _start(base)
    open_years = last_year - LAST_COUNTED_YEAR
    children = start.medium.total_fertility_rate.copy()
    future = slice(LAST_COUNTED_YEAR + 1 - BASE_YEAR, last_year + 1 - BASE_YEAR)
    children[future] += _VARIANTS[variant] * start.variant[future]
    if tfr_path is not None:
        children[future] = _by_year("tfr_path", tfr_path, open_years)
    children[future] += _by_year("tfr_shift", tfr_shift, open_years)
    path = replace(_with_longer_life(start, life_expectancy_shift, future), total_fertility_rate=children)
    return project_population(start.base, path, last_year)


class _Start:
    """A base ready to be projected: its people, its medium path and what variants are made of."""

    def __init__(
        self, base: BasePopulation, medium: DemographicPath, country: CountryDemography, life_expectancy: Floats
    ) -> None:
        self.base, self.medium, self.country, self.life_expectancy = base, medium, country, life_expectancy
        self.variant = country.fertility_variant.at(medium.years)


@lru_cache(maxsize=4)
def _start(base: str) -> _Start:
    if base == "nbs":
        return _nbs_start()
    raise UnknownKey(f"there is no demographic base {base!r}.", remedy="Choose nbs or wpp2024.")


def _by_year(name: str, value: float | Floats, years: int) -> Floats:
    given = np.asarray(value, dtype=np.float64)
    if given.ndim and given.shape != (years,):
        raise ValueOutOfRange(
            f"{name} has the shape {given.shape}, not ({years},).",
            remedy=f"Give one value for each year from {LAST_COUNTED_YEAR + 1} to the last.",
        )
    return np.broadcast_to(given, (years,))


def _with_longer_life(start: _Start, shift: float | Floats, future: slice) -> DemographicPath:
    given = _by_year("life_expectancy_shift", shift, future.stop - future.start)
    if not given.any():
        return start.medium
    chances = start.country.mortality.chances(start.life_expectancy[future] + given[:, None])
    dying = start.medium.death_probability.copy()
    newborn = start.medium.newborn_death_probability.copy()
    dying[future], newborn[future] = chances.death_probability, chances.newborn_death_probability
    return replace(start.medium, death_probability=dying, newborn_death_probability=newborn)


@lru_cache(maxsize=1)
def china_demography() -> CountryDemography:
    """The parameters fitted to the United Nations' tables of China."""
    return read_country(FOLDER / "wpp2024.yaml")


def nbs_base() -> BasePopulation:
    """China at 31 December 2020 on the statistical office's basis: the census, two months on, and the servicemen."""
    country = china_demography()
    between, current = np.array([2015]), np.array([BASE_YEAR])
    ratio = float(country.sex_ratio_at_birth.at(current)[0])
    chances = country.mortality.chances(country.life_expectancy.at(between)[0])
    published = PublishedYears("current")
    counted = at_year_end(
        census_2020(chances),
        country.mortality.chances(country.life_expectancy.at(current)[0]),
        births=published.at("births", BASE_YEAR) * NOVEMBER_AND_DECEMBER,
        male_share=ratio / (1.0 + ratio),
    )
    persons = counted + servicemen()
    return BasePopulation(BASE_YEAR, persons * published.at("population", BASE_YEAR) / persons.sum())


def _nbs_start() -> _Start:
    country, base = china_demography(), nbs_base()
    medium = country.path(BASE_YEAR, FINAL_YEAR)
    expectancy = country.life_expectancy.at(medium.years)
    matched = matched_rates(base)
    children = medium.total_fertility_rate.copy()
    rows = slice(1, _COUNTED.size + 1)
    gap = matched.total_fertility_rate[-1] - children[_COUNTED.size]
    children += gap * _fading(medium.years, "fertility_joins_medium_path")
    longer = matched.life_expectancy[-1] - expectancy[_COUNTED.size]
    expectancy = expectancy + longer * _fading(medium.years, "life_expectancy_joins_medium_path")[:, None]
    children[rows], expectancy[rows] = matched.total_fertility_rate, matched.life_expectancy
    chances = country.mortality.chances(expectancy)
    path = replace(
        medium,
        total_fertility_rate=children,
        death_probability=chances.death_probability,
        newborn_death_probability=chances.newborn_death_probability,
        net_migration=np.zeros_like(medium.net_migration),
    )
    return _Start(base, path, country, expectancy)


def matched_rates(base: BasePopulation) -> MatchedRates:
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
    return match_counted_events(base, counted, country.mortality)


def _fading(years: NDArray[np.int64], key: str) -> Floats:
    """[year] 1 to 2025, falling in equal steps to 0 in the year under `key`."""
    joins = float(china_file("bases").numbers("nbs", key)[0])
    return np.interp(years, [LAST_COUNTED_YEAR, joins], [1.0, 0.0])
