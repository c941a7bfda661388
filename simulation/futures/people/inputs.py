"""The central population of a scenario, and how chances of dying answer to a longer or shorter life."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulation.countries.china.bases import china_demography, start_of
from simulation.countries.china.population import PlannedPeople
from simulation.demography.mortality import MortalityModel
from simulation.futures.people.figures import People

Floats = NDArray[np.float64]

# Years of life by which a path may differ, and the powers of the polynomial that answers.
WIDEST, POWERS, NODES = 9.0, 7, 19


def people_of(
    planned: PlannedPeople, base: str, opening: Floats, years: NDArray[np.int64], *, floor: float, part: float
) -> People:
    """The central population of `planned` over `years`, from the persons `opening` [sex, age] of the year before.

    floor  children per woman below which no path goes
    part   of the nation's people who live here: the share of the nation's more or fewer migrants
    """
    rows = years - int(planned.path.years[0])
    path = planned.path
    expectancy = planned.life_expectancy[rows]
    chance, longest = _answers(base, expectancy.tobytes(), expectancy.shape)
    boys = path.sex_ratio_at_birth[rows]
    return People(
        opening=np.ascontiguousarray(opening),
        chance=chance,
        longest=longest,
        births=np.stack([path.total_fertility_rate[rows], boys / (1.0 + boys)], axis=1),
        fertility_pattern=path.fertility_pattern[rows],
        lowest_fertility=floor,
        net_migration=path.net_migration[rows],
        migration_pattern=part * _migration_pattern(int(years[0])),
    )


@lru_cache(maxsize=4)
def _migration_pattern(year: int) -> Floats:
    """[sex, age] where a person more or less comes or goes: by the size of the United Nations' flows."""
    size = np.abs(china_demography().migration.at(np.array([year]))[0])
    return np.asarray(size / size.sum())


@lru_cache(maxsize=16)
def _answers(base: str, expectancy: bytes, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    years_of_life = np.frombuffer(expectancy).reshape(shape)
    return death_polynomials(start_of(base).mortality, years_of_life)


def death_polynomials(mortality: MortalityModel, expectancy: Floats) -> tuple[Floats, Floats]:
    """Chances of dying as polynomials in the years by which life is longer than `expectancy` [year, sex].

    returns  chance [year, sex, age or NEWBORN, power], and the bounds of the years added [year, sex, (fewest, most)]

    q(x) = q(0) (1 + a x + b x² + … + g x⁷), fitted by least squares at Chebyshev nodes over what the mortality model
    answers for, at most WIDEST years either way; exact at x = 0.
    """
    low, high = mortality.reach.T
    shortest = np.maximum(low - expectancy, -WIDEST)
    longest = np.minimum(high - expectancy, WIDEST)
    nodes = np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    shift = 0.5 * (shortest + longest) + 0.5 * (longest - shortest) * nodes[:, None, None]
    central = mortality.chances(expectancy)
    moved = mortality.chances(expectancy + shift)
    everyone = np.concatenate([central.death_probability, central.newborn_death_probability[..., None]], axis=-1)
    of_nodes = np.concatenate([moved.death_probability, moved.newborn_death_probability[..., None]], axis=-1)
    powers = shift[..., None] ** np.arange(1, POWERS + 1)
    fitted = np.linalg.pinv(powers.transpose(1, 2, 0, 3)) @ (of_nodes / everyone - 1.0).transpose(1, 2, 0, 3)
    whole = np.concatenate([everyone[..., None], fitted.swapaxes(-1, -2)], axis=-1)
    bounds = np.stack([shortest, longest], axis=-1)
    return np.ascontiguousarray(whole), bounds
