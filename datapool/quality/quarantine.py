"""Rows that intake would not let in: which rule each reason stands for, and where the rows are."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from datapool.quality.checks import CompiledCheck
from datapool.quality.counts import count
from datapool.quality.filling import fill
from datapool.quality.records import Batch
from datapool.quality.templates import Recorded

_MEANINGS = pa.schema([("reason", pa.string()), ("item", pa.string()), ("check_no", pa.int32())])


def judge_quarantine(
    con: duckdb.DuckDBPyConnection, checks: Iterable[CompiledCheck], batches: Sequence[Batch], folder: Path
) -> None:
    """Add to `counted` and `broken` what intake recorded; a row with two faults breaks two rules.

    folder  of the pool's quarantine, one Parquet file per batch
    """
    recorded = [check for check in checks if isinstance(check.condition, Recorded)]
    by_table: dict[str, list[CompiledCheck]] = {}
    for check in recorded:
        by_table.setdefault(check.table, []).append(check)
    count(
        con,
        (
            (check.number, batch.number, batch.delivery, batch.rows, 0)
            for batch in batches
            if batch.rows
            for check in by_table.get(batch.table, ())
        ),
    )
    for batch in batches:
        if batch.record.quarantined and batch.rows:
            _add_rows(con, batch, by_table.get(batch.table, ()), folder / f"{batch.id}.parquet")


def _add_rows(con: duckdb.DuckDBPyConnection, batch: Batch, checks: Sequence[CompiledCheck], file: Path) -> None:
    meanings = _meanings(checks, batch)
    if not meanings:
        return
    fill(con, "meaning", _MEANINGS, ((*pair, check) for pair, check in meanings.items()))
    con.execute(
        f"INSERT INTO broken SELECT DISTINCT m.check_no, {batch.number}, q.line, CAST(NULL AS UBIGINT) FROM ("
        " SELECT line, unnest(reasons) AS reason, unnest(columns) AS item FROM read_parquet(?)) q"
        " JOIN meaning m ON m.reason = q.reason AND m.item = coalesce(q.item, '')",
        [str(file)],
    )
    con.execute("DROP TABLE meaning")


def _meanings(checks: Sequence[CompiledCheck], batch: Batch) -> Mapping[tuple[str, str], int]:
    """[reason, column] the check that counts it; the column is empty where the line was no row."""
    named: dict[tuple[str, str], int] = {}
    rest: dict[str, int] = {}
    for check in checks:
        column = check.check.target.columns[0] if check.check.target.columns else ""
        assert isinstance(check.condition, Recorded)
        for reason in check.condition.reasons:
            named[reason, column] = check.number
        if not check.condition.reasons:
            rest[column] = check.number
    found = {}
    for reason, column in _faults(batch):
        number = named.get((reason, column), rest.get(column, rest.get("")))
        if number is not None:
            found[reason, column] = number
    return found


def _faults(batch: Batch) -> Iterable[tuple[str, str]]:
    for column, report in batch.record.items.items():
        yield from ((reason, column) for reason in report.faults)
    columns = ("", *batch.record.items)
    yield from ((reason, column) for reason in batch.record.broken for column in columns)
