"""Shares, quotas, pace and breaker: arithmetic that decides who is served."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.gateway.breaker import Breaker, BreakerState
from serving.gateway.configuration import EVERYBODY_ELSE, Quota
from serving.gateway.fairness import FairQueue
from serving.gateway.pace import FRAME_S, Pace
from serving.gateway.quota import Quotas
from serving.gateway.refusals import Refused


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_everything_comes_out_once_and_each_tenants_things_in_their_order(tenants: list[str]) -> None:
    queue: FairQueue[tuple[str, int]] = FairQueue({"a": 2.0}, 1.0)
    for number, tenant in enumerate(tenants):
        queue.put(tenant, (tenant, number))
    out = [queue.take() for _ in tenants]
    assert sorted(number for _, number in out) == list(range(len(tenants)))
    for tenant in "abc":
        own = [number for name, number in out if name == tenant]
        assert own == sorted(own)
    assert len(queue) == 0 and queue.ahead_of("a") == 0


@given(st.integers(1, 4), st.integers(1, 4))
def test_two_who_want_everything_share_by_weight(heavy: int, light: int) -> None:
    queue: FairQueue[str] = FairQueue({"heavy": float(heavy), "light": float(light)}, 1.0)
    for _ in range(400):
        queue.put("heavy", "heavy")
        queue.put("light", "light")
    first = [queue.take() for _ in range(200)]
    assert first.count("heavy") == pytest.approx(200 * heavy / (heavy + light), abs=2)


def test_whoever_floods_the_queue_does_not_delay_whoever_asks_once() -> None:
    queue: FairQueue[str] = FairQueue({}, 1.0)
    for number in range(1000):
        queue.put("flood", f"flood {number}")
    for _ in range(10):
        queue.take()
    assert queue.ahead_of("single") <= 2
    queue.put("single", "single")
    assert "single" in [queue.take() for _ in range(3)]


def test_nobody_saves_up_turns_while_asking_nothing() -> None:
    queue: FairQueue[str] = FairQueue({}, 1.0)
    for _ in range(300):
        queue.put("busy", "busy")
        queue.take()
    for _ in range(50):
        queue.put("late", "late")
        queue.put("busy", "busy")
    assert 18 <= [queue.take() for _ in range(40)].count("late") <= 22


@given(st.lists(st.tuples(st.floats(0.0, 3.0), st.integers(1, 20)), max_size=60))
def test_no_tenant_gets_more_than_its_bucket_and_what_flows_into_it(acts: list[tuple[float, int]]) -> None:
    quotas = Quotas({EVERYBODY_ELSE: Quota(per_second=5.0, burst=10.0)})
    now = taken = 0.0
    for pause, count in acts:
        now += pause
        try:
            quotas.take("hrss", count, now)
            taken += count
        except Refused as err:
            # Whoever wants more than ever fits is not told to come back.
            is_never = err.problem.status == 413
            assert is_never == (count > 10) and is_never == (err.problem.retry_after_s is None)
        assert taken <= 10.0 + 5.0 * now + 1e-6


def test_after_the_time_that_is_told_the_quota_lets_one_through() -> None:
    quotas = Quotas({EVERYBODY_ELSE: Quota(per_second=2.0, burst=4.0)})
    quotas.take("hrss", 4, 0.0)
    with pytest.raises(Refused) as told:
        quotas.take("hrss", 3, 0.0)
    quotas.take("hrss", 3, told.value.problem.retry_after_s or 0.0)


def test_one_tenants_quota_is_nothing_to_another() -> None:
    quotas = Quotas({EVERYBODY_ELSE: Quota(1.0, 1.0), "tax": Quota(100.0, 100.0)})
    quotas.take("hrss", 1, 0.0)
    quotas.take("tax", 100, 0.0)
    quotas.take("civil", 1, 0.0)
    with pytest.raises(Refused):
        quotas.take("hrss", 1, 0.0)


@given(st.floats(0.0, 0.02), st.floats(1e-5, 0.02), st.integers(0, 1000))
def test_pace_finds_what_a_frame_and_a_request_take(per_frame: float, per_request: float, seed: int) -> None:
    pace = Pace()
    for number in range(80):
        size = 1 + (seed + number * 7) % 60
        pace.note(size, per_frame + per_request * size)
    assert pace.is_known
    # Rather too much than too little, by a small part of what a frame takes.
    assert 0.999 * per_request <= pace.per_request_s <= per_request + 0.003 * per_frame + 1e-6
    assert 0.85 * per_frame - 1e-6 <= pace.per_frame_s <= per_frame + 1e-6
    assert 1 <= pace.frame_size(64) <= 64
    if 1 < pace.frame_size(64) < 64:
        assert pace.frame_size(64) * per_request <= FRAME_S * 1.02


def test_frames_of_like_size_whose_times_scatter_are_not_taken_for_frames_that_cost_nothing() -> None:
    pace = Pace()
    for number in range(60):
        pace.note(11 + number % 2, 0.048 - 0.002 * (number % 2))
    assert pace.per_request_s > 0.002
    assert pace.frame_size(64) <= 24
    assert pace.expected_s(240, 64) > 0.6


def test_a_slow_application_gets_small_frames_and_a_fast_one_large_ones() -> None:
    slow, fast = Pace(), Pace()
    for number in range(40):
        slow.note(1 + number % 5, 0.010 * (1 + number % 5))
        fast.note(1 + number % 64, 0.002 + 0.00002 * (1 + number % 64))
    assert slow.frame_size(64) <= 5
    assert fast.frame_size(64) == 64
    assert slow.expected_s(100, 64) == pytest.approx(1.0, rel=0.1)


def test_the_breaker_opens_after_failures_in_a_row_and_only_then() -> None:
    breaker = Breaker(failures=3, shortest_s=1.0, longest_s=4.0)
    for _ in range(5):
        assert not breaker.failed(0.0)
        assert not breaker.failed(0.0)
        breaker.succeeded()
    assert [breaker.failed(10.0) for _ in range(3)] == [False, False, True]
    assert breaker.state(10.5) is BreakerState.OPEN
    assert breaker.left_s(10.5) == pytest.approx(0.5)


def test_an_open_breaker_tries_once_and_waits_longer_each_time() -> None:
    breaker = Breaker(failures=1, shortest_s=1.0, longest_s=3.0)
    now, pauses = 0.0, []
    breaker.failed(now)
    for _ in range(4):
        pauses.append(breaker.left_s(now))
        now += pauses[-1]
        assert breaker.state(now) is BreakerState.HALF_OPEN
        breaker.failed(now)
    assert pauses == [1.0, 2.0, 3.0, 3.0]
    breaker.succeeded()
    assert breaker.state(now) is BreakerState.CLOSED
