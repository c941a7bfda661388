"""A forecast of life expectancy: what is expected, and the paths around it."""

from dataclasses import dataclass

import numpy as np

from simulation.demography.population import Floats


@dataclass(frozen=True, slots=True)
class LifeForecast:
    """Life expectancy ahead.

    years    [step] years or middles of periods
    central  [step, ...] years of life under the expected index
    paths    [path, step, ...] years of life on each path
    """

    years: Floats
    central: Floats
    paths: Floats

    def quantiles(self, percents: tuple[float, ...]) -> Floats:
        """[percent, step, ...] percentiles of the paths."""
        return np.asarray(np.percentile(self.paths, percents, axis=0), dtype=np.float64)


def years_ahead(years: Floats, horizon: int) -> Floats:
    """[step 1..horizon] the years that go on from evenly spaced `years`."""
    return np.asarray(years[-1] + (years[1] - years[0]) * np.arange(1, horizon + 1), dtype=np.float64)
