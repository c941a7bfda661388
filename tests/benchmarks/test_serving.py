"""The benchmarks of serving: one load client for all, every figure what its name says, and nothing left behind."""

import asyncio
import json
import math
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import overload, serving
from benchmarks.outcome import Outcome
from benchmarks.serving_fastapi import build
from benchmarks.serving_load import Connection, Seen, closed_loop, request_bytes
from benchmarks.serving_processes import HOST, ROOT, ServerNotUp, environment, started
from benchmarks.serving_release import Made
from benchmarks.serving_rounds import MOST, Pace, Point, Rounds, Target, in_turns
from core.keys import read_trust
from core.releases import open_release
from serving.frames import Ask
from serving.site.processes import processes
from tests.benchmarks.serving_release import make

SIZED = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n" + b'{"question": 1}'
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nf\r\n" + b'{"question": 1}\r\n0\r\n\r\n'
EMPTY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n"
PEERS = ("ray_serve_noop", "fastapi_noop", "litserve_noop", "fastapi_risk", "fastapi_score")


class Wire:
    """Takes what is written."""

    def write(self, data: bytes) -> None:
        pass


def read(answer: bytes, cuts: list[int]) -> list[int]:
    """Statuses that a connection tells of an answer that comes in pieces."""
    told: list[int] = []
    connection = Connection(lambda _, status, seconds: told.append(status))
    connection.connection_made(Wire())
    connection.send(b"", 0.0)
    places = [0, *sorted(cuts), len(answer)]
    for begin, end in pairwise(places):
        assert not told or begin == len(answer), "the answer was told before it was whole"
        if begin < end:
            connection.data_received(answer[begin:end])
    return told


@settings(max_examples=150)
@given(answer=st.sampled_from([SIZED, CHUNKED, EMPTY]), data=st.data())
def test_an_answer_is_told_once_and_when_it_is_whole_however_it_is_cut(answer: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(1, len(answer)), max_size=6))
    assert read(answer, cuts) == [int(answer[9:12])]


def rounds_of(rates: dict[tuple[str, int], list[float]]) -> Rounds:
    rounds = Rounds()
    for place, all_rates in rates.items():
        rounds.points[place] = [Point(rate, 1000 / rate, 2000 / rate, 0, 0.5) for rate in all_rates]
    return rounds


def rates(peers: tuple[str, ...] = PEERS) -> dict[tuple[str, int], list[float]]:
    ours = {
        ("site_noop", 1): [400.0, 500.0, 450.0], ("site_noop", MOST): [3000.0, 5000.0, 4000.0],
        ("site_risk", 1): [200.0] * 3, ("site_risk", MOST): [900.0, 1000.0, 1100.0],
        ("replica_noop", 1): [800.0, 900.0, 1000.0], ("socket", MOST): [60_000.0] * 3,
    }  # fmt: skip
    return ours | {(name, MOST): [500.0 + 100 * place] * 3 for place, name in enumerate(peers)}


INSIDE = {"in_process_noop_rps": 1e6, "in_process_risk_rps": 2000.0, "in_process_risk_one_rps": 1500.0}


def outcome(peers: tuple[str, ...] = PEERS) -> Outcome:
    return serving.outcome(rounds_of(rates(peers)), INSIDE, {"site": 800.0, "fastapi": 90.0}, {})


def test_figures_are_medians_over_the_rounds_and_ratios_are_those_of_the_figures() -> None:
    found = outcome()
    assert (found.measured["noop_rps"], found.measured["noop_1_rps"], found.measured["risk_rps"]) == (4000, 450, 1000)
    assert found.measured["noop_p99_ms"] == pytest.approx(2000 / 4000)
    assert found.measured["noop_added_ms_at_one"] == pytest.approx(1000 / 450 - 1000 / 900)
    for peer in ("ray_serve", "fastapi", "litserve"):
        assert found.ratio[f"noop_to_{peer}"] == pytest.approx(4000 / found.peer[f"{peer}_noop_rps"])
    assert found.ratio["risk_to_fastapi"] == pytest.approx(1000 / found.peer["fastapi_risk_rps"])
    assert found.ratio["risk_to_in_process"] == pytest.approx(0.5)


