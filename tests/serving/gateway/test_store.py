"""The store: what it acknowledged is there, once, whatever the disk does."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from serving.gateway.store import Kept, KeyUsed, State, Store, Submission
from serving.gateway.writer import DiskFails, DiskFull
from tests.serving.gateway.sites import ROOT

Work = Callable[[Store], Awaitable[Any]]


def new(id: str, tenant: str = "hrss", body: bytes = b"1") -> Submission:
    return Submission(id, tenant, "echo", "33", 100.0, body)


def within(folder: Path, work: Work) -> Any:
    async def run() -> Any:
        store = Store(folder)
        try:
            return await work(store)
        finally:
            store.close()

    return asyncio.run(run())


def test_a_submission_is_there_after_the_store_was_closed_and_opened(tmp_path: Path) -> None:
    within(tmp_path, lambda store: store.submit(new("a"), key="k", print="p"))

    async def look(store: Store) -> None:
        found = store.submission("a", "hrss")
        assert found is not None and found.state is State.WAITING and found.body == b"1"
        assert store.submission("a", "tax") is None
        assert [each.id for each in store.due(100.0, 10, applications=["echo"])] == ["a"]

    within(tmp_path, look)


def test_one_key_is_one_submission_and_another_request_under_it_is_refused(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        group = [store.submit(new(f"s{n}"), key="k", print="p") for n in range(20)]
        assert {found.id for found in await asyncio.gather(*group)} == {"s0"}
        with pytest.raises(KeyUsed):
            await store.submit(new("x"), key="k", print="other")
        assert (await store.submit(new("y", "tax"), key="k", print="other")).id == "y"
        assert store.waiting() == 2

    within(tmp_path, work)


def test_a_submission_is_finished_once_and_its_body_goes(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.submit(new("a"), key="k", print="p")
        done = await asyncio.gather(*(store.finish("a", status=200, answer=b"%d" % n, now=7.0) for n in range(5)))
        assert sorted(done) == [False, False, False, False, True]
        found = store.submission("a", "hrss")
        assert found is not None and (found.state, found.answer, found.body) == (State.DONE, b"0", None)
        assert store.due(1e9, 10, applications=["echo"]) == []

    within(tmp_path, work)


def test_many_who_write_at_once_share_transactions(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await asyncio.gather(*(store.submit(new(f"s{n}"), key=str(n), print="p") for n in range(300)))
        assert store.writer.acts == 300 and store.writer.groups < 100

    within(tmp_path, work)


def test_the_first_answer_under_a_key_is_the_one_that_stays(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        first = await store.keep("hrss", "k", Kept("p", 200, b"1", 0.0))
        second = await store.keep("hrss", "k", Kept("p", 200, b"2", 1.0))
        assert first == second == store.kept("hrss", "k")

    within(tmp_path, work)


def test_old_answers_go_and_what_waits_stays(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.submit(new("waits"), key="1", print="p")
        await store.submit(new("done"), key="2", print="p")
        await store.finish("done", status=200, answer=b"1", now=50.0)
        for n in range(5):
            await store.remember(f"q{n}", "echo", b"1", 1000.0 + n)
        await store.forget(before=60.0, most_earlier=2)
        assert store.submission("done", "hrss") is None and store.submission("waits", "hrss") is not None
        assert [store.earlier(f"q{n}") is not None for n in range(5)] == [False, False, False, True, True]

    within(tmp_path, work)


def test_a_full_disk_refuses_what_comes_keeps_what_was_and_takes_more_when_there_is_room(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        await store.submit(new("before"), key="before", print="p")
        pages = store.writer._connection.execute("PRAGMA page_count").fetchone()[0]
        store.writer._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        kept = []
        with pytest.raises(DiskFull):
            for n in range(50):
                kept.append((await store.submit(new(f"s{n}", body=b"x" * 2000), key=str(n), print="p")).id)
        assert store.writer.failure == "gateway.disk_full"
        assert all(store.submission(id, "hrss") for id in ["before", *kept]) and store.waiting() == 1 + len(kept)
        store.writer._connection.execute("PRAGMA max_page_count = 1000000")
        await store.submit(new("after", body=b"x" * 2000), key="after", print="p")
        assert store.writer.failure == ""

    within(tmp_path, work)


def test_a_database_that_is_gone_is_told_as_one_and_stops_nobody(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        store.writer._connection.execute("DROP TABLE earlier")
        with pytest.raises(DiskFails):
            await store.remember("q", "echo", b"1", 0.0)
        assert (await store.submit(new("a"), key="k", print="p")).id == "a"

    within(tmp_path, work)


WRITES = """
import asyncio, sys
from pathlib import Path
from serving.gateway.store import Store, Submission

async def main():
    store = Store(Path(sys.argv[1]))
    async def one(n):
        await store.submit(Submission(f"s{n}", "hrss", "echo", "", 0.0, b"1"), key=str(n), print="p")
        print(f"s{n}", flush=True)
    n = 0
    while True:
        await asyncio.gather(*(one(n + i) for i in range(10)))
        n += 10

asyncio.run(main())
"""


@pytest.mark.parametrize("after_s", [0.35, 0.6])
def test_nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed(after_s: float, tmp_path: Path) -> None:
    words = [sys.executable, "-c", WRITES, str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after_s)
        process.kill()
        said = [first, *process.stdout.readlines()]
    told = {line.strip() for line in said if line.endswith("\n")}
    connection = sqlite3.connect(tmp_path / "gateway.sqlite")
    there = {id for (id,) in connection.execute("SELECT id FROM submissions")}
    assert told and told <= there
