"""Publishing: count the pieces of a pool, add them up, hold small cells back, keep the result under its hash."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from core.cluster import remote_results
from datapool.aggregates.counting import Part, combined, partial_aggregates, pieces
from datapool.aggregates.published import Aggregates, table_of
from datapool.aggregates.schema import BREAKDOWNS, SCHEMA_VERSION
from datapool.aggregates.storing import PLACE, current_batches, read_aggregates, save
from datapool.aggregates.subject import subject_of
from datapool.intake.record import LANDED
from datapool.pool import Pool

Progress = Callable[[int, int], None]


def publish(
    pool: Pool,
    folder: Path | None = None,
    *,
    threads: int = 2,
    progress: Progress = lambda done, total: None,
    on_ray: bool = False,
    ray: str | None = None,
) -> Aggregates:
    """The aggregates of the pool's content, kept in `folder` and current there; the same content gives the same bytes.

    folder    None: where the pool keeps its own
    threads   of the database, for one piece after another
    on_ray    pieces as tasks of the cluster at `ray`, or of one started here
    progress  takes pieces done and pieces in all
    """
    place = pool.root / PLACE if folder is None else folder
    if _is_current(pool, place):
        return read_aggregates(place)
    done = _on_cluster(pool, ray) if on_ray else (partial_aggregates(pool.root, each, threads) for each in pieces(pool))
    aggregates = aggregates_of(pool, _told(done, progress, len(pieces(pool))))
    save(place, aggregates)
    return aggregates


def aggregates_of(pool: Pool, parts: Iterable[Part]) -> Aggregates:
    """All parts together, small cells held back."""
    cells = combined(parts)
    subject = subject_of(pool)
    return Aggregates(
        schema=SCHEMA_VERSION,
        title=subject.title,
        is_made_up=subject.is_made_up,
        first_year=subject.first_year,
        cut_off=date(subject.last_year, 12, 31),
        batches=_batches(pool),
        tables={name: table_of(breakdown, cells[name]) for name, breakdown in BREAKDOWNS.items()},
    )


def _on_cluster(pool: Pool, address: str | None) -> Iterator[Part]:
    for _, part in remote_results(partial_aggregates, pool.root, [(each,) for each in pieces(pool)], address=address):
        yield part


def _told(parts: Iterable[Part], progress: Progress, total: int) -> Iterator[Part]:
    for done, part in enumerate(parts, start=1):
        yield part
        progress(done, total)


def _batches(pool: Pool) -> Mapping[str, list[str]]:
    known: dict[str, list[str]] = {}
    for record in pool.batches():
        if record.state == LANDED:
            known.setdefault(record.table, []).append(record.batch)
    return {table: sorted(batches) for table, batches in sorted(known.items())}


def _is_current(pool: Pool, folder: Path) -> bool:
    described = current_batches(folder)
    subject = subject_of(pool)
    return described is not None and described == {
        "schema": SCHEMA_VERSION,
        "title": dict(subject.title),
        "made_up": subject.is_made_up,
        "first_year": subject.first_year,
        "cut_off": date(subject.last_year, 12, 31).isoformat(),
        "batches": _batches(pool),
    }
