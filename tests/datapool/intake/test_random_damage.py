"""Bytes changed, lost, put in or doubled anywhere: every line lands as it reads or is kept back as it was."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapool.intake.batch import Desk, Task, take_in
from datapool.intake.folder import FolderSource
from datapool.intake.holding import recover
from datapool.intake.record import LANDED, BatchRecord, Places
from datapool.intake.worker import regions_of
from datapool.pool import Pool, described_tables
from datapool.standards.sources import Table
from tests.datapool.intake.expectations import check_values, landed_rows, texts_of
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render

TABLES = ("civil_cremations", "police_changes", "civil_marriages")
AWKWARD = [b'"', b",", b"\n", b"\r", b"\r\n", b"\x00", b"\\", b"\xff", b"\xef\xbb\xbf", b" ", b"9", b"{", b"}", b"\xa1"]
Damaged = Callable[[bytes], bytes]


@st.composite
def damages(draw: st.DrawFn) -> Damaged:
    at = draw(st.floats(0, 1, exclude_max=True))
    size = draw(st.sampled_from([1, 1, 1, 2, 7, 60]))
    put = draw(st.one_of(st.sampled_from(AWKWARD), st.binary(min_size=1, max_size=3)))
    kind = draw(st.sampled_from(["replace", "remove", "insert", "repeat", "cut"]))

    def damaged(data: bytes) -> bytes:
        begin = int(at * len(data))
        before, middle, after = data[:begin], data[begin : begin + size], data[begin + size :]
        return {
            "replace": before + put + data[begin + len(put) :],
            "remove": before + after,
            "insert": before + put + middle + after,
            "repeat": before + middle + middle + after,
            "cut": before,
        }[kind]

    return damaged


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = make_pool_file(tmp_path_factory.mktemp("random"))
    return Desk(Places(root), regions_of(root))


def taken_in(desk: Desk, folder: Path, table: Table, data: bytes) -> tuple[Pool, BatchRecord]:
    make_pool_file(folder)
    deliver(folder, table, data)
    desk.places = Places(folder)
    recover(desk.places)
    (delivery,) = FolderSource(folder, described_tables(folder)).deliveries()
    record = take_in(desk, Task(delivery, delivery.sha256(), {}, "standards"))
    return Pool.open(folder), record


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=12, deadline=None, derandomize=True, database=None)
@given(change=damages())
def test_damage_anywhere_loses_nothing_and_lets_nothing_wrong_in(desk: Desk, name: str, change: Damaged) -> None:
    check_damage(desk, name, change)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*TABLES, "hrss_contributions", "hrss_operations", "health_deaths"])
@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(change=damages())
def test_much_damage_anywhere_loses_nothing_and_lets_nothing_wrong_in(desk: Desk, name: str, change: Damaged) -> None:
    check_damage(desk, name, change)


def check_damage(desk: Desk, name: str, change: Damaged) -> None:
    table = described_tables(desk.places.root)[name]
    data = change(render(table, good_rows(table, 30)))
    with TemporaryDirectory() as folder:
        pool, record = taken_in(desk, Path(folder), table, data)
        first = 2 if table.format == "csv" else 1
        lines = data.removesuffix(b"\n").split(b"\n")[first - 1 :] if data else []
        if record.state != LANDED:
            assert_rightly_refused(table, data, record)
            return
        landed = landed_rows(pool, table, record.batch)
        kept = {row.line: row.original for row in pool.quarantined()}
        assert record.rows == len(lines) == len(landed) + len(kept)
        for number, line in enumerate(lines, start=first):
            bare = line.removesuffix(b"\r")
            if number in kept:
                assert kept[number] == bare
            else:
                check_values(table, landed[number], texts_of(table, bare))


def assert_rightly_refused(table: Table, data: bytes, record: BatchRecord) -> None:
    data = data.removeprefix(b"\xef\xbb\xbf")
    if record.reason == "undecodable":
        with pytest.raises(UnicodeDecodeError):
            data.decode(table.encoding)
    elif record.reason == "header":
        assert table.format == "csv"
        header = ",".join(column.name for column in table.columns).encode(table.encoding)
        assert not data.startswith((header + b"\n", header + b"\r\n"))
    elif record.reason == "mostly_bad":
        assert data.count(b"\n") <= 2
    else:
        assert record.reason in {"empty", "format", "not_as_claimed"}
        assert data.count(b"\n") <= 2 or (record.reason == "format" and b"\r" in data.partition(b"\n")[0])
