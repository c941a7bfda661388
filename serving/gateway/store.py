"""What a gateway keeps on disk: submissions with their answers, answers under idempotency keys, and earlier answers.

A submission is there once its receipt is given; its answer is written in the transaction that marks it done, so that
it is done once or not yet.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from serving.gateway.writer import Writer, connect, translated

FILE = "gateway.sqlite"
_MAKE = """
    CREATE TABLE IF NOT EXISTS submissions (
        id TEXT PRIMARY KEY, tenant TEXT NOT NULL, key TEXT NOT NULL, print TEXT NOT NULL, application TEXT NOT NULL,
        region TEXT NOT NULL, accepted REAL NOT NULL, body BLOB, attempts INTEGER NOT NULL DEFAULT 0,
        next REAL NOT NULL, status INTEGER, answer BLOB, done REAL, UNIQUE (tenant, key)
    );
    CREATE INDEX IF NOT EXISTS submissions_waiting ON submissions (next) WHERE done IS NULL;
    CREATE INDEX IF NOT EXISTS submissions_done ON submissions (done) WHERE done IS NOT NULL;
    CREATE TABLE IF NOT EXISTS answers (
        tenant TEXT, key TEXT, print TEXT NOT NULL, status INTEGER NOT NULL, answer BLOB NOT NULL, at REAL NOT NULL,
        answered TEXT NOT NULL DEFAULT 'site', PRIMARY KEY (tenant, key)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS earlier (
        question TEXT PRIMARY KEY, application TEXT NOT NULL, answer BLOB NOT NULL, at REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS probes (id INTEGER PRIMARY KEY, at REAL NOT NULL)
"""
_COLUMNS = "id, tenant, application, region, accepted, body, attempts, status, answer, done"


class State(StrEnum):
    """Where a submission stands."""

    WAITING = "waiting"
    DONE = "done"


class KeyUsed(Exception):
    """The key stands for another request of the tenant."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A request that is answered later.

    region    of who asked, "" for somebody bound to none
    accepted  seconds since 1970, and so `done`, None while it waits
    body      JSON; None once it is done, since nobody needs it then
    attempts  that came to nothing
    status    of the answer
    """

    id: str
    tenant: str
    application: str
    region: str
    accepted: float
    body: bytes | None
    attempts: int = 0
    status: int | None = None
    answer: bytes | None = None
    done: float | None = None

    @property
    def state(self) -> State:
        """Where it stands."""
        return State.WAITING if self.done is None else State.DONE


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given; `print` is the hash of the question it answers, `answered` says from where."""

    print: str
    status: int
    answer: bytes
    at: float
    answered: str = "site"


class Store:
    """Reads at once, writes through one thread. All of it belongs to one event loop; whatever fails is DiskFails."""

    def __init__(self, folder: Path) -> None:
        """Open the store of a folder, or make it. Raises DiskFails where the disk does not let it."""
        self.path = folder / FILE
        try:
            # Submissions tell of persons: the folder is for its owner.
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._reading = connect(self.path)
            for statement in _MAKE.split(";"):
                self._reading.execute(statement)
            _widen(self._reading)
            # A connection that was there before would go by the tables as they were.
            self.writer = Writer(self.path)
        except (OSError, sqlite3.Error) as err:
            raise translated(err) from err
        self.writer.start()

    def close(self) -> None:
        """Write what waits, and end."""
        self.writer.close()
        self._reading.close()

    async def submit(self, new: Submission, *, key: str, print: str) -> Submission:
        """Keep a submission; the one that the key already stands for, where it does.

        print  hash of what is asked. Raises KeyUsed where the key stands for something else.
        """
        found: Submission = await self.writer.write(lambda connection: _submit(connection, new, key, print))
        return found

    def submission(self, id: str, tenant: str) -> Submission | None:
        """A submission of a tenant."""
        asked = f"SELECT {_COLUMNS} FROM submissions WHERE id = ? AND tenant = ?"
        rows = self._read(asked, id, tenant)
        return Submission(*rows[0]) if rows else None

    def under(self, tenant: str, key: str) -> tuple[Submission, str] | None:
        """The submission that a key of a tenant stands for, and the hash of what it asks."""
        rows = self._read(f"SELECT {_COLUMNS}, print FROM submissions WHERE tenant = ? AND key = ?", tenant, key)
        return (Submission(*rows[0][:-1]), rows[0][-1]) if rows else None

    def due(
        self, now: float, most: int, *, applications: Sequence[str], without: Sequence[str] = ()
    ) -> list[Submission]:
        """Submissions to some applications whose turn it is, the oldest first; `without` are on their way already."""
        asked = (
            f"SELECT {_COLUMNS} FROM submissions WHERE done IS NULL AND next <= ? AND id NOT IN ({_marks(without)})"
            f" AND application IN ({_marks(applications)}) ORDER BY next LIMIT ?"
        )
        return [Submission(*row) for row in self._read(asked, now, *without, *applications, most)]

    async def finish(self, id: str, *, status: int, answer: bytes, now: float) -> bool:
        """Mark a submission done with its answer; False where it was done before, and stays as it was."""
        act = "UPDATE submissions SET done = ?, status = ?, answer = ?, body = NULL WHERE id = ? AND done IS NULL"
        done: int = await self.writer.write(
            lambda connection: connection.execute(act, (now, status, answer, id)).rowcount
        )
        return bool(done)

    async def put_off(self, id: str, *, until: float, counts: bool) -> None:
        """Ask again not before `until`; `counts` where the application failed, and was not merely away."""
        act = "UPDATE submissions SET attempts = attempts + ?, next = ? WHERE id = ? AND done IS NULL"
        await self.writer.write(lambda connection: connection.execute(act, (int(counts), until, id)))

    def kept(self, tenant: str, key: str) -> Kept | None:
        """The answer that was given under a key of a tenant."""
        asked = "SELECT print, status, answer, at, answered FROM answers WHERE tenant = ? AND key = ?"
        rows = self._read(asked, tenant, key)
        return Kept(*rows[0]) if rows else None

    async def keep(self, tenant: str, key: str, answer: Kept) -> Kept:
        """Keep an answer under a key, for good; the one that was kept first counts."""
        act = "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)"
        row = (tenant, key, answer.print, answer.status, answer.answer, answer.at, answer.answered)
        await self.writer.write(lambda connection: connection.execute(act, row))
        return self.kept(tenant, key) or answer

    def earlier(self, question: str) -> tuple[bytes, float] | None:
        """The last answer to a question, and when it was given."""
        rows = self._read("SELECT answer, at FROM earlier WHERE question = ?", question)
        return (rows[0][0], rows[0][1]) if rows else None

    async def remember(self, question: str, application: str, answer: bytes, now: float) -> None:
        """Keep the newest answer to a question, for when the line is cut."""
        row = (question, application, answer, now)
        await self.writer.write(lambda connection: connection.execute("REPLACE INTO earlier VALUES (?, ?, ?, ?)", row))

    async def forget(self, *, before: float, most_earlier: int) -> None:
        """Let go of answers given before a moment, and of all but the newest earlier ones."""
        await self.writer.write(lambda connection: _forget(connection, before, most_earlier))

    async def probe(self, now: float) -> None:
        """Write something, to see whether the disk takes it. Raises DiskFails."""
        await self.writer.write(lambda connection: connection.execute("REPLACE INTO probes VALUES (1, ?)", (now,)))

    def oldest_waiting(self) -> float | None:
        """When the submission that waits longest was accepted."""
        ((oldest,),) = self._read("SELECT min(accepted) FROM submissions WHERE done IS NULL")
        return None if oldest is None else float(oldest)

    def waiting(self) -> int:
        """Submissions that are not done."""
        ((count,),) = self._read("SELECT count(*) FROM submissions WHERE done IS NULL")
        return int(count)

    def _read(self, asked: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self._reading.execute(asked, values).fetchall()
        except sqlite3.Error as err:
            raise translated(err) from err


def _submit(connection: sqlite3.Connection, new: Submission, key: str, print: str) -> Submission:
    asked = f"SELECT {_COLUMNS}, print FROM submissions WHERE tenant = ? AND key = ?"
    row: tuple[Any, ...] | None = connection.execute(asked, (new.tenant, key)).fetchone()
    if row is not None:
        if row[-1] != print:
            raise KeyUsed
        return Submission(*row[:-1])
    connection.execute(
        "INSERT INTO submissions (id, tenant, key, print, application, region, accepted, body, next)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (new.id, new.tenant, key, print, new.application, new.region, new.accepted, new.body, new.accepted),
    )
    return new


def _widen(connection: sqlite3.Connection) -> None:
    """Give a store that was made before there was such a column one."""
    known = {row[1] for row in connection.execute("PRAGMA table_info(answers)")}
    if "answered" not in known:
        connection.execute("ALTER TABLE answers ADD COLUMN answered TEXT NOT NULL DEFAULT 'site'")


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _forget(connection: sqlite3.Connection, before: float, most_earlier: int) -> None:
    connection.execute("DELETE FROM submissions WHERE done < ?", (before,))
    connection.execute("DELETE FROM answers WHERE at < ?", (before,))
    connection.execute("DELETE FROM earlier WHERE at < ?", (before,))
    newest = "SELECT question FROM earlier ORDER BY at DESC LIMIT ?"
    connection.execute(f"DELETE FROM earlier WHERE question NOT IN ({newest})", (most_earlier,))
