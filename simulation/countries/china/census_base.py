"""China's population by single age and sex at 31 December, built from its censuses."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from simulation.demography.census import aged_part_of_year, raked, split_by_shape, split_smoothly
from simulation.demography.country_file import ParameterFile
from simulation.demography.mortality import DeathChances
from simulation.demography.population import AGES, FEMALE, MALE, OLDEST, Floats

FOLDER = Path(__file__).parent / "demography"
MILLION = 1e6
NOVEMBER_AND_DECEMBER = 1 / 6
_SINGLE_AGES_2010 = 70
_GROUPS_SPLIT_BY_SEX = 75


@lru_cache(maxsize=8)
def china_file(name: str) -> ParameterFile:
    """The file `name`.yaml of China's demography."""
    return ParameterFile(load_document(FOLDER / f"{name}.yaml"))


def census_2010() -> Floats:
    """[sex, age] persons counted on 1 November 2010, without servicemen.

    Single ages below 70 are counted for both sexes together and split by the sexes of their five-year group; from 70 on
    the groups of each sex are split smoothly.
    """
    table = china_file("census_2010")
    starts = table.numbers("groups", "starts").astype(np.int64)
    single = table.numbers("single_ages", "persons", count=_SINGLE_AGES_2010)
    persons = np.empty((2, AGES))
    for sex, name in enumerate(("male", "female")):
        groups = table.numbers("groups", name, count=starts.size)
        shape = split_smoothly(groups, starts)
        shape[:_SINGLE_AGES_2010] = single
        persons[sex] = split_by_shape(groups, starts, shape)
    return persons


def census_2020(chances: DeathChances) -> Floats:
    """[sex, age] persons counted on 1 November 2020, without servicemen.

    chances  of dying in a year between the two censuses, [sex, age]

    Inside its five-year groups, the shape is that of the persons of 2010, ten years older and less the deaths; children
    born since take the shape of the registered births.
    """
    table = china_file("census_2020")
    starts = table.numbers("groups", "starts").astype(np.int64)
    shape = _ten_years_on(census_2010(), chances)
    shape[:, :10] = _births_between_counts()[::-1]
    persons = np.empty((2, AGES))
    old_starts = table.numbers("oldest", "starts").astype(np.int64)
    oldest = _oldest_by_sex(shape, old_starts)
    both = shape.sum(axis=0)
    for sex, name in enumerate(("male", "female")):
        groups = np.concatenate([table.numbers("groups", name, count=starts.size), oldest[sex]])
        weights = np.where(np.arange(AGES) < _GROUPS_SPLIT_BY_SEX, both, shape[sex])
        persons[sex] = split_by_shape(groups, np.concatenate([starts, old_starts]), weights)
    return persons


def _ten_years_on(persons: Floats, chances: DeathChances) -> Floats:
    aged = persons
    for _ in range(10):
        alive = aged * (1.0 - chances.death_probability)
        aged = np.concatenate([np.zeros((2, 1)), alive[:, :-1]], axis=1)
        aged[:, OLDEST] += alive[:, OLDEST]
    return aged


def _births_between_counts() -> Floats:
    """[census year] births from November to October, 2010-11 to 2019-20, in millions."""
    births = china_file("vital_statistics").numbers("births_before_2020", "births")
    return np.asarray(births[:-1] * NOVEMBER_AND_DECEMBER + births[1:] * (1.0 - NOVEMBER_AND_DECEMBER))


def _oldest_by_sex(shape: Floats, starts: NDArray[np.int64]) -> Floats:
    """[sex, group] persons from 75 on: published for both sexes by group, and for each sex in all."""
    table = china_file("census_2020")
    number = np.searchsorted(starts, np.arange(starts[0], AGES), side="right") - 1
    seed = np.array([np.bincount(number, weights=shape[sex, starts[0] :]) for sex in (MALE, FEMALE)])
    sexes = np.concatenate([table.numbers("oldest", "male"), table.numbers("oldest", "female")])
    return raked(seed, sexes, table.numbers("oldest", "persons", count=starts.size))


def at_year_end(counted: Floats, chances: DeathChances, births: float, boys_per_girl: float) -> Floats:
    """[sex, age] persons at 31 December from those `counted` on 1 November of the same year.

    chances     of dying in the year, [sex, age]; two months bring one sixth of the hazard
    births      persons born in November and December
    """
    alive = counted * (1.0 - chances.death_probability) ** NOVEMBER_AND_DECEMBER
    persons = aged_part_of_year(alive, NOVEMBER_AND_DECEMBER)
    persons[:, 0] += births * np.array([boys_per_girl, 1.0]) / (1.0 + boys_per_girl)
    return persons


def servicemen() -> Floats:
    """[sex, age] the servicemen of 2020, whom the census counts without age; the spread is the project's assumption."""
    table = china_file("census_2020")
    place = ("servicemen", "weights")
    ages = np.arange(AGES)
    weight = np.zeros(AGES)
    bands = (table.numbers(*place, name) for name in ("from_ages", "to_ages", "weight"))
    for first, last, value in zip(*bands, strict=True):
        weight[(ages >= first) & (ages <= last)] = value
    persons = np.zeros((2, AGES))
    persons[MALE] = weight / weight.sum() * table.numbers("servicemen", "persons")[0]
    return persons


@dataclass(frozen=True)
class PublishedYears:
    """One block of the vital statistics: figures by year, persons."""

    block: str

    def at(self, series: str, year: int) -> float:
        """The figure of `year`, in persons."""
        return float(self.array(series)[self.years() == year][0])

    def array(self, series: str) -> Floats:
        """[year] the figures, in persons."""
        return china_file("vital_statistics").numbers(self.block, series) * MILLION

    def years(self) -> Floats:
        """[year] calendar years of the figures."""
        return china_file("vital_statistics").numbers(self.block, "years")
