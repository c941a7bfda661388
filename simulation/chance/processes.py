"""The processes of the drivers that are not demographic: migration, the economy, and three random walks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError, ValueOutOfRange
from simulation.demography.year_path import YearPath

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MigrationProcess:
    """Net migration off the centre: scale(year) × an autoregression of variance 1 that is in its steady state.

    persistence  share of a distance left a year later, 0 to 1
    scale        standard deviation, thousand persons a year
    """

    persistence: float
    scale: YearPath

    def __post_init__(self) -> None:
        if not 0 <= self.persistence < 1:
            raise ValueOutOfRange(f"the persistence of migration is {self.persistence}.", remedy="Give 0 to below 1.")
        if (self.scale.values < 0).any():
            raise ValueOutOfRange("the scale of migration is negative.", remedy="Give numbers from 0 up.")


@dataclass(frozen=True, slots=True)
class WalkProcess:
    """A random walk from zero that stops at −bound and +bound; with this symmetry its mean stays zero.

    step   standard deviation of a year's shock
    bound  furthest deviation
    """

    step: float
    bound: float

    def __post_init__(self) -> None:
        if not (0 <= self.step < np.inf and 0 < self.bound < np.inf):
            raise ValueOutOfRange(
                f"a walk has the yearly deviation {self.step} and the bound {self.bound}.",
                remedy="Give a yearly deviation from 0 up and a bound above 0.",
            )


@dataclass(frozen=True, slots=True)
class EconomyProcess:
    """A vector autoregression of real wage growth, CPI, real interest and unemployment, in shares, fitted to history.

    lags                 [lag, variable, variable]
    residual_deviation   [variable] of a year's shock
    residual_correlation [variable, variable]
    mean_covariance      [variable, variable] of the estimated long-run mean
    lowest, highest      [variable] the extremes of history
    margin               [variable] by which the extremes are widened
    mean_uncertainty     0: every path has the scenario's long-run mean; 1: a path's own mean strays as the estimate's
    """

    lags: Floats
    residual_deviation: Floats
    residual_correlation: Floats
    mean_covariance: Floats
    lowest: Floats
    highest: Floats
    margin: Floats
    mean_uncertainty: float = 0.0

    def __post_init__(self) -> None:
        if self.largest_root >= 1:
            raise InputError(
                f"the vector autoregression is not stable: its largest root is {self.largest_root:.3f}.",
                remedy="Fit it again with fewer lags or without the trend.",
            )
        if (self.highest < self.lowest).any() or (self.margin < 0).any() or (self.residual_deviation < 0).any():
            raise ValueOutOfRange(
                "an extreme, a margin or a deviation of the economy is out of order.",
                remedy="Put lowest below highest and use no negative margin.",
            )

    @property
    def companion(self) -> Floats:
        """[lag × variable, lag × variable] the autoregression as one of order 1."""
        depth, size = self.lags.shape[:2]
        matrix = np.eye(depth * size, k=-size)
        matrix[:size] = self.lags.transpose(1, 0, 2).reshape(size, depth * size)
        return matrix

    @property
    def largest_root(self) -> float:
        """The largest modulus of the companion's eigenvalues; below 1 a deviation dies out."""
        return float(np.abs(np.linalg.eigvals(self.companion)).max())

    @property
    def mean_root(self) -> Floats:
        """[variable, variable] lower root of the covariance of a path's own long-run mean."""
        if self.mean_uncertainty == 0:
            return np.zeros_like(self.mean_covariance)
        return np.asarray(self.mean_uncertainty * np.linalg.cholesky(self.mean_covariance))

    def reach(self, centre: Floats) -> Floats:
        """[variable, year] the furthest deviation from centre [variable, year], the same in both directions.

        The level stays within the extremes of history, or the centre where it lies beyond them, widened by the margin.
        The nearer limit holds on both sides, so that the mean of the deviations stays zero.
        """
        nearest = np.minimum(centre - self.lowest[:, None], self.highest[:, None] - centre)
        return np.ascontiguousarray(self.margin[:, None] + np.maximum(nearest, 0.0))

    def stationary_covariance(self, years: int = 500) -> Floats:
        """[variable, variable] covariance of the deviations in the long run, without truncation."""
        size = self.residual_deviation.size
        companion = self.companion
        shock = np.zeros_like(companion)
        shock[:size, :size] = self.residual_correlation * np.outer(self.residual_deviation, self.residual_deviation)
        total = shock
        for _ in range(years):
            total = companion @ total @ companion.T + shock
        return np.asarray(total[:size, :size])
