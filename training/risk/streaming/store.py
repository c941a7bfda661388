"""The state on disk: rows of persons and counters of bills, in SQLite, where a commit returns once it is on the disk.

A folder is one state and one process works with it. Its file is state.sqlite; lock keeps a second process out.
"""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from core.errors import AnlanError, InputError
from training.risk.streaming.event import Event, Values
from training.risk.streaming.tables import EMPLOYERS, TABLES, TRIGGERS
from training.risk.streaming.usual import Change, Usual

FILE, LOCK = "state.sqlite", "lock"
FORM = "2"
_MAKE = """
    CREATE TABLE IF NOT EXISTS records (
        kind INTEGER, person TEXT, id TEXT, version INTEGER, known INTEGER, body TEXT, PRIMARY KEY (kind, person, id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS bill_persons (
        kind INTEGER, value TEXT, persons INTEGER, women INTEGER, PRIMARY KEY (kind, value)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS bill_ages (
        kind INTEGER, value TEXT, age INTEGER, bills INTEGER, PRIMARY KEY (kind, value, age)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS later (known INTEGER, person TEXT, PRIMARY KEY (known, person)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_PUT = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)"
_MEMORY_KIB = 64 * 1024
# The file is read as memory, as far as it goes: a page that the system holds needs no call to it.
_MAPPED_BYTES = 64 * 2**30
# Rows that are written ahead before they are put into the file; each takes a page or two of four KiB.
_ROWS_AHEAD = 4_000


class StateNotWritten(AnlanError):
    """Events could not be put on disk: none of their group is acknowledged, and it may be sent again."""

    code = "risk.state_not_written"


class StateUnusable(InputError):
    """The folder of a state cannot be used."""

    code = "risk.state_unusable"


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it stands in the store; values are None where it was withdrawn."""

    version: int
    known: int
    values: Values | None


@dataclass(frozen=True, slots=True)
class Writing:
    """Everything that one group of events writes, in one transaction.

    later  (day, person): somebody's bills change what is usual on that day
    done   the day up to which `later` is done with
    """

    events: Sequence[Event]
    change: Change
    later: Iterable[tuple[int, str]] = ()
    done: int | None = None
    notes: Iterable[tuple[str, str]] = field(default=())


