"""The scale on which a series is expected: logarithms where all is positive, else shares of its usual size."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.operation.series import Series

Floats = NDArray[np.float64]
# So little stands for the deviation of a series that never moves: a ten-thousandth of its level.
LEAST_DEVIATION = 1e-4


@dataclass(frozen=True, slots=True)
class Scale:
    """How values become those that models see, and back.

    usual  what values are divided by where they are not taken as logarithms
    floor  below which no value lies; -inf where values may be negative
    """

    is_log: bool
    usual: float
    floor: float

    @classmethod
    def of(cls, series: Series) -> "Scale":
        """Counts of cases stay counts; amounts that are all positive are taken as logarithms."""
        known = series.values[np.isfinite(series.values)]
        floor = 0.0 if known.size and known.min() >= 0 else -np.inf
        if series.unit == "cases":
            return cls(False, 1.0, floor)
        usual = float(np.abs(known).mean()) if known.size else 1.0
        return cls(bool(known.size and known.min() > 0), usual or 1.0, floor)

    def scaled(self, values: Floats) -> Floats:
        """As models see them; NaN stays NaN."""
        return np.log(values) if self.is_log else values / self.usual

    def back(self, scaled: Floats) -> Floats:
        """In the unit of the series."""
        return np.exp(scaled) if self.is_log else np.maximum(scaled * self.usual, self.floor)

    def spread(self, mean: Floats, deviation: Floats) -> Floats:
        """A deviation in the unit of the series, about a scaled mean."""
        return np.exp(mean) * deviation if self.is_log else deviation * self.usual
