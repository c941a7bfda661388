"""Published probability bands, and the standard deviation they speak of."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats
from simulation.demography.wpp import read_yearly

COVERAGES = (0.80, 0.95)
_ENDS = ("80l", "80u", "95l", "95u")
_THOUSAND = 1000.0


@dataclass(frozen=True)
class Bands:
    """Bands of one quantity by year.

    years  [year] calendar years
    ends   [year, coverage 80 % and 95 %, (lower, upper)] in the quantity's unit
    """

    years: NDArray[np.int64]
    ends: Floats

    def __post_init__(self) -> None:
        if not (self.ends[..., 1] > self.ends[..., 0]).all():
            raise ValueOutOfRange("a band has no width.", remedy="Fetch the tables of the United Nations again.")

    def since(self, first_year: int) -> "Bands":
        """The bands from `first_year` on."""
        kept = self.years >= first_year
        return Bands(self.years[kept], self.ends[kept])

    def width(self, year: int) -> Floats:
        """[coverage] upper less lower end in `year`."""
        return np.asarray(np.diff(self.ends[self.years == year][0], axis=-1)[:, 0], dtype=np.float64)

    def spread(self) -> Floats:
        """[year, coverage] the standard deviation of the normal distribution whose band is as wide."""
        widths = self.ends[..., 1] - self.ends[..., 0]
        return np.asarray(widths / (2.0 * normal_reach()), dtype=np.float64)


@dataclass(frozen=True)
class NationBands:
    """The United Nations' bands of one country.

    fertility        children per woman
    life_expectancy  years at birth: male, female, both sexes
    population       persons at 31 December
    """

    country_code: int
    fertility: Bands
    life_expectancy: tuple[Bands, Bands, Bands]
    population: Bands


def normal_reach() -> Floats:
    """[coverage] half the width of the central band of a standard normal."""
    return np.asarray(ndtri(0.5 + np.array(COVERAGES) / 2.0), dtype=np.float64)


def read_bands(folder: Path, country_code: int) -> NationBands:
    """The bands of a country in a World Population Prospects download (2024 revision, files of projections)."""

    def bands(name: str, subject: str, unit: float = 1.0) -> Bands:
        table = read_yearly(folder, f"{name}_projections.csv", country_code, [f"{subject}_{end}" for end in _ENDS])
        return Bands(table.years, table.values.reshape(-1, 2, 2) * unit)

    male, female, both = (bands("life_expectancy", f"e0{sex}") for sex in "MFB")
    return NationBands(
        country_code=country_code,
        fertility=bands("tfr", "tfr"),
        life_expectancy=(male, female, both),
        population=bands("population_total", "pop", _THOUSAND),
    )