class Store:
    """An open state. Not for two threads at once."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: int) -> None:
        self.folder, self._connection, self._lock = folder, connection, lock
        self._ahead = 0
        self._copying: Thread | None = None

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """The state in a folder, made where there is none. Raises StateUnusable."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = _locked(folder)
        except OSError as err:
            raise StateUnusable(
                f"the state cannot be opened ({err.strerror}).", path=folder, remedy="Check its owner and the disk."
            ) from err
        try:
            connection = connect(folder / FILE)
            for setting in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
                connection.execute(f"PRAGMA {setting}")
            connection.executescript(_MAKE)
            store = cls(folder, connection, lock)
            if store.note("form", FORM) != FORM:
                raise StateUnusable("another version wrote this state.", path=folder, remedy="Fill a new folder.")
        except sqlite3.Error as err:
            os.close(lock)
            raise StateUnusable(
                f"this is no state that can be read ({type(err).__name__}).", path=folder, remedy="Fill a new folder."
            ) from err
        except StateUnusable:
            os.close(lock)
            raise
        return store

    def close(self) -> None:
        """Give the folder free; nothing is lost where a process ends without it."""
        if self._copying is not None:
            self._copying.join()
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()
        os.close(self._lock)

    def note(self, name: str, otherwise: str) -> str:
        """What is noted under a name."""
        rows = self._asked("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else otherwise

    def find(self, event: Event) -> Kept | None:
        """The row of an event's identity."""
        asked = "SELECT version, known, body FROM records WHERE kind = ? AND person = ? AND id = ?"
        for version, known, body in self._asked(asked, (event.table.kind, event.person, event.id)):
            return Kept(version, known, None if body is None else tuple(json.loads(body)))
        return None

    def triggers(self, person: str) -> dict[int, dict[str, Any]]:
        """[kind][id] the rows of a person in the tables below TRIGGERS."""
        asked = f"SELECT kind, id, known, body FROM records WHERE kind IN ({_KINDS}) AND person = ? AND body NOTNULL"
        found: dict[int, dict[str, Any]] = {kind: {} for kind in range(TRIGGERS)}
        for kind, own, known, body in self._asked(asked, (person,)):
            found[kind][own] = _row(kind, own, known, body)
        return found

    def rows(self, kind: int, person: str) -> dict[str, Any]:
        """[id] the rows of a person in one table."""
        asked = "SELECT id, known, body FROM records WHERE kind = ? AND person = ? AND body NOTNULL"
        found, make = self._asked(asked, (kind, person)), TABLES[kind].row._make
        # One text is read much faster than many.
        bodies = json.loads(f"[{','.join([body for _, _, body in found])}]")
        return {own: make((own, known, *body)) for (own, known, _), body in zip(found, bodies, strict=True)}

    def employers(self) -> Iterator[Any]:
        """Every employer, as rows of tables.Employer."""
        asked = "SELECT id, known, body FROM records WHERE kind = ? AND body NOTNULL"
        for own, known, body in self._asked(asked, (EMPLOYERS,)):
            yield _row(EMPLOYERS, own, known, body)

    def persons(self) -> list[str]:
        """Everybody of whom there is a row."""
        asked = "SELECT DISTINCT person FROM records WHERE kind <> ? ORDER BY person"
        return [person for (person,) in self._asked(asked, (EMPLOYERS,))]

    def usual(self) -> Usual:
        """The counters of bills."""
        usual = Usual()
        usual.fill(
            self._asked("SELECT kind, value, persons, women FROM bill_persons"),
            self._asked("SELECT kind, value, age, bills FROM bill_ages ORDER BY kind, value, age"),
        )
        return usual

    def due(self, day: int) -> list[str]:
        """Persons some of whose rows became known by a day, though they came earlier."""
        asked = "SELECT DISTINCT person FROM later WHERE known <= ?"
        return [person for (person,) in self._asked(asked, (day,))]

    def write(self, writing: Writing) -> None:
        """All of it on disk, or nothing. Raises StateNotWritten."""
        with self._transaction() as connection:
            connection.executemany(_PUT, map(_stored, writing.events))
            _count(connection, writing.change)
            connection.executemany("INSERT OR IGNORE INTO later VALUES (?, ?)", writing.later)
            if writing.done is not None:
                connection.execute("DELETE FROM later WHERE known <= ?", [writing.done])
            connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", writing.notes)
        self._ahead += len(writing.events)

    def tidy(self) -> None:
        """Have what was written ahead put into the file, by a thread of its own, so that no group waits for it.

        What came meanwhile is little: it is put there here, and the log begins anew. A failure is told by the next
        group that writes.
        """
        if self._copying is not None and not self._copying.is_alive():
            self._copying = None
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(RESTART)")
        elif self._copying is None and self._ahead >= _ROWS_AHEAD:
            self._ahead = 0
            self._copying = Thread(target=_copy, args=(self.folder / FILE,), name="risk-state", daemon=True)
            self._copying.start()

    def _asked(self, asked: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            return self._connection.execute(asked, values).fetchall()
        except sqlite3.Error as err:
            raise StateUnusable(
                f"this state cannot be read ({type(err).__name__}).", path=self.folder, remedy="Fill a new folder."
            ) from err

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as err:
            # What the database says may repeat values of a row; its kind does not.
            name = getattr(err, "sqlite_errorname", type(err).__name__)
            raise StateNotWritten(
                f"The state in {self.folder} could not be written ({name}). Mend that and send the events again."
            ) from err


_KINDS = ", ".join(map(str, range(TRIGGERS)))


def connect(path: Path) -> sqlite3.Connection:
    """A connection that begins and ends its transactions itself, for whichever thread has it."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute(f"PRAGMA cache_size = -{_MEMORY_KIB}")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    return connection


def _copy(path: Path) -> None:
    with suppress(sqlite3.Error), closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def make(connection: sqlite3.Connection) -> None:
    """Make the tables of a state."""
    connection.executescript(_MAKE)


def body_of(values: Values) -> str:
    """Values as they are kept."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _stored(event: Event) -> tuple[int, str, str, int, int, str | None]:
    body = None if event.values is None else body_of(event.values)
    return event.table.kind, event.person, event.id, event.version, event.known, body


def _row(kind: int, own: str, known: int, body: str) -> Any:
    return TABLES[kind].row._make((own, known, *json.loads(body)))


def _count(connection: sqlite3.Connection, change: Change) -> None:
    connection.executemany(
        "INSERT INTO bill_persons VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET persons = persons + excluded.persons, "
        "women = women + excluded.women",
        [
            (*place, change.persons.get(place, 0), change.women.get(place, 0))
            for place in {**change.persons, **change.women}
        ],
    )
    connection.executemany(
        "INSERT INTO bill_ages VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET bills = bills + excluded.bills",
        [(*place, age, bills) for (place, age), bills in change.ages.items()],
    )


def _locked(folder: Path) -> int:
    """Hold the folder alone. Raises StateUnusable where another process does."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        os.close(lock)
        raise StateUnusable(
            "another process works with this state.", path=folder, remedy="Stop it, or give another folder."
        ) from err
    return lock
