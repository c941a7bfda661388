"""Wall-clock medians of repeated work."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def median_ms(work: Callable[[], object], *, times: int) -> float:
    """Milliseconds that `work` takes, the median of `times` runs."""
    return medians_ms({"work": lambda: work}, rounds=times)["work"]


def medians_ms(jobs: dict[str, Callable[[], Callable[[], object]]], *, rounds: int) -> dict[str, float]:
    """Milliseconds that each job takes, the median over rounds in which every job runs once.

    jobs  name -> what prepares one run and returns the work that is timed
    In turns, so that whatever else the machine does weighs on all of them alike.
    """
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, prepare in jobs.items():
            work = prepare()
            begun = perf_counter()
            work()
            taken[name].append(perf_counter() - begun)
    return {name: 1000 * median(seconds) for name, seconds in taken.items()}
