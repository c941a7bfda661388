"""Logistic regression with a ridge penalty, both classes counting half."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
_STEPS, _CLOSE = 100, 1e-6


def fit(matrix: Floats, is_bad: NDArray[np.bool_], penalty: float) -> Floats:
    """Coefficients, the intercept first; the intercept is not penalised.

    matrix   [record, feature] standardised features
    penalty  weight of the squared coefficients against the mean loss
    """
    weights = np.where(is_bad, 0.5 / is_bad.sum(), 0.5 / (~is_bad).sum())
    model = LogisticRegression(C=1.0 / penalty, solver="newton-cholesky", max_iter=_STEPS, tol=_CLOSE)
    model.fit(matrix, is_bad, sample_weight=weights)
    return np.concatenate([model.intercept_, model.coef_[0]])


def log_odds(matrix: Floats, beta: Floats) -> Floats:
    """[record] how suspicious, in log odds."""
    return np.asarray(beta[0] + matrix @ beta[1:])
