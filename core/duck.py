"""Connections to DuckDB that print nothing: by itself it draws the progress of a long query on standard output."""

from pathlib import Path

import duckdb

Setting = str | int | bool


def connect(
    database: Path | str = ":memory:", *, settings: dict[str, Setting] | None = None
) -> duckdb.DuckDBPyConnection:
    """Open a database in memory, or in a file; what a command prints on standard output is its answer alone."""
    return silent(duckdb.connect(str(database), config=settings or {}))


def silent(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same connection without its own progress; a cursor taken from one has to be silenced again."""
    connection.execute("SET enable_progress_bar = false")
    return connection
