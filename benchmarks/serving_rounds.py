"""Rounds in which each server is asked in turn, so that whatever else the machine does weighs on all of them alike."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import uvloop

from benchmarks.serving_load import Seen, closed_loop
from benchmarks.serving_processes import HOST, ServerNotUp, cpu_s_of
from serving.site.processes import Group

MOST = 64
_SECONDS_TO_END = 60.0


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is asked.

    name         such as fastapi_noop
    requests     its port, and requests as they go over the wire; made anew each time, since seals do not last
    groups       its processes
    connections  at which it is asked
    """

    name: str
    requests: Callable[[], tuple[int, Sequence[bytes]]]
    groups: Sequence[Group]
    connections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One target at one number of connections: good answers a second, milliseconds, and what it cost.

    failed  requests with another answer than 200, or none
    cpu_ms  of all processes of the server, for each good answer
    """

    rps: float
    p50_ms: float
    p99_ms: float
    failed: int
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long is measured: rounds, and seconds of each point after those that do not count."""

    rounds: int
    seconds: float
    warm_s: float


@dataclass(slots=True)
class Rounds:
    """[target, connections] the points of all rounds."""

    points: dict[tuple[str, int], list[Point]] = field(default_factory=lambda: defaultdict(list))

    def targets(self) -> list[str]:
        """Whoever was asked."""
        return list(dict.fromkeys(name for name, _ in self.points))

    def figures(self, target: str) -> dict[str, float]:
        """Medians over the rounds; those at the most connections have no number in their name."""
        found: dict[str, float] = {}
        for (name, connections), points in self.points.items():
            if name == target:
                place = "" if connections == MOST else f"_{connections}"
                for what in ("rps", "p50_ms", "p99_ms", "cpu_ms"):
                    found[f"{place}_{what}".strip("_")] = median(getattr(point, what) for point in points)
        return found

    def failed(self) -> int:
        """Requests of all points that were not answered well."""
        return sum(point.failed for points in self.points.values() for point in points)

    def spread(self, target: str, connections: int) -> float:
        """The largest rate of a round to the smallest: how quiet the machine was."""
        rates = [point.rps for point in self.points[target, connections]]
        return max(rates) / min(rates)


def ask(target: Target, connections: int, *, seconds: float, warm_s: float) -> Point:
    """One point. Raises ServerNotUp where nothing was answered well."""
    port, requests = target.requests()
    before = cpu_s_of(target.groups)
    seen, elapsed = uvloop.run(_asked(port, requests, connections, seconds, warm_s))
    spent = cpu_s_of(target.groups) - before
    if not seen.seconds:
        raise ServerNotUp(f"{target.name} gave no good answer in {seconds:.1f} s; statuses {seen.statuses}.")
    figures, good = seen.figures(elapsed), len(seen.seconds)
    # What was asked before counting began cost as much for each as what counts.
    share = seconds / (seconds + warm_s)
    return Point(
        good / elapsed, figures["p50_ms"], figures["p99_ms"], seen.offered - good, 1000 * spent * share / good
    )  # fmt: skip


async def _asked(
    port: int, requests: Sequence[bytes], connections: int, seconds: float, warm_s: float
) -> tuple[Seen, float]:
    async with asyncio.timeout(seconds + warm_s + _SECONDS_TO_END):
        return await closed_loop(HOST, port, requests, connections=connections, seconds=seconds, warm_s=warm_s)


def in_turns(targets: Sequence[Target], pace: Pace) -> Rounds:
    """Every target at every number of connections, once a round; each round begins with another target."""
    rounds = Rounds()
    for target in targets:
        # Whoever is asked for the first time imports, compiles and opens.
        ask(target, max(target.connections), seconds=pace.seconds, warm_s=4 * pace.warm_s)
    for turn in range(pace.rounds):
        for connections in sorted({each for target in targets for each in target.connections}):
            first = turn % len(targets)
            for target in (*targets[first:], *targets[:first]):
                if connections in target.connections:
                    point = ask(target, connections, seconds=pace.seconds, warm_s=pace.warm_s)
                    rounds.points[target.name, connections].append(point)
    return rounds


def named(figures: Mapping[str, float], prefix: str) -> dict[str, float]:
    """[prefix_name]"""
    return {f"{prefix}_{name}": value for name, value in figures.items()}
