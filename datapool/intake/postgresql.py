"""Tables and views of a PostgreSQL server as a source: each delivery is read as JSON lines in the order of its key."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import RawIOBase
from typing import Any, BinaryIO, cast

import psycopg
from psycopg import sql

from core.errors import FileMissing, InputError
from datapool.intake.content import CHUNK_BYTES
from datapool.standards.sources import Table

SNAPSHOT = "snapshot"
# Values come as text in one form, whatever the server's own settings.
_SETTINGS = (
    "SET client_encoding TO 'UTF8'",
    "SET datestyle TO 'ISO, YMD'",
    "SET timezone TO 'UTC'",
    "SET intervalstyle TO 'iso_8601'",
    "SET extra_float_digits TO 1",
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
)
# Two letters that no JSON text contains: what is copied is the line itself, neither quoted nor escaped.
_COPY = "COPY ({}) TO STDOUT WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where one table of the pool lies on the server.

    name       of the table or view, `schema.name` or `name`; its columns are named as the description names them
    delivery   column whose values divide it into deliveries; None: everything is one delivery
    """

    name: str
    delivery: str | None = None


@dataclass(frozen=True, slots=True)
class TableDelivery:
    """The rows of one delivery; see `Delivery`. `columns` are those the relation has, described or not."""

    table: Table
    address: str
    relation: Relation
    columns: tuple[str, ...]
    delivery: str
    size: int

    @property
    def department(self) -> str:
        """Who delivered it."""
        return self.table.department

    @property
    def table_name(self) -> str:
        """The table of the pool."""
        return self.table.full_name

    @property
    def path(self) -> str:
        """Named without address or password, so that a pool can move with its server."""
        return f"postgresql:{self.relation.name}/{self.delivery}"

    def sha256(self) -> None:
        """Only reading the rows tells what they are."""
        return

    def open(self) -> BinaryIO:
        """One JSON object per row, in the order of the key: the same bytes whatever the order on the server's disk."""
        return cast(BinaryIO, _Reading(self.address, self._query()))

    def _query(self) -> sql.Composed:
        keys = [column.name for column in self.table.columns if column.column in self.table.key]
        order = [name for name in keys if name in self.columns] + list(self.columns)
        by = [sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(name)) for name in order]
        pairs = [sql.SQL("{}, {}::text").format(sql.Literal(name), sql.Identifier(name)) for name in self.columns]
        return sql.SQL("SELECT json_build_object({}) FROM {} {} ORDER BY {}").format(
            sql.SQL(", ").join(pairs), _identifier(self.relation.name), self._where(), sql.SQL(", ").join(by)
        )

    def _where(self) -> sql.Composable:
        if self.relation.delivery is None:
            return sql.SQL("")
        return sql.SQL("WHERE {}::text = {}").format(sql.Identifier(self.relation.delivery), sql.Literal(self.delivery))


@dataclass(frozen=True, slots=True)
class PostgresqlSource:
    """Tables of one server.

    address     as libpq takes it, such as postgresql://host/database; the password belongs into a password file
    relations   [department_table] where the table lies
    tables      [department_table] descriptions
    """

    address: str
    relations: Mapping[str, Relation]
    tables: Mapping[str, Table]

    def deliveries(self) -> Sequence[TableDelivery]:
        """One per table and value of its delivery column."""
        unknown = sorted(self.relations.keys() - self.tables.keys())
        if unknown:
            raise InputError(f"no source description for {unknown[0]}.", remedy="Describe it in sources/*.yaml.")
        with _connected(self.address) as connection:
            found = [each for name in sorted(self.relations) for each in self._deliveries(connection, name)]
        return sorted(found, key=lambda each: (each.table_name, each.delivery, each.path))

    def _deliveries(self, connection: "psycopg.Connection[Any]", name: str) -> Iterator[TableDelivery]:
        relation = self.relations[name]
        table = replace(self.tables[name], format="jsonl", encoding="utf-8", gzip=False)
        columns = _columns(connection, relation, table)
        if relation.delivery is None:
            query = sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(SNAPSHOT), _identifier(relation.name))
        else:
            period = sql.Identifier(relation.delivery)
            query = sql.SQL("SELECT {}::text, count(*) FROM {} GROUP BY 1 ORDER BY 1").format(
                period, _identifier(relation.name)
            )
        for period, rows in connection.execute(query):
            if period is None:
                raise InputError(
                    f"{rows} rows of {relation.name} have no value in the delivery column {relation.delivery}.",
                    remedy="Fill it, or name another column.",
                )
            yield TableDelivery(table, self.address, relation, columns, period, rows)


class _Reading(RawIOBase):
    """The lines of a query as a stream of bytes; closing it closes the connection."""

    def __init__(self, address: str, query: sql.Composed) -> None:
        super().__init__()
        self._connected = _connected(address)
        self._connection = self._connected.__enter__()
        self._chunks = self._copied(query)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; nothing at the end."""
        wanted = CHUNK_BYTES if size < 0 else size
        while len(self._rest) < wanted and (chunk := next(self._chunks, b"")):
            self._rest = self._rest + chunk if self._rest else chunk
        taken, self._rest = self._rest[:wanted], self._rest[wanted:]
        return taken

    def close(self) -> None:
        if not self.closed:
            self._chunks.close()
            self._connected.__exit__(None, None, None)
        super().close()

    def _copied(self, query: sql.Composed) -> Generator[bytes, None, None]:
        parts: list[bytes] = []
        size = 0
        with self._connection.cursor() as cursor, cursor.copy(sql.SQL(_COPY).format(query)) as copy:
            for part in copy:
                parts.append(bytes(part))
                size += len(part)
                if size >= CHUNK_BYTES:
                    yield b"".join(parts)
                    parts, size = [], 0
        yield b"".join(parts)


@contextmanager
def _connected(address: str) -> Iterator["psycopg.Connection[Any]"]:
    """A connection that only reads, and sees the same rows throughout."""
    try:
        with psycopg.connect(address, application_name="anlan intake") as connection:
            for setting in _SETTINGS:
                connection.execute(setting)
            yield connection
    except psycopg.OperationalError as err:
        raise FileMissing(
            "the PostgreSQL server does not answer, or refuses us.",
            path=_without_password(address),
            remedy="Check address, user and password file.",
        ) from err
    except psycopg.Error as err:
        raise InputError(
            f"the PostgreSQL server reports {err.sqlstate}: {err.diag.message_primary}.",
            path=_without_password(address),
            remedy="Check the names of table and columns and the right to read them.",
        ) from err


def _columns(connection: "psycopg.Connection[Any]", relation: Relation, table: Table) -> tuple[str, ...]:
    """The columns of a relation without the one that only says which delivery a row belongs to."""
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(_identifier(relation.name))
    there = [column.name for column in connection.execute(query).description or ()]
    described = {column.name for column in table.columns}
    return tuple(name for name in there if name != relation.delivery or name in described)


def _identifier(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split("."))


def _without_password(address: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(address)
    return f"postgresql://{parts.get('host', '')}/{parts.get('dbname', '')}"
