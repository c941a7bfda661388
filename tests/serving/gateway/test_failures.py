"""Replicas, gateways and disks that fail: nobody hangs, nothing that was acknowledged is lost or done twice."""

import http.client
import json
import os
import random
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.principal import Role
from tests.serving.gateway.sites import Site, describe, free_port, running

APPLICATIONS = {
    name: {"work_class": "edge_only", "roles": sorted(Role)} for name in ("echo", "slow", "broken", "silent")
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(describe(tmp_path / "cloud", applications=APPLICATIONS)) as site:
        yield site


def eventually(site: Site, status: int, *, seconds: float) -> float:
    """Seconds until echo answers so."""
    begun = time.monotonic()
    while (found := site.ask("echo", 1, headers={"anlan-deadline-ms": "2000"})).status != status:
        assert time.monotonic() - begun < seconds, found.body
        time.sleep(0.02)
    return time.monotonic() - begun


def test_while_replicas_are_away_questions_get_503_and_submissions_are_kept(site: Site) -> None:
    site.end_upstream()
    for _ in range(5):
        begun = time.monotonic()
        found = site.ask("echo", 1)
        assert (found.status, found.code) == (503, "gateway.application_away")
        assert int(found.headers["retry-after"]) >= 1 and time.monotonic() - begun < 1.0
    kept = [site.call("POST", "/v1/submissions/echo", {"n": n}) for n in range(10)]
    assert {each.status for each in kept} == {202}
    health = site.call("GET", "/healthz", token=None)
    assert health.status == 503
    assert {
        "about": "application echo", "application": "echo", "code": "gateway.application_away",
        "why": "no replica of it answers.",
    } in health.json["reasons"]  # fmt: skip
    site.start_upstream()
    assert eventually(site, 200, seconds=3.0) < 2.0
    wait_drained(site, [each.json["id"] for each in kept])
    assert site.calls()["echo"] >= 10


def wait_drained(site: Site, ids: list[str], seconds: float = 20.0) -> list[Any]:
    until = time.monotonic() + seconds
    done = []
    for id in ids:
        while (found := site.call("GET", f"/v1/submissions/{id}").json)["state"] != "done":
            assert time.monotonic() < until, found
            time.sleep(0.05)
        done.append(found)
    return done


def test_a_replica_killed_under_load_costs_nobody_their_answer_while_there_is_another(tmp_path: Path) -> None:
    made = describe(tmp_path / "cloud", applications=APPLICATIONS)
    spare = Site(made.folder, made.port, free_port(), made.issuer)
    urls = [f"http://127.0.0.1:{port}" for port in (made.upstream_port, spare.upstream_port)]
    (made.folder / "upstreams.json").write_text(json.dumps(dict.fromkeys(APPLICATIONS, urls)))
    statuses: list[int] = []
    try:
        spare.start_upstream()
        with running(made) as site:
            ending = threading.Event()

            def ask() -> None:
                while not ending.is_set():
                    statuses.append(site.ask("echo", {"n": 1}).status)

            threads = [threading.Thread(target=ask) for _ in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            site.end_upstream()
            before = len(statuses)
            time.sleep(1.0)
            ending.set()
            for thread in threads:
                thread.join()
    finally:
        spare.end_upstream()
    assert len(statuses) > before > 10
    assert set(statuses) == {200}


def test_a_replica_that_hangs_holds_nobody_beyond_the_deadline_nor_other_applications(site: Site) -> None:
    begun = time.monotonic()
    found = site.ask("silent", 1, headers={"anlan-deadline-ms": "400"})
    assert (found.status, found.code) == (504, "gateway.too_late")
    assert 0.35 < time.monotonic() - begun < 1.5
    assert site.ask("echo", 1).status == 200


def test_a_stopped_replica_is_noticed_and_used_again_when_it_goes_on(site: Site) -> None:
    assert site.upstream is not None
    os.kill(site.upstream.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        statuses = {site.ask("echo", 1, headers={"anlan-deadline-ms": "300"}).status for _ in range(4)}
        assert statuses <= {503, 504} and time.monotonic() - begun < 3
    finally:
        os.kill(site.upstream.pid, signal.SIGCONT)
    assert eventually(site, 200, seconds=5.0) < 4.0


def test_a_submission_that_breaks_its_application_is_put_off_and_holds_up_no_other(site: Site) -> None:
    bad = site.call("POST", "/v1/submissions/broken", {"n": 1}).json["id"]
    good = site.call("POST", "/v1/submissions/echo", {"n": 2}).json["id"]
    assert wait_drained(site, [good])[0]["answer"] == {"n": 2}
    assert site.call("GET", f"/v1/submissions/{bad}").json["state"] == "waiting"


def test_a_full_disk_refuses_submissions_with_one_clear_error_and_the_gateway_stays_up(site: Site) -> None:
    assert site.gateway is not None
    first = site.call("POST", "/v1/submissions/echo", {"n": "before"})
    wait_drained(site, [first.json["id"]])
    written = max(path.stat().st_size for path in site.folder.rglob("*") if path.is_file())
    _, hard = resource.prlimit(site.gateway.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(site.gateway.pid, resource.RLIMIT_FSIZE, (written + 40_000, hard))
    found, kept = first, []
    for n in range(60):
        found = site.call("POST", "/v1/submissions/echo", {"n": n, "pad": "x" * 4000})
        if found.status != 202:
            break
        kept.append(found.json["id"])
    assert found.status in (503, 507) and found.code in ("gateway.disk_full", "gateway.disk_fails")
    assert int(found.headers["retry-after"]) >= 1
    assert site.ask("echo", {"still": 1}).status == 200
    health = site.call("GET", "/healthz", token=None)
    assert health.status == 503 and [row["about"] for row in health.json["reasons"]] == ["store"]
    assert {row["code"] for row in health.json["reasons"]} <= {"gateway.disk_full", "gateway.disk_fails"}
    resource.prlimit(site.gateway.pid, resource.RLIMIT_FSIZE, (hard, hard))
    wait_drained(site, [first.json["id"], *kept])
    site.wait_ready()
    assert site.call("POST", "/v1/submissions/echo", {"n": "after"}).status == 202


def test_a_gateway_that_is_told_to_end_answers_what_it_has_and_ends_well(site: Site) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(site.ask("slow", {"ms": 100}).status)) for _ in range(3)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert site.end_gateway(signal.SIGTERM) == 0
    for thread in threads:
        thread.join()
    assert found == [200, 200, 200]


def test_a_port_that_is_taken_is_told_with_one_clear_error(site: Site) -> None:
    from tests.processes import run_python
    from tests.serving.gateway.sites import ROOT

    done = run_python(["-m", "serving.gateway", "--site", str(site.folder)], folder=ROOT)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert f":{site.port}: Address already in use" in done.stderr


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_gateways_killed_at_random_moments_lose_nothing_and_do_nothing_twice(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    acknowledged: dict[str, str] = {}
    with running(describe(tmp_path / "cloud", applications=APPLICATIONS)) as site:
        ending = threading.Event()

        def submit(part: int) -> None:
            n = 0
            while not ending.is_set():
                n += 1
                key = f"{part}-{n}"
                while not ending.is_set():
                    try:
                        found = site.call(
                            "POST", "/v1/submissions/echo", {"key": key}, headers={"idempotency-key": key}, timeout_s=5
                        )
                    except (OSError, http.client.HTTPException):
                        time.sleep(0.02)
                        continue
                    if found.status == 202:
                        acknowledged.setdefault(key, found.json["id"])
                        assert acknowledged[key] == found.json["id"]
                        break

        threads = [threading.Thread(target=submit, args=(part,)) for part in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            time.sleep(chance.uniform(0.1, 0.7))
            site.end_gateway(signal.SIGKILL)
            site.start_gateway()
        time.sleep(0.3)
        ending.set()
        for thread in threads:
            thread.join()
        assert len(acknowledged) > 20
        done = wait_drained(site, list(acknowledged.values()), seconds=30)
        assert [each["answer"]["key"] for each in done] == list(acknowledged)
        connection = sqlite3.connect(site.folder / "store" / "gateway.sqlite")
        keys = [key for (key,) in connection.execute("SELECT key FROM submissions")]
        assert len(keys) == len(set(keys)) >= len(acknowledged)
