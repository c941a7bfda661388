"""What deviations of fertility, life expectancy and migration do to the number of people, path by path.

Every path has its own chances of dying from the mortality model and its own cohort-component projection: slow and
plain, for checks, where thousands of paths are wanted once.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.errors import ValueOutOfRange
from simulation.demography.bands.process import DemographicProcesses
from simulation.demography.mortality import MortalityModel
from simulation.demography.population import BasePopulation, Floats
from simulation.demography.projection import DemographicPath, project_population

_OLD = 65
_BLOCK = 100


@dataclass(frozen=True)
class DemographicDeviations:
    """Deviations from the centre in the uncertain years.

    fertility        [path, year] children per woman
    life_expectancy  [path, year, sex] years at birth
    net_migration    [path, year] persons, spread over sexes and ages by the size of the central flows
    """

    fertility: Floats
    life_expectancy: Floats
    net_migration: Floats


@dataclass(frozen=True)
class CentralPeople:
    """The centre.

    base             the people at the end of the last counted year
    path             what happens to them; begins with the first uncertain year
    life_expectancy  [year, sex] of `path`, years at birth
    mortality        the model behind its chances of dying
    """

    base: BasePopulation
    path: DemographicPath
    life_expectancy: Floats
    mortality: MortalityModel


@dataclass(frozen=True)
class DemographicPaths:
    """Levels on every path, floors and bounds applied.

    years            [year] calendar years
    fertility        [path, year] children per woman
    life_expectancy  [path, year, sex] years at birth
    total, old       [path, year] persons at 31 December, of all ages and aged 65 and over
    """

    years: NDArray[np.int64]
    fertility: Floats
    life_expectancy: Floats
    total: Floats
    old: Floats


def population_paths(
    centre: CentralPeople, deviations: DemographicDeviations, processes: DemographicProcesses
) -> DemographicPaths:
    """Project every path of `deviations`, whose years are those of the centre's path."""
    path, years = centre.path, centre.path.years
    paths = deviations.fertility.shape[0]
    expected = {
        "fertility": (paths, years.size),
        "life_expectancy": (paths, years.size, 2),
        "net_migration": (paths, years.size),
    }
    for name, shape in expected.items():
        if getattr(deviations, name).shape != shape:
            raise ValueOutOfRange(
                f"the deviations of {name} have the shape {getattr(deviations, name).shape}, not {shape}.",
                remedy="Give one number for each path and each year of the centre.",
            )
    children = np.maximum(processes.fertility.floor, path.total_fertility_rate + deviations.fertility)
    bounds = processes.longevity
    life = np.clip(centre.life_expectancy + deviations.life_expectancy, bounds.lowest, bounds.highest)
    size = np.abs(path.net_migration)
    spread = size / size.sum(axis=(1, 2), keepdims=True)
    total, old = np.empty((paths, years.size)), np.empty((paths, years.size))
    for first in range(0, paths, _BLOCK):
        chances = centre.mortality.chances(life[first : first + _BLOCK])
        for row in range(chances.death_probability.shape[0]):
            own = replace(
                path,
                total_fertility_rate=children[first + row],
                death_probability=chances.death_probability[row],
                newborn_death_probability=chances.newborn_death_probability[row],
                net_migration=path.net_migration + deviations.net_migration[first + row, :, None, None] * spread,
            )
            people = project_population(centre.base, own, int(years[-1]))
            total[first + row], old[first + row] = people.total()[1:], people.aged(_OLD)[1:]
    return DemographicPaths(years, children, life, total, old)
