"""The batches of a pool that are judged, numbered in an order that never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datapool.intake.record import LANDED, REJECTED, BatchRecord

_DIGITS_OF_YEAR = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that landed or was rejected, under the number by which an assessment calls it."""

    number: int
    record: BatchRecord

    @property
    def id(self) -> str:
        """Its identifier in the pool."""
        return self.record.batch

    @property
    def table(self) -> str:
        """The table it belongs to."""
        return self.record.table

    @property
    def delivery(self) -> str:
        """The delivery it came with."""
        return self.record.delivery

    @property
    def landed(self) -> int:
        """Rows in the pool."""
        return self.record.landed if self.record.state == LANDED else 0

    @property
    def rows(self) -> int:
        """Rows delivered, landed or quarantined."""
        return self.record.rows if self.record.state == LANDED else 0

    @property
    def is_rejected(self) -> bool:
        """Whether nothing of it landed."""
        return self.record.state == REJECTED

    @property
    def year(self) -> int | None:
        """The year of its delivery, None where a delivery is not named after one."""
        first = self.delivery[:_DIGITS_OF_YEAR]
        return int(first) if len(first) == _DIGITS_OF_YEAR and first.isdigit() else None


def numbered(records: Iterable[BatchRecord]) -> tuple[Batch, ...]:
    """The batches to judge, by table, delivery and path; a duplicate holds nothing and is left out."""
    judged = [record for record in records if record.state in (LANDED, REJECTED)]
    ordered = sorted(judged, key=lambda record: (record.table, record.delivery, record.path, record.batch))
    return tuple(Batch(number, record) for number, record in enumerate(ordered))


def rows_by_region(batches: Iterable[Batch]) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """[table, region] rows by delivery, of what landed."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for batch in batches:
        for file in batch.record.files:
            by_delivery = found.setdefault((batch.table, file.region), {})
            by_delivery[batch.delivery] = by_delivery.get(batch.delivery, 0) + file.rows
    return found
