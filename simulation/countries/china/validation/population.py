"""China's people beside the statistical office's counts and the United Nations' projection."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from simulation.countries.china.bases import start_of
from simulation.countries.china.population import china_population
from simulation.demography.population import FEMALE, MALE, PopulationProjection
from simulation.validation_case import ValidationCase, compared, read_figures

FIGURES = Path(__file__).parent / "population.yaml"
_MILLION = 1e6

OfYear = Callable[[int], float]


def population_cases() -> tuple[ValidationCase, ...]:
    """Both bases, each against its own publisher."""
    ours = {f"population nbs: {name}": of_year for name, of_year in _counts("nbs").items()}
    ours |= {f"population wpp2024: {name}": of_year for name, of_year in _counts("wpp2024").items()}
    return compared(read_figures(FIGURES), ours)


@cache
def _people(base: str) -> PopulationProjection:
    return china_population(base)


def _counts(base: str) -> dict[str, OfYear]:
    people, start = _people(base), start_of(base)

    def at(values: np.ndarray) -> OfYear:
        return lambda year: float(values[people.index(year)])

    def mid_year(values: np.ndarray) -> OfYear:
        return lambda year: float(values[people.index(year) - 1 : people.index(year) + 1].mean())

    over_60, over_65 = people.aged(60) / _MILLION, people.aged(65) / _MILLION
    expectancy = start.life_expectancy
    return {
        "total": at(people.total() / _MILLION),
        "births": at(people.births.sum(axis=1) / _MILLION),
        "deaths": at(people.deaths.sum(axis=1) / _MILLION),
        "aged 60+": at(over_60),
        "aged 65+": at(over_65),
        "aged 60+ mid-year": mid_year(over_60),
        "aged 65+ mid-year": mid_year(over_65),
        "aged 16-59": at(people.aged(16, 59) / _MILLION),
        "children per woman": at(start.path.total_fertility_rate),
        "life expectancy": at(expectancy.mean(axis=1)),
        "life expectancy, men": at(expectancy[:, MALE]),
        "life expectancy, women": at(expectancy[:, FEMALE]),
    }
