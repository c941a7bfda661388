"""What investigations found: labels to learn from, from the pool's own cases and from the ledger's outcomes."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

TABLES: Mapping[str, tuple[str, ...]] = {
    "hrss_investigations": ("subject_kind", "subject_no", "typology", "finding", "closed_on")
}
_PERSON = "1"
_CONFIRMED, _UNFOUNDED = "1", "2"
# Findings of the ledger by which something was to be found.
_TRUE = ("true", "partly")
LABELS = pa.schema(
    [("typology", pa.string()), ("subject", pa.string()), ("confirmed", pa.bool_()), ("at", pa.date32())]
)

NO_LABELS = LABELS.empty_table()


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


def of_ledger(outcomes: pa.Table) -> pa.Table:
    """LABELS of outcomes (schema core.alerts.OUTCOMES): what was found true or partly true is confirmed."""
    return pa.table(
        {
            "typology": outcomes["typology"],
            "subject": outcomes["subject"],
            "confirmed": pc.is_in(outcomes["finding"], pa.array(_TRUE)),
            "at": outcomes["closed_on"],
        },
        schema=LABELS,
    )


def together(labels: pa.Table, more: pa.Table) -> pa.Table:
    """Both, one a subject and typology: the later finding counts, and of one day that of `more`."""
    every = pa.concat_tables([labels, more])
    last: dict[tuple[str, str], dict[str, object]] = {}
    for row in sorted(every.to_pylist(), key=lambda row: row["at"]):
        last[row["typology"], row["subject"]] = row
    return pa.Table.from_pylist([last[key] for key in sorted(last)], LABELS)
