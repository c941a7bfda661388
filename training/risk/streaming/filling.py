"""A state made from a pool, so that scoring goes on from what was known on a day."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import InputError
from core.principal import Principal
from datapool import marts
from datapool.standards.sql import identifier
from training.risk.casebook import Casebook, open_casebook
from training.risk.records import RULES
from training.risk.records.asking import columns_of
from training.risk.records.impossible import IMPOSSIBLE
from training.risk.streaming.database import connect
from training.risk.streaming.journal import is_there
from training.risk.streaming.state import FILE, StateNotWritten, sync
from training.risk.streaming.store import begin
from training.risk.streaming.tables import TABLES, EventTable, Form, form_of
from training.risk.streaming.usual import DIAGNOSIS, ITEM, PHARMACY, WOMAN

_ROWS_OF_A_PIECE = 50_000
# A row of the pool is known from the first, since no earlier day is scored; any version of an event is newer.
_ALWAYS, _OLDEST = 0, 0
Moved = Callable[[int, int], None]


def fill(
    folder: Path,
    snapshot: marts.Snapshot,
    *,
    who: str | Principal,
    now: datetime,
    moved: Moved = lambda done, total: None,
) -> dict[str, int]:
    """[table] rows put into a new state: everything known at the end of the snapshot's day.

    who, now  as `marts.open` takes them
    moved     told how many tables of how many are done
    The state is there whole or not at all. Raises InputError where the folder has one already, and what
    `open_casebook` raises.
    """
    if (folder / FILE).exists() or is_there(folder):
        raise InputError("there is a state already.", path=folder, remedy="Give a new folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".filling-", dir=folder) as place:
            fresh = Path(place) / FILE
            with open_casebook(snapshot, columns_of(RULES), who=who, now=now) as casebook:
                counts = _write(casebook, fresh, moved)
            fresh.replace(folder / FILE)
        sync(folder)
    except (OSError, sqlite3.Error) as err:
        raise StateNotWritten(folder, type(err).__name__) from err
    return counts


def _write(casebook: Casebook, fresh: Path, moved: Moved) -> dict[str, int]:
    connection = connect(fresh)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        begin(connection)
        connection.execute("BEGIN")
        counts = _copy(casebook, connection, moved)
        _count_bills(casebook, connection)
        notes = [("day", str(casebook.as_of.toordinal())), ("data_hash", casebook.data_hash)]
        connection.executemany("INSERT INTO notes VALUES (?, ?)", notes)
        connection.execute("COMMIT")
    finally:
        connection.close()
    sync(fresh)
    return counts


def _copy(casebook: Casebook, connection: sqlite3.Connection, moved: Moved) -> dict[str, int]:
    """[table] rows put in, in the order of the store: a file that only grows at its end is written much faster."""
    rows_of = [f"SELECT {table.kind} AS kind, {_row_of(table)}" for table in TABLES]
    counts = dict.fromkeys(range(len(TABLES)), 0)
    counted = f"SELECT kind, count(*) FROM ({' UNION ALL '.join(rows_of)}) GROUP BY kind"
    counts.update(casebook.connection.execute(counted).fetchall())
    found = casebook.connection.execute(
        f"SELECT person, kind, id, {_OLDEST}, {_ALWAYS}, body FROM ({' UNION ALL '.join(rows_of)}) ORDER BY ALL"
    )
    done, total = 0, sum(counts.values())
    while rows := found.fetchmany(_ROWS_OF_A_PIECE):
        connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)", rows)
        done += len(rows)
        moved(done, total)
    return {table.name: counts[table.kind] for table in TABLES}


def _row_of(table: EventTable) -> str:
    """SQL for person, identity and body of its rows; those without a person or a needed value are in no rule."""
    person = "_linked" if table.of_person else "''"
    needed = [identifier(name) for name in table.needs] + ([person] if table.of_person else [])
    where = f"WHERE {' AND '.join(f'{name} IS NOT NULL' for name in needed)}" if needed else ""
    body = f"json_array({', '.join(map(_plain, table.columns))})::VARCHAR"
    return f"{person} AS person, _row AS id, {body} AS body FROM {identifier(table.name)} {where}"


def _plain(column: str) -> str:
    """SQL for a value as a row of the store has it."""
    name = identifier(column)
    if form_of(column) is Form.DAY:
        return f"(CAST({name} AS DATE) - DATE '0001-01-01') + 1"
    return f"CAST({name} * 100 AS BIGINT)" if form_of(column) is Form.FEN else name


def _count_bills(casebook: Casebook, connection: sqlite3.Connection) -> None:
    """What is usual, counted from the bills as the rule in SQL takes them."""
    casebook.connection.execute(IMPOSSIBLE.prepare[0])
    for kind, column in ((DIAGNOSIS, "diagnosis"), (ITEM, "item")):
        bills = f"FROM sexed_bills WHERE kind <> '{PHARMACY}' AND {column} IS NOT NULL"
        persons = casebook.connection.execute(
            f"SELECT {kind}, {column}, count(DISTINCT person), count(DISTINCT person) FILTER (sex = '{WOMAN}') {bills} "
            "GROUP BY ALL"
        ).fetchall()
        ages = casebook.connection.execute(
            f"SELECT {kind}, {column}, round(age * 365.25)::INTEGER AS days, count(*) {bills} AND age IS NOT NULL "
            "GROUP BY ALL"
        ).fetchall()
        connection.executemany("INSERT INTO bill_persons VALUES (?, ?, ?, ?)", persons)
        connection.executemany("INSERT INTO bill_ages VALUES (?, ?, ?, ?)", ages)
