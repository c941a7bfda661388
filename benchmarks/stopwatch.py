"""Wall-clock medians of repeated work."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypeVar

Prepared = TypeVar("Prepared")


def median_ms(work: Callable[[], object], *, times: int) -> float:
    """Milliseconds that `work` takes, the median of `times` runs."""
    return median_ms_of(lambda: None, lambda _: work(), times=times)


def median_ms_of(prepare: Callable[[], Prepared], work: Callable[[Prepared], object], *, times: int) -> float:
    """Milliseconds that `work` takes on what `prepare` makes for each run; making it is not counted."""
    taken = []
    for _ in range(times):
        prepared = prepare()
        begun = perf_counter()
        work(prepared)
        taken.append(perf_counter() - begun)
    return 1000 * median(taken)
