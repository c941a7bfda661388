"""The state: groups go to the journal before they are answered, from there to the database, and are read from both.

A folder is one state and one process works with it. Its files are state.sqlite and the two of the journal; lock keeps a
second process out.
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.risk.streaming.carrier import Carrier
from training.risk.streaming.database import connect, connect_ahead, copy, make, note, place_of, put, what
from training.risk.streaming.event import Event, Values
from training.risk.streaming.journal import BYTES, Journal, is_there, read
from training.risk.streaming.pending import Pending
from training.risk.streaming.state import FILE, FORM, StateUnusable, hold
from training.risk.streaming.tables import EMPLOYERS, TABLES, TRIGGERS
from training.risk.streaming.usual import Usual
from training.risk.streaming.written import Writing

# Rows that are held in memory until the database has them; a group that comes beyond that waits.
_MOST_PENDING = 20_000
_NAME_BYTES = 8
_NEW = "Fill a new folder."


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it stands in the store; values are None where it was withdrawn."""

    version: int
    known: int
    values: Values | None


class Store:
    """An open state. Not for two threads at once."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, journal: Journal, lock: int) -> None:
        self.folder, self._connection, self._journal, self._lock = folder, connection, journal, lock
        self._pending, self._carrier = Pending(), Carrier(folder, journal.place)

    @classmethod
    def open(cls, folder: Path, *, journal_bytes: int = BYTES) -> "Store":
        """The state in a folder, made where there is none. Raises StateUnusable.

        journal_bytes  of each of the two files of the journal
        """
        lock = hold(folder)
        try:
            state, place = _whole(folder)
            journal = Journal.open(folder, state, place=place, size=journal_bytes)
            connection = connect(folder / FILE)
            connection.execute("PRAGMA query_only = ON")
            return cls(folder, connection, journal, lock)
        except sqlite3.Error as err:
            os.close(lock)
            raise StateUnusable(f"this is no state that can be read ({what(err)}).", path=folder, remedy=_NEW) from err
        except BaseException:
            os.close(lock)
            raise

    def close(self) -> None:
        """Give the folder free; nothing is lost where a process ends without it."""
        self._carrier.close()
        self._connection.close()
        self._journal.close()
        os.close(self._lock)

    def note(self, name: str, otherwise: str) -> str:
        """What the database has noted under a name."""
        rows = self._asked("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else otherwise

    def find(self, event: Event) -> Kept | None:
        """The row of an event's identity."""
        waiting = self._pending.find(event.person, (event.table.kind, event.id))
        if waiting is not None:
            return Kept(waiting.version, waiting.known, waiting.values)
        asked = "SELECT version, known, body FROM records WHERE person = ? AND kind = ? AND id = ?"
        for version, known, body in self._asked(asked, (event.person, event.table.kind, event.id)):
            return Kept(version, known, None if body is None else tuple(json.loads(body)))
        return None

    def triggers(self, person: str) -> dict[int, dict[str, Any]]:
        """[kind][id] the rows of a person in the tables below TRIGGERS."""
        asked = "SELECT kind, id, known, body FROM records WHERE person = ? AND kind < ? AND body NOTNULL"
        found: dict[int, dict[str, Any]] = {kind: {} for kind in range(TRIGGERS)}
        for kind, own, known, body in self._asked(asked, (person, TRIGGERS)):
            found[kind][own] = _row(kind, own, known, body)
        return self._with_pending(person, found)

    def rows(self, kind: int, person: str) -> dict[str, Any]:
        """[id] the rows of a person in one table."""
        asked = "SELECT id, known, body FROM records WHERE person = ? AND kind = ? AND body NOTNULL"
        found, make_row = self._asked(asked, (person, kind)), TABLES[kind].row._make
        # One text is read much faster than many.
        bodies = json.loads(f"[{','.join([body for _, _, body in found])}]")
        rows = {own: make_row((own, known, *body)) for (own, known, _), body in zip(found, bodies, strict=True)}
        return self._with_pending(person, {kind: rows})[kind]

    def employers(self) -> Iterator[Any]:
        """Every employer that the database has, as rows of tables.Employer."""
        asked = "SELECT id, known, body FROM records WHERE person = '' AND kind = ? AND body NOTNULL"
        for own, known, body in self._asked(asked, (EMPLOYERS,)):
            yield _row(EMPLOYERS, own, known, body)

    def persons(self) -> list[str]:
        """Everybody of whom there is a row."""
        there = self._asked("SELECT DISTINCT person FROM records WHERE person > ''")
        return sorted({*(person for (person,) in there), *self._pending.persons()})

    def usual(self) -> Usual:
        """The counters of bills that the database has."""
        usual = Usual()
        usual.fill(
            self._asked("SELECT kind, value, persons, women FROM bill_persons"),
            self._asked("SELECT kind, value, age, bills FROM bill_ages ORDER BY kind, value, age"),
        )
        return usual

    def due(self, day: int) -> list[str]:
        """Persons some of whose rows became known by a day, though they came earlier. Raises StateNotWritten."""
        self._carrier.wait(self._journal.place)
        asked = "SELECT DISTINCT person FROM later WHERE known <= ?"
        return [person for (person,) in self._asked(asked, (day,))]

    def write(self, writing: Writing) -> None:
        """All of it on disk, or nothing. Raises StateNotWritten."""
        while self._pending.rows > _MOST_PENDING:
            self._carrier.wait(self._pending.oldest)
            self._forget()
        written = writing.to_bytes()
        if behind := self._journal.waits_for(len(written)):
            self._carrier.wait_for_good(behind)
        place = self._journal.append(written)
        self._pending.add(place, writing.events)
        self._carrier.take(place, written)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read within is all of one moment, which costs less; nothing is written within."""
        self._forget()
        self._asked("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def _forget(self) -> None:
        """Let go of rows that the database has by now."""
        self._pending.forget(self._carrier.place)

    def _with_pending(self, person: str, found: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
        for event in self._pending.of(person):
            rows = found.get(event.table.kind)
            if rows is None:
                continue
            if event.values is None:
                rows.pop(event.id, None)
            else:
                rows[event.id] = event.table.row._make((event.id, event.known, *event.values))
        return found

    def _asked(self, asked: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self._connection.execute(asked, values).fetchall()
        except sqlite3.Error as err:
            raise StateUnusable(f"this state cannot be read ({what(err)}).", path=self.folder, remedy=_NEW) from err


def _whole(folder: Path) -> tuple[bytes, int]:
    """What the state is known by, and the last place in its journal, once the database has all of that for good.

    Raises StateUnusable, and sqlite3.Error where the file is no database.
    """
    is_new = not (folder / FILE).exists()
    if is_new and is_there(folder):
        raise StateUnusable("its journal is there and state.sqlite is not.", path=folder, remedy=_NEW)
    with closing(connect_ahead(folder / FILE)) as connection:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables:
            begin(connection)
        elif note(connection, "form", "") != FORM:
            raise StateUnusable("another version wrote this state.", path=folder, remedy=_NEW)
        state = bytes.fromhex(note(connection, "state", ""))
        put(connection, read(folder, state, place_of(connection)))
        if not copy(connection):
            raise StateUnusable("another program reads this state.", path=folder, remedy="Stop it.")
        return state, place_of(connection)


def begin(connection: sqlite3.Connection) -> None:
    """Make an empty state, known by a name of its own."""
    make(connection, [("form", FORM), ("state", secrets.token_hex(_NAME_BYTES))])


def _row(kind: int, own: str, known: int, body: str) -> Any:
    return TABLES[kind].row._make((own, known, *json.loads(body)))
