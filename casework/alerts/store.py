"""The log and the tables of a ledger held together: what was acknowledged is in both, whenever the process ended.

The log comes first. An act is decided on tables that have everything the log has, and put into them in a transaction
that also notes behind which entry they stand. Before it is committed, the entry is appended to the log and on disk. A
process that ends between the two leaves tables that are behind; whoever opens or writes next puts in what is missing.
Tables that are ahead of the log, or that followed another one, are refused.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.pool import StaticPool

from casework.alerts import schema
from casework.alerts.database import address_of, connect, note_address, transaction, upgrade
from casework.alerts.refusals import LedgerUnusable
from casework.alerts.storing import apply, catch_up, note_place, place_of
from core.chain import Chain, Entry, Writer
from core.chain_form import canonical
from core.errors import FileMissing

LOG_FILE = "log.jsonl"
Decide = Callable[[Connection], Mapping[str, Any]]


class Store:
    """The log of a folder and the tables that follow from it."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder, self._engine = folder, engine
        self.log = Chain(folder / LOG_FILE)

    @classmethod
    def open(cls, folder: Path, *, database: str | None = None, making: bool = False) -> "Store":
        """The store of a folder, its tables of the newest form and with everything that the log has.

        database  address of a PostgreSQL database for the tables; noted in the folder when it is made
        making    whether a folder that holds no ledger gets one; otherwise FileMissing
        """
        if not making and not (folder / LOG_FILE).exists():
            raise FileMissing(
                "there is no ledger of cases here.", path=folder, remedy="`anlan ledger import` makes one from alerts."
            )
        # Evidence tells of persons: the folder is for its owner and whoever they let in.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        url = address_of(folder, database)
        if database is not None:
            note_address(folder, database)
        store = cls(folder, connect(url))
        with store.log.writing() as writer:
            writer.append()
            upgrade(store._engine)
            store._catch_up()
        return store

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The tables as they are at one moment."""
        with transaction(self._engine) as connection:
            yield connection

    def write(self, decide: Decide) -> int:
        """Decide an act on the tables as they are, and write it down; returns its number in the log.

        decide  gives the body of the entry, or raises: then nothing is written
        """
        with self.log.writing() as writer:
            # What a killed writer left of a line becomes whole, or goes, before anything is decided.
            writer.append()
            self._catch_up()
            try:
                with transaction(self._engine) as connection:
                    number = self._write(connection, writer, decide)
            except LedgerUnusable as err:
                raise LedgerUnusable(
                    f"{err} What you did may be in the log: open the ledger again and look before you repeat it."
                ) from err
        return number

    def _write(self, connection: Connection, writer: Writer, decide: Decide) -> int:
        """Into the tables, into the log, then for good: what the tables do not take never comes into the log."""
        body = json.loads(canonical(decide(connection)))
        before = place_of(connection)
        apply(connection, Entry(before.number + 1, before.hash, body, ""))
        (entry,) = writer.append(body)
        note_place(connection, self.log)
        return entry.number

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Nobody else writes meanwhile."""
        with self.log.writing():
            yield

    def note(self, body: Mapping[str, Any]) -> None:
        """Write down something that changes no case."""
        self.log.append(body)

    def disagreements(self) -> tuple[str, ...]:
        """The tables that are not what the log makes of them; read anew from the first entry."""
        engine = create_engine("sqlite://", poolclass=StaticPool)
        schema.metadata.create_all(engine)
        with self.log.writing(), transaction(engine) as again, self.reading() as connection:
            catch_up(connection, self.log)
            catch_up(again, self.log)
            return tuple(
                table.name
                for table in schema.metadata.sorted_tables
                if _rows(connection, table.name) != _rows(again, table.name)
            )

    def _catch_up(self) -> None:
        with transaction(self._engine) as connection:
            catch_up(connection, self.log)


def _rows(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    table = schema.metadata.tables[name]
    return sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
