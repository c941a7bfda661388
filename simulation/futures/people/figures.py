"""The arrays of the population kernel over many futures."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import AGES

Floats = NDArray[np.float64]

# In arrays of chances of dying the row after the last age holds the newborn.
NEWBORN = AGES
CHANCES = AGES + 1


class People(NamedTuple):
    """The central population from the opening year on.

    opening              [sex, age] persons at the opening
    chance               [year, sex, age or NEWBORN, power] chances of dying as polynomials in years of life added
    longest              [year, sex, (fewest, most)] bounds of the years added
    births               [year, (children per woman, share of boys)]; fertility_pattern [year, age 15..49]
    lowest_fertility     children per woman below which no path goes
    net_migration        [year, sex, age] persons; migration_pattern [sex, age] persons who come
                         for one who comes to the nation
    """

    opening: Floats
    chance: Floats
    longest: Floats
    births: Floats
    fertility_pattern: Floats
    lowest_fertility: float
    net_migration: Floats
    migration_pattern: Floats
