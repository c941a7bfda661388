"""The tables in which an assessment gathers what it finds, before it is summed up."""

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from datapool.quality.filling import append
from datapool.quality.records import Batch

# broken: one row per check and row that breaks it. `entity` is a hash of what names the record through its versions,
# NULL for a row that never landed. counted: what was judged, and failures that are not rows (`failed_besides`).
_TABLES = (
    "CREATE TEMP TABLE broken (check_no INTEGER, batch INTEGER, line BIGINT, entity UBIGINT)",
    "CREATE TEMP TABLE counted (check_no INTEGER, batch INTEGER, delivery VARCHAR, checked BIGINT,"
    " failed_besides BIGINT)",
    "CREATE TEMP TABLE versions (table_name VARCHAR, entity UBIGINT, key UBIGINT, content UBIGINT, batch INTEGER,"
    " line BIGINT, rank INTEGER, dated DATE)",
)

_COUNTED = pa.schema(
    [
        ("check_no", pa.int32()),
        ("batch", pa.int32()),
        ("delivery", pa.string()),
        ("checked", pa.int64()),
        ("failed_besides", pa.int64()),
    ]
)
Counted = tuple[int, int | None, str, int, int]


def make_tables(con: duckdb.DuckDBPyConnection) -> None:
    """The empty tables."""
    for table in _TABLES:
        con.execute(table)


def count(con: duckdb.DuckDBPyConnection, rows: Iterable[Counted]) -> None:
    """Add (check, batch or None, delivery, checked, failures that are not rows)."""
    append(con, "counted", _COUNTED, rows)


def count_landed(con: duckdb.DuckDBPyConnection, checks: Sequence[int], batches: Iterable[Batch]) -> None:
    """Every row that landed was judged by these checks."""
    landed = [batch for batch in batches if batch.landed]
    count(con, ((check, batch.number, batch.delivery, batch.landed, 0) for check in checks for batch in landed))
