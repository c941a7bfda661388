"""The tables of the purpose `risk` in one database: what rules are asked about and features are counted from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from core import duck
from core.principal import Principal
from datapool import marts
from datapool.persons.storing import read_index
from datapool.standards.sql import identifier, quote

PURPOSE = "risk"
_MEMORY = "3GB"

Moved = Callable[[int, int], None]


@dataclass(frozen=True)
class Casebook:
    """A mart of the purpose `risk`, copied into a database that is gone when it is closed.

    connection  tables under the names they have in the pool; beside their columns, `_linked` is the person whom
                linkage joined, `_row` batch and line, `_split` the part of the split
    as_of       nothing that became known later is in it
    data_hash   of the mart
    release     its number in the log of releases
    """

    connection: duckdb.DuckDBPyConnection
    as_of: date
    data_hash: str
    release: int
    rows: Mapping[str, int]


@contextmanager
def open_casebook(
    snapshot: marts.Snapshot,
    columns: Mapping[str, Sequence[str]],
    *,
    who: str | Principal,
    now: datetime,
    threads: int = 2,
    moved: Moved = lambda done, total: None,
) -> Iterator[Casebook]:
    """The columns asked for, of everything known at the end of the snapshot's day.

    columns  [table] columns; tables that the pool does not have are empty
    moved    told how many tables of how many are read
    Raises FileMissing where the pool has no index of persons, and what `marts.open` raises.
    """
    index = read_index(snapshot.root)
    linked = replace(snapshot, linked=marts.Linked(index.version, index.links))
    mart = marts.open(PURPOSE, linked, who=who, now=now, columns=columns, threads=threads)
    with TemporaryDirectory(prefix="anlan-risk-") as place:
        connection = duck.connect(Path(place) / "casebook.duckdb", settings={"threads": threads})
        try:
            connection.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = '{place}/spill'")
            connection.execute(f"SET VARIABLE as_of = DATE {quote(mart.as_of.isoformat())}")
            for done, (name, table) in enumerate(mart.tables.items()):
                moved(done, len(mart.tables))
                rows = table.reader()
                connection.register("arriving", rows)
                connection.execute(f"CREATE TABLE {identifier(name)} AS SELECT * FROM arriving")
                connection.unregister("arriving")
            moved(len(mart.tables), len(mart.tables))
            yield Casebook(connection, mart.as_of, mart.data_hash, mart.release, mart.rows)
        finally:
            connection.close()
