"""The last minutes of a site: a pace over what was really seen, a gap where nothing was, since when it is silent."""

import math
import threading

import pytest

from serving.seeing.asking import Trouble
from serving.seeing.history import History, Sites
from serving.seeing.told import ReleaseTold
from tests.serving.gateway.sites import free_port
from tests.serving.seeing.looks import URL, counts_of, plain_application, silent, told


def history_of(*looks: object, kept: int = 100) -> History:
    made = History(URL, kept=kept)
    for look in looks:
        made.add(look)  # type: ignore[arg-type]
    return made


def test_the_pace_is_over_the_last_minute_and_no_more() -> None:
    looks = [told(5.0 * place, counts_of(50.0 * place + (1000 if place > 2 else 0))) for place in range(20)]
    found = history_of(*looks).pace(60.0)
    assert found is not None
    assert (found.seconds, found.requests_per_s) == (60.0, 10.0)


def test_the_pace_of_what_was_seen_for_less_than_a_minute_says_over_how_long() -> None:
    found = history_of(told(0, counts_of(0)), told(5, counts_of(20, errors=5))).pace(60.0)
    assert found is not None
    assert (found.seconds, found.requests_per_s, found.errors_per_s) == (5.0, 4.0, 1.0)
    assert 0.01 < found.p50_s < found.p99_s <= 0.025
    assert found.cpu_ms == pytest.approx(2.0)


def test_one_look_is_no_pace_and_a_silent_site_has_none() -> None:
    assert History(URL).pace(60.0) is None
    assert history_of(told(0, counts_of(1))).pace(60.0) is None
    assert history_of(told(0, counts_of(1)), told(5, counts_of(2)), silent(10)).pace(60.0) is None


def test_what_was_counted_before_a_gateway_was_started_again_is_left_out() -> None:
    looks = [told(0, counts_of(900)), told(5, counts_of(1000)), told(10, counts_of(3)), told(15, counts_of(13))]
    found = history_of(*looks).pace(60.0)
    assert found is not None
    assert (found.seconds, found.requests) == (5.0, 10.0)
    rates = [point.requests_per_s for point in history_of(*looks).course()]
    assert rates[0] == 20.0 and math.isnan(rates[1]) and rates[2] == 2.0


def test_the_course_has_a_gap_where_the_site_was_silent_or_nothing_was_answered() -> None:
    looks = [
        told(0, counts_of(0)),
        told(5, counts_of(10)),
        silent(10),
        told(15, counts_of(20)),
        told(20, counts_of(20)),
    ]
    course = history_of(*looks).course()
    assert [point.at for point in course] == [5, 10, 15, 20]
    assert course[0].requests_per_s == 2.0
    assert math.isnan(course[1].requests_per_s) and math.isnan(course[2].requests_per_s)
    assert course[3].requests_per_s == 0.0 and math.isnan(course[3].p99_s)


def test_silence_is_told_since_it_was_first_noticed_and_ends_with_an_answer() -> None:
    made = history_of(told(0), silent(5), silent(10, Trouble.REFUSED))
    assert made.silent_since == 5
    assert made.site is not None and made.last_told is not None and made.last_told.at == 0
    made.add(told(15))
    assert made.silent_since is None


def test_old_looks_are_forgotten() -> None:
    made = history_of(*(told(place, counts_of(place)) for place in range(50)), kept=10)
    assert len(made.course()) == 9


def test_the_release_of_the_cloud_is_known_also_while_it_is_silent() -> None:
    sites = Sites(["http://edge", URL])
    edge, cloud = sites.histories
    assert sites.cloud_release("risk") is None
    edge.add(told(0, role="edge", applications={"risk": plain_application(release={"version": "6"})}))
    assert sites.cloud_release("risk") is None
    cloud.add(told(0))
    cloud.add(silent(5))
    assert sites.cloud_release("risk") == ReleaseTold("risk", "7", "ab" * 32)
    assert sites.cloud_release("none") is None


def test_two_who_look_at_once_lose_nothing_and_fail_at_nothing() -> None:
    sites = Sites([f"http://127.0.0.1:{free_port()}" for _ in range(4)])
    failed: list[BaseException] = []

    def look() -> None:
        try:
            for _ in range(15):
                sites.look(within_s=0.05)
                assert [history.course() for history in sites.histories]
        except BaseException as err:
            failed.append(err)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert all(history.silent_since is not None for history in sites.histories)
