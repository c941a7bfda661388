"""Publishing profiles: condense every region, count every region, hold small groups back, keep the result."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from core.cluster import remote_results
from core.manifest import content_hash
from datapool.aggregates.subject import subject_of
from datapool.intake.record import LANDED
from datapool.pool import Pool
from datapool.profiles.counting import GROUP_KEYS, SEGMENT_KEYS, RegionProfile, combined, count_region
from datapool.profiles.person_years import TABLES, condense, condensed_files
from datapool.profiles.profile import groups, segment_profiles
from datapool.profiles.segment import load_segments
from datapool.profiles.storing import Profiles, current_version, profiles_folder, read_profiles, save
from rules.book import RuleBook

Progress = Callable[[int, int], None]
Result = TypeVar("Result")
_FORM = "2"
_WORK = ".years-"


def publish(
    pool: Pool,
    *,
    threads: int = 2,
    progress: Progress = lambda done, total: None,
    on_ray: bool = False,
    ray: str | None = None,
) -> Profiles:
    """The profiles of the pool's content, kept and current; those of the same content are kept as they are.

    threads   of the database, for one region after another
    on_ray    regions as tasks of the cluster at `ray`, or of one started here; it must see the pool's folder
    progress  takes steps done and steps in all
    A run that was broken off is taken up where it stood. What is condensed of persons is removed in the end.
    """
    version = version_of(pool)
    if current_version(pool.root) == version:
        return read_profiles(pool.root)
    work = _work_folder(pool, version)
    regions = pool.regions()
    told = _Told(progress, 2 * len(regions))
    if on_ray:
        run: _Run = lambda task, pieces: _on_cluster(task, pool.root, pieces, ray)  # noqa: E731
    else:
        run = lambda task, pieces: (task(pool.root, *piece, threads) for piece in pieces)  # noqa: E731
    due = [(region, work) for region in regions if not all(path.is_file() for path in condensed_files(work, region))]
    for _ in told.each(run(condense, due), skipped=len(regions) - len(due)):
        pass
    profiles = profiles_of(pool, version, list(told.each(run(count_region, [(region, work) for region in regions]))))
    save(pool.root, profiles)
    shutil.rmtree(work, ignore_errors=True)
    return profiles


_Run = Callable[[Callable[..., Any], Sequence[tuple[str, Path]]], Iterable[Any]]


def profiles_of(pool: Pool, version: str, counted: Sequence[RegionProfile]) -> Profiles:
    """All regions together."""
    subject = subject_of(pool)
    years = range(subject.first_year, subject.last_year + 1)
    by_segment = combined((each.segments for each in counted), len(SEGMENT_KEYS))
    profiles = segment_profiles(by_segment, load_segments(), years, pool.regions())
    return Profiles(
        version=version,
        title=subject.title,
        is_made_up=subject.is_made_up,
        years=tuple(years),
        segments={each.key: each for each in profiles},
        groups=tuple(groups(combined((each.groups for each in counted), len(GROUP_KEYS)))),
    )


def version_of(pool: Pool) -> str:
    """What the profiles of a pool rest on: its batches, its years, the definitions of the groups, and the law."""
    batches = sorted(
        (record.batch, record.standards)
        for record in pool.batches()
        if record.state == LANDED and record.table in TABLES
    )
    subject = subject_of(pool)
    segments = [
        [each.key, each.title.to_json(), each.definition.to_json(), each.where] for each in load_segments().values()
    ]
    stated = [dict(subject.title), subject.is_made_up, subject.first_year, subject.last_year]
    return content_hash([_FORM, batches, segments, stated, RuleBook.load("china").content_hash])[:16]


def _work_folder(pool: Pool, version: str) -> Path:
    """Where months are brought down to years; what other runs have left behind is removed."""
    folder = profiles_folder(pool.root)
    work = folder / f"{_WORK}{version}"
    for left in folder.glob(f"{_WORK}*"):
        if left != work:
            shutil.rmtree(left, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    return work


def _on_cluster(
    task: Callable[..., Result], root: Path, pieces: Sequence[tuple[str, Path]], address: str | None
) -> Iterator[Result]:
    if pieces:
        for _, result in remote_results(task, root, pieces, address=address):
            yield result


class _Told:
    """Tells the progress over both rounds of regions."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def each(self, results: Iterable[Result], skipped: int = 0) -> Iterator[Result]:
        """The results as they come."""
        self.done += skipped
        for result in results:
            self.done += 1
            self.progress(self.done, self.total)
            yield result
