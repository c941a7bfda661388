"""The population that constant rates lead to: one growth rate, one age structure (Lotka)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from core.errors import ValueOutOfRange
from simulation.demography.population import AGES, FEMALE, OLDEST, OLDEST_MOTHER, YOUNGEST_MOTHER, Floats

_SLOWEST, _FASTEST = 0.8, 1.25


@dataclass(frozen=True)
class StablePopulation:
    """growth: yearly rate; shares: [sex, age] of all persons at the year's end, adding up to 1."""

    growth: float
    shares: Floats


def stable_population(
    fertility: Floats, death_probability: Floats, newborn_death_probability: Floats, sex_ratio_at_birth: float
) -> StablePopulation:
    """The stable population of constant yearly rates.

    fertility                  [age 15..49] births per woman and year of age
    death_probability          [sex, age] by age at the end of the year before
    newborn_death_probability  [sex]
    sex_ratio_at_birth         boys per girl

    Lotka's equation for the yearly recursion: the growth factor g solves
    1 = girls (1 + 1/g) / 2 sum fertility(a) survivors(a) g^-a, as births fall on the mean of two year ends.
    """
    girls = 1.0 / (1.0 + sex_ratio_at_birth)
    alive = _survivors(death_probability, newborn_death_probability)
    ages = np.arange(YOUNGEST_MOTHER, OLDEST_MOTHER + 1)
    mothers = fertility * alive[FEMALE, ages]

    def excess(factor: float) -> float:
        return float(girls * 0.5 * (1.0 + 1.0 / factor) * (mothers * factor ** (-1.0 * ages)).sum() - 1.0)

    if excess(_SLOWEST) < 0 or excess(_FASTEST) > 0:
        raise ValueOutOfRange(
            "these rates make a population grow or shrink by more than a fifth a year.", remedy="Check their units."
        )
    factor = float(brentq(excess, _SLOWEST, _FASTEST, xtol=1e-15, rtol=1e-14))
    born = np.array([1.0 - girls, girls])[:, None]
    persons = born * alive * factor ** (-1.0 * np.arange(AGES))
    # The open age gathers everyone of 100 and over: arrivals over what death and growth take.
    kept = (1.0 - death_probability[:, OLDEST]) / factor
    if (kept >= 1.0).any():
        raise ValueOutOfRange(
            "the population shrinks faster than its open age dies out, so its shares never settle.",
            remedy="Check the death probability of the open age.",
        )
    persons[:, OLDEST] /= 1.0 - kept
    return StablePopulation(factor - 1.0, persons / persons.sum())


def _survivors(death_probability: Floats, newborn_death_probability: Floats) -> Floats:
    """[sex, age] chance of a newborn to be alive at the end of the year in which it turns `age`."""
    alive = np.empty((2, AGES))
    alive[:, 0] = 1.0 - newborn_death_probability
    alive[:, 1:] = alive[:, :1] * np.cumprod(1.0 - death_probability[:, :-1], axis=1)
    return alive
