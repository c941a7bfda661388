"""Changes to tables of events: rows are left out, copied with other values, or found by person."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import Table, append

Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


def leave_out(table: Table, rows: Mask) -> None:
    """Take the rows out where the mask is true."""
    if table and rows.any():
        for name in table:
            table[name] = table[name][~rows]


def of_persons(table: Table, persons: Index) -> Mask:
    """[row] whether the row is of one of the persons."""
    if not table:
        return np.zeros(0, bool)
    return np.isin(table["person"], persons)


def rows_like(table: Table, models: Index, **changed: Any) -> Table:
    """Copies of the rows `models` with the columns in `changed` instead of theirs; single values hold for all rows."""
    made = {name: values[models].copy() for name, values in table.items()}
    for name, value in changed.items():
        made[name] = np.broadcast_to(np.asarray(value), models.shape).astype(table[name].dtype)
    return made


def add_rows(table: Table, **columns: Any) -> None:
    """Append rows; `person` gives their number, single values hold for all; a known column keeps its type.

    Columns of the table that are not named are filled with −1 (NOBODY).
    """
    count = np.shape(columns["person"])[0] if np.ndim(columns["person"]) else 1
    if not count:
        return
    made: Table = {}
    for name, value in columns.items():
        given = np.broadcast_to(np.asarray(value), (count,)).copy()
        made[name] = given.astype(table[name].dtype) if name in table else given
    for name in table:
        if name not in made:
            made[name] = np.full(count, -1).astype(table[name].dtype)
    append(table, made)


def spans(start: Index, length: Index, longest: int) -> tuple[Index, Index]:
    """For each person the months start … start + length − 1 below `longest`, as (place of the person, month)."""
    last = np.minimum(start + length, longest)
    counts = np.maximum(last - start, 0)
    person = np.repeat(np.arange(start.size, dtype=np.int64), counts)
    offset = np.arange(counts.sum(), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    return person, start[person] + offset
