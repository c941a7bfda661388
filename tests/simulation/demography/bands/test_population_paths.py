"""People on many paths: the centre where nothing strays, and the right way where something does."""

from dataclasses import replace

import numpy as np
import pytest

from core.errors import ValueOutOfRange
from simulation.countries.china.bases import FINAL_YEAR
from simulation.countries.china.chance.demography_fitting import PARAMETERS
from simulation.countries.china.population import china_population
from simulation.countries.china.validation.futures_bands import BASE, central_people
from simulation.demography.bands.population_paths import DemographicDeviations, population_paths
from simulation.demography.bands.process_file import read_processes

PROCESSES = read_processes(PARAMETERS)
YEARS = FINAL_YEAR - 2025


def still(paths: int = 1) -> DemographicDeviations:
    return DemographicDeviations(np.zeros((paths, YEARS)), np.zeros((paths, YEARS, 2)), np.zeros((paths, YEARS)))


def test_without_deviations_the_people_are_those_of_the_medium_path() -> None:
    people = population_paths(central_people(), still(), PROCESSES)
    medium = china_population(BASE)
    later = medium.years > 2025
    np.testing.assert_allclose(people.total[0], medium.total()[later], rtol=1e-6)
    np.testing.assert_allclose(people.old[0], medium.aged(65)[later], rtol=1e-6)


def test_more_children_longer_lives_and_more_arrivals_make_more_people() -> None:
    base = population_paths(central_people(), still(), PROCESSES)
    children = population_paths(central_people(), replace(still(), fertility=np.full((1, YEARS), 0.2)), PROCESSES)
    lives = population_paths(central_people(), replace(still(), life_expectancy=np.full((1, YEARS, 2), 2.0)), PROCESSES)
    moved = population_paths(central_people(), replace(still(), net_migration=np.full((1, YEARS), 1e6)), PROCESSES)
    for other in (children, lives, moved):
        assert (other.total > base.total).all()
    assert np.array_equal(children.old[:, :60], base.old[:, :60])
    assert (lives.old > base.old).all()
    assert moved.total[0, 0] - base.total[0, 0] == pytest.approx(1e6, rel=0.01)


def test_no_path_falls_below_the_floor_or_leaves_the_reach_of_the_mortality_model() -> None:
    wild = DemographicDeviations(
        np.full((2, YEARS), -3.0),
        np.array([[[40.0, 40.0]], [[-40.0, -40.0]]]) * np.ones((2, YEARS, 2)),
        still(2).net_migration,
    )
    people = population_paths(central_people(), wild, PROCESSES)
    assert (people.fertility == PROCESSES.fertility.floor).all()
    assert (people.life_expectancy[0] == PROCESSES.longevity.highest).all()
    assert (people.life_expectancy[1] == PROCESSES.longevity.lowest).all()


def test_a_path_does_not_depend_on_its_neighbours() -> None:
    """Blocks are only a way to save memory."""
    chance = np.random.Generator(np.random.Philox(1))
    fertility = PROCESSES.fertility.paths(chance.standard_normal((130, YEARS + 1)))
    life = PROCESSES.longevity.paths(*chance.standard_normal((2, 130, YEARS + 1)))
    together = population_paths(
        central_people(), replace(still(130), fertility=fertility, life_expectancy=life), PROCESSES
    )
    alone = population_paths(
        central_people(), replace(still(1), fertility=fertility[120:121], life_expectancy=life[120:121]), PROCESSES
    )
    assert alone.total.tobytes() == together.total[120:121].tobytes()
    assert alone.old.tobytes() == together.old[120:121].tobytes()


def test_deviations_of_another_length_are_refused() -> None:
    with pytest.raises(ValueOutOfRange, match="fertility"):
        population_paths(central_people(), replace(still(), fertility=np.zeros((1, 3))), PROCESSES)
