"""Counts of a gateway become rates and quantiles that its requests really had, and nothing else passes for counts."""

import math
from bisect import bisect_left
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serving.gateway.metrics import SECONDS, Metrics
from serving.seeing.counts import ALL, Counts, pace, quantile, read_counts
from serving.seeing.told import NoGateway

EDGES = (*SECONDS, math.inf)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["echo", "risk"]), st.sampled_from([200, 401, 429, 500, 503, 504]),
        st.floats(0.0, 40.0, allow_nan=False),
    ),
    max_size=60,
)  # fmt: skip


def counted(answers: list[tuple[str, int, float]]) -> Counts:
    """What a gateway's own metrics say of these answers."""
    metrics = Metrics("33")
    for name, status, seconds in answers:
        metrics.answered(name, status, "site", seconds)
        metrics.releases[name] = f"{status}"  # the release changes again and again
    return read_counts(metrics.page().decode())


@settings(max_examples=40, deadline=None)
@given(ANSWERS, ANSWERS)
def test_the_pace_is_that_of_what_was_answered_in_between(
    before: list[tuple[str, int, float]], after: list[tuple[str, int, float]]
) -> None:
    earlier, later = counted(before), counted([*before, *after])
    assert later.follows(earlier)
    for name in (ALL, "echo", "risk"):
        mine = [(status, seconds) for each, status, seconds in after if name in (ALL, each)]
        found = pace(earlier, later, 4.0, name)
        assert found.requests == len(mine)
        assert found.requests_per_s == len(mine) / 4
        assert found.errors_per_s == sum(status >= 500 for status, _ in mine) / 4
        for share, told in ((0.5, found.p50_s), (0.99, found.p99_s)):
            assert_in_bucket(told, share, sorted(seconds for _, seconds in mine))


def assert_in_bucket(told: float, share: float, seconds: list[float]) -> None:
    """The quantile lies in the bucket of the value it stands for."""
    if not seconds:
        assert math.isnan(told)
        return
    value = seconds[max(0, math.ceil(share * len(seconds) - 1e-9) - 1)]
    upper = bisect_left(EDGES, value)
    if math.isinf(EDGES[upper]):
        assert math.isinf(told)
    else:
        assert (EDGES[upper - 1] if upper else 0.0) <= told <= EDGES[upper]


@given(st.lists(st.integers(0, 50), min_size=len(EDGES), max_size=len(EDGES)))
def test_a_larger_share_never_took_less_time(counts: list[int]) -> None:
    sums = [sum(counts[: place + 1]) for place in range(len(counts))]
    within = dict(zip(EDGES, map(float, sums), strict=True))
    found = [quantile(within, share) for share in (0.1, 0.5, 0.9, 0.99)]
    assert all(lower <= higher for lower, higher in pairwise(found)) or not sums[-1]


def test_a_quantile_lies_on_a_straight_line_inside_its_bucket() -> None:
    assert quantile({1.0: 0.0, 2.0: 10.0, math.inf: 10.0}, 0.5) == 1.5
    assert math.isinf(quantile({1.0: 0.0, math.inf: 10.0}, 0.5))
    assert math.isnan(quantile({}, 0.5))


def test_processor_time_is_that_of_gateway_and_replicas_for_each_request() -> None:
    metrics = Metrics("33")
    before = read_counts(metrics.page().decode())
    for _ in range(10):
        metrics.answered("echo", 200, "site", 0.01)
    metrics.flew("echo", 10, 0.5)
    after = read_counts(metrics.page().decode())
    assert 50 <= pace(before, after, 1.0).cpu_ms < 500
    assert math.isnan(pace(after, after, 1.0).cpu_ms)


def test_a_gateway_that_was_started_again_does_not_count_on() -> None:
    many, few = counted([("echo", 200, 0.1)] * 5), counted([("echo", 200, 0.1)] * 2)
    assert not few.follows(many)
    assert not Counts().follows(many)
    assert many.follows(Counts())


@pytest.mark.parametrize(
    "text",
    [
        "<html>hello</html>",
        "anlan_requests_total{application=",
        'anlan_requests_total{application="x"} 1',
        'anlan_requests_total{application="x",status="many"} 1',
        'anlan_request_seconds_bucket{application="x"} 1',
        "anlan_requests_total{} one",
    ],
)
def test_what_is_no_page_of_metrics_is_refused(text: str) -> None:
    with pytest.raises(NoGateway):
        read_counts(text)
