"""The state in SQLite: rows of persons and counters of bills, and how far it has what the journal has."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

_MAKE = """
    CREATE TABLE records (
        person TEXT, kind INTEGER, id TEXT, version INTEGER, known INTEGER, body TEXT, PRIMARY KEY (person, kind, id)
    ) WITHOUT ROWID;
    CREATE TABLE bill_persons (
        kind INTEGER, value TEXT, persons INTEGER, women INTEGER, PRIMARY KEY (kind, value)) WITHOUT ROWID;
    CREATE TABLE bill_ages (
        kind INTEGER, value TEXT, age INTEGER, bills INTEGER, PRIMARY KEY (kind, value, age)) WITHOUT ROWID;
    CREATE TABLE later (known INTEGER, person TEXT, PRIMARY KEY (known, person)) WITHOUT ROWID;
    CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""
_PLACE = "place"
# [group] what it writes, as `written` lays it out: the database takes the text apart by itself, and while it does so
# other threads work on. Groups are in order, so that of two rows of one identity the later stands.
_PUT = tuple(
    f"INSERT {head} SELECT {', '.join(f'each.value ->> {at}' for at in range(width))} "
    f"FROM json_each(?) AS one, json_each(one.value, '$[{part}]') AS each WHERE true {tail}"
    for part, width, head, tail in (
        (0, 6, "OR REPLACE INTO records", ""),
        (1, 4, "INTO bill_persons",
         "ON CONFLICT DO UPDATE SET persons = persons + excluded.persons, women = women + excluded.women"),
        (2, 4, "INTO bill_ages", "ON CONFLICT DO UPDATE SET bills = bills + excluded.bills"),
        (3, 2, "OR IGNORE INTO later", ""),
        (5, 2, "OR REPLACE INTO notes", ""),
    )
)  # fmt: skip
_DONE = "DELETE FROM later WHERE known <= (SELECT max(one.value ->> 4) FROM json_each(?) AS one)"
_MEMORY_KIB = 64 * 1024
# The file is read as memory, as far as it goes: a page that the system holds needs no call to it.
_MAPPED_BYTES = 64 * 2**30


def connect(path: Path) -> sqlite3.Connection:
    """A connection that begins and ends its transactions itself, for whichever thread has it."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute(f"PRAGMA cache_size = -{_MEMORY_KIB}")
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    return connection


def connect_ahead(path: Path) -> sqlite3.Connection:
    """A connection that writes ahead of the file, and puts that into the file when it is told to.

    A transaction is in the log beside the file when it ends, and on the disk for good after `copy`: until then the
    journal has it.
    """
    connection = connect(path)
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "wal_autocheckpoint = 0"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def make(connection: sqlite3.Connection, notes: Iterable[tuple[str, str]]) -> None:
    """Make the tables of a state and note that of it, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in _MAKE.split(";"):
        connection.execute(statement)
    connection.executemany("INSERT INTO notes VALUES (?, ?)", notes)
    connection.execute("COMMIT")


def note(connection: sqlite3.Connection, name: str, otherwise: str) -> str:
    """What is noted under a name."""
    rows = connection.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchall()
    return str(rows[0][0]) if rows else otherwise


def place_of(connection: sqlite3.Connection) -> int:
    """The place in the journal up to which the database has all groups."""
    return int(note(connection, _PLACE, "0"))


def put(connection: sqlite3.Connection, groups: Sequence[tuple[int, bytes]]) -> None:
    """What groups write, in one transaction, and the place of the last; (place, what it writes) in order.

    Groups that the database has already are left out.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        had = place_of(connection)
        new = [(place, written) for place, written in groups if place > had]
        if new:
            text = f"[{b','.join([written for _, written in new]).decode()}]"
            for statement in (*_PUT, _DONE):
                connection.execute(statement, (text,))
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (_PLACE, str(new[-1][0])))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copy(connection: sqlite3.Connection) -> bool:
    """Put into the file, on the disk, what was written ahead; whether that was all, which a reader may hold up."""
    _, ahead, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return bool(ahead == copied)


def what(err: Exception) -> str:
    """What kind of failure it is. What the database says may repeat values of a row; its kind does not."""
    return str(getattr(err, "sqlite_errorname", type(err).__name__))
