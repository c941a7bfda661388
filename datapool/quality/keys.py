"""Keys: which records stand in the pool more than once, and whether that is a repetition or a later version."""

from collections.abc import Sequence

import duckdb

from datapool.quality.lookups import BATCH
from datapool.quality.scanning import entity_hash
from datapool.quality.templates import quoted
from datapool.standards.sources import Table

_VERSION_DATE = "registered_on"


def entity_columns(table: Table) -> tuple[str, ...]:
    """What names a record through its versions: the key, without the day of registration where more is left."""
    rest = tuple(column for column in table.key if column != _VERSION_DATE)
    return rest or table.key


def collect_versions(con: duckdb.DuckDBPyConnection, source: str, table: Table) -> None:
    """Add to `versions` every row of `source` whose record stands there more than once.

    Keys are compared by a hash of 64 bits: among 50 million rows the chance of one false repetition is about 1 in
    15,000.
    """
    entity, key = entity_hash(entity_columns(table)), entity_hash(table.key)
    dated = f"r.{_VERSION_DATE}" if _VERSION_DATE in table.key else "CAST(NULL AS DATE)"
    content = entity_hash([name for name, _ in table.standard_columns])
    con.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS SELECT entity FROM"
        f" (SELECT {entity} AS entity FROM {source} r) GROUP BY entity HAVING count(*) > 1"
    )
    con.execute(
        f"INSERT INTO versions SELECT {quoted(table.full_name)}, {entity}, {key}, {content}, b.number, r._line, b.rank,"
        f" {dated} FROM {source} r JOIN look_{BATCH} b ON b._batch = r._batch"
        f" WHERE {entity} IN (SELECT entity FROM repeated)"
    )
    con.execute("DROP TABLE repeated")


def judge_keys(con: duckdb.DuckDBPyConnection, table: str, *, twice: Sequence[int], unchanged: Sequence[int]) -> None:
    """Add to `broken` the rows whose key was delivered before them.

    twice      checks that want a key once in a delivery: every row but the first breaks them
    unchanged  checks that want a record once: a row that restates one of an earlier delivery, column by column,
               breaks them; one that changes it is a correction
    """
    rows = f"SELECT * FROM versions WHERE table_name = {quoted(table)}"
    for check in twice:
        con.execute(
            f"INSERT INTO broken SELECT {check}, batch, line, entity FROM ({rows}) QUALIFY"
            " row_number() OVER (PARTITION BY key, rank ORDER BY batch, line) > 1"
        )
    for check in unchanged:
        con.execute(
            f"INSERT INTO broken SELECT {check}, batch, line, entity FROM ({rows}) QUALIFY"
            " rank > min(rank) OVER (PARTITION BY key, content)"
        )
