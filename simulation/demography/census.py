"""From a census to a base population: groups split into single ages, ages at the census carried to the year's end."""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from core.errors import ValueOutOfRange
from simulation.demography.population import AGES, OLDEST, Floats


def split_by_shape(groups: Floats, starts: NDArray[np.int64], shape: Floats) -> Floats:
    """[age] persons by single age whose sums are the groups and whose proportions inside a group are `shape`'s.

    groups  [group] persons; starts [group] the first age of each, the last group ends at 100 (100 and over)
    shape   [age 0..100] weights, for example an earlier census of the same birth cohorts

    What a group lost or won between the two counts is spread in proportion, so the small cohorts of a famine and the
    large ones of the boom after it stay what they are.
    """
    number = np.searchsorted(starts, np.arange(AGES), side="right") - 1
    sums = np.bincount(number, weights=shape, minlength=starts.size)
    if not (sums > 0).all():
        raise ValueOutOfRange("a group of ages has no shape.", remedy="Give a weight above zero in each group.")
    return np.asarray(shape * (groups / sums)[number], dtype=np.float64)


def split_smoothly(groups: Floats, starts: NDArray[np.int64]) -> Floats:
    """[age] persons by single age on a smooth, monotone cumulative curve through the groups (Fritsch and Carlson 1980).

    It keeps every group's sum but knows nothing of what happened inside one: no use where births broke off and surged.
    """
    edges = np.append(starts, AGES).astype(np.float64)
    curve = PchipInterpolator(edges, np.concatenate([[0.0], np.cumsum(groups)]))
    return np.asarray(np.diff(curve(np.arange(AGES + 1))), dtype=np.float64)


def aged_part_of_year(persons: Floats, part: float) -> Floats:
    """[..., age] persons by their age `part` of a year later, nobody dying and nobody born.

    persons  [..., age] by age at the count; part in years, 0 to 1

    Each age is a year of births. The births run smoothly and monotonely through those years, so that a surge which
    began inside one of them falls mostly into its last months.
    """
    edges = np.arange(AGES + 1, dtype=np.float64)
    totals = np.concatenate([np.zeros_like(persons[..., :1]), np.cumsum(persons, axis=-1)], axis=-1)
    curve = PchipInterpolator(edges, totals, axis=-1)
    points = np.concatenate([[0.0], edges[1:-1] - part, [float(AGES)]])
    later = np.diff(curve(points), axis=-1)
    # The open age keeps its own people; only those about to turn 100 join them.
    later[..., OLDEST] = persons[..., OLDEST] + (totals[..., OLDEST] - curve(OLDEST - part))
    return np.asarray(later, dtype=np.float64)


def raked(seed: Floats, rows: Floats, columns: Floats, rounds: int = 200) -> Floats:
    """[row, column] the table nearest to `seed` in cross-ratios whose margins are `rows` and `columns`.

    Iterative proportional fitting (Deming and Stephan 1940); the two margins must have one sum.
    """
    if not np.isclose(rows.sum(), columns.sum(), rtol=1e-9):
        raise ValueOutOfRange("two margins of a table have different sums.", remedy="Make both add up to one total.")
    table = seed.astype(np.float64)
    for _ in range(rounds):
        table = table * (rows / table.sum(axis=1))[:, None]
        table = table * (columns / table.sum(axis=0))
    return table
