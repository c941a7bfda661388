"""The database in which a pool is judged: its tables as views, the words that rules use, the lookups they ask for."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from datapool.pool import Pool
from datapool.quality.base_limits import base_limits
from datapool.quality.filling import fill
from datapool.quality.lookups import BATCH, MONTH, Lookup, with_their_needs
from datapool.quality.records import Batch
from rules.book import RuleBook

MEMORY = "2GB"
_MACROS = (
    "CREATE TEMP MACRO plain_name(name) AS nullif(translate(upper(name), '· •．.・　', ''), '')",
    r"CREATE TEMP MACRO has_stand_in(name) AS coalesce(regexp_matches(name, '[?？〓□*＊�\x{E000}-\x{F8FF}]'), FALSE)",
    "CREATE TEMP MACRO id_sex(id) AS CASE WHEN TRY_CAST(substr(id, 17, 1) AS TINYINT) % 2 = 1 THEN '1' ELSE '2' END",
    "CREATE TEMP MACRO id_birth_date(id) AS CAST(try_strptime(substr(id, 7, 8), '%Y%m%d') AS DATE)",
)


_BATCHES = pa.schema(
    [
        ("_batch", pa.string()),
        ("number", pa.int32()),
        ("delivery", pa.string()),
        ("rank", pa.int32()),
        ("year", pa.int32()),
        ("is_first", pa.bool_()),
        ("landed", pa.int64()),
    ]
)
_MONTHS = pa.schema([("period", pa.date32()), ("least_base", pa.float64()), ("most_base", pa.float64())])


@contextmanager
def open_workbench(pool: Pool, batches: Iterable[Batch], *, workers: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with a view per table, for as long as the block runs; it spills to a folder that then goes.

    workers  threads of the database
    """
    with TemporaryDirectory(prefix="anlan-quality-") as spill:
        con = pool.connect(threads=workers)
        try:
            _settle(con, Path(spill))
            _make_batches(con, tuple(batches))
            _make_months(con)
            yield con
        finally:
            con.close()


def make_lookups(
    con: duckdb.DuckDBPyConnection, names: Iterable[str], lookups: Mapping[str, Lookup], there: set[str]
) -> Mapping[str, str]:
    """Make the lookups of these names, and those they use, as tables look_<name>.

    there    the tables the pool has
    returns  [name] why a lookup says nothing: what it is made of is not in this pool
    """
    failed: dict[str, str] = {}
    for lookup in with_their_needs(names, lookups):
        lacking = [table for table in lookup.tables if table not in there]
        if lacking or (lookup.any_of and not there & set(lookup.any_of)):
            failed[lookup.name] = f"the pool has no rows of {(lacking or list(lookup.any_of))[0]}"
        try:
            con.execute(f"CREATE TEMP TABLE look_{lookup.name} AS {lookup.sql}")
        except (duckdb.BinderException, duckdb.CatalogException) as err:
            failed[lookup.name] = first_line(err)
    return failed


def first_line(err: Exception) -> str:
    """The first line of what the database says: the SQL behind it helps nobody."""
    return str(err).partition("\n")[0]


def _settle(con: duckdb.DuckDBPyConnection, spill: Path) -> None:
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute("SET temp_directory = ?", [str(spill)])
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET enable_progress_bar = false")
    for macro in _MACROS:
        con.execute(macro)


def _make_batches(con: duckdb.DuckDBPyConnection, batches: tuple[Batch, ...]) -> None:
    """look_batch: one line per batch that landed; `rank` counts deliveries, `year` is NULL where one is no year."""
    ranks = {delivery: rank for rank, delivery in enumerate(sorted({batch.delivery for batch in batches}))}
    firsts: dict[str, str] = {}
    for batch in batches:
        firsts[batch.table] = min(firsts.get(batch.table, batch.delivery), batch.delivery)
    rows = [
        (
            batch.id,
            batch.number,
            batch.delivery,
            ranks[batch.delivery],
            batch.year,
            batch.delivery == firsts[batch.table],
            batch.landed,
        )
        for batch in batches
    ]
    fill(con, f"look_{BATCH}", _BATCHES, rows)
    last = max((batch.year for batch in batches if batch.year), default=None)
    day = f"DATE '{last}-12-31'" if last else "CAST(NULL AS DATE)"
    con.execute(f"CREATE TEMP MACRO horizon() AS {day}")


def _make_months(con: duckdb.DuckDBPyConnection) -> None:
    """look_month: the limits of contribution bases by month, yuan."""
    fill(con, f"look_{MONTH}", _MONTHS, base_limits(RuleBook.load()))
