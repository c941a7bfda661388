"""One year of the population of many futures in plain NumPy."""

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import FEMALE, OLDEST, YOUNGEST_MOTHER
from simulation.futures.people.figures import NEWBORN, People

Floats = NDArray[np.float64]


def dying_of(people: People, row: int, longer: Floats) -> Floats:
    """[sex, age or NEWBORN, path] chances of dying for lives `longer` [sex, path] years than central."""
    fewest, most = people.longest[row, :, 0, None], people.longest[row, :, 1, None]
    x = np.clip(longer, fewest, most)[:, None]
    power = people.chance[row][..., None]
    answer = np.zeros((*power.shape[:2], longer.shape[-1]))
    for order in range(power.shape[2] - 1, 0, -1):
        answer = (answer + power[:, :, order]) * x
    return np.asarray(power[:, :, 0] * (1.0 + answer))


def advanced(people: People, row: int, before: Floats, dying: Floats, more: tuple[Floats, Floats]) -> Floats:
    """[sex, age, path] the people a year after `before`; more: children per woman and persons who come, each [path]."""
    children, coming = more
    after = people.net_migration[row][..., None] + people.migration_pattern[..., None] * coming
    survivors = before * (1.0 - dying[:, :NEWBORN])
    after[:, 1:] += survivors[:, :-1]
    after[:, OLDEST] += survivors[:, OLDEST]
    pattern = people.fertility_pattern[row]
    mothers = slice(YOUNGEST_MOTHER, YOUNGEST_MOTHER + pattern.size)
    central, boys = people.births[row]
    rate = np.maximum(min(central, people.lowest_fertility), central + children)
    born = 0.5 * pattern @ (before[FEMALE, mothers] + after[FEMALE, mothers]) * rate
    after[:, 0] += np.array([[boys], [1.0 - boys]]) * born * (1.0 - dying[:, NEWBORN])
    return np.asarray(after)


def weighed(weights: Floats, persons: Floats) -> Floats:
    """[weight, path] sums over sex and age of weights [weight, sex, age] × persons [sex, age, path]."""
    return weights.reshape(len(weights), -1) @ persons.reshape(-1, persons.shape[-1])
