"""A cloud and an edge below it, each a whole site: what goes up, what never does, and a line that fails every way."""

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.keys import key_of
from serving.site.description import read_site
from serving.site.folder import SiteFolder
from serving.site.standing import ISSUER, down, up
from tests.serving.gateway.sites import Issuer, Reply, Site
from tests.serving.site import running, toyland
from tests.serving.site.relay import Relay, State
from tests.serving.site.toyland import Tally

pytestmark = pytest.mark.slow
CLOUD_PORT, LINE_PORT, EDGE_PORT = 26990, 26995, 27290
WORK = {"near": "edge_only", "first": "edge_first", "far": "cloud_only"}
FILE = """\
name: {name}
role: {role}
region: "{region}"
address: {address}
ports: {ports}
gateway: {{port: {port}}}
{more}
applications:
{applications}
"""
LINE = "  {name}: {{module: toyland.{name}, options: {{tally: {tally}, simple: {simple}}}}}"
DEADLINE_MS = 3000
Property = Callable[[str, object], None]


@dataclass(frozen=True)
class Up:
    """One of the two, and how it is asked."""

    folder: SiteFolder
    asked: Site
    tallies: Path

    def tally(self, application: str) -> Tally:
        return Tally(self.tallies / application)

    def ask(self, application: str, body: Any, *, key: str = "", region: str | None = "33", **headers: str) -> Reply:
        """One question with a deadline, which is kept whatever is broken."""
        sent = {"anlan-deadline-ms": str(DEADLINE_MS)} | headers | ({"idempotency-key": key} if key else {})
        begun = time.monotonic()
        token = self.asked.issuer.token(region=region)
        found = self.asked.ask(application, body, token=token, headers=sent)
        assert time.monotonic() - begun < DEADLINE_MS / 1000 + 1, (application, found.status)
        return found

    def submit(self, application: str, body: Any, key: str) -> Reply:
        return self.asked.call("POST", f"/v1/submissions/{application}", body, headers={"idempotency-key": key})

    def result(self, id: str, *, seconds: float = 30) -> Any:
        """The answer to a submission, once it is there."""
        path = f"/v1/submissions/{id}"
        running.until(lambda: self.asked.call("GET", path).json["state"] == "done", seconds=seconds)
        found = self.asked.call("GET", path).json
        assert found["status"] == 200, found
        return found["answer"]

    def line(self) -> str:
        return str(self.asked.call("GET", "/v1/site", token=None).json["line"]["state"])


@dataclass(frozen=True)
class Two:
    cloud: Up
    edge: Up
    line: Relay


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    root = tmp_path_factory.mktemp("two")
    toyland.make(root, WORK)
    cloud = _file(root, "cloud", "CN", "127.0.0.45", ports=27000, port=CLOUD_PORT, more="")
    parent = f"parent: http://127.0.0.1:{LINE_PORT}"
    edge = _file(root, "edge", "33", "127.0.0.46", ports=27300, port=EDGE_PORT, more=parent)
    with pytest.MonkeyPatch.context() as patch, Relay(LINE_PORT, CLOUD_PORT) as line:
        patch.syspath_prepend(str(root))
        patch.setenv("PYTHONPATH", str(root))
        folders = [SiteFolder((root / "state" / name).resolve()) for name in ("cloud", "edge")]
        up([read_site(cloud), read_site(edge)], root / "state", seconds=600)
        issuer = Issuer(key_of(root / "state" / ISSUER))
        sides = [
            Up(folder, Site(folder.path, port, 0, issuer), root / folder.path.name)
            for folder, port in zip(folders, (CLOUD_PORT, EDGE_PORT), strict=True)
        ]
        try:
            yield Two(*sides, line)
        finally:
            ended = down(folders)
        assert [(one.processes, one.ports) for one in ended] == [((), ())] * 2


def _file(root: Path, name: str, region: str, address: str, *, ports: int, port: int, more: str) -> Path:
    (root / name).mkdir()
    lines = [
        LINE.format(name=each, tally=root / name / each, simple=str(name == "edge").lower()) for each in sorted(WORK)
    ]  # fmt: skip
    path = root / f"{name}.yaml"
    path.write_text(
        FILE.format(
            name=name,
            role=name,
            region=region,
            address=address,
            ports=ports,
            port=port,
            more=more,
            applications="\n".join(lines),
        )
    )
    return path


@pytest.fixture(autouse=True)
def _is_whole(two: Two) -> Iterator[None]:
    mend(two)
    yield
    mend(two)


def mend(two: Two) -> float:
    """Have the line be whole; how long it takes until the edge knows."""
    two.line.set(State.WHOLE)
    return running.until(lambda: two.edge.line() == "closed", seconds=60)


def break_(two: Two, state: State) -> float:
    """Break the line; how long it takes until the edge knows."""
    two.line.set(state)
    return running.until(lambda: two.edge.line() != "closed", seconds=60)


