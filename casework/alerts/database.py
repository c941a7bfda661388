"""The database of the ledger: SQLite in its folder, or PostgreSQL, brought to the newest tables when it is opened."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from casework.alerts.refusals import LedgerUnusable
from casework.alerts.schema import metadata
from core.errors import InputError

DATABASE_FILE, ADDRESS_FILE = "ledger.sqlite", "database"
VERSION_TABLE = "ledger_version"
_MIGRATIONS = Path(__file__).parent / "migrations"
_SECONDS_TO_WAIT = 60.0
_POSTGRESQL = "postgresql"


def address_of(folder: Path, database: str | None) -> URL:
    """Where the tables lie: the address given, or the one in the folder's file `database`, or a file of the folder.

    Raises InputError for an address that is neither PostgreSQL's nor can be read, or is another than the folder's.
    """
    noted = folder / ADDRESS_FILE
    said = noted.read_text(encoding="utf-8").strip() if noted.is_file() else ""
    if said and database is not None and said != database:
        raise InputError(
            "these cases lie in another database already.", path=noted, remedy="Leave --database out, or name that one."
        )
    address = database or said
    if not address:
        return URL.create("sqlite", database=str(folder / DATABASE_FILE))
    try:
        url = make_url(address)
    except ArgumentError as err:
        raise InputError("this is no address of a database.", remedy="Write postgresql://user@host/name.") from err
    if url.get_backend_name() != _POSTGRESQL:
        raise InputError("this is not a PostgreSQL database.", remedy="Write postgresql://user@host/name.")
    return url.set(drivername=f"{_POSTGRESQL}+psycopg")


def note_address(folder: Path, database: str) -> None:
    """Let the folder remember where its tables lie, for its owner's eyes only; whole or not at all."""
    aside = folder / f".{ADDRESS_FILE}-{os.getpid()}"
    aside.touch(mode=0o600)
    with aside.open("w", encoding="utf-8") as file:
        file.write(f"{database}\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / ADDRESS_FILE)


def connect(url: URL) -> Engine:
    """An engine whose every commit is on disk when it returns."""
    if url.get_backend_name() == _POSTGRESQL:
        # What a transaction reads in several statements belongs together.
        engine = create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ")
        event.listen(engine, "connect", _durable_postgresql)
        return engine
    engine = create_engine(url, connect_args={"timeout": _SECONDS_TO_WAIT})
    event.listen(engine, "connect", _durable_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _durable_postgresql(connection: Any, record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
    connection.commit()


def _durable_sqlite(connection: Any, record: Any) -> None:
    # Python's driver would commit before it changes a table; so a half-made table could stay behind.
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction, all of it or nothing. Raises LedgerUnusable where the database fails."""
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as err:
        # What the database says may repeat values of a row; its kind does not.
        kind = type(getattr(err, "orig", None) or err).__name__
        raise LedgerUnusable(f"the database of the ledger failed ({kind}). Mend that and try again.") from err


def upgrade(engine: Engine) -> None:
    """Bring the tables to the newest form, in one transaction; nothing is done where they have it."""
    script = ScriptDirectory(str(_MIGRATIONS), version_locations=[str(_MIGRATIONS / "versions")])
    newest = script.get_current_head()
    with transaction(engine) as connection:
        present = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
        if present == newest:
            return
        if present is not None and present not in {each.revision for each in script.walk_revisions()}:
            raise LedgerUnusable("a later version of Anlan wrote this ledger. Open it with that version.")
        environment = EnvironmentContext(
            Config(), script, fn=lambda current, _: script._upgrade_revs(str(newest), current)
        )
        with environment:
            environment.configure(
                connection=connection,
                target_metadata=metadata,
                version_table=VERSION_TABLE,
                transactional_ddl=True,
            )
            environment.run_migrations()
