"""From what departments delivered to what others may use: intake, standards, quality, out; each only if due."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from core.errors import FileMissing
from datapool.intake.folder import FolderSource
from datapool.intake.landing import Landing, land
from datapool.intake.record import DUPLICATE, LANDED, REJECTED
from datapool.intake.servers import servers_of
from datapool.intake.source import Source
from datapool.out import Published, publish
from datapool.pool import Pool, described_tables
from datapool.quality.assessment import Assessment
from datapool.quality.keeping import bring_up_to_date, ticket_book
from datapool.quality.tickets.ticket import State
from datapool.standards.regions import POOL_FILE

INTAKE, QUALITY, OUT = "intake", "quality", "out"
STAGES = (INTAKE, QUALITY, OUT)

Moved = Callable[[int, int], None]
Showing = Callable[[str], AbstractContextManager[Moved]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A delivery that was rejected whole: where it lies, why in one word, and in a sentence with what to do."""

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did and what there is now.

    batches   [landed, rejected, duplicate, new] how many; new: dealt with by this build
    rows      [delivered, landed, quarantined] of all batches
    rejected  what was rejected, of all batches
    scores    [department] share of checks passed, 0 to 1
    tickets   correction tickets that are open
    versions  [quality, aggregates, profiles] names of what was published
    seconds   [stage]
    """

    folder: str
    batches: Mapping[str, int]
    rows: Mapping[str, int]
    rejected: tuple[Refused, ...]
    scores: Mapping[str, float]
    tickets: int
    versions: Mapping[str, str]
    seconds: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def build(root: Path, *, workers: int, showing: Showing, ray: str | None = None, on_ray: bool = False) -> BuildReport:
    """Bring the pool of `root` up to what has been delivered there; what is up to date already is left as it is.

    workers  processes of the intake, threads of the other stages
    showing  given the name of a stage, a context whose value takes (done, total)
    on_ray   the regions of the last stage as tasks of the cluster at `ray`, or of one started here
    Raises InputError for a folder without deliveries, PoolBusy, NotLanded. A build that was broken off goes on here.
    """
    sources = _sources(root)
    seconds: dict[str, float] = {}

    def stage(name: str, work: Callable[[Moved], Any]) -> Any:
        begun = perf_counter()
        with showing(name) as moved:
            result = work(moved)
        seconds[name] = round(perf_counter() - begun, 3)
        return result

    landing: Landing = stage(INTAKE, lambda moved: land(root, sources, workers=workers, progress=moved))
    pool = Pool.open(root)
    assessment: Assessment = stage(QUALITY, lambda moved: bring_up_to_date(pool, workers=workers, progress=moved))
    published: Published = stage(OUT, lambda moved: publish(pool, workers, moved, ray=ray, on_ray=on_ray))
    return _report(root, pool, landing, assessment, published, seconds)


def _sources(root: Path) -> list[Source]:
    """The folder of the feeds, and the servers that pool.yaml names."""
    if not root.is_dir():
        raise FileMissing("this folder is not there.", path=root, remedy="Name the folder that holds the feeds.")
    tables = described_tables(root)
    sources: list[Source] = [FolderSource(root, tables), *servers_of(root / POOL_FILE, tables)]
    if not any(source.deliveries() for source in sources):
        raise FileMissing(
            "no department delivered anything here.",
            path=root,
            remedy="Put files into feeds/<department>/<table>/, or make a province with `anlan data generate`.",
        )
    return sources


def _report(
    root: Path,
    pool: Pool,
    landing: Landing,
    assessment: Assessment,
    published: Published,
    seconds: Mapping[str, float],
) -> BuildReport:
    records = landing.records
    states = {state: sum(record.state == state for record in records) for state in (LANDED, REJECTED, DUPLICATE)}
    landed = [record for record in records if record.state == LANDED]
    return BuildReport(
        folder=str(root),
        batches=states | {"new": len(landing.fresh)},
        rows={
            "delivered": sum(record.rows for record in landed),
            "landed": sum(record.landed for record in landed),
            "quarantined": sum(record.quarantined for record in landed),
        },
        rejected=tuple(
            Refused(record.path, record.reason or "", record.detail or "")
            for record in records
            if record.state == REJECTED
        ),
        scores={
            score.group["department"]: round(score.score, 6) for score in assessment.scores() if score.score is not None
        },
        tickets=sum(ticket.state is not State.CLOSED for ticket in ticket_book(pool).tickets()),
        versions={"quality": assessment.version} | dict(published.versions),
        seconds=seconds,
    )
