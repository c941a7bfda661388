"""What investigations found: labels to learn from, from the pool's own cases and from the ledger's outcomes."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

TABLES: Mapping[str, tuple[str, ...]] = {
    "hrss_investigations": ("subject_kind", "subject_no", "typology", "finding", "closed_on")
}
_PERSON = "1"
_CONFIRMED, _UNFOUNDED = "1", "2"
LABELS = pa.schema(
    [("typology", pa.string()), ("subject", pa.string()), ("confirmed", pa.bool_()), ("at", pa.date32())]
)


def investigated(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """LABELS of the closed cases of a casebook, one a subject and typology: the last finding counts.

    Findings are known from the day the case was closed on; the mart shows none before.
    """
    return (
        connection.sql(
            f"""SELECT typology,
                   CASE WHEN subject_kind = '{_PERSON}' THEN _linked ELSE subject_no END AS subject,
                   arg_max(finding = '{_CONFIRMED}', closed_on) AS confirmed, max(closed_on) AS at
            FROM hrss_investigations WHERE finding IN ('{_CONFIRMED}', '{_UNFOUNDED}') GROUP BY ALL
            HAVING subject IS NOT NULL ORDER BY ALL"""
        )
        .to_arrow_table()
        .cast(LABELS)
    )
