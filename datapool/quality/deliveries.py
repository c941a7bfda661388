"""Rules that judge a whole batch or delivery from its record: rejected files, missing deliveries, far too few rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median

from datapool.quality.checks import CompiledCheck
from datapool.quality.counts import Counted
from datapool.quality.records import Batch, rows_by_region
from datapool.quality.templates import Batchwise

# Fewer rows than these say nothing about a delivery: a small county may have no sentence in a year.
LEAST_ROWS_OF_A_REGION, LEAST_ROWS_OF_A_TABLE = 20, 200
# One delivery is no habit.
DELIVERIES_OF_A_HABIT = 2
SHRUNKEN_SHARE = 0.5

# (batch or None, delivery, checked, failed)
Verdict = tuple[int | None, str, int, int]


def judge_deliveries(checks: Iterable[CompiledCheck], batches: Sequence[Batch]) -> Iterator[Counted]:
    """What the checks of whole batches find, one verdict per batch or delivery."""
    for check in checks:
        if isinstance(check.condition, Batchwise):
            judge = JUDGEMENTS[check.condition.judgement]
            yield from ((check.number, *verdict) for verdict in judge(check.table, batches))


def _rejected(table: str, batches: Sequence[Batch]) -> Iterator[Verdict]:
    """Files of the table: each is judged, a rejected one fails."""
    mine = (batch for batch in batches if batch.table == table)
    return ((batch.number, batch.delivery, 1, int(batch.is_rejected)) for batch in mine)


def _missing(table: str, batches: Sequence[Batch]) -> Iterator[Verdict]:
    """Regions by delivery: a region that has delivered twice must deliver every time after.

    A region that never delivered the table does not share it, which is no error of a delivery. Expected are the
    deliveries in which the department delivered anything.
    """
    department = table.partition("_")[0] + "_"
    expected = sorted({batch.delivery for batch in batches if batch.table.startswith(department)})
    regions = {region: rows for (name, region), rows in rows_by_region(batches).items() if name == table}
    for delivery in expected:
        due = [rows for rows in regions.values() if _is_due(rows, delivery)]
        if due:
            yield None, delivery, len(due), sum(delivery not in rows for rows in due)


def _is_due(rows: Mapping[str, int], delivery: str) -> bool:
    return (
        sum(other < delivery for other in rows) >= DELIVERIES_OF_A_HABIT
        and median(rows.values()) >= LEAST_ROWS_OF_A_REGION
    )


def _shrunken(table: str, batches: Sequence[Batch]) -> Iterator[Verdict]:
    """Deliveries after the first, which brings what had gathered before: each against the median of the others."""
    rows: dict[str, int] = {}
    for batch in batches:
        if batch.table == table and batch.landed:
            rows[batch.delivery] = rows.get(batch.delivery, 0) + batch.rows
    later = sorted(rows)[1:]
    for delivery in later:
        others = [rows[other] for other in later if other != delivery]
        if others and median(others) >= LEAST_ROWS_OF_A_TABLE:
            yield None, delivery, 1, int(rows[delivery] < SHRUNKEN_SHARE * median(others))


JUDGEMENTS: Mapping[str, Callable[[str, Sequence[Batch]], Iterator[Verdict]]] = {
    "rejected": _rejected,
    "missing": _missing,
    "shrunken": _shrunken,
}
