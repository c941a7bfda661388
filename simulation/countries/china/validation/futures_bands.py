"""The bands of simulated futures beside the United Nations' bands, on their basis (wpp2024).

Fertility and life expectancy are calibrated to these bands; the population is not, and is the check of what the
calibration leaves open: how long a deviation lasts. Chances of dying are those of each path, nothing is approximated.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from simulation.chance.drivers import Centre, driver_paths, load_driver_model
from simulation.chance.plan import Plan
from simulation.countries.china.bases import FINAL_YEAR, LAST_COUNTED_YEAR, start_of
from simulation.countries.china.chance.demography_fitting import PARAMETERS
from simulation.countries.china.population import china_population
from simulation.demography.bands.population_paths import (
    CentralPeople,
    DemographicDeviations,
    DemographicPaths,
    population_paths,
)
from simulation.demography.bands.process_file import JUDGED_YEARS, read_processes
from simulation.demography.population import BasePopulation, Floats
from simulation.demography.projection import DemographicPath
from simulation.validation_case import ValidationCase, compared, read_figures

FIGURES = Path(__file__).parent / "futures_bands.yaml"
GROUP, BASE = "bands wpp2024", "wpp2024"
PLAN = Plan(paths=2000, seed=1)
COVERAGES = (80, 95)
_THOUSAND, _MILLION = 1e3, 1e6
_FIRST = LAST_COUNTED_YEAR + 1


def band_cases() -> tuple[ValidationCase, ...]:
    """The width of every published band beside ours."""
    ours = {
        f"{GROUP}: {name}, width of the {coverage} % band": (
            lambda year, values=values, coverage=coverage: band_width(values, year, coverage)
        )
        for name, values in simulated_levels().items()
        for coverage in COVERAGES
    }
    return compared(read_figures(FIGURES), ours)


def old_people_rows() -> Iterator[tuple[str, ...]]:
    """Persons aged 65 and over, for which there is no published band: year, middle, and the ends of ours, millions."""
    old = simulated_people().old / _MILLION
    for year in JUDGED_YEARS:
        ends = np.percentile(old[:, year - _FIRST], (50, 10, 90, 2.5, 97.5))
        middle, *others = (f"{value:.0f}" for value in ends)
        yield str(year), middle, f"{others[0]} to {others[1]}", f"{others[2]} to {others[3]}"


def correlation_rows() -> Iterator[tuple[str, ...]]:
    """The assumed correlation of the deviations of two years: the years, of fertility, of life expectancy."""
    processes = read_processes(PARAMETERS)
    span = FINAL_YEAR - LAST_COUNTED_YEAR
    fertility, life = processes.fertility.correlation(span), processes.longevity.correlation(span)
    for number, early in enumerate(JUDGED_YEARS):
        for late in JUDGED_YEARS[number + 1 :]:
            cell = early - _FIRST, late - _FIRST
            yield f"{early} and {late}", f"{fertility[cell]:.2f}", f"{life[cell]:.2f}"


def band_width(values: Floats, year: int, coverage: int) -> float:
    """Upper less lower end of the central `coverage` per cent of values [path, year from the first uncertain one]."""
    tail = (100 - coverage) / 2
    low, high = np.percentile(values[:, year - _FIRST], (tail, 100 - tail))
    return float(high - low)


def simulated_levels() -> dict[str, Floats]:
    """Name of a quantity -> [path, year] in the unit in which its bands are published."""
    people = simulated_people()
    return {
        "children per woman": people.fertility,
        "life expectancy of men": people.life_expectancy[..., 0],
        "life expectancy of women": people.life_expectancy[..., 1],
        "life expectancy of both sexes": people.life_expectancy.mean(axis=-1),
        "total population": people.total / _MILLION,
    }


@cache
def simulated_people(plan: Plan = PLAN) -> DemographicPaths:
    """The people of every path of `plan`, from the end of 2025 to 2100, by the drivers that every simulation has."""
    years = FINAL_YEAR - LAST_COUNTED_YEAR
    model = load_driver_model(PARAMETERS.parent)
    # Where the economy has its centre moves no one who is born, dies or migrates.
    economy = np.zeros(years)
    drawn = driver_paths(model, plan, Centre(_FIRST, economy, economy, economy, economy), 0, plan.paths)
    deviations = DemographicDeviations(drawn.fertility, drawn.life_expectancy, drawn.migration * _THOUSAND)
    return population_paths(central_people(), deviations, read_processes(PARAMETERS))


def central_people() -> CentralPeople:
    """The United Nations' medium path from the end of 2025 on."""
    start = start_of(BASE)
    path = start.path
    kept = path.years >= _FIRST
    counted = china_population(BASE, last_year=LAST_COUNTED_YEAR)
    return CentralPeople(
        base=BasePopulation(LAST_COUNTED_YEAR, counted.persons[-1]),
        path=DemographicPath(
            years=path.years[kept],
            total_fertility_rate=path.total_fertility_rate[kept],
            fertility_pattern=path.fertility_pattern[kept],
            sex_ratio_at_birth=path.sex_ratio_at_birth[kept],
            death_probability=path.death_probability[kept],
            newborn_death_probability=path.newborn_death_probability[kept],
            net_migration=path.net_migration[kept],
        ),
        life_expectancy=start.life_expectancy[kept],
        mortality=start.mortality,
    )
