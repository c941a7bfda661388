"""The population behind a country's published births, death rates and totals, where its ages are not published."""

import numpy as np
from scipy.optimize import brentq

from core.errors import ValueOutOfRange
from simulation.demography.graduation import graduate
from simulation.demography.mortality import DeathChances, chances_from_rates, life_expectancy_at_birth
from simulation.demography.population import AGES, OLDEST, BasePopulation, Floats
from simulation.demography.wpp import WppCountry

_STEEPEST = 0.5


class RecordedMortality:
    """Chances of dying in any year of the tables: the period schedules, at the year's own life expectancy."""

    def __init__(self, tables: WppCountry) -> None:
        self._expectancy = tables.life_expectancy
        self._middles = tables.death_rate.years
        self._logs = np.log(np.array([[graduate(row) for row in period] for period in tables.death_rate.values]))

    def chances(self, year: int) -> DeathChances:
        """The chances of `year`: log rates between two periods, moved alike at all ages to its life expectancy."""
        place = float(np.interp(year, self._middles, np.arange(self._middles.size)))
        low = min(int(place), self._middles.size - 2)
        logs = self._logs[low] + (place - low) * (self._logs[low + 1] - self._logs[low])
        target = self._expectancy.at(year)
        moves = []
        for sex in range(2):

            def gap(move: float, sex: int = sex, logs: Floats = logs, target: Floats = target) -> float:
                return float(life_expectancy_at_birth(np.exp(logs + move))[sex] - target[sex])

            moves.append(brentq(gap, -3.0, 3.0, xtol=1e-10))
        return chances_from_rates(np.exp(logs + np.array(moves)[:, None]))


def reconstruct(tables: WppCountry, year: int) -> BasePopulation:
    """The population of 31 December `year`, rebuilt from the first table year on.

    Those born since are the survivors of the births, migrants coming with the age profile of the first projected year.
    Those older are what the published total leaves, spread over their ages by the survivors of the life table times
    exp(-growth * age), with the growth under which the country has the deaths published for the year. The sexes of the
    old are those of the life table. The whole is an approximation: the more migrants, the looser.
    """
    mortality = RecordedMortality(tables)
    first = int(tables.births.years[0])
    persons = np.zeros((2, AGES))
    for step in range(first, year + 1):
        persons = _carried(persons, tables, mortality.chances(step), step)
    oldest_known = year - first
    if oldest_known >= OLDEST:
        return BasePopulation(year, persons)
    return BasePopulation(year, _with_the_old(persons, tables, mortality, year))


def total_at(tables: WppCountry, year: int) -> float:
    """Persons at 31 December of `year`, from the first projected total back by the published changes."""
    first = int(tables.population.years[0])
    if year >= first:
        return float(tables.population.at(year).sum())
    later = tables.population_change.between(year + 1, first)
    return float(tables.population.at(first).sum() - later.values.sum())


def _carried(persons: Floats, tables: WppCountry, chances: DeathChances, year: int) -> Floats:
    ratio = float(tables.sex_ratio_at_birth.at(year))
    newborn = float(tables.births.at(year)) * np.array([ratio, 1.0]) / (1.0 + ratio)
    later = np.zeros_like(persons)
    later[:, 0] = newborn * (1.0 - chances.newborn_death_probability)
    later[:, 1:] = (persons * (1.0 - chances.death_probability))[:, :-1]
    profile = tables.migration_by_age.values[0]
    size = np.abs(profile)
    flows = profile + (float(tables.net_migration.at(year)) - profile.sum()) * size / size.sum()
    # Those born before the first year are not carried, nor are the migrants among them.
    return np.where(later > 0, np.maximum(later + flows, 0.0), 0.0)


def _with_the_old(persons: Floats, tables: WppCountry, mortality: RecordedMortality, year: int) -> Floats:
    missing = total_at(tables, year) - persons.sum()
    if missing <= 0:
        raise ValueOutOfRange(
            f"the survivors of the births already exceed the population of {year}.",
            remedy="Check the country's births.",
        )
    before = mortality.chances(year)
    alive = np.cumprod(1.0 - before.death_probability, axis=1) * np.array([1.05, 1.0])[:, None]
    ages = np.arange(AGES)
    known = (persons > 0).any(axis=0)
    dying = before.death_probability

    def filled(growth: float) -> Floats:
        weights = np.where(known, 0.0, alive * np.exp(-growth * ages))
        return np.asarray(persons + weights * missing / weights.sum(), dtype=np.float64)

    def excess(growth: float) -> float:
        return float((filled(growth) * dying).sum() / tables.deaths.at(year) - 1.0)

    low, high = -_STEEPEST / 5, _STEEPEST
    growth = high if excess(high) > 0 else low if excess(low) < 0 else float(brentq(excess, low, high))
    return filled(growth)
