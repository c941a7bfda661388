"""The least that futures can do: read, multiply, add to and write every figure of every path once a year."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import njit
from simulation.demography.population import AGES
from simulation.futures.blocks import Task
from simulation.futures.centre import shapes
from simulation.futures.figures import BLOCK
from simulation.futures.people.figures import CHANCES
from simulation.schemes.pension.kernels import OLDEST, OLDEST_AT_WORK, YOUNGEST_DRAWING, YOUNGEST_MEMBER

SEXES = 2
# Persons and the account of each, of members at work; persons, pension, what accounts pay and hold, of those who draw.
AT_WORK, DRAWING = 2, 4


def figures_of(task: Task) -> int:
    """Figures that a path has at the end of a year: people, their chances of dying, and the members by group."""
    groups = shapes(task.centre)[1]
    working = AT_WORK * (OLDEST_AT_WORK + 1 - YOUNGEST_MEMBER)
    drawing = DRAWING * (OLDEST + 1 - YOUNGEST_DRAWING)
    return SEXES * (AGES + CHANCES + groups * (working + drawing))


def stream_all(task: Task) -> None:
    """As many figures as the futures of the task's plan have, moved through as many years, by as many threads."""
    years, figures, workers = shapes(task.centre)[0], figures_of(task), os.cpu_count() or 1
    blocks = -(-task.plan.paths // BLOCK)

    def work(worker: int) -> None:
        cells = np.ones((figures, BLOCK))
        for _ in range(worker, blocks, workers):
            stream(cells, years)

    with ThreadPoolExecutor(max_workers=workers) as pool:
        list(pool.map(work, range(workers)))


def stream(cells: NDArray[np.float64], years: int) -> None:
    """Move cells [figure, path] through `years` years in place; they tend to 100."""
    _stream(cells, years)


@njit(cache=True, nogil=True)
def _stream(cells, years):  # type: ignore[no-untyped-def]
    for _ in range(years):
        for figure in range(cells.shape[0]):
            row = cells[figure]
            for path in range(row.size):
                row[path] = row[path] * 0.99 + 1.0