def which() -> str:
    return uuid.uuid4().hex


def from_where(found: Reply) -> tuple[int, str]:
    return found.status, found.headers.get("anlan-answered", "")


def test_each_work_class_is_answered_where_it_says(two: Two) -> None:
    near, first, far = (two.edge.ask(name, {"which": name}) for name in ("near", "first", "far"))
    assert [from_where(one) for one in (near, first, far)] == [(200, "site"), (200, "site"), (200, "parent")]
    assert [one.json["site"] for one in (near, first, far)] == ["edge", "edge", "cloud"]
    hard = two.edge.ask("first", {"which": "hard", "is_hard": True})
    assert (from_where(hard), hard.json["site"]) == ((200, "parent"), "cloud")


TRICKS: list[dict[str, str]] = [
    {},
    {"anlan-work-class": "cloud_only", "work-class": "edge_first", "anlan-answered": "parent"},
    {"prefer": "respond-async", "x-forwarded-host": "cloud", "forwarded": "for=cloud"},
    {"host": f"127.0.0.1:{CLOUD_PORT}", "x-original-url": "/v1/far"},
    {"anlan-deadline-ms": "1"},
]


def test_edge_only_work_never_reaches_the_cloud_even_while_the_edge_cannot_do_it(
    two: Two, record_property: Property
) -> None:
    mark = which()
    for n, trick in enumerate(TRICKS):
        two.edge.ask("near", {"which": mark, "n": n, "is_hard": n == 0, "work_class": "cloud_only"}, **trick)
    before = running.groups(two.edge.folder)["ray"]
    for one in before.members():
        running.kill(one)
    killed = time.monotonic()
    for n, trick in enumerate(TRICKS):
        found = two.edge.ask("near", {"which": mark, "n": n}, key=f"{mark}-{n}", **trick)
        assert found.status in (503, 504), found.body
        two.edge.asked.call("POST", "/v1/near/batch", [{"which": mark}] * 2, headers=trick)
    kept = two.edge.submit("near", {"which": mark, "n": "kept"}, f"{mark}-kept")
    assert kept.status == 202
    other = which()
    first = two.edge.ask("first", {"which": other}, key=other)
    record_property("edge_first_from_the_cloud_after_ray_was_killed_s", round(time.monotonic() - killed, 2))
    assert (from_where(first), first.json["site"]) == ((200, "parent"), "cloud")
    running.until(lambda: two.edge.ask("near", {"which": "again"}).status == 200, seconds=400)
    record_property("edge_only_at_the_edge_after_ray_was_killed_s", round(time.monotonic() - killed, 2))
    running.until(lambda: from_where(two.edge.ask("first", {"which": "again"})) == (200, "site"), seconds=30)
    assert two.edge.result(kept.json["id"])["site"] == "edge"
    assert two.cloud.tally("near").done() == []
    assert two.cloud.tally("first").times(other) == 1
    assert [bool(files_that_hold(two.cloud, each)) for each in (mark, other)] == [False, True]
    assert_nothing_of_near(two.cloud)
    running.until(lambda: running.is_ready(two.edge.folder), seconds=120)


def files_that_hold(up: Up, mark: str) -> list[str]:
    """Files of a site, and of its Ray, in which something stands."""
    written = [path for root in (up.folder.path, up.folder.sockets) for path in root.rglob("*") if path.is_file()]
    return [path.name for path in written if mark.encode() in path.read_bytes()]


def assert_nothing_of_near(cloud: Up) -> None:
    """Neither counts nor answers nor the log of the cloud know that it was asked."""
    metrics = cloud.asked.call("GET", "/metrics", token=None).body.decode()
    assert "anlan_requests_total{answered" in metrics
    assert not [line for line in metrics.splitlines() if line.startswith("anlan_requests_total") and '"near"' in line]
    with sqlite3.connect(cloud.folder.store / "gateway.sqlite") as store:
        for table in ("submissions", "earlier"):
            assert store.execute(f"SELECT count(*) FROM {table} WHERE application = 'near'").fetchone() == (0,)
    lines = [json.loads(line) for line in (cloud.folder.logs / "gateway.log").read_text().splitlines()]
    asked = {line["application"] for line in lines if line["event"] in ("answered", "refused")}
    assert "first" in asked and "near" not in asked


