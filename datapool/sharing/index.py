"""An index of the log of sharing, by person and by day: made from the log alone, and made anew whenever it is gone."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from core.chain import START, Chain, ChainBroken, Entry, Position
from core.errors import AnlanError

_SECONDS_TO_WAIT = 60.0
_KB_OF_CACHE = 65_536
_FORM = 1
_ENTRIES_AT_ONCE = 2_000
_TABLES = f"""
CREATE TABLE place (first INTEGER, "offset" INTEGER, number INTEGER, hash TEXT);
CREATE TABLE entries (number INTEGER PRIMARY KEY, kind TEXT, agreement TEXT, day TEXT, rows INTEGER, part INTEGER,
                      told TEXT);
CREATE TABLE keys (key TEXT PRIMARY KEY);
CREATE INDEX of_day ON entries (agreement, day) WHERE kind = 'release';
CREATE TABLE seen (person TEXT, number INTEGER, PRIMARY KEY (person, number)) WITHOUT ROWID;
PRAGMA user_version = {_FORM};
"""
# What of a body answers who looked; persons and rows are elsewhere.
_TOLD = ("kind", "who", "tenant", "at", "purpose", "agreement", "table", "columns", "part")
_VARIABLES_AT_ONCE = 500


class IndexUnusable(AnlanError):
    """The index of the log can neither be used nor made anew."""

    code = "sharing.index_unusable"


@dataclass(frozen=True, slots=True)
class Used:
    """What was released by an agreement on one day."""

    rows: int
    requests: int


class Index:
    """Answers from the log as it is now; every question first reads what was appended since the last."""

    def __init__(self, log: Chain, file: Path) -> None:
        self._log, self._file = log, file

    def used(self, agreement: str, day: str) -> Used:
        """Rows and requests of a day, `day` as YYYY-MM-DD."""
        asked = (
            "SELECT coalesce(sum(rows), 0), coalesce(sum(part = 1), 0) FROM entries "
            "WHERE kind = 'release' AND agreement = ? AND day = ?"
        )
        ((rows, requests),) = self._ask(asked, (agreement, day))
        return Used(rows, requests)

    def keys(self) -> list[str]:
        """Fingerprints of the keys that the log was written with."""
        return [key for (key,) in self._ask("SELECT key FROM keys", ())]

    def seen(self, persons: Sequence[str]) -> list[dict[str, Any]]:
        """Number and what is told of every entry about one of these pseudonyms, in the order of the log."""
        found: dict[int, str] = {}
        for at in range(0, len(persons), _VARIABLES_AT_ONCE):
            some = persons[at : at + _VARIABLES_AT_ONCE]
            marks = ", ".join("?" * len(some))
            asked = f"SELECT number, told FROM seen JOIN entries USING (number) WHERE person IN ({marks})"
            found.update(self._ask(asked, some))
        return [{"number": number, **json.loads(found[number])} for number in sorted(found)]

    def _ask(self, question: str, values: Sequence[Any]) -> list[Any]:
        try:
            return self._answer(question, values)
        except (sqlite3.DatabaseError, ChainBroken):
            # Whatever is wrong with the index, the log tells everything; if the log is wrong, this raises again.
            self._throw_away()
        try:
            return self._answer(question, values)
        except (sqlite3.Error, OSError) as err:
            raise IndexUnusable(f"{self._file}: {err}. Check the disk and who owns the folder.") from err

    def _answer(self, question: str, values: Sequence[Any]) -> list[Any]:
        with self._connected() as connection:
            self._bring_up_to_date(connection)
            return connection.execute(question, values).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=_SECONDS_TO_WAIT, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{_KB_OF_CACHE}")
            yield connection

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        """Read on in the log, alone among all processes."""
        connection.execute("BEGIN IMMEDIATE")
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] != _FORM:
                _make(connection)
            place = connection.execute('SELECT first, "offset", number, hash FROM place').fetchone()
            new = self._log.read(START if place is None else Position(*place))
            while some := list(islice(new, _ENTRIES_AT_ONCE)):
                _enter(connection, [entry for _, entry in some])
                connection.execute("DELETE FROM place")
                connection.execute("INSERT INTO place VALUES (?, ?, ?, ?)", astuple(some[-1][0]))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def _throw_away(self) -> None:
        for end in ("", "-journal"):
            self._file.with_name(self._file.name + end).unlink(missing_ok=True)


def _make(connection: sqlite3.Connection) -> None:
    for name in ("place", "entries", "keys", "seen"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _TABLES.split(";"):
        connection.execute(statement)


def _enter(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, entries))
    keys = {entry.body["key"] for entry in entries if "key" in entry.body}
    connection.executemany("INSERT OR IGNORE INTO keys VALUES (?)", ((key,) for key in sorted(keys)))
    seen = ((person, entry.number) for entry in entries for person in entry.body.get("persons", ()))
    connection.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", seen)


def _row(entry: Entry) -> tuple[Any, ...]:
    body = entry.body
    told = json.dumps({word: body[word] for word in _TOLD if word in body}, ensure_ascii=False)
    counted = (body.get("agreement"), body.get("day"), body.get("rows", 0), body.get("part", 0))
    return (entry.number, body.get("kind"), *counted, told)
