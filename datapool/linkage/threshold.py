"""How likely a merge must be: the threshold with the highest F1 to be expected, without any labels."""

from dataclasses import dataclass

import numpy as np

from datapool.linkage.clusters import Merges

# Where nothing speaks for any, and the bounds: the best threshold for F1 is half of the F1 it reaches, at most a half.
USUAL, LOWEST, HIGHEST = 0.5, 0.2, 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """A threshold and what is to be expected of it.

    threshold  chance that a merge must have
    precision  expected share of the pairs joined that are right; None where none is joined
    recall     expected share of the true pairs that are joined; None where none is expected
    """

    threshold: float
    precision: float | None
    recall: float | None


def choose(merges: Merges, *, expected: float, fixed: float | None = None) -> Choice:
    """The threshold with the highest expected F1.

    expected  true pairs that there are by the pairs themselves, before any clustering
    fixed     the threshold where a person has named one
    """
    order = np.argsort(-merges.chance, kind="stable")
    chance, pairs = merges.chance[order], merges.pairs[order].astype(float)
    joined, right = np.cumsum(pairs), np.cumsum(pairs * chance)
    true = np.maximum(expected, right)
    threshold = _best(chance, 2 * right / (joined + true)) if fixed is None else fixed
    kept = int((chance >= threshold).sum())
    if kept == 0:
        return Choice(threshold, None, 0.0 if expected >= USUAL else None)
    return Choice(threshold, float(right[kept - 1] / joined[kept - 1]), float(right[kept - 1] / true[kept - 1]))


def _best(chance: np.ndarray, f1: np.ndarray) -> float:
    """Half way between the last merge that still helps and the first that no longer does."""
    if not len(chance):
        return USUAL
    at = int(f1.argmax())
    below = chance[at + 1] if at + 1 < len(chance) else chance[at]
    return float(np.clip((chance[at] + below) / 2, LOWEST, HIGHEST))
