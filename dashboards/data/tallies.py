"""What the records of batches add up to: rows by state, and rows in quarantine by reason, table and delivery."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datapool.intake.record import DUPLICATE, LANDED, REJECTED, BatchRecord


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows and batches of some records.

    rows         delivered by batches that landed: landed + quarantined
    landed       rows in the pool
    quarantined  rows kept out one by one
    batches      [state] number of batches
    """

    rows: int
    landed: int
    quarantined: int
    batches: Mapping[str, int]

    @property
    def quarantined_share(self) -> float:
        """Of the rows delivered, 0 to 1; NaN where nothing was delivered."""
        return self.quarantined / self.rows if self.rows else float("nan")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why rows of one table are in quarantine: the reason, and the column where it is about one."""

    reason: str
    table: str
    column: str


def tally(records: Iterable[BatchRecord]) -> Tally:
    """The sums; a duplicate was counted when it came first, and of a rejected batch nothing landed."""
    listed = list(records)
    landed = [record for record in listed if record.state == LANDED]
    return Tally(
        rows=sum(record.rows for record in landed),
        landed=sum(record.landed for record in landed),
        quarantined=sum(record.quarantined for record in landed),
        batches={state: sum(record.state == state for record in listed) for state in (LANDED, REJECTED, DUPLICATE)},
    )


def faults(records: Iterable[BatchRecord]) -> Counter[Fault]:
    """[fault] rows; a row with two faults counts under both, so that these add up to more than the rows."""
    found: Counter[Fault] = Counter()
    for record in records:
        if record.state != LANDED:
            continue
        for reason, rows in record.broken.items():
            found[Fault(reason, record.table, "")] += rows
        for column, report in record.items.items():
            for reason, rows in report.faults.items():
                found[Fault(reason, record.table, column)] += rows
    return found


def deliveries_of(records: Iterable[BatchRecord]) -> tuple[str, ...]:
    """The names of all deliveries in their order."""
    return tuple(sorted({record.delivery for record in records}))
