"""Small tables brought into the database in one step."""

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

_ARRIVING = "arriving"


def fill(con: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, rows: Iterable[Sequence[object]]) -> None:
    """Make a temporary table of these rows, or of none; one of that name is replaced."""
    _arrive(con, f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {_ARRIVING}", schema, rows)


def append(con: duckdb.DuckDBPyConnection, table: str, schema: pa.Schema, rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table whose columns are those of the schema, in that order."""
    _arrive(con, f"INSERT INTO {table} SELECT * FROM {_ARRIVING}", schema, rows)


def _arrive(con: duckdb.DuckDBPyConnection, sql: str, schema: pa.Schema, rows: Iterable[Sequence[object]]) -> None:
    listed = list(rows)
    columns = [pa.array([row[at] for row in listed], field.type) for at, field in enumerate(schema)]
    con.register(_ARRIVING, pa.table(columns, schema=schema))
    try:
        con.execute(sql)
    finally:
        con.unregister(_ARRIVING)
