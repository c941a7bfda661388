"""What the earlier rows of an entity say about a row: only rows strictly earlier, never those of the same moment."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from training.model import FloatArray

_GAPS_OF_A_WINDOW = (5.0, 25.0)
_ALIKE = 1e-9


def history(
    entity: NDArray[np.intp],
    times: FloatArray,
    *,
    numbers: Mapping[str, FloatArray],
    values: Mapping[str, NDArray[np.intp]],
    before: float,
) -> dict[str, FloatArray]:
    """Features by name, [row] each.

    entity   [row] which entity, -1 where none is named: such a row has no history
    numbers  [column][row] what is compared with the entity's own mean so far, NaN for gaps
    values   [column][row] codes of which is told how often the entity showed them
    before   the usual gap between rows, which the windows are multiples of, is taken from rows earlier than this
    """
    order = np.lexsort((times, entity))
    who, when = entity[order], times[order]
    first, same = _starts(who), _starts(who, when)
    count = (same - first).astype(np.float64)
    found = {"earlier": count, "since_last": np.where(count > 0, when - when[same - 1], np.nan)}
    gaps = found["since_last"][(when < before) & (found["since_last"] > 0)]
    usual = float(np.median(gaps)) if gaps.size else 1.0
    found |= {f"in_{gaps:g}_gaps": _within(first, same, when, gaps * usual) for gaps in _GAPS_OF_A_WINDOW}
    for name, column in numbers.items():
        found |= {f"{name}:{what}": made for what, made in _compared(column[order], first, same).items()}
    for name, codes in values.items():
        seen = _seen(who, when, codes[order])
        found[f"{name}:seen"] = seen
        found[f"{name}:share"] = np.where(count > 0, seen / np.maximum(count, 1.0), np.nan)
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    nobody = entity < 0
    return {name: np.where(nobody, np.nan, made[back]) for name, made in found.items()}


def _starts(*keys: NDArray[np.generic]) -> NDArray[np.intp]:
    """[row] the first row of the run of equal keys that it is in."""
    changes = np.zeros(keys[0].size, dtype=np.bool_)
    changes[:1] = True
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return np.maximum.accumulate(np.where(changes, np.arange(changes.size), 0))


def _within(first: NDArray[np.intp], same: NDArray[np.intp], when: FloatArray, window: float) -> FloatArray:
    """[row] earlier rows of the entity not older than `window`."""
    found = np.empty(when.size)
    bounds = [*np.unique(first), when.size]
    for begin, end in pairwise(bounds):
        own = when[begin:end]
        found[begin:end] = same[begin:end] - begin - np.searchsorted(own, own - window, side="left")
    return np.maximum(found, 0.0)


def _compared(column: FloatArray, first: NDArray[np.intp], same: NDArray[np.intp]) -> dict[str, FloatArray]:
    known = np.isfinite(column)
    # About a value of the entity's own, so that squares of large numbers do not swallow its spread.
    shifted = np.where(known, column - _first_known(column, known, first), 0.0)
    count, total, squares = (_so_far(each, first, same) for each in (known.astype(np.float64), shifted, shifted**2))
    mean = np.divide(total, count, out=np.full(count.size, np.nan), where=count > 0)
    spread = np.sqrt(np.maximum(np.divide(squares, count, out=np.zeros(count.size), where=count > 0) - mean**2, 0.0))
    off = np.where(known, shifted - mean, np.nan)
    enough = (count > 1) & (spread > _ALIKE)
    return {"off": off, "off_spreads": np.divide(off, spread, out=np.full(off.size, np.nan), where=enough)}


def _first_known(column: FloatArray, known: NDArray[np.bool_], first: NDArray[np.intp]) -> FloatArray:
    """[row] the first value of its entity that is known, 0 where none is."""
    begins, at = np.unique(first, return_inverse=True)
    rows = np.minimum.reduceat(np.where(known, np.arange(column.size), column.size), begins)
    return np.asarray(np.append(np.where(known, column, 0.0), 0.0)[rows][at])


def _so_far(column: FloatArray, first: NDArray[np.intp], same: NDArray[np.intp]) -> FloatArray:
    """[row] the sum over rows of its entity before its moment; each entity summed by itself, or large ones blur it."""
    sums = pd.Series(column).groupby(first, sort=False).cumsum().to_numpy()
    return np.where(same > first, sums[same - 1], 0.0)


def _seen(who: NDArray[np.intp], when: FloatArray, codes: NDArray[np.intp]) -> FloatArray:
    order = np.lexsort((when, codes, who))
    keys = (who[order], codes[order])
    counted = _starts(*keys, when[order]) - _starts(*keys)
    found = np.empty(order.size)
    found[order] = counted
    return found
