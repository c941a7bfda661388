"""What is asked again under one key: a site, an application and the site above it know that it is the same."""

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tokens import covers
from serving.frames import Answer, Ask, FrameRefused, pack_answers, pack_asks, unpack_asks
from serving.gateway.journal import Journal
from serving.gateway.naming import Names, region_above
from serving.gateway.store import Kept, Store
from tests.serving.gateway.sites import EVERYBODY, Issuer, Site, cloud_of, edge_of, own_key
from tests.serving.gateway.test_places import wait_done
from tests.serving.gateway.test_store import within

CLASSES = {"key": "edge_only", "slow": "cloud_only", "echo": "edge_first"}
APPLICATIONS = {name: {"work_class": work_class, "roles": EVERYBODY} for name, work_class in CLASSES.items()}
TEXT = st.text(max_size=20)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(own_key(tmp_path_factory.mktemp("issuer")))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Site]:
    with cloud_of(tmp_path_factory.mktemp("sites"), issuer, APPLICATIONS) as site:
        yield site


@pytest.fixture(scope="module")
def edge(cloud: Site, issuer: Issuer) -> Iterator[Site]:
    with edge_of(cloud, issuer, APPLICATIONS) as site:
        yield site


def test_an_application_is_told_a_key_of_our_own_where_the_caller_gave_one(edge: Site) -> None:
    headers = {"idempotency-key": "33010619490101123X"}
    one, other = edge.ask("key", 1, headers=headers).json, edge.ask("key", 1).json
    assert re.fullmatch("[0-9a-f]{32}", one) and other == ""
    rows = edge.call("POST", "/v1/key/batch", [1, 1], headers={"idempotency-key": "rows"}).json["answers"]
    keys = {row["body"] for row in rows}
    assert len(keys) == 2 and all(re.fullmatch("[0-9a-f]{32}", key) for key in keys)


def test_an_application_is_told_the_id_of_a_submission_as_its_key(edge: Site) -> None:
    for headers in ({}, {"idempotency-key": "sub-33010619490101123X"}):
        kept = edge.call("POST", "/v1/submissions/key", 1, headers=headers)
        assert wait_done(edge, kept)["answer"] == kept.json["id"]


def test_an_answer_under_a_key_says_from_where_it_came_the_second_time_too(cloud: Site, edge: Site) -> None:
    before = cloud.calls().get("slow", 0)
    found = [edge.ask("slow", {"ms": 1}, headers={"idempotency-key": "where"}) for _ in range(2)]
    assert [each.headers["anlan-answered"] for each in found] == ["parent", "parent"]
    assert cloud.calls()["slow"] == before + 1


def test_a_question_that_was_queued_under_a_key_is_not_asked_beside_the_queue(cloud: Site, edge: Site) -> None:
    before, body, headers = cloud.calls().get("slow", 0), {"ms": 1, "n": "queued"}, {"idempotency-key": "q-1"}
    cloud.end_gateway()
    try:
        found = [edge.ask("slow", body, headers=headers) for _ in range(2)]
        assert [each.status for each in found] == [202, 202]
        assert edge.ask("slow", {"ms": 2}, headers=headers).code == "gateway.key_used"
    finally:
        cloud.start_gateway()
        cloud.wait_ready()
    answer = wait_done(edge, found[0])["answer"]
    for _ in range(2):
        again = edge.ask("slow", body, headers=headers)
        assert (again.status, again.json, again.headers["anlan-answered"]) == (200, answer, "parent")
    assert edge.ask("slow", {"ms": 2}, headers=headers).code == "gateway.key_used"
    assert cloud.calls()["slow"] == before + 1


def test_callers_in_a_hurry_do_not_cut_the_line_for_others(edge: Site) -> None:
    before = edge.call("GET", "/v1/site", token=None).json["line"]
    for n in range(10):
        hurried = edge.ask("slow", {"ms": 60, "n": n}, headers={"anlan-deadline-ms": "20"})
        assert hurried.status in (202, 504)
    assert edge.call("GET", "/v1/site", token=None).json["line"] == before | {"state": "closed"}
    assert edge.ask("slow", {"ms": 1, "n": "calm"}).headers["anlan-answered"] == "parent"


