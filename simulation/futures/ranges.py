"""Who carries which futures: threads of this process, or tasks of a Ray cluster."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from core.cluster import remote_results
from core.errors import InputError
from simulation.futures.blocks import Carried, Task, bytes_for, carry_range, room_for
from simulation.futures.figures import BLOCK

Progress = Callable[[int, int], None]

# Blocks of one range: enough to be worth a message, few enough that progress is seen and no thread waits long.
BLOCKS_OF_RANGE = 4
# Results may take this share of the memory that is free.
MOST_MEMORY = 0.7


def carry_all(task: Task, *, workers: int | None = None, progress: Progress | None = None) -> Carried:
    """All futures of the task's plan, by threads of this process.

    progress  called with the futures done and the number asked for
    """
    paths = task.plan.paths
    refuse_too_many(task, paths)
    carried = room_for(task, paths)
    workers = workers or os.cpu_count() or 1
    done = 0
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running = {
            pool.submit(carry_range, task, first, last, into=carried, at=first): last - first
            for first, last in ranges(paths, workers)
        }
        for finished in as_completed(running):
            finished.result()
            done += running[finished]
            if progress is not None:
                progress(done, paths)
    return carried


def carry_on_cluster(
    task: Task, *, address: str | None = None, chunks: int | None = None, progress: Progress | None = None
) -> Carried:
    """All futures of the task's plan, by tasks of the Ray cluster at `address`; the same bits as `carry_all`."""
    paths = task.plan.paths
    refuse_too_many(task, paths)
    carried = room_for(task, paths)
    pieces = list(_even(paths, chunks)) if chunks else list(ranges(paths, 4 * (os.cpu_count() or 1), most=4096))
    done = 0
    for (first, last), part in remote_results(carry_range, task, pieces, address=address):
        carried.funds[..., first:last], carried.people[..., first:last] = part.funds, part.people
        done += last - first
        if progress is not None:
            progress(done, paths)
    return carried


def ranges(paths: int, workers: int, most: int = BLOCK * BLOCKS_OF_RANGE) -> Iterator[tuple[int, int]]:
    """Ranges of whole blocks, at most `most` futures each, at least two for every worker where there are as many."""
    share = -(-paths // (2 * workers))
    size = max(BLOCK, min(most, -(-share // BLOCK) * BLOCK))
    return ((first, min(first + size, paths)) for first in range(0, paths, size))


def _even(paths: int, chunks: int) -> Iterator[tuple[int, int]]:
    ends = [paths * (number + 1) // chunks for number in range(chunks)]
    return ((first, last) for first, last in zip([0, *ends[:-1]], ends, strict=True) if last > first)


def refuse_too_many(task: Task, paths: int) -> None:
    """InputError when the results of `paths` futures would not fit into the memory that is free."""
    needed, free = bytes_for(task, paths), free_memory()
    if needed > MOST_MEMORY * free:
        fits = int(paths * MOST_MEMORY * free / needed)
        raise InputError(
            f"{paths:,} futures need {needed / 2**30:.1f} GiB, and {free / 2**30:.1f} GiB are free.",
            remedy=f"Ask for at most {fits:,} paths, or use a machine with more memory.",
        )


def free_memory() -> int:
    """Bytes of memory that can be had without swapping: of the machine, or of the control group if that is less."""
    pages = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for line in (
        Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if Path("/proc/meminfo").exists() else ()
    ):
        if line.startswith("MemAvailable:"):
            pages = int(line.split()[1]) * 1024
    limit, used = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")
    if limit.exists() and used.exists():
        most = limit.read_text(encoding="ascii").strip()
        if most != "max":
            return min(pages, int(most) - int(used.read_text(encoding="ascii")))
    return pages
