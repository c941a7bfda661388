"""The book of tickets: one SQLite file that keeps every ticket and everything that happened to it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from core.errors import AnlanError, UnknownKey
from datapool.quality.tickets.ticket import Event, Example, State, Ticket, observe, step

FILE = "tickets.sqlite"
WAIT_S = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tickets (
    number TEXT PRIMARY KEY, department TEXT NOT NULL, state TEXT NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS events (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL, event TEXT NOT NULL, state TEXT NOT NULL,
    remaining INTEGER NOT NULL, note TEXT NOT NULL, assessment TEXT NOT NULL
) STRICT;
"""
_OPENED = "open"


class BookNotWritten(AnlanError):
    """The book of tickets could not be read or written."""

    code = "quality.book_not_written"


class TicketBook:
    """The tickets of one pool. Every change is durable before the call returns, and made whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the one that holds the assessments; it is made where it is not there."""
        self.path = folder / FILE

    def take_in(self, found: Iterable[Ticket], assessment: str) -> Sequence[tuple[str, Event | None]]:
        """Bring the book up to an assessment; doing it twice changes nothing.

        found       what the assessment asks to correct, each as an open ticket
        assessment  its version
        returns     (number, what happened) for every ticket that changed; None for a new one
        """
        wanted = {ticket.number: ticket for ticket in found}
        happened: list[tuple[str, Event | None]] = []
        with self._writing() as con:
            known = {ticket.number: ticket for ticket in _read(con)}
            for number, ticket in known.items():
                nothing = replace(ticket, remaining=0, examples=())
                after, events = observe(ticket, wanted.get(number, nothing))
                if after != ticket:
                    _write(con, after)
                for event in events:
                    _log(con, after, event.value, assessment)
                    happened.append((number, event))
            for number in sorted(set(wanted) - set(known)):
                if wanted[number].remaining:
                    _write(con, wanted[number])
                    _log(con, wanted[number], _OPENED, assessment)
                    happened.append((number, None))
        return happened

    def record(self, number: str, event: Event, note: str = "") -> Ticket:
        """Something happened to a ticket. Raises UnknownKey for a number that is not in the book."""
        with self._writing() as con:
            found = [ticket for ticket in _read(con) if ticket.number == number]
            if not found:
                raise UnknownKey(f"there is no ticket {number}.", remedy="`anlan data tickets DIR` lists them.")
            after = step(found[0], event, note)
            _write(con, after)
            _log(con, after, event.value, "")
        return after

    def tickets(self, *, department: str | None = None, state: State | None = None) -> list[Ticket]:
        """The tickets of a department, in a state, or all, by number."""
        if not self.path.exists():
            return []
        with self._open() as con:
            listed = _read(con)
        return [t for t in listed if department in (None, t.department) and state in (None, t.state)]

    def history(self, number: str) -> list[dict[str, str | int]]:
        """What happened to a ticket, in order: event, state after it, records remaining, note, assessment."""
        if not self.path.exists():
            return []
        with self._open() as con:
            rows = con.execute(
                "SELECT event, state, remaining, note, assessment FROM events WHERE number = ? ORDER BY place", [number]
            ).fetchall()
        return [dict(zip(("event", "state", "remaining", "note", "assessment"), row, strict=True)) for row in rows]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as con:
            con.execute("BEGIN IMMEDIATE")
            try:
                yield con
            except BaseException:
                con.execute("ROLLBACK")
                raise
            con.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection whose commits survive a power cut."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            con = sqlite3.connect(self.path, timeout=WAIT_S, isolation_level=None)
        except (OSError, sqlite3.Error) as err:
            raise BookNotWritten(f"{self.path} cannot be opened: {err}. Nothing was changed.") from err
        try:
            con.execute("PRAGMA journal_mode = WAL")
            con.execute("PRAGMA synchronous = FULL")
            con.executescript(_SCHEMA)
            yield con
        except sqlite3.Error as err:
            raise BookNotWritten(f"{self.path} cannot be used: {err}. Nothing was changed.") from err
        finally:
            con.close()


def _read(con: sqlite3.Connection) -> list[Ticket]:
    rows = con.execute("SELECT content FROM tickets ORDER BY number").fetchall()
    return [_ticket(json.loads(content)) for (content,) in rows]


def _ticket(kept: dict[str, object]) -> Ticket:
    examples = tuple(
        Example(each["path"], each["line"], tuple(each["columns"]))
        for each in kept.pop("examples")  # type: ignore[attr-defined]
    )
    return Ticket(**{**kept, "state": State(str(kept["state"])), "examples": examples})  # type: ignore[arg-type]


def _write(con: sqlite3.Connection, ticket: Ticket) -> None:
    content = json.dumps(asdict(ticket), ensure_ascii=False, sort_keys=True)
    con.execute(
        "INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, ?)",
        [ticket.number, ticket.department, ticket.state.value, content],
    )


def _log(con: sqlite3.Connection, ticket: Ticket, event: str, assessment: str) -> None:
    con.execute(
        "INSERT INTO events (number, event, state, remaining, note, assessment) VALUES (?, ?, ?, ?, ?, ?)",
        [ticket.number, event, ticket.state.value, ticket.remaining, ticket.note, assessment],
    )
