"""The time series that mortality indices follow, with the uncertainty of what was estimated from few steps."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import invwishart

from core.errors import ValueOutOfRange
from simulation.demography.population import Floats

_STATIONARY = 0.99
_FEWEST_STEPS = 3


@dataclass(frozen=True, slots=True)
class RandomWalk:
    """A random walk with drift of one or several factors, estimated from `steps` differences.

    drift       [factor] mean step
    covariance  [factor, factor] of the steps
    """

    drift: Floats
    covariance: Floats
    steps: int

    def central(self, horizon: int) -> Floats:
        """[step 1..horizon, factor] expected distance from the last value."""
        return np.outer(np.arange(1, horizon + 1), self.drift)

    def simulate(self, horizon: int, paths: int, chance: np.random.Generator, *, parameters: bool = True) -> Floats:
        """[path, step 1..horizon, factor] distances from the last value.

        parameters  whether every path draws its own drift and covariance from what `steps` differences leave open:
                    with Jeffreys' prior the covariance is inverse-Wishart with steps - 1 degrees of freedom, and the
                    drift normal about the estimate with covariance / steps (Cairns, Blake and Dowd 2006, section 4)
        """
        factors = self.drift.size
        drift = np.broadcast_to(self.drift, (paths, factors))
        root = np.broadcast_to(np.linalg.cholesky(self.covariance), (paths, factors, factors))
        if parameters:
            freedom = self.steps - 1
            drawn = invwishart.rvs(freedom, freedom * self.covariance, size=paths, random_state=chance)
            root = np.linalg.cholesky(np.reshape(drawn, (paths, factors, factors)))
            away = chance.standard_normal((paths, factors, 1)) / np.sqrt(self.steps)
            drift = self.drift + (root @ away)[..., 0]
        shocks = chance.standard_normal((paths, horizon, factors)) @ root.transpose(0, 2, 1)
        return np.asarray(np.cumsum(drift[:, None, :] + shocks, axis=1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Autoregression:
    """k[t] = constant + persistence k[t-1] + shock z[t], stationary; estimated from `steps` pairs.

    scatter  [2, 2] inverse of the sum of squares of (1, k[t-1]): times the variance of the shocks, the covariance of
             the estimates of constant and persistence
    """

    constant: float
    persistence: float
    shock: float
    steps: int
    scatter: Floats

    def central(self, last: float, horizon: int) -> Floats:
        """[step 1..horizon] expected values after `last`."""
        values = np.empty(horizon)
        for step in range(horizon):
            last = self.constant + self.persistence * last
            values[step] = last
        return values

    def simulate(
        self, last: float, horizon: int, paths: int, chance: np.random.Generator, *, parameters: bool = True
    ) -> Floats:
        """[path, step 1..horizon] values after `last`.

        parameters  whether every path draws its own constant, persistence and shock; a drawn persistence beyond
                    0.99 counts as 0.99, so that the sexes never part for good
        """
        constant, persistence = np.full(paths, self.constant), np.full(paths, self.persistence)
        shock = np.full(paths, self.shock)
        if parameters:
            freedom = max(self.steps - 2, 1)
            shock = self.shock * np.sqrt(freedom / chance.chisquare(freedom, paths))
            away = chance.standard_normal((paths, 2)) @ np.linalg.cholesky(self.scatter).T
            constant = constant + shock * away[:, 0]
            persistence = np.clip(persistence + shock * away[:, 1], -_STATIONARY, _STATIONARY)
        values = np.empty((paths, horizon))
        current = np.full(paths, last)
        normals = chance.standard_normal((paths, horizon))
        for step in range(horizon):
            current = constant + persistence * current + shock * normals[:, step]
            values[:, step] = current
        return values


def fit_walk(index: Floats) -> RandomWalk:
    """The walk of `index` [year, factor], years evenly spaced: the drift is (last - first) / steps."""
    steps = np.diff(index, axis=0)
    _refuse_few(steps.shape[0], index.shape[1] + _FEWEST_STEPS - 1)
    drift = steps.mean(axis=0)
    covariance = (steps - drift).T @ (steps - drift) / (steps.shape[0] - 1)
    return RandomWalk(drift, np.asarray(covariance, dtype=np.float64), steps.shape[0])


def fit_autoregression(index: Floats) -> Autoregression:
    """The first-order autoregression of `index` [year], by least squares, its persistence held within +-0.99."""
    before, after = index[:-1], index[1:]
    _refuse_few(before.size, _FEWEST_STEPS)
    design = np.stack([np.ones_like(before), before], axis=1)
    scatter = np.linalg.inv(design.T @ design)
    persistence = float(np.clip((scatter @ design.T @ after)[1], -_STATIONARY, _STATIONARY))
    constant = float((after - persistence * before).mean())
    residual = after - constant - persistence * before
    shock = float(np.sqrt((residual**2).sum() / (before.size - 2)))
    return Autoregression(constant, persistence, shock, before.size, np.asarray(scatter, dtype=np.float64))


def _refuse_few(steps: int, fewest: int) -> None:
    if steps < fewest:
        raise ValueOutOfRange(
            f"{steps + 1} years leave {steps} steps, and at least {fewest} are needed.",
            remedy="Fit to more years or periods.",
        )
