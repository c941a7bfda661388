"""Quantities over calendar years, kept at some years and straight between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.demography.population import Floats


@dataclass(frozen=True)
class YearPath:
    """Values at `years`; linear in between, constant outside.

    years   [knot] calendar years, ascending
    values  [knot, ...] one value or array per year
    """

    years: NDArray[np.int64]
    values: Floats

    def at(self, years: NDArray[np.int64]) -> Floats:
        """[year, ...] the values in each of `years`."""
        place = np.interp(years, self.years, np.arange(self.years.size))
        low = np.minimum(place.astype(np.int64), max(self.years.size - 2, 0))
        high = np.minimum(low + 1, self.years.size - 1)
        part = (place - low).reshape(-1, *(1,) * (self.values.ndim - 1))
        return np.asarray(self.values[low] * (1.0 - part) + self.values[high] * part, dtype=np.float64)


def fitted_path(knots: NDArray[np.int64], years: NDArray[np.int64], observed: Floats) -> YearPath:
    """The path through `knots` that comes closest, by least squares, to `observed` [year, ...] in `years`."""
    hats = np.stack([np.interp(years, knots, row) for row in np.eye(knots.size)], axis=1)
    flat = observed.reshape(years.size, -1)
    values = np.linalg.lstsq(hats, flat, rcond=None)[0]
    return YearPath(knots, np.asarray(values.reshape(knots.size, *observed.shape[1:]), dtype=np.float64))