def test_a_peer_that_is_not_installed_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litserve", None)
    assert "litserve" in serving.missing()["litserve"]
    found = outcome(tuple(peer for peer in PEERS if peer != "litserve_noop"))
    assert "noop_to_litserve" not in found.ratio and found.ratio["noop_to_fastapi"] > 0


def seen(seconds: list[float], *, refused: int = 0, lost: int = 0) -> Seen:
    statuses = {200: len(seconds), 503: refused, 0: lost}
    return Seen(seconds, statuses, offered=sum(statuses.values()))


def test_of_an_overload_only_answers_within_the_deadline_are_good_and_late_ones_count_in_the_p99() -> None:
    each = [seen([0.1] * 10, refused=20), seen([0.2] * 9 + [1.5], refused=20), seen([0.3] * 10, refused=15, lost=5)]
    found = overload.figures(each, 2.0, 15.0)
    assert found["goodput_to_peak"] == pytest.approx((10 + 9 + 10) / 2 / 15)
    assert found["accepted_p99_ms"] == pytest.approx(1500)
    assert found["offered_to_peak"] == pytest.approx(90 / 2 / 15)
    assert found["refused"] == pytest.approx(55 / 90) and found["unanswered"] == pytest.approx(5 / 90)
    assert 0.99 < found["jain"] < 1.0


def test_one_tenant_that_has_everything_is_seen_in_the_index_and_nobody_at_all_is_no_error() -> None:
    greedy = overload.figures([seen([0.1] * 9), seen([], refused=9), seen([], refused=9)], 1.0, 9.0)
    assert greedy["jain"] == pytest.approx(1 / 3) and greedy["goodput_to_peak"] == pytest.approx(1.0)
    none = overload.figures([seen([], refused=9)] * 3, 1.0, 9.0)
    assert (none["jain"], none["goodput_to_peak"], none["refused"]) == (0.0, 0.0, 1.0)


def test_refusals_are_read_from_a_page_of_metrics_by_code() -> None:
    page = (
        '# TYPE anlan_refusals counter\nanlan_refusals_total{code="serving.overloaded"} 12.0\nother_total{a="b"} 3.0\n'
    )
    assert overload.refusals(page) == {"serving.overloaded": 12}