def test_a_cut_line_gives_the_earlier_answer_or_a_receipt_and_the_queued_is_done_once(
    two: Two, record_property: Property
) -> None:
    known, new, keyed = which(), which(), which()
    assert from_where(two.edge.ask("far", {"which": known})) == (200, "parent")
    time.sleep(1.1)
    two.line.set(State.CUT)
    cached = two.edge.ask("far", {"which": known})
    assert (from_where(cached), cached.json["did"]) == ((200, "cached"), {"which": known})
    assert int(cached.headers["age"]) >= 1
    queued = [two.edge.ask("far", {"which": new}) for _ in range(3)]
    queued += [two.edge.ask("far", {"which": keyed}, key=keyed) for _ in range(3)]
    assert {from_where(one) for one in queued} == {(202, "queued")}
    ids = [one.json["id"] for one in queued]
    assert len(set(ids)) == 2
    again_s = mend(two)
    record_property("line_known_to_be_whole_s", round(again_s, 2))
    assert [two.edge.result(id)["did"]["which"] for id in (ids[0], ids[-1])] == [new, keyed]
    later = [two.edge.ask("far", {"which": keyed}, key=keyed) for _ in range(3)]
    assert {from_where(one) for one in later} == {(200, "parent")}
    assert {json.dumps(one.json) for one in later} == {json.dumps(two.edge.result(ids[-1]))}
    assert [two.cloud.tally("far").times(one) for one in (known, new, keyed)] == [1, 1, 1]


@pytest.mark.parametrize("region", ["33", "3301", "330106"])
def test_a_question_whose_answer_was_lost_is_done_once_though_it_is_queued_and_asked_again(
    region: str, two: Two
) -> None:
    mark = which()
    two.line.set(State.DEAF)
    first = two.edge.ask("far", {"which": mark}, key=mark, region=region)
    assert from_where(first) == (202, "queued"), first.body
    running.until(lambda: two.cloud.tally("far").times(mark) == 1, seconds=5)
    mend(two)
    running.until(lambda: two.edge.ask("far", {"which": mark}, key=mark, region=region).status == 200, seconds=30)
    later = two.edge.ask("far", {"which": mark}, key=mark, region=region)
    assert later.json == two.edge.result(first.json["id"]) == {"site": "cloud", "did": {"which": mark}}
    assert two.cloud.tally("far").times(mark) == 1


def test_an_edge_first_question_whose_answer_from_above_was_lost_is_done_there_once(two: Two) -> None:
    mark = which()
    body = {"which": mark, "is_hard": True}
    two.line.set(State.DEAF)
    lost = two.edge.ask("first", body, key=mark)
    assert lost.status in (200, 503, 504)
    running.until(lambda: two.cloud.tally("first").times(mark) == 1, seconds=5)
    mend(two)
    assert two.edge.ask("first", body, key=mark).status == 200
    assert two.cloud.tally("first").times(mark) == 1


def test_a_line_that_hangs_holds_nobody_and_everything_acknowledged_is_done_once(
    two: Two, record_property: Property
) -> None:
    marks, found = [which() for _ in range(24)], dict[str, Reply]()
    two.line.set(State.HANGS)

    def ask(part: list[str]) -> None:
        for mark in part:
            found[mark] = two.edge.ask("far", {"which": mark}, key=mark)
            time.sleep(0.5)

    threads = [threading.Thread(target=ask, args=(marks[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    record_property("hanging_line_known_s", round(running.until(lambda: two.edge.line() != "closed", seconds=20), 2))
    for thread in threads:
        thread.join()
    assert len(found) == len(marks)
    assert {one.status for one in found.values()} <= {202, 504}
    assert [one.status for one in found.values()].count(202) > len(marks) / 2
    mend(two)
    for mark in marks:
        body = {"which": mark}
        running.until(lambda: two.edge.ask("far", body, key=mark).status == 200, seconds=30)  # noqa: B023
    for mark, one in found.items():
        if one.status == 202:
            assert two.edge.result(one.json["id"])["did"] == {"which": mark}
    assert [two.cloud.tally("far").times(mark) for mark in marks] == [1] * len(marks)


def test_callers_in_a_hurry_do_not_cut_the_line_for_others(two: Two) -> None:
    for n in range(12):
        two.edge.ask("far", {"which": "hurry", "n": n, "ms": 50}, **{"anlan-deadline-ms": "5"})
        assert two.edge.line() == "closed"
    assert from_where(two.edge.ask("far", {"which": which()})) == (200, "parent")


def test_the_gateway_of_the_cloud_killed_is_a_short_cut_of_the_line(two: Two, record_property: Property) -> None:
    mark = which()
    killed = running.kill(running.groups(two.cloud.folder)["gateway"])
    first = two.edge.ask("far", {"which": mark}, key=mark)
    assert from_where(first) == (202, "queued")
    running.until(lambda: from_where(two.edge.ask("far", {"which": which()})) == (200, "parent"), seconds=30)
    record_property("cloud_only_after_the_gateway_of_the_cloud_was_killed_s", round(time.monotonic() - killed, 2))
    assert two.edge.result(first.json["id"])["did"] == {"which": mark}
    assert two.edge.ask("far", {"which": mark}, key=mark).json == two.edge.result(first.json["id"])
    assert two.cloud.tally("far").times(mark) == 1
