"""The least that a projection of members can do: move every figure of every cell on by a year, once a year."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import njit


def grow_older(cells: NDArray[np.float64], survival: NDArray[np.float64]) -> None:
    """Carry all cells through the years in place.

    cells     [figure, group, sex, age] everything that is known of members
    survival  [year, sex, age] share that remains
    """
    _grow_older(cells, survival)


@njit(cache=True, nogil=True)
def _grow_older(cells, survival):  # type: ignore[no-untyped-def]
    for year in range(survival.shape[0]):
        for figure in range(cells.shape[0]):
            for group in range(cells.shape[1]):
                for sex in range(cells.shape[2]):
                    row, stays = cells[figure, group, sex], survival[year, sex]
                    for age in range(row.size - 1, 0, -1):
                        row[age] = row[age - 1] * stays[age - 1]


def stacked(arrays: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """[figure, group, sex, age] arrays of [group, sex, age] or [kind, group, sex, age] as one."""
    return np.concatenate([array.reshape(-1, *array.shape[-3:]) for array in arrays])
