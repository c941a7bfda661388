"""What somebody can work out who has nothing but the published cells: by subtracting, and by linear programming."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from datapool.aggregates.suppression import Cell, Path


def remainders(cells: Sequence[Cell]) -> Iterator[tuple[Path, int, int]]:
    """(parent, persons that its shown parts leave, parts held back) of every published sum."""
    below: dict[Path, list[Cell]] = {}
    for cell in cells:
        below.setdefault(cell.path[:-1], []).append(cell)
    for cell in cells:
        if cell.sums is not None and cell.path in below:
            parts = below[cell.path]
            shown = sum(part.sums[0] for part in parts if part.sums is not None)
            yield cell.path, cell.sums[0] - shown, sum(part.sums is None for part in parts)


def bounds(cells: Sequence[Cell], wanted: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """[path] the least and the most that a cell held back can hold, as all published sums together allow.

    The attacker knows that every listed cell holds at least one person.
    """
    hidden = [cell.path for cell in cells if cell.sums is None]
    place = {path: number for number, path in enumerate(hidden)}
    rows, columns, right = [], [], []
    left = {path: rest for path, rest, _ in remainders(cells)}
    for path in hidden:
        if path[:-1] in left:
            rows.append(list(left).index(path[:-1]))
            columns.append(place[path])
    right = list(left.values())
    equations = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(right), len(hidden))).tocsr()
    found = {}
    for path in wanted:
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(hidden))
            aim[place[path]] = sign
            solved = linprog(aim, A_eq=equations, b_eq=right, bounds=(1, 10**6), method="highs")
            assert solved.status == 0, solved.message
            ends.append(round(sign * solved.fun))
        found[path] = (ends[0], ends[1])
    return found
