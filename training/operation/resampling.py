"""How sure a regression on a series is, when its errors hang together: a sieve bootstrap of its t statistic.

The usual errors, and those of Newey & West (1987) too, call chance an effect too often in a series of a hundred months.
Here the deviation follows from an autoregression of the residuals, and the statistic is compared with what it would be
without any effect: errors of that autoregression (Bühlmann 1997), its coefficients freed of the bias that regression
leaves in them, go through the same regression, and their deviation is found anew, many times.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import lfilter
from statsmodels.regression.linear_model import OLS, burg

Floats = NDArray[np.float64]
_WARM_UP = 100
_MOST_LAGS = 6
_LARGEST_ROOT = 0.99
_MOVES, _DRAWS_FOR_BIAS = 3, 200
_EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Regression:
    """A figure that a regression estimates, a weighted sum of its coefficients.

    critical  how many deviations the interval reaches to either side
    chance    of a statistic so large without any effect
    """

    estimate: float
    deviation: float
    critical: float
    chance: float

    @property
    def lower(self) -> float:
        return self.estimate - self.critical * self.deviation

    @property
    def upper(self) -> float:
        return self.estimate + self.critical * self.deviation


def regress(
    values: Floats, columns: Floats, contrast: Floats, *, stream: Generator, draws: int = 399, share: float = 0.95
) -> Regression:
    """Estimate a weighted sum of coefficients with an interval that autocorrelation does not narrow.

    values    [period] NaN where not known; such periods are left out of the regression
    columns   [period, column] what the values are regressed on
    contrast  [column] weights of the coefficients
    """
    known = np.isfinite(values)
    held = columns[known]
    fitted = OLS(values[known], held).fit()
    back = np.linalg.pinv(held.T @ held) @ held.T
    influence = np.zeros(values.size)
    influence[known] = contrast @ back
    estimate, errors = float(contrast @ fitted.params), np.asarray(fitted.resid)
    if np.ptp(errors) <= _EXACT * np.ptp(values[known]):
        return Regression(estimate, 0.0, 0.0, 0.0 if estimate else 1.0)
    order = _order(errors)
    deviation = float(deviations(errors[None, :], influence, order)[0])
    drawn = _drawn_errors(errors, held, known, order=order, stream=stream, draws=draws)
    projected = drawn - (drawn @ back.T) @ held.T
    statistics = np.abs(drawn @ influence[known]) / deviations(projected, influence, order)
    place = min(int(np.ceil(share * (draws + 1))), draws) - 1
    return Regression(
        estimate,
        deviation,
        float(np.sort(statistics)[place]),
        float((1 + (statistics >= abs(estimate) / deviation).sum()) / (draws + 1)),
    )


def deviations(errors: Floats, influence: Floats, order: int) -> Floats:
    """[draw] the deviation of an estimate, of each draw of errors [draw, period], by the autoregression they show.

    influence  [period] what an error of one moves the estimate by

    The variance is the mean over frequencies of the errors' spectrum, weighed by that of the influence.
    """
    coefficients, variance = autoregression(errors, order)
    fine = 1 << int(np.ceil(np.log2(max(4 * influence.size, 512))))
    passes = np.abs(np.fft.rfft(influence, fine)) ** 2
    passes[1:-1] *= 2
    polynomial = np.concatenate([np.ones((errors.shape[0], 1)), -coefficients], axis=1)
    spectrum = 1 / np.maximum(np.abs(np.fft.rfft(polynomial, fine, axis=1)) ** 2, 1e-12)
    return np.asarray(np.sqrt(variance * (spectrum @ passes) / fine))


def _drawn_errors(
    errors: Floats, held: Floats, known: NDArray[np.bool_], *, order: int, stream: Generator, draws: int
) -> Floats:
    """[draw, known period] errors that hang together as those of the regression do.

    The coefficients are moved until paths of theirs, run through the regression, show those that ours show.
    """
    found = autoregression(errors[None, :], order)[0][0]
    back = np.linalg.pinv(held.T @ held) @ held.T
    coefficients = _stationary(found)
    for _ in range(_MOVES):
        trial = _run(coefficients, known.size, stream, _DRAWS_FOR_BIAS)[:, known]
        shown = autoregression(trial - (trial @ back.T) @ held.T, order)[0].mean(axis=0)
        coefficients = _stationary(coefficients + found - shown)
    return _run(coefficients, known.size, stream, draws)[:, known]


def autoregression(errors: Floats, order: int) -> tuple[Floats, Floats]:
    """Burg's recursion for each draw of errors [draw, period]: coefficients [draw, order], variance of the shocks."""
    forward, backward = errors[:, 1:], errors[:, :-1]
    found, variance = np.zeros((errors.shape[0], 0)), np.square(errors).mean(axis=1)
    for _ in range(order):
        power = np.square(forward).sum(axis=1) + np.square(backward).sum(axis=1)
        reflected = 2 * (forward * backward).sum(axis=1) / np.maximum(power, 1e-300)
        found = np.concatenate([found - reflected[:, None] * found[:, ::-1], reflected[:, None]], axis=1)
        forward, backward = (
            (forward - reflected[:, None] * backward)[:, 1:],
            (backward - reflected[:, None] * forward)[:, :-1],
        )
        variance = variance * (1 - np.square(reflected))
    return found, variance


def _order(errors: Floats) -> int:
    """The order of an autoregression with the least Bayesian criterion, one at least."""
    most = max(min(_MOST_LAGS, errors.size // 12), 1)
    costs = []
    for order in range(1, most + 1):
        variance = float(burg(errors, order=order)[1])
        costs.append(errors.size * np.log(max(variance, 1e-300)) + order * np.log(errors.size))
    return int(np.argmin(costs)) + 1


def _run(coefficients: Floats, count: int, stream: Generator, draws: int) -> Floats:
    """[draw, period] paths of an autoregression, long after they began."""
    shocks = stream.standard_normal((draws, count + _WARM_UP))
    paths = np.asarray(lfilter([1.0], np.concatenate([[1.0], -coefficients]), shocks, axis=1))
    return np.asarray(paths[:, _WARM_UP:])


def _stationary(coefficients: Floats) -> Floats:
    """The same, drawn in where its largest root would let it run away."""
    roots = np.abs(np.roots(np.concatenate([[1.0], -coefficients])))
    largest = float(roots.max()) if roots.size else 0.0
    if largest <= _LARGEST_ROOT:
        return coefficients
    return np.asarray(coefficients * (_LARGEST_ROOT / largest) ** np.arange(1, coefficients.size + 1))
