"""Groups of rows by a column: the words of a column as they are, many numbers in fifths."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.errors import InputError
from training.matrix import is_number
from training.task import is_protected

_MOST_VALUES = 12
_FIFTHS = (0.2, 0.4, 0.6, 0.8)
EMPTY = "-"


@dataclass(frozen=True, slots=True)
class Groups:
    """A column as groups: the group of each row and the names of the groups."""

    column: str
    of_row: NDArray[np.intp]
    names: tuple[str, ...]


def group_columns(table: pa.Table, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The columns asked for, or those of the table that no model may use. InputError for one that is not there."""
    for name in asked:
        if name not in table.column_names:
            raise InputError(f"there is no column {name!r} to compare groups by.", remedy="Correct --groups.")
    return asked or tuple(name for name in table.column_names if is_protected(name))


def groups_of(table: pa.Table, name: str) -> Groups:
    """The groups of a column; rows where nothing stands are one of their own."""
    column = table.column(name)
    if is_number(column.type) and len(pc.unique(column)) > _MOST_VALUES:
        return _fifths(name, column)
    encoded = pc.dictionary_encode(pc.fill_null(column.cast(pa.string()), EMPTY)).combine_chunks()
    return Groups(name, encoded.indices.to_numpy().astype(np.intp), tuple(encoded.dictionary.to_pylist()))


def _fifths(name: str, column: pa.ChunkedArray) -> Groups:
    values = pc.fill_null(column.cast(pa.float64()), float("nan")).to_numpy()
    edges = np.unique(np.nanquantile(values, _FIFTHS))
    of_row = np.searchsorted(edges, values, side="right")
    bounds = ["", *(f"{edge:g}" for edge in edges), ""]
    names = [f"{low}–{high}" for low, high in pairwise(bounds)]
    of_row[np.isnan(values)] = len(names)
    return Groups(name, of_row.astype(np.intp), (*names, EMPTY))
