"""Data sets: one table in three parts, so that no person is in two of them and nothing is judged on its own past."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from core.errors import FileMissing, InputError, WrongType
from core.manifest import content_hash
from training.task import Task

TRAIN, VALIDATION, TEST = PARTS = ("train", "validation", "test")
SPLIT, PERSON = "_split", "_person"
SHARE_BEFORE = 0.7
_TRAIN_OF_100, _VALIDATION_OF_100 = 70, 85


class SplitRefused(InputError):
    """A table whose parts cannot be told apart."""

    code = "training.split_refused"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table in parts.

    parts      train, validation and test
    data_hash  SHA-256 of the file, or the hash that the mart gave
    left_out   rows in no part: of persons held back, before the cut in time, or of others after it
    by         what the parts were made by, for the card of a model
    """

    parts: Mapping[str, pa.Table]
    data_hash: str
    left_out: int
    by: str

    def rows_hash(self, part: str) -> str:
        """The same for the same rows: of the data, how they were split, and the part."""
        return content_hash([self.data_hash, self.by, part])


def read_dataset(path: Path, task: Task) -> Dataset:
    """The data set in a CSV or Parquet file. Raises FileMissing or WrongType, and what `split` raises."""
    table, data_hash = read_table(path)
    try:
        return split(table, task, data_hash=data_hash)
    except InputError as err:
        raise type(err)(err.what, remedy=err.remedy, path=err.path or path, line=err.line) from err


def read_table(path: Path) -> tuple[pa.Table, str]:
    """A CSV or Parquet file, and the SHA-256 of its bytes."""
    try:
        with path.open("rb") as stream:
            data_hash = file_digest(stream, "sha256").hexdigest()
        table = parquet.read_table(path) if path.suffix == ".parquet" else csv.read_csv(path)
    except OSError as err:
        raise FileMissing(
            f"this file cannot be read: {err.strerror or 'it is no table'}.", path=path, remedy="Check the path."
        ) from err
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError) as err:
        raise WrongType(
            "this is neither CSV with one line of names nor Parquet.", path=path, remedy="Give such a file."
        ) from err
    if repeated := sorted({name for name in table.column_names if table.column_names.count(name) > 1}):
        raise WrongType(f"two columns are called {repeated[0]!r}.", path=path, remedy="Rename one of them.")
    if not table.num_rows:
        raise WrongType("this table has no rows.", path=path, remedy="Give a table with rows.")
    return table, data_hash


def split(table: pa.Table, task: Task, *, data_hash: str) -> Dataset:
    """A table in parts: by `_split`, else by person (`_person`), else row by row; with a time column by time as well.

    By time: what is learned lies before the cut, what is judged at or behind it.
    Raises SplitRefused where a person is in two parts, a part has no rows, or the time column is no time or falls.
    """
    part, by = _parts(table)
    chosen = {name: part == name for name in PARTS}
    if task.time:
        later = _is_later(table, task.time)
        chosen = {name: rows & (~later if name == TRAIN else later) for name, rows in chosen.items()}
        by = f"{by}, {task.time}"
    parts = {name: table.filter(pa.array(rows)) for name, rows in chosen.items()}
    for name, rows in parts.items():
        if not rows.num_rows:
            raise SplitRefused(f"the part {name} has no rows.", remedy="Give more rows, or a column _split.")
    kept = sum(rows.num_rows for rows in parts.values())
    return Dataset(parts, data_hash, table.num_rows - kept, by)


def part_of(person: str) -> str:
    """The part that a person is in: 70, 15 and 15 of a hundred, the same in every table."""
    number = int.from_bytes(sha256(f"split:{person}".encode()).digest()[:8], "big") % 100
    return TRAIN if number < _TRAIN_OF_100 else VALIDATION if number < _VALIDATION_OF_100 else TEST


def _parts(table: pa.Table) -> tuple[NDArray[np.str_], str]:
    if SPLIT in table.column_names:
        part = np.array(table.column(SPLIT).to_pylist(), dtype=object)
        if unknown := sorted({str(each) for each in part} - set(PARTS)):
            raise SplitRefused(
                f"the column {SPLIT} holds {unknown[0]!r}.", remedy=f"Its values are {', '.join(PARTS)}."
            )
        _refuse_torn(table, part)
        return part.astype(str), SPLIT
    if PERSON in table.column_names:
        persons = pc.dictionary_encode(table.column(PERSON).cast(pa.string())).combine_chunks()
        if persons.null_count:
            raise SplitRefused(
                f"{PERSON} is empty in {persons.null_count} rows.", remedy="Name the person of each row."
            )
        names = np.array([part_of(name) for name in persons.dictionary.to_pylist()])
        return names[persons.indices.to_numpy()], PERSON
    return np.array([part_of(f"row:{number}") for number in range(table.num_rows)]), "rows"


def _refuse_torn(table: pa.Table, part: NDArray[np.object_]) -> None:
    if PERSON not in table.column_names:
        return
    pairs = pa.table({PERSON: table.column(PERSON), SPLIT: pa.array(part, pa.string())})
    # A row of a mart that is about an employer, a provider or a clerk has no person.
    pairs = pairs.filter(pc.is_valid(pairs.column(PERSON)))
    counted = pairs.group_by(PERSON).aggregate([(SPLIT, "count_distinct")])
    torn = pc.sum(pc.greater(counted.column(f"{SPLIT}_count_distinct"), 1)).as_py()
    if torn:
        raise SplitRefused(
            f"{torn} persons are in two parts: what was learned of them would be judged on them.",
            remedy=f"Give every row of a person the same {SPLIT}.",
        )


def _is_later(table: pa.Table, name: str) -> NDArray[np.bool_]:
    """[row] whether it lies at or behind the cut, before which 70 of 100 rows lie."""
    times = _times(table, name)
    falls = np.flatnonzero(times[1:] < times[:-1])
    if falls.size:
        raise SplitRefused(
            f"the time column {name!r} is out of order: row {int(falls[0]) + 2} lies before the row above it.",
            remedy=f"Sort the table by {name}.",
        )
    cut = times[int(SHARE_BEFORE * times.size)]
    if cut == times[0]:
        raise SplitRefused(
            f"the time column {name!r} has no earlier and later rows to tell apart.", remedy="Leave out --time."
        )
    later: NDArray[np.bool_] = times >= cut
    return later


def _times(table: pa.Table, name: str) -> NDArray[np.float64]:
    if name not in table.column_names:
        raise SplitRefused(f"there is no time column {name!r}.", remedy=f"Columns: {', '.join(table.column_names)}.")
    column = table.column(name)
    if column.null_count:
        raise SplitRefused(f"the time column {name!r} is empty in {column.null_count} rows.", remedy="Fill it.")
    if pa.types.is_string(column.type):
        column = pc.if_else(pc.equal(pc.utf8_length(column), 7), pc.binary_join_element_wise(column, "01", "-"), column)
    try:
        if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
            column = column.cast(pa.timestamp("us")).cast(pa.int64())
        times: NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as err:
        raise SplitRefused(
            f"the time column {name!r} is no time.", remedy="Write numbers, 2025-01-31 or 2025-01."
        ) from err
    return times
