"""Fits the demographic processes to a country's published bands.

Both fits are least squares on the logarithm of the standard deviation that the 80 and the 95 % bands speak of, every
year from the first uncertain one to the last published. The bands of men, of women and of both sexes together
determine the gap between the sexes: the less the bands of both fall short of the mean, the closer the sexes move.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import least_squares

from simulation.demography.bands.process import (
    DemographicProcesses,
    FertilityProcess,
    LongevityProcess,
    longevity_process,
)
from simulation.demography.bands.targets import Bands, NationBands
from simulation.demography.population import Floats

# No country in the United Nations' fertility model falls below half a child per woman.
FERTILITY_FLOOR = 0.5
_INSIDE_REACH = 0.1
# A gap between the sexes that keeps more than this of itself over a year would wander off rather than return.
_LONGEST_GAP_MEMORY = 0.95
_DIGITS = 5
_UNBOUNDED = 8.0
_FERTILITY_STARTS = ((-2.0, -2.5, 3.0, -2.0), (-2.0, -3.0, 2.0, -1.0))
_LONGEVITY_STARTS = (
    (0.0, -1.0, 3.0, -3.5, -3.5, 0.1, -2.0, 2.0),
    (0.0, -1.0, 2.0, -3.0, -3.0, 0.2, -1.0, 1.0),
)


def fit_processes(bands: NationBands, first_year: int, reach: Floats) -> DemographicProcesses:
    """The processes of a country whose first uncertain year is `first_year`; numbers to five digits.

    reach  [sex, (shortest, longest)] life expectancies the country's mortality model answers for, years
    """
    return DemographicProcesses(
        country_code=bands.country_code,
        first_year=first_year,
        fertility=fit_fertility(bands.fertility.since(first_year)),
        longevity=fit_longevity([each.since(first_year) for each in bands.life_expectancy], reach),
    )


def fit_fertility(bands: Bands) -> FertilityProcess:
    """The process whose spread comes closest to `bands`, which begin with the first uncertain year."""
    target = np.log(bands.spread())

    def numbers(guess: Floats) -> list[float]:
        first, shock, level = np.exp(guess[[0, 1, 3]])
        return [first, shock, _share(guess[2]), level, FERTILITY_FLOOR]

    def gap(guess: Floats) -> Floats:
        spread = FertilityProcess(*numbers(guess)).spread(bands.years.size)
        return np.asarray((np.log(spread)[:, None] - target).ravel(), dtype=np.float64)

    return FertilityProcess(*_rounded(*numbers(_closest(gap, _FERTILITY_STARTS))))


def fit_longevity(bands: Sequence[Bands], reach: Floats) -> LongevityProcess:
    """The process closest to the bands of men, of women and of both, which begin with the first uncertain year."""
    lowest, highest = _bounds(reach)
    target = np.log(np.stack([each.spread() for each in bands]))

    def numbers(guess: Floats) -> list[float]:
        first, shock, male_trend, female_trend, gap_shock = np.exp(guess[[0, 1, 3, 4, 6]])
        # The two weights multiply to one: only their ratio differs from a larger or smaller shock.
        ratio = np.exp(0.5 * guess[5])
        gap_persistence = _LONGEST_GAP_MEMORY * _share(guess[7])
        return [
            *(first, shock, _share(guess[2]), ratio, 1.0 / ratio, male_trend, female_trend),
            *(gap_shock, gap_persistence),
        ]

    def gap(guess: Floats) -> Floats:
        process = longevity_process(numbers(guess), lowest=lowest, highest=highest)
        spread = process.spread(target.shape[1])
        return np.asarray((np.log(spread)[:, :, None] - target).ravel(), dtype=np.float64)

    closest = numbers(_closest(gap, _LONGEVITY_STARTS))
    return longevity_process(_rounded(*closest), lowest=lowest, highest=highest)


def _bounds(reach: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """(male, female) lowest and highest life expectancy, to a tenth of a year inside what the model answers for."""
    lowest = np.ceil(10.0 * (reach[:, 0] + _INSIDE_REACH)) / 10.0
    highest = np.floor(10.0 * (reach[:, 1] - _INSIDE_REACH)) / 10.0
    return (float(lowest[0]), float(lowest[1])), (float(highest[0]), float(highest[1]))


def _closest(gap: Callable[[Floats], Floats], starts: Sequence[Sequence[float]]) -> Floats:
    """The best of the least-squares solutions from several starts."""
    found = [least_squares(gap, np.array(start), bounds=(-_UNBOUNDED, _UNBOUNDED)) for start in starts]
    return np.asarray(min(found, key=lambda solution: solution.cost).x, dtype=np.float64)


def _share(number: float) -> float:
    """A number between 0 and 1 from any number."""
    return float(1.0 / (1.0 + np.exp(-number)))


def _rounded(*numbers: float) -> list[float]:
    return [float(f"{number:.{_DIGITS}g}") for number in numbers]
