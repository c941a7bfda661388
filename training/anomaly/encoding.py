"""Values of columns that have many, told by the known anomalies among the rows that have them."""

import numpy as np
from numpy.typing import NDArray

from training.model import FloatArray

_FOLDS = 5
# So many rows of the base rate stand beside those of each value: one anomaly in one row is no certainty.
_PRIOR_ROWS = 20.0


def encoded(codes: NDArray[np.intp], known: NDArray[np.int8], others: NDArray[np.intp]) -> FloatArray:
    """[other row, column] log of the share of known anomalies of the value to the share of all; 0 for a new value.

    codes, known  [row, column] and [row] of the rows that are learned from
    """
    found = np.zeros(others.shape)
    rate = max(float(known.mean()), 1.0 / max(known.size, 1)) if known.size else 1.0
    for at in range(codes.shape[1]):
        size = int(max(codes[:, at].max(initial=0), others[:, at].max(initial=0))) + 2
        rows = np.bincount(codes[:, at] + 1, minlength=size)
        hits = np.bincount(codes[:, at] + 1, weights=known, minlength=size)
        share = (hits + _PRIOR_ROWS * rate) / (rows + _PRIOR_ROWS)
        found[:, at] = np.log(share / rate)[others[:, at] + 1]
    return found


def encoded_out_of_fold(codes: NDArray[np.intp], known: NDArray[np.int8], seed: int) -> FloatArray:
    """[row, column] as `encoded`, each row told by the other folds only."""
    found = np.zeros(codes.shape)
    fold = folded(np.arange(known.size), known, _FOLDS, np.random.default_rng([seed, 4]))
    for number in range(_FOLDS):
        own = fold == number
        if own.any() and not own.all():
            found[own] = encoded(codes[~own], known[~own], codes[own])
    return found


def encoded_so_far(codes: NDArray[np.intp], known: NDArray[np.int8], times: FloatArray) -> FloatArray:
    """[row, column] as `encoded`, each row told by strictly earlier rows only, never those of the same moment."""
    found = np.zeros(codes.shape)
    by_time = np.argsort(times, kind="stable")
    in_time = _earlier(times[by_time], known[by_time].astype(np.float64))
    rate = np.empty(known.size)
    rate[by_time] = (in_time[1] + 1.0) / (in_time[0] + _PRIOR_ROWS)
    for at in range(codes.shape[1]):
        order = np.lexsort((times, codes[:, at]))
        value, when, own = codes[order, at], times[order], known[order].astype(np.float64)
        starts = np.flatnonzero(np.append(True, value[1:] != value[:-1]))
        first = np.repeat(starts, np.diff(np.append(starts, value.size)))
        rows, hits = _earlier(when, own, value)
        # Sums of all values before this one are not the value's own.
        rows, hits = rows - rows[first], hits - hits[first]
        share = (hits + _PRIOR_ROWS * rate[order]) / (rows + _PRIOR_ROWS)
        found[order, at] = np.log(share / rate[order])
    return found


def _earlier(when: FloatArray, own: FloatArray, value: NDArray[np.intp] | None = None) -> tuple[FloatArray, FloatArray]:
    """[row] how many rows stand before the moment it belongs to, and how many of them are known anomalies."""
    changes = np.append(True, when[1:] != when[:-1])
    if value is not None:
        changes[1:] |= value[1:] != value[:-1]
    same = np.maximum.accumulate(np.where(changes, np.arange(when.size), 0))
    return same.astype(np.float64), np.append(0.0, np.cumsum(own))[same]


def folded(
    groups: NDArray[np.intp], known: NDArray[np.int8], folds: int, random: np.random.Generator
) -> NDArray[np.intp]:
    """[row] its fold: groups whole, and those with a known anomaly as evenly as the others."""
    names, at = np.unique(groups, return_inverse=True)
    has_known = np.bincount(at, weights=known, minlength=names.size) > 0
    fold = np.empty(names.size, dtype=np.intp)
    for kind in (True, False):
        members = random.permutation(np.flatnonzero(has_known == kind))
        fold[members] = np.arange(members.size) % folds
    return np.asarray(fold[at])
