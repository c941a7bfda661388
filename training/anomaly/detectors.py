"""Detectors that need no label: how unusual a row is among the rows of the training part."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.covariance import LedoitWolf
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors

from training.model import FloatArray

# Distances are taken to at most so many rows of the training part: a larger sample costs more than it tells.
MOST_NEIGHBOURS_FROM = 4_000
_TREES, _ROWS_OF_A_TREE = 200, 256
_NEAREST, _LOCAL = 5, 20
_BINS_OF_A_COLUMN = 20
_KEPT_VARIANCE = 0.9
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Views:
    """The training rows as detectors see them, and rows to be scored as well.

    train   [row, feature] numbers without gaps, of mean 0 and spread 1 over the training rows
    others  [row, feature] of rows that the detectors are not fitted to
    """

    train: FloatArray
    others: FloatArray


@dataclass(frozen=True, slots=True)
class Scores:
    """How unusual each row is, higher is more so: [row] of the training rows and of the others."""

    train: FloatArray
    others: FloatArray


Detector = Callable[[Views, int, int], Scores]


def isolation_forest(views: Views, seed: int, workers: int) -> Scores:
    """How few random cuts separate a row (Liu, Ting, Zhou 2008)."""
    rows = min(_ROWS_OF_A_TREE, views.train.shape[0])
    forest = IsolationForest(n_estimators=_TREES, max_samples=rows, random_state=seed, n_jobs=workers)
    forest.fit(views.train)
    return Scores(-forest.score_samples(views.train), -forest.score_samples(views.others))


def tails(views: Views, seed: int, workers: int) -> Scores:
    """How far out in the tails a row is, in each column by the rarer of its two tails (ECOD: Li et al. 2022)."""
    del seed, workers
    ordered = np.sort(views.train, axis=0)
    return Scores(*(_tail_score(rows, ordered) for rows in (views.train, views.others)))


def _tail_score(rows: FloatArray, ordered: FloatArray) -> FloatArray:
    count, found = ordered.shape[0], np.zeros(rows.shape[0])
    for column in range(rows.shape[1]):
        values = rows[:, column]
        below = np.searchsorted(ordered[:, column], values, side="right")
        above = count - np.searchsorted(ordered[:, column], values, side="left")
        found += -np.log(np.maximum(np.minimum(below, above), 0.5) / count)
    return found


def nearest(views: Views, seed: int, workers: int) -> Scores:
    """Distance to the fifth nearest of a sample of the training rows."""
    chosen = _sample(views.train.shape[0], seed)
    index = NearestNeighbors(n_neighbors=_NEAREST + 1, n_jobs=workers).fit(views.train[chosen])
    distances = index.kneighbors(views.train)[0]
    is_itself = np.zeros(views.train.shape[0], dtype=np.bool_)
    is_itself[chosen] = True
    own: FloatArray = np.where(is_itself, distances[:, _NEAREST], distances[:, _NEAREST - 1])
    return Scores(own, index.kneighbors(views.others)[0][:, _NEAREST - 1])


def local_factor(views: Views, seed: int, workers: int) -> Scores:
    """How much thinner the neighbourhood of a row is than those of its neighbours (LOF: Breunig et al. 2000)."""
    chosen = _sample(views.train.shape[0], seed)
    local = min(_LOCAL, chosen.size - 1)
    factor = LocalOutlierFactor(n_neighbors=local, novelty=True, n_jobs=workers).fit(views.train[chosen])
    own = np.empty(views.train.shape[0])
    own[chosen] = -factor.negative_outlier_factor_
    rest = np.setdiff1d(np.arange(own.size), chosen)
    if rest.size:
        own[rest] = -factor.score_samples(views.train[rest])
    # Duplicates give factors of any size, which say no more than "very large".
    return Scores(np.log(np.maximum(own, _TINY)), np.log(np.maximum(-factor.score_samples(views.others), _TINY)))


def distance_from_centre(views: Views, seed: int, workers: int) -> Scores:
    """Mahalanobis distance from the mean, the covariance shrunk (Ledoit, Wolf 2004)."""
    del seed, workers
    shape = LedoitWolf().fit(views.train)
    return Scores(np.log1p(shape.mahalanobis(views.train)), np.log1p(shape.mahalanobis(views.others)))


def off_the_plane(views: Views, seed: int, workers: int) -> Scores:
    """What the main components, which hold 90 % of the variance, do not explain of a row."""
    del workers
    most = min(views.train.shape) - 1
    if most < 1:
        return Scores(*(np.linalg.norm(rows, axis=1) for rows in (views.train, views.others)))
    plane = PCA(svd_solver="full", random_state=seed).fit(views.train)
    kept = min(most, int(np.searchsorted(np.cumsum(plane.explained_variance_ratio_), _KEPT_VARIANCE)) + 1)
    axes = plane.components_[:kept]

    def rest(rows: FloatArray) -> FloatArray:
        centred = rows - plane.mean_
        return np.asarray(np.log1p(np.sum((centred - centred @ axes.T @ axes) ** 2, axis=1)))

    return Scores(rest(views.train), rest(views.others))


def histogram(views: Views, seed: int, workers: int) -> Scores:
    """How empty the bins are that a row falls into, column by column (HBOS: Goldstein, Dengel 2012)."""
    del seed, workers
    own, others = np.zeros(views.train.shape[0]), np.zeros(views.others.shape[0])
    for column in range(views.train.shape[1]):
        values = views.train[:, column]
        edges = np.histogram_bin_edges(values, _BINS_OF_A_COLUMN)
        counts = np.histogram(values, edges)[0]
        emptiness = -np.log((counts + 0.5) / (values.size + 0.5 * counts.size))
        beyond = -np.log(0.5 / (values.size + 0.5 * counts.size))
        own += emptiness[_bins(values, edges)]
        new = views.others[:, column]
        inside = (new >= edges[0]) & (new <= edges[-1])
        others += np.where(inside, emptiness[_bins(new, edges)], beyond)
    return Scores(own, others)


def _bins(values: FloatArray, edges: FloatArray) -> NDArray[np.intp]:
    return np.clip(np.searchsorted(edges, values, side="right") - 1, 0, edges.size - 2)


def _sample(rows: int, seed: int) -> NDArray[np.intp]:
    if rows <= MOST_NEIGHBOURS_FROM:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_NEIGHBOURS_FROM, replace=False))


DETECTORS: Mapping[str, Detector] = {
    "iforest": isolation_forest,
    "ecod": tails,
    "knn": nearest,
    "lof": local_factor,
    "mahalanobis": distance_from_centre,
    "pca": off_the_plane,
    "histogram": histogram,
}


def share_below(scores: FloatArray, among: FloatArray) -> FloatArray:
    """[row] the share of `among` that a score is above, ties by half: between 0 and 1, never either."""
    ordered = np.sort(among)
    below = np.searchsorted(ordered, scores, side="left") + np.searchsorted(ordered, scores, side="right")
    return np.asarray((below / 2 + 0.5) / (among.size + 1))


def ranks(scores: FloatArray) -> FloatArray:
    """[row] the place of each score among all, between 0 and 1, ties shared."""
    return np.asarray((rankdata(scores) - 0.5) / scores.size)