def test_the_log_tells_what_a_request_took_of_the_processors(edge: Site) -> None:
    time.sleep(1.1)
    assert edge.ask("echo", 1, headers={"x-request-id": "costly"}).status == 200
    lines = [json.loads(line) for line in edge.log().splitlines() if '"costly"' in line]
    assert [(line["event"], line["status"], line["cpu_ms"]) for line in lines] == [("answered", 200, 0.5)]
    assert lines[0]["gateway_cpu_ms"] > 0
    assert edge.ask("nothing", 1, headers={"x-request-id": "refused"}).status == 404
    assert '"cpu_ms": 0' in next(line for line in edge.log().splitlines() if '"refused"' in line and '"ms"' in line)


def test_what_goes_well_is_in_nobodys_way_in_the_log(tmp_path: Path) -> None:
    moment = [100.0]
    with (tmp_path / "log").open("w") as out:
        journal = Journal("cloud", out=out, clock=lambda: moment[0])
        for n in range(100):
            journal.trace("answered", n=n)
        for n in range(5):
            journal.note("refused", n=n)
        moment[0] += 1
        journal.trace("answered", n=100)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["answered"] * 10 + ["refused"] * 5 + ["answered"]
    assert lines[-1]["like_it"] == 90 and "left_out" not in lines[-1]


@given(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
def test_names_differ_wherever_what_they_name_does(a: str, b: str, c: str, d: str, e: str, f: str) -> None:
    names = Names(b"k" * 32)
    assert (names.of(a, b, c) == names.of(d, e, f)) == ((a, b, c) == (d, e, f))
    assert names.of(a, b, c) != Names(b"l" * 32).of(a, b, c)


@pytest.mark.parametrize(
    ("site", "asker", "above"),
    [("33", "33", "33"), ("33", "3301", "3301"), ("33", "", "33"), ("33", "CN", "33"), ("3301", "33", "3301"),
     ("33", "34", "33"), ("CN", "33", "33"), ("CN", "", "CN")],
)  # fmt: skip
def test_a_site_asks_above_in_the_name_of_no_region_beyond_its_own(site: str, asker: str, above: str) -> None:
    assert region_above(site, asker) == above
    assert covers(site, above)


@given(st.lists(st.builds(Ask, TEXT, st.floats(0, 1e6), TEXT, st.binary(max_size=50), TEXT), max_size=5))
def test_asks_come_out_of_a_frame_as_they_went_in(asks: list[Ask]) -> None:
    assert unpack_asks(pack_asks(asks)) == asks


def test_a_frame_of_answers_is_no_frame_of_asks() -> None:
    with pytest.raises(FrameRefused):
        unpack_asks(pack_answers([Answer("a", 200, b"1")]))


def test_a_store_that_was_made_before_answers_said_from_where_is_opened_and_used(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "gateway.sqlite") as old:
        old.execute(
            "CREATE TABLE answers (tenant TEXT, key TEXT, print TEXT NOT NULL, status INTEGER NOT NULL,"
            " answer BLOB NOT NULL, at REAL NOT NULL, PRIMARY KEY (tenant, key)) WITHOUT ROWID"
        )
        old.execute("INSERT INTO answers VALUES ('hrss', 'old', 'p', 200, x'31', 1.0)")

    async def work(store: Store) -> None:
        assert store.kept("hrss", "old") == Kept("p", 200, b"1", 1.0, "site")
        await store.keep("hrss", "new", Kept("p", 200, b"1", 1.0, "parent"))
        assert store.kept("hrss", "new") == Kept("p", 200, b"1", 1.0, "parent")

    for _ in range(2):
        within(tmp_path, work)
