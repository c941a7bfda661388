"""One delivery taken in: read, checked, landed or refused, and recorded."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandera.pandas as pandera

from datapool.intake.checking import OTHER_PROVINCE, Checks, connect, schema_of
from datapool.intake.content import Content, survey
from datapool.intake.gate import compare, gate_of, look
from datapool.intake.reading import read
from datapool.intake.record import (
    DIGITS_OF_BATCH,
    DUPLICATE,
    LANDED,
    REJECTED,
    BatchRecord,
    LandedFile,
    Places,
    read_record,
)
from datapool.intake.refusal import BatchRejected
from datapool.intake.sorting import Tally, sort_out
from datapool.intake.source import Delivery
from datapool.intake.staging import Staging, commit, machine_failures
from datapool.standards.regions import Regions
from datapool.standards.sources import Table

MOST_BAD = 0.5


@dataclass(frozen=True, slots=True)
class Task:
    """One delivery and what has to be known to take it in.

    sha256      of the bytes as delivered; empty where only reading tells
    usual       [column] median in earlier deliveries
    standards   hash of the description and the standards
    trusted     batches a steward has let through the gate
    """

    delivery: Delivery
    sha256: str
    usual: Mapping[str, float]
    standards: str
    trusted: frozenset[str] = frozenset()


class Desk:
    """Where deliveries are taken in one after another: what is made once per table is kept for the next."""

    def __init__(self, places: Places, regions: Regions) -> None:
        self.places = places
        self._connection, self._province = connect(regions), regions.province
        self._tools: dict[str, tuple[Table, Checks, pandera.DataFrameSchema]] = {}

    def tools(self, table: Table) -> tuple[Checks, pandera.DataFrameSchema]:
        """Checks and gate of a table."""
        name = table.full_name
        if name not in self._tools or self._tools[name][0] != table:
            self._tools[name] = (table, Checks(table, self._connection, self._province), gate_of(table))
        return self._tools[name][1:]


def take_in(desk: Desk, task: Task) -> BatchRecord:
    """Land one delivery, or refuse it; either way its record is written. Only the holder of the pool may call it."""
    places = desk.places
    delivery = task.delivery
    with machine_failures(delivery.path):
        try:
            content = survey(delivery.table_name, delivery.open)
        except BatchRejected as refusal:
            return commit(places, _rejected(_blank(task, _unread(task), 0), refusal, Tally()))
        blank = _blank(task, content.sha256[:DIGITS_OF_BATCH], content.size)
        earlier = settled(places, blank, task.trusted)
        if earlier is not None:
            # What has no hash of its own, such as a table of a database, comes by again each time.
            return earlier if earlier.path == blank.path else commit(places, replace(blank, state=DUPLICATE))
        if delivery.table is None:
            return commit(places, _rejected(blank, _undescribed(delivery), Tally()))
        return _bring_in(desk, task, delivery.table, content=content, blank=blank)


def settled(places: Places, record: BatchRecord, trusted: frozenset[str]) -> BatchRecord | None:
    """The record of the same content, where it has landed or was refused under the same standards."""
    path = places.records / f"{record.batch}.json"
    if not path.exists():
        return None
    earlier = read_record(path)
    return None if may_try_again(earlier, record.standards, trusted) else earlier


def may_try_again(earlier: BatchRecord, standards: str, trusted: frozenset[str]) -> bool:
    """A refused delivery gets another chance when what it was refused by has changed."""
    return earlier.state == REJECTED and (earlier.standards != standards or earlier.batch in trusted)


def _bring_in(desk: Desk, task: Task, table: Table, *, content: Content, blank: BatchRecord) -> BatchRecord:
    """Every block read, checked and staged; all of it lands, or nothing."""
    checks, gate = desk.tools(table)
    staging = Staging(desk.places, table.full_name, blank.batch, schema_of(table))
    tally = Tally()
    try:
        for number, rows in enumerate(read(table, content)):
            if number == 0 and blank.batch not in task.trusted:
                tally.medians = look(rows.table, gate, table)
                compare(tally.medians, task.usual)
            sort_out(rows, checks.check(rows.table), blank.batch, table=table, staging=staging, tally=tally)
        _refuse_mostly_bad(tally)
        files = staging.finish()
        return commit(desk.places, _landed(blank, tally, files), staging)
    except BatchRejected as refusal:
        staging.abandon()
        return commit(desk.places, _rejected(blank, refusal, tally))
    except BaseException:
        staging.abandon()
        raise


def _refuse_mostly_bad(tally: Tally) -> None:
    if tally.quarantined <= MOST_BAD * tally.rows:
        return
    of_province = sum(reasons[OTHER_PROVINCE] for reasons in tally.faults.values())
    if of_province > MOST_BAD * tally.rows:
        raise BatchRejected("other_province", f"{of_province} of {tally.rows} rows belong to another province.")
    worst = Counter({name: reasons.total() for name, reasons in tally.faults.items()}) + tally.broken
    most = ", ".join(f"{name} {count}" for name, count in worst.most_common(3))
    raise BatchRejected(
        "mostly_bad", f"{tally.quarantined} of {tally.rows} rows are bad (most: {most}). Have it sent again."
    )


def _undescribed(delivery: Delivery) -> BatchRejected:
    what = f"nobody has described {delivery.table_name}."
    return BatchRejected("unknown_table", f"{what} Describe it in sources/*.yaml, or run `anlan data map`.")


def _unread(task: Task) -> str:
    """The batch of what cannot be unpacked: named by its bytes as delivered."""
    name = f"{task.delivery.table_name}\n{task.sha256}\n{task.delivery.path if not task.sha256 else ''}"
    return hashlib.sha256(name.encode()).hexdigest()[:DIGITS_OF_BATCH]


def _blank(task: Task, batch: str, size: int) -> BatchRecord:
    delivery = task.delivery
    return BatchRecord(
        batch=batch,
        table=delivery.table_name,
        department=delivery.department,
        delivery=delivery.delivery,
        path=delivery.path,
        bytes=size,
        sha256=task.sha256,
        state=LANDED,
        standards=task.standards,
    )


def _rejected(blank: BatchRecord, refusal: BatchRejected, tally: Tally) -> BatchRecord:
    return replace(
        blank,
        state=REJECTED,
        reason=refusal.reason,
        detail=refusal.detail,
        rows=tally.rows,
        broken=dict(sorted(tally.broken.items())),
        items=tally.items(),
    )


def _landed(blank: BatchRecord, tally: Tally, files: tuple[LandedFile, ...]) -> BatchRecord:
    return replace(
        blank,
        rows=tally.rows,
        landed=tally.rows - tally.quarantined,
        quarantined=tally.quarantined,
        regions=tuple(file.region for file in files),
        files=files,
        broken=dict(sorted(tally.broken.items())),
        items=tally.items(),
    )
