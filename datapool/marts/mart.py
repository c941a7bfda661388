"""An opened mart: tables read in pieces, with what they rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from datapool.marts import arrival, linked, persons
from datapool.marts.linked import Linked
from datapool.marts.naming import Naming
from datapool.marts.purpose import TableScope
from datapool.marts.selection import needed_registers, selection
from datapool.pool import Pool

ROWS_OF_A_PIECE = 122_880
_MEMORY = "1GB"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What of a pool is looked at: what was known at the end of the day `as_of`, of one region (four digits) or all.

    root   the folder that `anlan data build` was given
    state   the batches an earlier mart rested on, by the name it gave them (None: all that have landed by now)
    linked  an index of persons (None: none): rows then say whom linkage joined and where they stand
    """

    root: Path
    as_of: date
    region: str | None = None
    state: str | None = None
    linked: Linked | None = None


@dataclass(frozen=True)
class MartTable:
    """One table of a mart; nothing is read until a reader is taken."""

    name: str
    scope: TableScope
    pool: Pool
    snapshot: Snapshot
    naming: Naming
    threads: int

    def reader(self, rows: int = ROWS_OF_A_PIECE) -> pa.RecordBatchReader:
        """Record batches of so many rows at most: the columns of the scope, then _person (where it is one) and _split.

        With an index of persons, _row (batch and line) and _linked (the person whom linkage joined) as well.

        The rows come in no particular order.
        """
        pieces = self._pieces(rows)
        schema = next(pieces)
        assert isinstance(schema, pa.Schema)
        return pa.RecordBatchReader.from_batches(schema, pieces)

    def table(self) -> pa.Table:
        """Everything at once: for tables that fit in memory."""
        return self.reader().read_all()

    def _pieces(self, rows: int) -> Iterator[pa.Schema | pa.RecordBatch]:
        """The schema, then the batches; the connection and its spilled files are gone after the last."""
        tables = sorted({self.name, *needed_registers(self.scope)})
        with (
            TemporaryDirectory(prefix="anlan-mart-") as spill,
            self.pool.connect(tables, threads=self.threads) as connection,
        ):
            connection.execute(f"SET temp_directory = '{spill}'; SET memory_limit = '{_MEMORY}'")
            connection.execute("SET preserve_insertion_order = false")
            prepare(connection, self.pool, self.naming)
            for item in needed_registers(self.scope).values():
                connection.execute(persons.subjects(item, self.snapshot.as_of))
            if self.snapshot.linked is not None:
                linked.prepare(connection, self.snapshot.linked, self.scope)
            asked = selection(
                self.scope, self.snapshot.as_of, self.snapshot.region, with_links=self.snapshot.linked is not None
            )
            found = connection.sql(asked).to_arrow_reader(rows)
            yield found.schema
            yield from found


def prepare(connection: duckdb.DuckDBPyConnection, pool: Pool, naming: Naming) -> None:
    """Make the macros and the table that the questions of a mart use."""
    arrival.prepare(connection, arrival.arrivals(pool.batches()))
    connection.execute(naming.macro())
    connection.execute(persons.macros())


@dataclass(frozen=True)
class Mart:
    """What a purpose was given.

    data_hash   sha256 over purpose, snapshot, columns, names and batches: the same hash is the same rows
    keep_until  the day on which copies of it are to be deleted
    state       name of the batches it rests on: give it to a snapshot to open the same mart again
    rows        [table] how many
    release     its number in the log of releases
    """

    purpose: str
    tables: Mapping[str, MartTable]
    data_hash: str
    as_of: date
    region: str | None
    keep_until: date
    state: str
    rows: Mapping[str, int]
    release: int
