"""Fits the vector autoregression of the economy to a country's history, and chooses its form by a fixed criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.api import VAR

from core.errors import InputError
from simulation.demography.country_file import number_row

Floats = NDArray[np.float64]

VARIABLES = ("real_wage_growth", "cpi", "real_interest", "unemployment_rate")
# With a trend, deviations are measured from a straight line: the scenario's own path takes its place.
TRENDS = {"c": "constant", "ct": "constant and straight trend"}
MOST_LAGS = 3
# A root beyond this lets a deviation last for decades; thirty years of data cannot tell it from a unit root.
LARGEST_ROOT = 0.9
_WHITENESS_LAGS = 6


@dataclass(frozen=True)
class Candidate:
    """One form that was tried: lags, trend, the largest root of its companion and its information criterion."""

    lags: int
    trend: str
    largest_root: float
    bic: float
    fit: Any

    @property
    def is_stable(self) -> bool:
        """Whether its deviations die out soon enough to be used."""
        return self.largest_root <= LARGEST_ROOT


def candidates(history: Floats) -> tuple[Candidate, ...]:
    """Every form, fitted to the same years of history [year, variable] so that their criteria can be compared."""
    found = []
    for trend in TRENDS:
        for lags in range(1, MOST_LAGS + 1):
            fit = VAR(history[MOST_LAGS - lags :]).fit(lags, trend=trend)
            root = float(1.0 / np.abs(fit.roots).min())
            found.append(Candidate(lags, trend, root, float(fit.bic), fit))
    return tuple(found)


def chosen(tried: Sequence[Candidate]) -> Candidate:
    """The stable form with the smallest Bayesian information criterion; InputError when none is stable."""
    stable = [candidate for candidate in tried if candidate.is_stable]
    if not stable:
        raise InputError(
            f"no vector autoregression of this history has all roots within {LARGEST_ROOT}.",
            remedy="Use a longer history, or other series.",
        )
    return min(stable, key=lambda candidate: candidate.bic)


def economy_text(history: Floats, *, first_year: int, header: str) -> str:
    """The file of the fitted autoregression of history [year, variable], in shares."""
    tried = candidates(history)
    best = chosen(tried)
    # The form is chosen on the years that all forms can use; it is then fitted to all years it can use.
    fit = VAR(history).fit(best.lags, trend=best.trend)
    deviation = np.sqrt(np.diag(fit.sigma_u))
    lines = [header.rstrip("\n"), "status: fitted", "unit: share", f"variables: [{', '.join(VARIABLES)}]"]
    lines += [f"sample: [{first_year}, {first_year + len(history) - 1}]", f"order: {best.lags}"]
    lines += [f"trend: {TRENDS[best.trend]}", "lags:"]
    for matrix in fit.coefs:
        lines += _matrix_lines(matrix, "  - ", "    ")
    lines += [f"residual_deviation: {number_row(deviation)}", "residual_correlation:"]
    lines += _matrix_lines(fit.sigma_u / np.outer(deviation, deviation), "  ", "  ")
    lines += ["mean_covariance:", *_matrix_lines(mean_covariance(fit, len(history)), "  ", "  ")]
    lines += [f"lowest: {number_row(history.min(axis=0))}", f"highest: {number_row(history.max(axis=0))}"]
    return "\n".join(lines + _diagnostic_lines(fit, tried)) + "\n"


def mean_covariance(fit: Any, years: int) -> Floats:
    """[variable, variable] covariance of the long-run mean as `years` of data tell it: (I−A)⁻¹ Σ (I−A)⁻ᵀ / years."""
    gain = np.linalg.inv(np.eye(fit.neqs) - fit.coefs.sum(axis=0))
    return np.asarray(gain @ fit.sigma_u @ gain.T / years, dtype=np.float64)


def _diagnostic_lines(fit: Any, tried: Sequence[Candidate]) -> list[str]:
    lines = ["diagnostics:", f"  largest_root: {1.0 / np.abs(fit.roots).min():.4g}"]
    whiteness = fit.test_whiteness(_WHITENESS_LAGS).pvalue
    lines += [f"  whiteness_p_value: {whiteness:.3g}", f"  normality_p_value: {fit.test_normality().pvalue:.3g}"]
    lines.append("  tried:")
    for candidate in tried:
        lines.append(
            f"    - {{lags: {candidate.lags}, trend: {TRENDS[candidate.trend]}, "
            f"largest_root: {candidate.largest_root:.4g}, bic: {candidate.bic:.5g}}}"
        )
    return lines


def _matrix_lines(matrix: Floats, first: str, others: str) -> list[str]:
    return [f"{others if row else first}- {number_row(numbers)}" for row, numbers in enumerate(matrix)]
