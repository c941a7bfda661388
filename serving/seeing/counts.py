"""What a gateway counted since it started, and the pace between two such counts: rate, errors, latency, processor time.

Latency comes from a histogram: inside the bucket that holds it, a quantile is laid by a straight line, as Prometheus'
`histogram_quantile` does.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

from serving.seeing.told import NoGateway

ALL = ""
_ERRORS_FROM = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts by application.

    requests  that were answered, whatever with
    errors    of these, with a status of 500 or more
    within    [application][seconds] of these, answered within so many; inf: all
    cpu_s     processor time of gateway and replicas
    """

    requests: Mapping[str, float] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)
    within: Mapping[str, Mapping[float, float]] = field(default_factory=dict)
    cpu_s: Mapping[str, float] = field(default_factory=dict)

    def follows(self, earlier: "Counts") -> bool:
        """Whether the same gateway counted on since; one that was started again begins at nothing."""
        return all(
            after.get(name, 0.0) >= count
            for before, after in ((earlier.requests, self.requests), (earlier.errors, self.errors))
            for name, count in before.items()
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast, over `seconds`.

    requests              that were answered
    requests_per_s, errors_per_s
    p50_s, p99_s          within which half, and 99 of 100, were answered; nan where none was, inf beyond the last edge
    cpu_ms                processor time of gateway and replicas, milliseconds for each request; nan where none was
    """

    seconds: float
    requests: float
    requests_per_s: float
    errors_per_s: float
    p50_s: float
    p99_s: float
    cpu_ms: float


def read_counts(text: str) -> Counts:
    """Counts from what `/metrics` answers. Raises NoGateway."""
    requests, errors, cpu_s = Counter[str](), Counter[str](), Counter[str]()
    within: defaultdict[str, Counter[float]] = defaultdict(Counter)
    try:
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                name = sample.labels.get("application", "")
                match sample.name:
                    case "anlan_requests_total":
                        requests[name] += sample.value  # type: ignore[assignment]
                        if int(sample.labels["status"]) >= _ERRORS_FROM:
                            errors[name] += sample.value  # type: ignore[assignment]
                    case "anlan_request_seconds_bucket":
                        within[name][float(sample.labels["le"])] += sample.value  # type: ignore[assignment]
                    case "anlan_gateway_cpu_seconds_total" | "anlan_application_cpu_seconds_total":
                        cpu_s[name] += sample.value  # type: ignore[assignment]
    except (ValueError, KeyError, IndexError) as err:
        raise NoGateway from err
    return Counts(requests, errors, within, cpu_s)


def pace(earlier: Counts, later: Counts, seconds: float, application: str = ALL) -> Pace:
    """The pace of one application, or of all, from one count to a later one of the same gateway.

    seconds  between them, more than none
    """
    requests = _sum(later.requests, application) - _sum(earlier.requests, application)
    errors = _sum(later.errors, application) - _sum(earlier.errors, application)
    cpu_s = _sum(later.cpu_s, application) - _sum(earlier.cpu_s, application)
    before, after = _edges(earlier, application), _edges(later, application)
    within = {edge: count - before.get(edge, 0.0) for edge, count in after.items()}
    return Pace(
        seconds=seconds,
        requests=requests,
        requests_per_s=requests / seconds,
        errors_per_s=errors / seconds,
        p50_s=quantile(within, 0.5),
        p99_s=quantile(within, 0.99),
        cpu_ms=1000 * cpu_s / requests if requests > 0 else math.nan,
    )


def quantile(within: Mapping[float, float], share: float) -> float:
    """The seconds within which a share of all were answered, of [seconds] how many were answered within them.

    nan where none was; inf where it lies beyond the last edge.
    """
    edges = sorted(within)
    total = within[edges[-1]] if edges else 0.0
    if total <= 0:
        return math.nan
    wanted, lower, below = share * total, 0.0, 0.0
    for edge in edges:
        count = within[edge]
        if count >= wanted:
            return edge if math.isinf(edge) else lower + (edge - lower) * (wanted - below) / (count - below)
        lower, below = edge, count
    return math.inf


def _sum(counts: Mapping[str, float], application: str) -> float:
    return sum(counts.values()) if application == ALL else counts.get(application, 0.0)


def _edges(counts: Counts, application: str) -> Mapping[float, float]:
    if application != ALL:
        return counts.within.get(application, {})
    sums = Counter[float]()
    for each in counts.within.values():
        sums.update(each)
    return sums
