"""When a row became known: on its own day, yet never before the delivery that brought it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from datapool.intake.record import LANDED, BatchRecord
from datapool.standards.sql import identifier, quote

ARRIVALS = "arrivals"
_PERIOD = re.compile(r"(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?")
_SCHEMA = pa.schema([("_batch", pa.string()), ("starts", pa.date32()), ("ends", pa.date32())])
# A row dated before the period of its delivery was brought late: it is known when that period is over.
_KNOWN_DAY = "CREATE TEMP MACRO known_day(own, starts, ends) AS CASE WHEN own < starts THEN ends ELSE own END"


def period_of(delivery: str) -> tuple[date, date] | None:
    """First and last day of a delivery named after a year, month or day; None for another name."""
    found = _PERIOD.fullmatch(delivery)
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    try:
        if year is None or month is None:
            return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
        if day is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def arrivals(records: Iterable[BatchRecord]) -> pa.Table:
    """[batch] first and last day of its delivery; empty for the first delivery of a table, which brings its stock."""
    landed = [record for record in records if record.state == LANDED]
    first: dict[str, str] = {}
    for record in landed:
        first[record.table] = min(record.delivery, first.get(record.table, record.delivery))
    rows = []
    for record in landed:
        period = None if record.delivery == first[record.table] else period_of(record.delivery)
        starts, ends = period or (None, None)
        rows.append({"_batch": record.batch, "starts": starts, "ends": ends})
    return pa.Table.from_pylist(rows, _SCHEMA)


def prepare(connection: duckdb.DuckDBPyConnection, table: pa.Table) -> None:
    """Make the table `arrivals` and the macro that `known_on` needs."""
    connection.register("arrival rows", table)
    connection.execute(f'CREATE TEMP TABLE {ARRIVALS} AS SELECT * FROM "arrival rows"')
    connection.execute(_KNOWN_DAY)


def known_on(days: Sequence[str]) -> str:
    """SQL for the day on which a row joined with `arrivals` was known.

    days  columns on the last of which it came into being
    """
    own = ", ".join(f"CAST({identifier(day)} AS DATE)" for day in days)
    return f"known_day(greatest({own}), starts, ends)"


def is_known(days: Sequence[str], as_of: date) -> str:
    """SQL for whether it was known by the end of the day `as_of`."""
    return f"{known_on(days)} <= DATE {quote(as_of.isoformat())}"
