"""The hidden truth of a block, apart from the feeds: for the generator, tests and benchmarks only."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from datapool.synthetic.block import NEVER, Block, Table

_NAMES = ("frauds", "lookalikes", "errors", "identities")


def write_truth(block: Block, folder: Path) -> None:
    """One Parquet file per hidden table, and one of the persons as they are; empty tables are left out."""
    folder.mkdir(parents=True)
    for name in _NAMES:
        pieces: list[Table] = getattr(block.truth, name)
        tables = [pa.table({column: _plain(values) for column, values in piece.items()}) for piece in pieces]
        if tables := [table for table in tables if table.num_rows]:
            # Pieces of different makers may lack a column; what is lacking is null.
            _write(pa.concat_tables(tables, promote_options="permissive"), folder / f"{name}.parquet")
    _write(_persons(block), folder / "persons.parquet")


def _persons(block: Block) -> pa.Table:
    people = block.people
    day = {name: _days(getattr(people, name)) for name in ("born", "died", "death_known")}
    plain = ("number", "county", "male", "rural", "household", "partner", "scheme", "retired_month", "chronic")
    return pa.table({name: pa.array(getattr(people, name)) for name in plain} | day)


def _days(days: np.ndarray) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=days == NEVER).cast(pa.date32())


def _plain(values: np.ndarray) -> pa.Array:
    return pa.array(values.tolist() if values.dtype.kind in "OU" else values)


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", store_schema=False)
