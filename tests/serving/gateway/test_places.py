"""A cloud and an edge, both real: work is done where its class says, whatever is asked, broken or cut."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.gateway.sites import EVERYBODY, Issuer, Reply, Site, cloud_of, describe, edge_of, own_key

CLASSES = {"face": "edge_only", "hard": "edge_first", "echo": "edge_first", "slow": "cloud_only"}
APPLICATIONS = {name: {"work_class": work_class, "roles": EVERYBODY} for name, work_class in CLASSES.items()}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(own_key(tmp_path_factory.mktemp("issuer")))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Site]:
    applications = APPLICATIONS | {"hard": {"work_class": "edge_first", "roles": EVERYBODY, "frame": "/echo/frame"}}
    with cloud_of(tmp_path_factory.mktemp("sites"), issuer, applications) as site:
        yield site


@pytest.fixture(scope="module")
def edge(cloud: Site, issuer: Issuer) -> Iterator[Site]:
    with edge_of(cloud, issuer, APPLICATIONS) as site:
        yield site


@pytest.fixture
def cut(cloud: Site, edge: Site) -> Iterator[None]:
    """The line is cut while the test runs."""
    cloud.end_gateway(signal.SIGKILL)
    yield
    cloud.start_gateway()
    cloud.wait_ready()
    until = time.monotonic() + 10
    while edge.call("GET", "/v1/site", token=None).json["line"]["state"] != "closed":
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture
def alone(edge: Site) -> Iterator[None]:
    """No replica of the edge answers while the test runs."""
    edge.end_upstream()
    yield
    edge.start_upstream()
    edge.wait_ready()


def asked_of_cloud(cloud: Site, edge: Site) -> float:
    """How many requests the gateway of the cloud answered."""
    text = cloud.call("GET", "/metrics", token=None).body.decode()
    lines = [line for line in text.splitlines() if line.startswith(("anlan_requests_total", "anlan_refusals_total"))]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines)


def test_cloud_only_work_is_done_above_with_the_callers_own_token(cloud: Site, edge: Site) -> None:
    here, above = edge.calls().get("slow", 0), cloud.calls().get("slow", 0)
    found = edge.ask("slow", {"ms": 1, "n": 1})
    assert (found.status, found.headers["anlan-answered"]) == (200, "parent")
    assert (edge.calls().get("slow", 0), cloud.calls()["slow"]) == (here, above + 1)


def test_what_is_hard_goes_up_and_comes_back_from_there(cloud: Site, edge: Site) -> None:
    found = edge.ask("hard", {"x": 1})
    assert (found.status, found.json, found.headers["anlan-answered"]) == (200, {"x": 1}, "parent")


def test_what_is_not_hard_stays(cloud: Site, edge: Site) -> None:
    before = asked_of_cloud(cloud, edge)
    assert edge.ask("echo", 1).headers["anlan-answered"] == "site"
    assert asked_of_cloud(cloud, edge) == before


def test_edge_first_work_goes_up_while_no_replica_answers_here(cloud: Site, edge: Site, alone: None) -> None:
    found = edge.ask("echo", {"x": 2})
    assert (found.status, found.headers["anlan-answered"]) == (200, "parent")


TRICKS: list[dict[str, Any]] = [
    {},
    {"headers": {"anlan-work-class": "cloud_only", "work-class": "edge_first", "anlan-answered": "parent"}},
    {"headers": {"prefer": "respond-async", "idempotency-key": "up"}},
    {"headers": {"anlan-deadline-ms": "50"}},
    {"headers": {"host": "cloud", "forwarded": "for=cloud", "x-forwarded-host": "cloud"}},
]


@pytest.mark.parametrize("trick", TRICKS)
def test_edge_only_work_never_leaves_the_site(trick: dict[str, Any], cloud: Site, edge: Site, alone: None) -> None:
    before, done = asked_of_cloud(cloud, edge), cloud.calls().get("face", 0)
    for body in ({"face": "…"}, {"work_class": "cloud_only"}, {"ms": 1}):
        found = edge.ask("face", body, **trick)
        assert found.status in (503, 504), found.body
        rows = edge.call("POST", "/v1/face/batch", [body, body], **trick)
        assert rows.status in (503, 504) or all(row["status"] in (503, 504) for row in rows.json["answers"])
    kept = edge.call("POST", "/v1/submissions/face", {"face": "…"}, headers={"idempotency-key": f"f{len(trick)}"})
    assert kept.status == 202
    time.sleep(1.0)
    assert asked_of_cloud(cloud, edge) == before
    assert cloud.calls().get("face", 0) == done


def test_edge_only_submissions_are_done_here_when_replicas_are_back(cloud: Site, edge: Site) -> None:
    kept = edge.call("POST", "/v1/submissions/face", {"n": 1})
    assert wait_done(edge, kept)["answer"] == {"n": 1}


def wait_done(site: Site, receipt: Reply, seconds: float = 15.0) -> Any:
    until = time.monotonic() + seconds
    while (found := site.call("GET", f"/v1/submissions/{receipt.json['id']}").json)["state"] != "done":
        assert time.monotonic() < until, found
        time.sleep(0.1)
    return found


def test_a_cut_line_gives_the_earlier_answer_marked_so_with_its_age(cloud: Site, edge: Site) -> None:
    question = {"ms": 1, "which": "cached"}
    assert edge.ask("slow", question).headers["anlan-answered"] == "parent"
    time.sleep(1.1)
    cloud.end_gateway(signal.SIGKILL)
    try:
        found = edge.ask("slow", question)
        assert (found.status, found.json, found.headers["anlan-answered"]) == (200, question, "cached")
        assert 1 <= int(found.headers["age"]) < 60
        other = edge.ask("slow", question, token=edge.issuer.token(region="3301"))
        assert other.headers["anlan-answered"] == "queued"
    finally:
        cloud.start_gateway()
        cloud.wait_ready()
    wait_done(edge, other)


def test_a_question_that_nobody_answered_before_waits_for_the_line_and_is_asked_once(cloud: Site, edge: Site) -> None:
    before = cloud.calls().get("slow", 0)
    cloud.end_gateway(signal.SIGKILL)
    try:
        found = [edge.ask("slow", {"ms": 1, "which": "queued"}) for _ in range(4)]
        assert {each.status for each in found} == {202}
        assert {each.headers["anlan-answered"] for each in found} == {"queued"}
        assert len({each.json["id"] for each in found}) == 1
    finally:
        cloud.start_gateway()
        cloud.wait_ready()
    done = wait_done(edge, found[0])
    assert (done["status"], done["answer"]) == (200, {"ms": 1, "which": "queued"})
    assert cloud.calls()["slow"] == before + 1


def test_the_edge_answers_alone_while_the_line_is_cut(cloud: Site, edge: Site, cut: None) -> None:
    assert edge.ask("echo", 5).headers["anlan-answered"] == "site"
    best = edge.ask("hard", {"best": "known here"})
    assert (best.status, best.json, best.headers["anlan-answered"]) == (200, {"best": "known here"}, "site")
    assert edge.call("GET", "/healthz", token=None).status == 200
    begun = time.monotonic()
    for n in range(5):
        assert edge.ask("slow", {"ms": 1, "n": f"cut {n}"}).status == 202
    assert time.monotonic() - begun < 3


def test_no_token_of_a_person_is_ever_on_the_disk_of_the_edge(cloud: Site, edge: Site) -> None:
    token = edge.issuer.token()
    kept = edge.call("POST", "/v1/submissions/slow", {"ms": 1}, token=token)
    wait_done(edge, kept)
    signature = token.split(".")[2].encode()
    for path in edge.folder.rglob("*"):
        if path.is_file():
            assert signature not in path.read_bytes()


def test_the_line_itself_refuses_edge_only_work(tmp_path: Path) -> None:
    import asyncio

    from serving.gateway.configuration import read_site
    from serving.gateway.line import Line, MayNotLeave

    described = describe(tmp_path / "edge", role="edge", parent="http://127.0.0.1:9", applications=APPLICATIONS)
    site = read_site(described.folder)

    async def ask() -> None:
        line = Line(site)
        with pytest.raises(MayNotLeave):
            await line.ask(
                site.applications["face"], b"{}", authorization=b"", id="x", key="", until=time.monotonic() + 1
            )

    asyncio.run(ask())
