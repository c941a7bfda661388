"""Cells of aggregates, with an estimate where one is held back: what a published sum leaves, shared out."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from datapool.aggregates.published import Aggregates
from simulation.demography.population import AGES

Floats = NDArray[np.float64]
Key = int | str
SEXES = ("1", "2")
BAND_YEARS = 5


def amount(aggregates: Aggregates, table: str, measure: str, *path: Key) -> float:
    """A measure of a cell; of one that is held back, an even part of what its published neighbours leave of their sum.

    Where the sum is held back as well, so is that; a table that shows nothing gives 0.
    """
    cell = aggregates.cell(table, *path)
    if cell is not None:
        return float(cell[measure])
    if len(path) == 1:
        return 0.0
    parts = aggregates.parts(table, *path[:-1])
    hidden = sum(part is None for part in parts.values())
    shown = sum(part[measure] for part in parts.values() if part is not None)
    whole = amount(aggregates, table, measure, *path[:-1])
    return max(whole - shown, 0.0) / hidden if path[-1] in parts else 0.0


def by_age(aggregates: Aggregates, table: str, measure: str, path: Sequence[Key], shape: Floats) -> Floats:
    """[sex, age] a measure of all below `path`: single ages where they are published, else spread inside their band.

    shape  [sex, age] what a band that is held back, or its ages, are spread by; its size does not matter
    """
    weights = np.maximum(shape, 0.0) + 1e-12 * np.maximum(shape, 0.0).sum()
    totals = _parts(aggregates, table, measure, path, {sex: float(weights[row].sum()) for row, sex in enumerate(SEXES)})
    spread = np.zeros((2, AGES))
    for row, sex in enumerate(SEXES):
        if totals.get(sex, 0.0) <= 0.0:
            continue
        below = (*path, sex)
        bands: dict[Key, float] = {
            start: float(weights[row, start : start + BAND_YEARS].sum()) for start in range(0, AGES, BAND_YEARS)
        }
        known = _parts(aggregates, table, measure, below, bands, whole=totals[sex])
        for start, total in known.items():
            ages = slice(int(start), int(start) + BAND_YEARS)
            singles = _single_ages(aggregates, table, measure, (*below, start))
            spread[row, ages] = _inside(total, singles, weights[row, ages], int(start))
    return spread


def _parts(
    aggregates: Aggregates,
    table: str,
    measure: str,
    path: Sequence[Key],
    weights: Mapping[Key, float],
    whole: float | None = None,
) -> dict[Key, float]:
    """What each part of a cell holds; parts held back share by weight what the others leave.

    A cell that is held back itself is not broken down: all its possible parts share it.
    """
    total = amount(aggregates, table, measure, *path) if whole is None else whole
    parts = aggregates.parts(table, *path)
    if not parts:
        hidden: list[Key] = list(weights)
    else:
        hidden = [key for key, part in parts.items() if part is None]
    found = {key: float(part[measure]) for key, part in parts.items() if part is not None}
    left = max(total - sum(found.values()), 0.0)
    all_weights = sum(weights.get(key, 0.0) for key in hidden)
    for key in hidden:
        found[key] = left * (weights.get(key, 0.0) / all_weights if all_weights else 1.0 / len(hidden))
    return found


def _single_ages(aggregates: Aggregates, table: str, measure: str, path: Sequence[Key]) -> dict[int, float]:
    """[age] what is published below a band, whatever stands between band and age."""
    found: dict[int, float] = {}
    for key, part in aggregates.parts(table, *path).items():
        if isinstance(key, int):
            if part is not None:
                found[key] = found.get(key, 0.0) + part[measure]
        else:
            for age, value in _single_ages(aggregates, table, measure, (*path, key)).items():
                found[age] = found.get(age, 0.0) + value
    return found


def _inside(total: float, singles: dict[int, float], weights: Floats, start: int) -> Floats:
    """[age of the band] the published ages, and what they leave of the band spread over it by weight."""
    placed = np.array([singles.get(start + place, 0.0) for place in range(weights.size)])
    left = max(total - placed.sum(), 0.0)
    open_ages = np.array([start + place not in singles for place in range(weights.size)])
    share = np.where(open_ages, weights, 0.0) if open_ages.any() else weights
    return np.asarray(placed + left * share / share.sum())
