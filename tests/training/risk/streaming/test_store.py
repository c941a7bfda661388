"""Between journal and database no group is lost, doubled or hidden, whenever the process ends and whatever is full."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.errors import InputError
from tests.conftest import ROOT
from tests.training.risk.streaming.drawn import histories, patients
from tests.training.risk.streaming.laid_out import assert_same, batch, casebook_of, opened, streamed
from tests.training.risk.streaming.limited import files_of_at_most
from training.risk.streaming.database import connect, connect_ahead, place_of, put
from training.risk.streaming.event import Event, read_event
from training.risk.streaming.journal import is_there, read
from training.risk.streaming.state import FILE, JOURNALS, StateNotWritten, StateUnusable
from training.risk.streaming.store import Kept, Store
from training.risk.streaming.tables import DEATHS, PENSIONS
from training.risk.streaming.usual import NO_CHANGE, Change
from training.risk.streaming.written import Writing

AS_OF = date(2023, 12, 31)
PERSON = "0a1b2c3d4e5f60718293"


def payment(own: str, *, yuan: float = 3000, version: int = 1, person: str = PERSON) -> Event:
    row = {"person_no": "1", "period": "2023-09-01", "amount": yuan, "paid_on": "2023-09-15", "region_code": "470102"}
    return read_event({"id": own, "table": "hrss_pensions", "person": person, "row": row, "version": version})


def withdrawn(own: str, version: int) -> Event:
    plain = {"id": own, "table": "hrss_pensions", "person": PERSON, "version": version, "withdrawn": True}
    return read_event(plain)


def death(own: str, person: str = PERSON) -> Event:
    row = {"death_date": "2023-08-20", "registered_on": "2023-09-01"}
    return read_event({"id": own, "table": "health_deaths", "person": person, "row": row})


def written(*events: Event, change: Change = NO_CHANGE) -> Writing:
    return Writing(events, change)


@contextmanager
def held_up(folder: Path) -> Iterator[None]:
    """The database takes nothing meanwhile: another connection writes to it."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def in_database(folder: Path) -> tuple[list[Any], ...]:
    with closing(connect(folder / FILE)) as connection:
        return tuple(
            connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("records", "bill_persons", "bill_ages", "later", "notes")
        )


def test_rows_in_the_journal_only_are_seen_beside_and_in_place_of_those_of_the_database(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path)) as store:
        store.write(written(payment("a"), payment("b"), payment("c")))
        store._carrier.wait(store._journal.place)
        with held_up(tmp_path):
            store.write(written(payment("a", yuan=1, version=2), payment("d"), death("m"), death("n", "other")))
            store.write(written(payment("d", yuan=2, version=2), withdrawn("b", 2)))
            with store.reading():
                rows = store.rows(PENSIONS, PERSON)
                assert {own: row.amount for own, row in rows.items()} == {"a": 100, "c": 300_000, "d": 200}
                assert set(store.triggers(PERSON)[DEATHS]) == {"m"}
                assert store.find(withdrawn("b", 9)) == Kept(2, 0, None)
                assert store.find(payment("d")) == Kept(2, payment("d").known, payment("d", yuan=2).values)
                assert store.find(payment("e")) is None
            assert store.persons() == [PERSON, "other"]
        store._carrier.wait(store._journal.place)
        with store.reading():
            assert store._pending.rows == 0
            assert store._pending.find(PERSON, (PENSIONS, "d")) is None
            assert store.rows(PENSIONS, PERSON) == rows
        assert store.persons() == [PERSON, "other"]


def test_a_kill_between_journal_and_database_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    rows = [*patients(), *histories(Random(11))]
    Random(12).shuffle(rows)
    lines = [json.dumps(row.event()) for row in rows]
    half = len(lines) // 2
    for part in (lines[:half], lines[half:]):
        command = [sys.executable, "-m", "tests.training.risk.streaming.halted", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, input="\n".join(part) + "\n", text=True, stdout=subprocess.PIPE)
        assert done.returncode == -9
        assert len(done.stdout.splitlines()) == len(part)
    with closing(connect(tmp_path / FILE)) as connection:
        (had,) = connection.execute("SELECT count(*) FROM records").fetchone()
        (state,) = connection.execute("SELECT value FROM notes WHERE name = 'state'").fetchone()
        # The second process put in what the first had left, and left its own.
        assert 0 < had < len({(row.person, row.table, row.id) for row in rows})
        assert read(tmp_path, bytes.fromhex(state), place_of(connection))
    with opened(tmp_path, AS_OF) as scorer:
        assert_same(streamed(scorer), batch(casebook_of(rows, AS_OF)))
        again = scorer.handle(lines)
        assert {one.reception.value for one in again} <= {"again", "outdated"}
        assert_same(streamed(scorer), batch(casebook_of(rows, AS_OF)))


