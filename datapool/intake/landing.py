"""Everything that was delivered, taken in by as many workers as there are: the same pool whatever their number."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from datapool.intake.batch import Desk, Task, may_try_again, take_in
from datapool.intake.holding import held, recover
from datapool.intake.record import LANDED, BatchRecord, Places, read_records
from datapool.intake.refusal import NotLanded
from datapool.intake.source import Delivery, Source
from datapool.intake.worker import HeldLock, begin, regions_of, work
from datapool.standards.regions import POOL_FILE

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Landing:
    """What a run did.

    records    of every delivery that is there now, in the order of table, delivery and path
    fresh      identifiers of those that this run dealt with
    recovered  files removed that an interrupted run had left behind
    """

    records: tuple[BatchRecord, ...]
    fresh: frozenset[str]
    recovered: int


def land(
    root: Path,
    sources: Sequence[Source],
    *,
    workers: int = 1,
    progress: Progress = lambda done, total: None,
    trusted: frozenset[str] = frozenset(),
) -> Landing:
    """Take in whatever `sources` deliver that the pool does not have yet.

    root      folder with pool.yaml; the pool is made in its folder `pool`
    progress  takes bytes done and bytes in all
    trusted   batches a steward lets through although their first rows look wrong
    Raises PoolBusy when another process is at it, NotLanded when the machine fails; what has landed by then is kept.
    """
    places = Places(root)
    with held(places) as lock:
        recovered = recover(places)
        deliveries = [each for source in sources for each in source.deliveries()]
        deliveries.sort(key=lambda each: (each.delivery, each.table_name, each.path))
        plan = Plan(places, deliveries, trusted)
        if workers == 1:
            _one_by_one(places, plan, progress)
        else:
            _side_by_side(places, plan, lock=lock, workers=workers, progress=progress)
    return Landing(plan.records(), frozenset(plan.fresh), recovered)


class Plan:
    """Which delivery may be taken in when, so that every outcome is that of taking them one after another.

    A delivery waits for the earlier periods of its table, whose medians it is compared with, and for one of equal size
    in the same table, which may have the same content.
    """

    def __init__(self, places: Places, deliveries: Sequence[Delivery], trusted: frozenset[str]) -> None:
        self._places, self._deliveries, self._trusted = places, deliveries, trusted
        self._standards = _fingerprints(places, deliveries)
        self._known = list(read_records(places).values())
        self._records: dict[int, BatchRecord] = {}
        self._hashes = [delivery.sha256() or "" for delivery in deliveries]
        self.fresh: set[str] = set()
        self._started: set[int] = set()
        self._settle_known()
        self._waits_for = self._dependencies()

    @property
    def total(self) -> int:
        """Bytes of all deliveries, about."""
        return sum(max(1, delivery.size) for delivery in self._deliveries)

    @property
    def done(self) -> int:
        """Bytes of those dealt with."""
        return sum(max(1, self._deliveries[number].size) for number in self._records)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return len(self._records) == len(self._deliveries)

    def ready(self) -> list[tuple[int, Task]]:
        """Deliveries that may start now; each is given out once."""
        settled = self._records.keys()
        numbers = [n for n in range(len(self._deliveries)) if n not in self._started and self._waits_for[n] <= settled]
        self._started.update(numbers)
        return [(number, self._task(number)) for number in numbers]

    def settle(self, number: int, record: BatchRecord) -> None:
        """A delivery has been dealt with."""
        self._records[number] = record
        if record not in self._known:
            self._known.append(record)
            self.fresh.add(record.batch)

    def records(self) -> tuple[BatchRecord, ...]:
        """Of every delivery."""
        return tuple(sorted(self._records.values(), key=lambda each: (each.table, each.delivery, each.path)))

    def _task(self, number: int) -> Task:
        delivery = self._deliveries[number]
        return Task(
            delivery,
            self._hashes[number],
            self._usual(delivery),
            self._standards[delivery.table_name],
            self._trusted,
        )

    def _usual(self, delivery: Delivery) -> Mapping[str, float]:
        """[column] median of the medians of earlier periods."""
        found: dict[str, list[float]] = {}
        for record in self._known:
            if record.state == LANDED and record.table == delivery.table_name and record.delivery < delivery.delivery:
                for column, report in record.items.items():
                    if report.median is not None:
                        found.setdefault(column, []).append(report.median)
        return {column: median(values) for column, values in sorted(found.items())}

    def _settle_known(self) -> None:
        """What the pool has dealt with already need not be opened again."""
        known = {(record.table, record.path, record.sha256): record for record in self._known if record.sha256}
        for number, delivery in enumerate(self._deliveries):
            record = known.get((delivery.table_name, delivery.path, self._hashes[number]))
            if record and not may_try_again(record, self._standards[delivery.table_name], self._trusted):
                self._records[number] = record
                self._started.add(number)

    def _dependencies(self) -> list[set[int]]:
        waits: list[set[int]] = []
        of_size: dict[tuple[str, int], int] = {}
        earlier: dict[str, list[int]] = {}
        for number, delivery in enumerate(self._deliveries):
            table = delivery.table_name
            before = {n for n in earlier.get(table, []) if self._deliveries[n].delivery < delivery.delivery}
            same = of_size.get((table, delivery.size))
            waits.append(before | ({same} if same is not None else set()))
            of_size[table, delivery.size] = number
            earlier.setdefault(table, []).append(number)
        return waits


def _one_by_one(places: Places, plan: Plan, progress: Progress) -> None:
    if plan.is_done:
        return
    desk = Desk(places, regions_of(places.root))
    progress(plan.done, plan.total)
    while not plan.is_done:
        for number, task in plan.ready():
            plan.settle(number, take_in(desk, task))
            progress(plan.done, plan.total)


def _side_by_side(places: Places, plan: Plan, *, lock: int, workers: int, progress: Progress) -> None:
    if plan.is_done:
        return
    executor = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=begin, initargs=(places.root, HeldLock(lock), os.getpid())
    )
    try:
        _run(executor, plan, progress)
    except BrokenProcessPool as err:
        raise NotLanded(
            "a worker process was ended from outside, perhaps for want of memory. "
            "Start again, with fewer workers; what has landed is kept."
        ) from err
    finally:
        executor.shutdown(cancel_futures=True)


def _run(executor: Executor, plan: Plan, progress: Progress) -> None:
    running: dict[Future[BatchRecord], int] = {}
    while not plan.is_done:
        progress(plan.done, plan.total)
        running |= {executor.submit(work, task): number for number, task in plan.ready()}
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            plan.settle(running.pop(future), future.result())
    progress(plan.done, plan.total)


def _fingerprints(places: Places, deliveries: Iterable[Delivery]) -> dict[str, str]:
    """[table] hash of its description, of the standards behind it and of the pool's own regions."""
    own = places.root / POOL_FILE
    regions = own.read_bytes() if own.is_file() else b""
    tables = {delivery.table_name: delivery.table for delivery in deliveries}
    return {name: hashlib.sha256(repr(table).encode() + regions).hexdigest()[:16] for name, table in tables.items()}
