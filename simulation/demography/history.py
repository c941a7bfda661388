"""Rates that give back the births and deaths a statistical office has counted."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from core.errors import ValueOutOfRange
from simulation.demography.mortality import MortalityModel
from simulation.demography.population import FEMALE, OLDEST, OLDEST_MOTHER, YOUNGEST_MOTHER, BasePopulation, Floats

_WIDEST_GAP = 4.0


@dataclass(frozen=True)
class CountedYears:
    """What was counted in the years after a base, and what the rates are shaped after.

    births, deaths      [year] persons
    life_expectancy     [year, sex] years; its level is shifted, alike for both sexes, until the deaths agree
    fertility_pattern   [year, age 15..49] shares; its level is set by the births
    sex_ratio_at_birth  [year] boys per girl
    """

    births: Floats
    deaths: Floats
    life_expectancy: Floats
    fertility_pattern: Floats
    sex_ratio_at_birth: Floats


@dataclass(frozen=True)
class MatchedRates:
    """The rates behind counted events: [year] children per woman and [year, sex] years of life at birth."""

    total_fertility_rate: Floats
    life_expectancy: Floats


def match_counted_events(
    base: BasePopulation, counted: CountedYears, mortality: MortalityModel
) -> tuple[MatchedRates, Floats]:
    """Year by year, the fertility and the life expectancy under which `base` has the counted births and deaths, and
    [sex, age] the persons at the end of the last year.

    Nobody migrates in these years. Raises ValueOutOfRange where no life expectancy within four years of the given one
    has so many deaths.
    """
    persons = base.persons
    fertility = np.empty_like(counted.births)
    expectancy = np.empty_like(counted.life_expectancy)
    for row in range(counted.births.size):
        ratio = counted.sex_ratio_at_birth[row]
        newborn = counted.births[row] * np.array([ratio, 1.0]) / (1.0 + ratio)
        expectancy[row] = _expectancy(persons, newborn, counted.deaths[row], counted.life_expectancy[row], mortality)
        chances = mortality.chances(expectancy[row])
        alive = persons * (1.0 - chances.death_probability)
        later = np.concatenate([(newborn * (1.0 - chances.newborn_death_probability))[:, None], alive[:, :-1]], axis=1)
        later[:, OLDEST] += alive[:, OLDEST]
        women = 0.5 * (persons + later)[FEMALE, YOUNGEST_MOTHER : OLDEST_MOTHER + 1]
        fertility[row] = counted.births[row] / (counted.fertility_pattern[row] @ women)
        persons = later
    return MatchedRates(fertility, expectancy), persons


def _expectancy(persons: Floats, newborn: Floats, deaths: float, near: Floats, mortality: MortalityModel) -> Floats:
    def excess(shift: float) -> float:
        chances = mortality.chances(near + shift)
        dying = (persons * chances.death_probability).sum() + newborn @ chances.newborn_death_probability
        return float(dying / deaths - 1.0)

    if excess(-_WIDEST_GAP) < 0 or excess(_WIDEST_GAP) > 0:
        raise ValueOutOfRange(
            f"{deaths:,.0f} deaths do not fit this population under any likely life expectancy.",
            remedy="Check the deaths and the unit they are given in.",
        )
    return near + float(brentq(excess, -_WIDEST_GAP, _WIDEST_GAP, xtol=1e-12))