def test_a_journal_that_is_put_in_twice_counts_once(tmp_path: Path) -> None:
    place, folder = (0, "O80"), tmp_path / "state"
    change = Change({place: 1}, {place: 1}, {(place, 9000): 2})
    with closing(Store.open(folder)) as store, held_up(folder):
        for number in range(5):
            store.write(written(payment(f"p{number}"), change=change))
        shutil.copytree(folder, tmp_path / "copy")
        state = store._journal._state
    groups = read(tmp_path / "copy", state, 0)
    assert len(groups) == 5
    with closing(connect_ahead(tmp_path / "copy" / FILE)) as connection:
        for some in (groups[:2], groups[:4], groups, groups):
            put(connection, some)
    once = in_database(tmp_path / "copy")
    assert once[1:3] == ([(0, "O80", 5, 5)], [(0, "O80", 9000, 10)])
    for _ in range(2):
        Store.open(tmp_path / "copy").close()
        assert in_database(tmp_path / "copy") == once
    Store.open(folder).close()
    assert in_database(folder) == once


def test_groups_wait_and_are_refused_while_the_database_has_no_room_and_go_on_once_it_has(tmp_path: Path) -> None:
    taken, size = [], 4096
    with closing(Store.open(tmp_path, journal_bytes=size)) as store:
        store.write(written(payment("first")))
        # The journal has its room; the log of the database grows beyond what may be written.
        with files_of_at_most(size):
            for number in range(200):
                try:
                    store.write(written(payment(f"p{number}")))
                except StateNotWritten as err:
                    assert "SQLITE" in str(err)
                    break
                taken.append(f"p{number}")
            with pytest.raises(StateNotWritten):
                store.write(written(payment("none")))
            assert 10 < len(taken) < 200
            with store.reading():
                assert set(store.rows(PENSIONS, PERSON)) == {"first", *taken}
        store.write(written(payment("last")))
    with closing(Store.open(tmp_path)) as again:
        assert set(again.rows(PENSIONS, PERSON)) == {"first", *taken, "last"}


def test_a_program_that_goes_on_reading_the_database_has_groups_refused_and_not_lost(tmp_path: Path) -> None:
    taken: list[str] = []
    with closing(Store.open(tmp_path, journal_bytes=4096)) as store:
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM records").fetchone()
            with pytest.raises(StateNotWritten, match="another program reads"):
                for number in range(200):
                    store.write(written(payment(f"p{number}")))
                    taken.append(f"p{number}")
        store.write(written(payment("last")))
    with closing(Store.open(tmp_path)) as again:
        assert set(again.rows(PENSIONS, PERSON)) == {*taken, "last"}


def test_many_rows_go_through_a_small_journal(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path, journal_bytes=16 * 1024)) as store:
        for number in range(300):
            store.write(written(*(payment(f"{number}-{place}") for place in range(3))))
    with closing(Store.open(tmp_path)) as again:
        assert len(again.rows(PENSIONS, PERSON)) == 900
    assert [(tmp_path / name).stat().st_size < 5 * 2**20 for name in JOURNALS] == [True, True]


def test_a_journal_damaged_amid_is_told_when_the_state_is_opened_and_the_folder_is_free_again(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with closing(Store.open(folder)) as store, held_up(folder):
        for number in range(3):
            store.write(written(payment(f"p{number}")))
        shutil.copytree(folder, tmp_path / "copy")
    path = tmp_path / "copy" / JOURNALS[0]
    data = bytearray(path.read_bytes())
    data[data.index(b"p1")] ^= 1
    path.write_bytes(data)
    for _ in range(2):
        with pytest.raises(StateUnusable, match=r"journal-0: the journal is damaged at byte \d+: group 2 cannot"):
            Store.open(tmp_path / "copy")


def test_a_journal_without_its_database_and_a_database_of_another_form_are_refused(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("UPDATE notes SET value = '2' WHERE name = 'form'")
    with pytest.raises(StateUnusable, match="another version"):
        Store.open(tmp_path)
    (tmp_path / FILE).unlink()
    assert is_there(tmp_path)
    for _ in range(2):
        with pytest.raises(InputError, match="is there and"):
            Store.open(tmp_path)


def test_a_journal_of_another_state_is_not_put_in(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    with closing(Store.open(mine)) as store:
        store.write(written(payment("a")))
    Store.open(other).close()
    for name in JOURNALS:
        shutil.copy(mine / name, other / name)
    with pytest.raises(StateUnusable, match="another state"):
        Store.open(other)