def pids_of(module: str) -> list[int]:
    found = []
    for one in processes():
        try:
            words = Path(f"/proc/{one.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if module.encode() in words:
            found.append(one.pid)
    return found


def test_a_server_is_asked_in_turns_with_another_and_neither_is_left() -> None:
    with ExitStack() as running:
        targets = []
        for name in ("one", "two"):
            server = running.enter_context(started("benchmarks.serving_bare")).wait()
            requests = partial(lambda port: (port, [request_bytes(HOST, "/", b"{}")]), server.port)
            targets.append(Target(name, requests, [server.group], (1, 4)))
        pids = [target.groups[0].pid for target in targets]
        rounds = in_turns(targets, Pace(rounds=2, seconds=0.1, warm_s=0.05))
        assert set(pids) <= set(pids_of("benchmarks.serving_bare"))
    assert not set(pids) & set(pids_of("benchmarks.serving_bare"))
    assert {place: len(points) for place, points in rounds.points.items()} == {
        ("one", 1): 2, ("one", 4): 2, ("two", 1): 2, ("two", 4): 2
    }  # fmt: skip
    assert rounds.failed() == 0 and rounds.targets() == ["one", "two"]
    assert rounds.figures("one")["4_rps"] > 100


def test_a_server_that_does_not_come_up_is_told_with_what_it_said() -> None:
    with started("benchmarks.serving_nowhere") as server, pytest.raises(ServerNotUp, match="serving_nowhere"):
        server.wait()


def test_the_client_counts_an_answer_that_is_refused_as_failed() -> None:
    async def refusing() -> Seen:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(2)
                writer.write(EMPTY)

        server = await asyncio.start_server(answer, HOST, 0)
        port = server.sockets[0].getsockname()[1]
        asked = [request_bytes(HOST, "/", b"{}")]
        found, _ = await closed_loop(HOST, port, asked, connections=2, seconds=0.1, warm_s=0.05)
        server.close()
        return found

    found = asyncio.run(refusing())
    assert found.offered > 0 and set(found.statuses) == {503} and found.seconds == []


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("made") / "release"
    make(folder)
    yield Made(folder)


@pytest.mark.slow
def test_fastapi_gives_the_answers_of_the_application_and_the_chances_of_its_model(made: Made) -> None:
    release = open_release(made.release, read_trust(made.trust))
    client, risk = TestClient(build(release)), serving.open_risk_of(release)
    for body in (made.bodies[0], made.bodies_of(8)[3]):
        (ours,) = risk.answer([Ask("a", 1000.0, "", body)])
        theirs = client.post("/risk", content=body)
        assert (theirs.status_code, theirs.content) == (200, ours.body)
        chances = client.post("/score", content=body).json()["chances"]
        told = [case["evidence"]["score"] for case in json.loads(ours.body)["cases"]]
        assert chances == pytest.approx(told, abs=1e-6)
    assert client.post("/echo", content=b'{"question": 1}').json() == {"question": 1}


@pytest.mark.slow
def test_serving_measures_every_server_and_leaves_none() -> None:
    found = serving.benchmark(quick=True)
    for group in (found.measured, found.peer, found.limit, found.ratio):
        assert all(math.isfinite(value) for value in group.values())
    assert found.measured["failed"] == 0
    assert {"noop_to_ray_serve", "noop_to_fastapi", "risk_to_fastapi"} <= found.ratio.keys()
    assert ("noop_to_litserve" in found.ratio) != ("litserve" in found.manifest["missing"])
    assert pids_of("benchmarks.serving_ray") + pids_of("benchmarks.serving_fastapi") == []


@pytest.mark.slow
def test_overload_shares_the_peak_and_everybody_is_told_something() -> None:
    found = overload.benchmark(quick=True)
    for mix in overload.MIXES:
        assert found.measured[f"{mix}_offered_to_peak"] > 2.5
        assert found.measured[f"{mix}_unanswered"] == 0
        assert found.measured[f"{mix}_jain"] > 0.9
    assert sum(found.manifest["codes"].values()) > 0
    assert pids_of("benchmarks.serving_fastapi") == []


@pytest.mark.slow
def test_a_benchmark_that_is_told_to_end_ends_everything_that_it_started(tmp_path: Path) -> None:
    # Paths of Ray's sockets are short, and everything that is started has this folder in its words.
    with tempfile.TemporaryDirectory(prefix="b") as place:
        words = [sys.executable, "-m", "benchmarks.overload", "--quick"]
        variables = environment() | {"TMPDIR": place}
        with (tmp_path / "log").open("wb") as log:
            running = subprocess.Popen(words, cwd=ROOT, env=variables, stdout=log, stderr=log)
        until = time.monotonic() + 120
        while not {"serving.site.supervisor", "raylet"} <= words_of(place):
            assert running.poll() is None and time.monotonic() < until, (tmp_path / "log").read_text()
            time.sleep(0.2)
        running.terminate()
        assert running.wait(60) == 128 + signal.SIGTERM
        assert words_of(place) == set()


def words_of(folder: str) -> set[str]:
    """Last parts of the words of every process that has the folder in one of them."""
    found: set[str] = set()
    for one in processes():
        try:
            text = Path(f"/proc/{one.pid}/cmdline").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if folder in text:
            found |= {word.rpartition("/")[2] for word in text.split("\0")}
    return found
