"""Turns what the database holds after judging into the tables of an assessment, in an order that never changes."""

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from datapool.quality.checks import CompiledCheck
from datapool.quality.filling import fill
from datapool.quality.lookups import BATCH
from datapool.quality.records import Batch
from datapool.quality.rule import Check
from datapool.standards.sources import Table

EXAMPLES = 20
_CHECKS = pa.schema(
    [
        ("check_no", pa.int32()),
        ("check", pa.string()),
        ("rule", pa.string()),
        ("dimension", pa.string()),
        ("severity", pa.string()),
        ("weight", pa.float64()),
        ("department", pa.string()),
        ("table", pa.string()),
        ("columns", pa.list_(pa.string())),
        ("items", pa.list_(pa.string())),
        ("tickets", pa.bool_()),
    ]
)


_BATCHES = pa.schema([("batch", pa.int32()), ("id", pa.string()), ("path", pa.string())])


def describe_checks(
    con: duckdb.DuckDBPyConnection, checks: Iterable[CompiledCheck], tables: dict[str, Table], batches: Sequence[Batch]
) -> None:
    """Make `check_row` and `batch_row`: what each check and batch is called."""
    rows = [_check_row(compiled.check, tables[compiled.table]) for compiled in checks]
    fill(con, "check_row", _CHECKS, ([row[name] for name in _CHECKS.names] for row in rows))
    fill(con, "batch_row", _BATCHES, ((batch.number, batch.id, batch.record.path) for batch in batches))


def gather_counts(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per check and batch (batch is NULL where a delivery is judged)."""
    return con.sql(
        """SELECT c."check", c.rule, c.dimension, c.severity, c.weight, c.department, c."table", c.columns, c.items,
                  b.id AS batch, s.delivery, s.checked, s.failed, s.mended
           FROM summed s JOIN check_row c USING (check_no) LEFT JOIN batch_row b USING (batch)
           ORDER BY c.check_no, s.delivery, b.path, b.id"""
    ).to_arrow_table()


def gather_findings(con: duckdb.DuckDBPyConnection, cap: int) -> pa.Table:
    """The first `cap` rows that break each rule in each table, by delivery, file and line."""
    return con.sql(
        f"""SELECT c."table", b.id AS batch, j.line, c.rule, c.columns, c.department, t.delivery,
                   h.delivery AS home, j.is_open
            FROM judged j JOIN check_row c USING (check_no) JOIN batch_row b USING (batch)
            JOIN look_{BATCH} t ON t.number = j.batch JOIN ranks h ON h.rank = j.home
            QUALIFY row_number() OVER (PARTITION BY c.rule, c."table" ORDER BY t.rank, b.path, j.line, j.check_no)
                    <= {int(cap)}
            ORDER BY c.rule, c."table", t.rank, b.path, j.line, j.check_no"""
    ).to_arrow_table()


def gather_errors(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row per rule, table and home delivery: how many errors there were, how many are open, and where some are.

    A record that broke a rule in several versions is one error, shown at its latest.
    """
    return con.sql(
        f"""WITH placed AS (
              SELECT c.rule, c.department, c."table", c.columns, j.check_no, j.home, j.rank, j.line, j.is_open, b.path,
                     coalesce(j.entity, hash(j.batch, j.line)) AS entity
              FROM judged j JOIN check_row c USING (check_no) JOIN batch_row b USING (batch) WHERE c.tickets
            ), one AS (
              SELECT * FROM placed QUALIFY row_number() OVER (
                PARTITION BY check_no, entity, home ORDER BY rank DESC, path DESC, line DESC) = 1
            ), files AS (
              SELECT c.rule, c.department, c."table", r.rank AS home, CAST(sum(s.failed) AS BIGINT) AS errors,
                     CAST(sum(s.failed - s.mended) AS BIGINT) AS still_open,
                     min(struct_pack(path := b.path, line := CAST(NULL AS BIGINT), columns := c.columns), {EXAMPLES})
                       FILTER (WHERE s.failed > s.mended AND b.path IS NOT NULL) AS examples
              FROM summed s JOIN check_row c USING (check_no) JOIN ranks r ON r.delivery = s.delivery
              LEFT JOIN batch_row b USING (batch)
              WHERE c.tickets AND c.check_no NOT IN (SELECT check_no FROM broken) AND s.failed > 0 GROUP BY ALL
            ), rows AS (
              SELECT rule, department, "table", home, count(*) AS errors, count(*) FILTER (WHERE is_open) AS still_open,
                     min(struct_pack(path := path, line := line, columns := columns), {EXAMPLES})
                       FILTER (WHERE is_open) AS examples
              FROM one GROUP BY ALL
            )
            SELECT e.rule, e.department, e."table", h.delivery, e.errors, e.still_open, e.examples FROM (
              SELECT rule, department, "table", home, errors, still_open, examples FROM rows
              UNION ALL SELECT rule, department, "table", home, errors, still_open, examples FROM files
            ) e JOIN ranks h ON h.rank = e.home ORDER BY e.rule, e."table", h.delivery"""
    ).to_arrow_table()


def gather_filled(batches: Iterable[Batch]) -> pa.Table:
    """One row per column and delivery: rows delivered, and those with something in the column."""
    totals: dict[tuple[str, str, str], list[int]] = {}
    for batch in batches:
        for column, report in batch.record.items.items():
            total = totals.setdefault((batch.table, column, batch.delivery), [0, 0])
            total[0] += batch.rows
            total[1] += report.filled
    return pa.table(
        {
            "department": [table.partition("_")[0] for table, _, _ in sorted(totals)],
            "table": [table for table, _, _ in sorted(totals)],
            "column": [column for _, column, _ in sorted(totals)],
            "delivery": [delivery for _, _, delivery in sorted(totals)],
            "rows": pa.array([totals[key][0] for key in sorted(totals)], pa.int64()),
            "filled": pa.array([totals[key][1] for key in sorted(totals)], pa.int64()),
        },
        schema=pa.schema(
            [
                *((name, pa.string()) for name in ("department", "table", "column", "delivery")),
                ("rows", pa.int64()),
                ("filled", pa.int64()),
            ]
        ),
    )


def _check_row(check: Check, table: Table) -> dict[str, object]:
    rule = check.rule
    return {
        "check_no": check.number,
        "check": check.name,
        "rule": rule.code,
        "dimension": rule.dimension.value,
        "severity": rule.severity.value,
        "weight": rule.weight,
        "department": table.department,
        "table": table.full_name,
        "columns": list(check.target.columns),
        "items": _items(check.target.columns, table),
        "tickets": rule.tickets,
    }


def _items(columns: Sequence[str], table: Table) -> list[str]:
    """The catalogue's items behind columns of the pool; an identifier's three columns are one item."""
    items = {name: column.item.key for column in table.columns for name, _ in column.standard_columns}
    return list(dict.fromkeys(items[column] for column in columns if column in items))
