"""What the gateway counts, as Prometheus reads it: rate, errors, latency, frames, queues, processor time.

Counting happens once a request and has to cost nothing, so that plain dictionaries are filled and turned into metrics
only when somebody reads them. All of it belongs to one event loop.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_BY = ("application", "release", "region")
Key = tuple[str, str]


class _Buckets:
    """How many values lie up to each edge, and their sum."""

    __slots__ = ("counts", "edges", "total")

    def __init__(self, edges: tuple[float, ...]) -> None:
        self.edges, self.counts, self.total = edges, [0] * (len(edges) + 1), 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.edges, value)] += 1
        self.total += value

    def rows(self) -> list[tuple[str, float]]:
        """[upper edge] how many lie up to it, as Prometheus wants them."""
        sums, total = [], 0
        for edge, count in zip((*map(str, self.edges), "+Inf"), self.counts, strict=True):
            total += count
            sums.append((edge, float(total)))
        return sums


class Metrics(Collector):
    """Counts of one gateway. `releases` is what each application answers from, told by its health."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.releases: dict[str, str] = {}
        self.gauges: dict[str, tuple[str, Callable[[], Mapping[str, float]]]] = {}
        self.refusals: Counter[str] = Counter()
        self._answers: Counter[tuple[str, str, int, str]] = Counter()
        self._seconds: dict[Key, _Buckets] = {}
        self._frames: dict[str, _Buckets] = {}
        self._cpu: Counter[Key] = Counter()
        self._work: Counter[Key] = Counter()
        self._since: Counter[Key] = Counter()
        self._cpu_before = time.process_time()
        # What each request took of the gateway when that was last laid on them.
        self.cpu_ms_each = 0.0
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def answered(self, application: str, status: int, answered: str, seconds: float) -> None:
        """A request was answered; `answered` says from where, "" where it was refused."""
        release = self.releases.get(application, "")
        key = (application, release)
        self._answers[(application, release, status, answered)] += 1
        self._since[key] += 1
        buckets = self._seconds.get(key)
        if buckets is None:
            buckets = self._seconds[key] = _Buckets(SECONDS)
        buckets.add(seconds)

    def flew(self, application: str, requests: int, cpu_s: float) -> None:
        """A frame was answered; `cpu_s` is what the replica says it took of a processor."""
        if application not in self._frames:
            self._frames[application] = _Buckets(SIZES)
        self._frames[application].add(requests)
        self._work[(application, self.releases.get(application, ""))] += cpu_s  # type: ignore[assignment]

    def spread_cpu(self) -> None:
        """Lay what the gateway itself took of a processor since the last time on the requests of that time."""
        now = time.process_time()
        taken, requests = now - self._cpu_before, sum(self._since.values())
        if requests:
            for key, count in self._since.items():
                self._cpu[key] += taken * count / requests  # type: ignore[assignment]
            self.cpu_ms_each = 1000 * taken / requests
            self._since.clear()
            self._cpu_before = now

    def page(self) -> bytes:
        """As Prometheus reads it."""
        self.spread_cpu()
        return generate_latest(self._registry)

    def describe(self) -> list[Any]:
        """Nothing before there is something to tell."""
        return []

    def collect(self) -> Iterator[Any]:
        """Every family."""
        yield from self._counters()
        seconds = HistogramMetricFamily("anlan_request_seconds", "From its arrival to its answer.", labels=_BY)
        for (application, release), buckets in self._seconds.items():
            seconds.add_metric([application, release, self.region], buckets.rows(), buckets.total)
        yield seconds
        frames = HistogramMetricFamily("anlan_frame_requests", "Requests in a frame.", labels=["application"])
        for application, buckets in self._frames.items():
            frames.add_metric([application], buckets.rows(), buckets.total)
        yield frames
        for name, (meaning, read) in self.gauges.items():
            gauge = GaugeMetricFamily(name, meaning, labels=["of"])
            for label, value in read().items():
                gauge.add_metric([label], value)
            yield gauge

    def _counters(self) -> Iterator[Any]:
        labels = ["application", "release", "region", "status", "answered"]
        answers = CounterMetricFamily("anlan_requests", "Requests that were answered.", labels=labels)
        for (application, release, status, answered), count in self._answers.items():
            answers.add_metric([application, release, self.region, str(status), answered], count)
        yield answers
        refusals = CounterMetricFamily("anlan_refusals", "Requests that were not done, by code.", labels=["code"])
        for code, count in self.refusals.items():
            refusals.add_metric([code], count)
        yield refusals
        for name, meaning, counts in (
            ("anlan_gateway_cpu_seconds", "Processor time of the gateway, laid on its requests.", self._cpu),
            ("anlan_application_cpu_seconds", "Processor time of the replicas, as they tell it.", self._work),
        ):  # fmt: skip
            family = CounterMetricFamily(name, meaning, labels=_BY)
            for (application, release), value in counts.items():
                family.add_metric([application, release, self.region], value)
            yield family
