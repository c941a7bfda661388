"""Cases of a service by a Poisson or negative binomial regression on time and calendar: for counts too small for more.

`statsmodels` fits a log-linear mean; how much more than Poisson the counts scatter is read off their squared errors
(Cameron & Trivedi's regression-free moment estimate), none being the Poisson case.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from statsmodels.genmod.families import NegativeBinomial, Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from training.operation.forecasters import Ahead, Forecaster, Learned

Floats = NDArray[np.float64]
POISSON = "poisson"
# Three years of weeks: what was usual long before tells little of the next quarter.
_NEWEST = 156
_MOST_SCATTER = 10.0
_STEADY = 1.0


@dataclass(frozen=True, slots=True)
class _Regression:
    """It learns anew at each origin: a regression costs next to nothing."""

    def ahead(self, values: Floats, calendar: Floats, origins: Sequence[int], horizon: int) -> Ahead:
        found = [_ahead(values[:origin], calendar[: origin + horizon], horizon) for origin in origins]
        return Ahead(np.stack([mean for mean, _ in found]), np.stack([deviation for _, deviation in found]))


def _ahead(values: Floats, calendar: Floats, horizon: int) -> tuple[Floats, Floats]:
    start = max(values.size - _NEWEST, 0)
    known = np.flatnonzero(np.isfinite(values[start:]))
    counts = values[start:][known]
    if counts.sum() == 0:
        return np.zeros(horizon), np.full(horizon, np.sqrt(1 / (counts.size + 1)))
    told = calendar[start:]
    moving = told[:, np.ptp(told[: values.size - start], axis=0) > 0]
    # Seasons are told only where there are cases enough to tell them by.
    if counts.sum() < 5 * (moving.shape[1] + 2):
        moving = moving[:, :0]
    time = (np.arange(told.shape[0]) - (values.size - start)) / 52
    columns = np.column_stack([np.ones(told.shape[0]), time, moving])
    held, next_ = columns[known], columns[-horizon:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = GLM(counts, held, family=Poisson()).fit()
        scatter = _scatter(counts, np.asarray(fitted.mu))
        if scatter > 0:
            fitted = GLM(counts, held, family=NegativeBinomial(alpha=scatter)).fit()
    # A line on few cases may run away; it may not leave what was ever seen by more than as much again.
    mean = np.clip(np.exp(np.clip(next_ @ fitted.params, -20, 20)), 0, 2 * counts.max() + _STEADY)
    known_to = np.einsum("ij,jk,ik->i", next_, np.asarray(fitted.cov_params()), next_) * np.square(mean)
    return mean, np.sqrt(mean + scatter * np.square(mean) + np.minimum(known_to, np.square(mean)) + 1e-6)


def _scatter(counts: Floats, mean: Floats) -> float:
    """The part of the variance that grows with the square of the mean, 0 for Poisson."""
    surplus = np.square(counts - mean) - mean
    return float(np.clip(surplus.sum() / np.square(mean).sum(), 0.0, _MOST_SCATTER))


def _learn(values: Floats, calendar: Floats, season: int) -> Learned:
    del values, calendar, season
    return _Regression()


COUNTING = Forecaster(POISSON, _learn)
