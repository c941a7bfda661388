"""The correlation matrix between the drivers' yearly shocks: checked, and its root."""

from collections.abc import Collection, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError

Floats = NDArray[np.float64]

_SYMMETRY = 1e-12
# A matrix whose smallest eigenvalue is below this is taken as singular.
_LEAST_EIGENVALUE = 1e-6


class BadCorrelation(InputError):
    """A matrix that no set of drivers can have."""

    code = "chance.bad_correlation"


def correlation_root(
    matrix: Floats,
    names: Sequence[str],
    *,
    fitted: Collection[str] = (),
    path: Path | None = None,
    line: int | None = None,
) -> Floats:
    """[driver, driver] the lower triangular root of a correlation matrix [driver, driver].

    fitted  names whose correlations among themselves are not at anybody's choice, so are not blamed

    BadCorrelation names the pair of drivers that spoils the matrix: not symmetric, a diagonal that is not 1, a number
    outside −1 to 1, or a matrix that is not positive definite.
    """
    found = _fault(matrix, names) or _indefinite(matrix, names, fitted)
    if found is not None:
        what, remedy = found
        raise BadCorrelation(what, remedy=remedy, path=path, line=line)
    return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)


def possible_range(matrix: Floats, first: int, second: int) -> tuple[float, float] | None:
    """Between which numbers one correlation can lie, the others being as they are; None when none will do.

    With R the matrix of the other drivers and a, b the correlations of the two with them, the Schur complement is
    positive for a'R⁻¹b ± sqrt((1 − a'R⁻¹a)(1 − b'R⁻¹b)).
    """
    others = np.delete(np.arange(len(matrix)), [first, second])
    rest = matrix[np.ix_(others, others)]
    if others.size and np.linalg.eigvalsh(rest)[0] < _LEAST_EIGENVALUE:
        return None
    pair = matrix[others][:, [first, second]]
    explained = pair.T @ np.linalg.solve(rest, pair)
    left = 1.0 - np.diag(explained)
    if (left <= 0).any():
        return None
    half = np.sqrt(left[0] * left[1])
    return float(explained[0, 1] - half), float(explained[0, 1] + half)


def _fault(matrix: Floats, names: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with single numbers, and the remedy."""
    size = len(names)
    if matrix.shape != (size, size):
        return f"the matrix is {matrix.shape}, not {size} by {size}.", "Give one row and one column per driver."
    for row in range(size):
        if abs(matrix[row, row] - 1.0) > _SYMMETRY:
            return f"{names[row]} has a correlation of {matrix[row, row]:g} with itself.", "It must be 1."
        for column in range(row):
            pair = f"{names[column]} and {names[row]}"
            here, there = matrix[row, column], matrix[column, row]
            if not (np.isfinite(here) and abs(here - there) <= _SYMMETRY):
                return f"{pair} have two correlations, {here:g} and {there:g}.", "Give both the same number."
            if abs(here) > 1.0:
                return f"{pair} have a correlation of {here:g}.", "Give a number from -1 to 1."
    return None


def _indefinite(matrix: Floats, names: Sequence[str], fitted: Collection[str]) -> tuple[str, str] | None:
    """The pair that mends a matrix that is not positive definite by the smallest change of it alone."""
    if np.linalg.eigvalsh(matrix)[0] >= _LEAST_EIGENVALUE:
        return None
    nearest = []
    for first, second in combinations(range(len(names)), 2):
        possible = None if {names[first], names[second]} <= set(fitted) else possible_range(matrix, first, second)
        if possible is not None:
            low, high = possible
            value = matrix[first, second]
            nearest.append((max(low - value, value - high), first, second, low, high))
    if not nearest:
        first, second = _pulling_down(matrix)
        what = f"{names[first]} and {names[second]} ({matrix[first, second]:g}), and others"
        return f"the matrix is not positive definite; most to blame are {what}.", "Bring them nearer to 0."
    _, first, second, low, high = min(nearest)
    return (
        f"the matrix is not positive definite; most to blame are {names[first]} and {names[second]} "
        f"({matrix[first, second]:g}).",
        f"With the others as they are, it must lie between {low:.3f} and {high:.3f}.",
    )


def _pulling_down(matrix: Floats) -> tuple[int, int]:
    """The pair whose correlation pulls the smallest eigenvalue down most: the least v_i v_j r_ij of its vector v."""
    vector = np.linalg.eigh(matrix)[1][:, 0]
    pull = np.tril(matrix * np.outer(vector, vector), -1)
    first, second = np.unravel_index(np.argmin(pull), pull.shape)
    return int(second), int(first)
