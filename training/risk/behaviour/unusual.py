"""How unusual a subject is among all that the same question is asked of: the only evidence for what was never seen."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.ensemble import IsolationForest

Floats = NDArray[np.float64]
UNUSUAL = ("unusual", "outlying")
_TREES, _ROWS_OF_A_TREE, _SEED, _CUT = 200, 256, 1, 4.0


def unusualness(figures: Floats, signs: NDArray[np.int64]) -> Floats:
    """[subject, UNUSUAL] by a forest of random cuts, and by how far out in the expected tails the figures are.

    figures  [subject, figure]
    signs    [figure] the direction that speaks for a fraud
    Both are -log10 of the share of subjects that are as unusual.
    """
    known = np.nan_to_num(figures, nan=0.0)
    tails = _tail_shares(known, signs)
    if figures.shape[0] < 2:
        return np.zeros((figures.shape[0], len(UNUSUAL)))
    forest = IsolationForest(
        n_estimators=_TREES, max_samples=min(_ROWS_OF_A_TREE, figures.shape[0]), random_state=_SEED, n_jobs=1
    )
    directed = np.minimum(-np.log10(tails), _CUT)
    forest.fit(directed)
    return np.column_stack([_surprise(-forest.score_samples(directed)), _surprise(directed.sum(axis=1))])


def _tail_shares(figures: Floats, signs: NDArray[np.int64]) -> Floats:
    """[subject, directed figure] share of subjects whose figure is as far in the direction or farther."""
    columns = [
        1.0 - (rankdata(sign * figures[:, place], method="min") - 1.0) / figures.shape[0]
        for place, sign in enumerate(signs)
        if sign
    ]
    return np.column_stack(columns)


def _surprise(scores: Floats) -> Floats:
    return np.asarray(-np.log10(1.0 - (rankdata(scores, method="min") - 1.0) / scores.size))
