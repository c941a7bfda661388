"""Tables as people keep them: CSV, Parquet, or arrays `X` and `y` of NumPy; every column as text."""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa
from numpy.lib.npyio import NpzFile

from core.errors import FileMissing, InputError, WrongType
from datapool.linkage.records import as_records, read_records

ROWS, LABELS = "X", "y"
_ARRAYS = (".npz", ".npy")
_ZIP = b"PK\x03\x04"


def read_any(path: Path) -> pa.Table:
    """The table in a file, every value as text and NULL where nothing is known.

    Of arrays, the columns are x0, x1, … and y. Raises FileMissing, WrongType or InputError where there is no table.
    """
    if not path.is_file():
        raise FileMissing("this file is not there.", path=path, remedy="Name a CSV, Parquet or npz file.")
    if path.suffix == _ARRAYS[0] or _is_archive(path):
        return as_records(_of_arrays(path), path=path)
    if path.suffix == _ARRAYS[1]:
        raise WrongType(
            "a single array has no label.", path=path, remedy="Write X and y together with numpy.savez_compressed."
        )
    return read_records(path)


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_ZIP)) == _ZIP
    except OSError as err:
        raise FileMissing("this file cannot be read.", path=path, remedy="Check who may read it.") from err


def _of_arrays(path: Path) -> pa.Table:
    try:
        # Never pickled objects: to load them is to run them.
        with np.load(path, allow_pickle=False) as arrays:
            rows, labels = (_array(arrays, name, path) for name in (ROWS, LABELS))
    except (OSError, ValueError, BadZipFile, EOFError) as err:
        raise WrongType(
            "these arrays cannot be read: the file is damaged, or holds Python objects, which are never loaded.",
            path=path, remedy="Save plain arrays X and y with numpy.savez_compressed.",
        ) from err  # fmt: skip
    labels = labels.reshape(-1) if labels.ndim == 2 and 1 in labels.shape else labels
    if rows.ndim != 2 or labels.ndim != 1 or rows.shape[0] != labels.size:
        shapes = f"X is {_shape(rows)} and y is {_shape(labels)}"
        raise WrongType(
            f"{shapes}, which is no table with a label.", path=path, remedy="Give X [row, column] and y [row]."
        )
    columns = {f"x{number}": pa.array(_plain(rows[:, number])) for number in range(rows.shape[1])}
    return pa.table({**columns, LABELS: pa.array(_plain(labels))})


def _array(arrays: NpzFile, name: str, path: Path) -> np.ndarray:
    if name not in arrays.files:
        there = ", ".join(sorted(arrays.files)) or "none"
        raise InputError(f"there is no array {name!r}.", path=path, remedy=f"Save X and y. Arrays there: {there}.")
    return np.asarray(arrays[name])


def _plain(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind in "fc" and values.dtype.itemsize < np.dtype(np.float64).itemsize:
        return values.astype(np.float64)
    return values.astype(np.str_) if values.dtype.kind in "US" else values


def _shape(array: np.ndarray) -> str:
    return " x ".join(map(str, array.shape)) or "one value"
