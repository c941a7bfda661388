"""Which errors a later delivery has corrected, and which delivery an error belongs to.

An error belongs to the delivery in which the record first broke the rule. It stays open as long as the record's latest
version breaks it. Rules that look at the delivery rather than the record are mended by a later delivery without it.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from datapool.quality.checks import CompiledCheck
from datapool.quality.filling import fill
from datapool.quality.lookups import BATCH
from datapool.quality.rule import Mending

_CHECKS = pa.schema(
    [("check_no", pa.int32()), ("table_name", pa.string()), ("by_delivery", pa.bool_()), ("ignores", pa.bool_())]
)


def judge_mending(con: duckdb.DuckDBPyConnection, checks: Sequence[CompiledCheck]) -> None:
    """Make `judged` (broken rows with `home`, the rank of their delivery, and `is_open`) and `summed`.

    summed  checked, failed and mended by check, batch and delivery; `home` figures stand in `judged`
    """
    _make_checks(con, checks)
    _forget_corrections(con)
    con.execute(
        """CREATE TEMP TABLE latest AS SELECT table_name, entity, batch, line, rank, row_number() OVER (
             PARTITION BY table_name, entity ORDER BY rank DESC, dated DESC NULLS LAST, batch DESC, line DESC) = 1
             AS is_latest FROM versions"""
    )
    con.execute(
        f"""CREATE TEMP TABLE judged AS
        WITH placed AS (
            SELECT b.*, c.table_name, c.by_delivery, t.rank FROM broken b
            JOIN check_table c USING (check_no) JOIN look_{BATCH} t ON t.number = b.batch
        ), followed AS (
            SELECT p.check_no, p.entity, min(p.rank) AS home, bool_or(l.is_latest) AS is_open FROM placed p
            JOIN latest l ON l.table_name = p.table_name AND l.batch = p.batch AND l.line = p.line
            WHERE NOT p.by_delivery GROUP BY p.check_no, p.entity
        ), clean AS ({_clean_deliveries()})
        SELECT p.check_no, p.batch, p.line, p.entity, p.rank,
               CASE WHEN p.by_delivery THEN p.rank ELSE coalesce(f.home, p.rank) END AS home,
               CASE WHEN p.by_delivery THEN NOT coalesce(c.last_clean > p.rank, FALSE)
                    ELSE coalesce(f.is_open, TRUE) END AS is_open
        FROM placed p LEFT JOIN followed f ON f.check_no = p.check_no AND f.entity = p.entity
        LEFT JOIN clean c ON c.check_no = p.check_no"""
    )
    con.execute(
        f"""CREATE TEMP TABLE summed AS
        WITH failures AS (
            SELECT check_no, batch, count(*) AS failed, count(*) FILTER (WHERE NOT is_open) AS mended
            FROM judged GROUP BY check_no, batch
        ), counted_once AS (
            SELECT check_no, batch, delivery, sum(checked) AS checked, sum(failed_besides) AS failed_besides
            FROM counted GROUP BY check_no, batch, delivery
        ), clean AS ({_clean_deliveries()})
        SELECT n.check_no, n.batch, n.delivery, CAST(n.checked AS BIGINT) AS checked,
               CAST(coalesce(f.failed, 0) + n.failed_besides AS BIGINT) AS failed,
               CAST(coalesce(f.mended, 0) + CASE WHEN coalesce(c.last_clean > r.rank, FALSE)
                    THEN n.failed_besides ELSE 0 END AS BIGINT) AS mended
        FROM counted_once n LEFT JOIN failures f ON f.check_no = n.check_no AND f.batch = n.batch
        JOIN ranks r ON r.delivery = n.delivery LEFT JOIN clean c ON c.check_no = n.check_no"""
    )


def _clean_deliveries() -> str:
    """[check] the rank of the last delivery of the table that was judged and did not fail."""
    return f"""SELECT check_no, max(rank) AS last_clean FROM (
        SELECT n.check_no, r.rank FROM counted n JOIN ranks r ON r.delivery = n.delivery WHERE n.checked > 0
        GROUP BY n.check_no, r.rank HAVING sum(n.failed_besides) = 0
        EXCEPT SELECT b.check_no, t.rank FROM broken b JOIN look_{BATCH} t ON t.number = b.batch
        ) GROUP BY check_no"""


def _make_checks(con: duckdb.DuckDBPyConnection, checks: Sequence[CompiledCheck]) -> None:
    rows = [
        (check.number, check.table, check.rule.mending is Mending.DELIVERY, check.rule.ignores_corrections)
        for check in checks
    ]
    fill(con, "check_table", _CHECKS, rows)
    con.execute(
        "CREATE TEMP TABLE ranks AS SELECT delivery, row_number() OVER (ORDER BY delivery) - 1 AS rank"
        f" FROM (SELECT delivery FROM look_{BATCH} UNION SELECT delivery FROM counted)"
    )


def _forget_corrections(con: duckdb.DuckDBPyConnection) -> None:
    """A row that restates one of an earlier delivery is no late row."""
    con.execute(
        """DELETE FROM broken USING check_table c, (
             SELECT table_name, batch, line FROM versions
             QUALIFY rank > min(rank) OVER (PARTITION BY table_name, key)) again
           WHERE c.check_no = broken.check_no AND c.ignores AND again.table_name = c.table_name
             AND again.batch = broken.batch AND again.line = broken.line"""
    )
