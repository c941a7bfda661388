"""Logistic regression with a ridge penalty by Newton's method: the same figures on any number of threads."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS, _CLOSE = 25, 1e-6
_FARTHEST = 30.0


def fit(matrix: Floats, is_bad: NDArray[np.bool_], penalty: float) -> Floats:
    """Coefficients, the intercept first; both classes count half, the intercept is not penalised.

    matrix   [record, feature] standardised features
    penalty  weight of the squared coefficients against the mean loss
    """
    features = np.column_stack([np.ones(len(matrix)), matrix])
    weights = np.where(is_bad, 0.5 / is_bad.sum(), 0.5 / (~is_bad).sum())
    ridge = np.full(features.shape[1], penalty)
    ridge[0] = 1e-9
    beta = np.zeros(features.shape[1])
    loss = _loss(features, is_bad, weights, ridge, beta)
    for _ in range(_STEPS):
        chance = _chance(features @ beta)
        gradient = features.T @ (weights * (chance - is_bad)) + ridge * beta
        curve = np.maximum(weights * chance * (1.0 - chance), 1e-12)
        step = np.linalg.solve((features * curve[:, None]).T @ features + np.diag(ridge), gradient)
        size = 1.0
        while (next_loss := _loss(features, is_bad, weights, ridge, beta - size * step)) > loss and size > _CLOSE:
            size /= 2.0
        beta = beta - size * step
        if loss - next_loss < _CLOSE * abs(loss):
            break
        loss = next_loss
    return beta


def log_odds(matrix: Floats, beta: Floats) -> Floats:
    """[record] how suspicious, in log odds."""
    return np.asarray(beta[0] + matrix @ beta[1:])


def _chance(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -_FARTHEST, _FARTHEST))))


def _loss(features: Floats, is_bad: NDArray[np.bool_], weights: Floats, ridge: Floats, beta: Floats) -> float:
    odds = features @ beta
    each = np.logaddexp(0.0, np.where(is_bad, -odds, odds))
    return float(weights @ each + 0.5 * np.sum(ridge * beta**2))
