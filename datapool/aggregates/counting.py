"""The finest cells of one region, or of the registers of all regions: plain work that runs anywhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from datapool.aggregates import queries
from datapool.aggregates.schema import BREAKDOWNS, WHOLE_KEYS
from datapool.aggregates.subject import subject_of
from datapool.aggregates.suppression import Path as CellPath
from datapool.pool import Pool

REGISTERS = "registers"
_MEMORY = "2GB"
_TABLES = (
    "hrss_insured", "hrss_employers", "hrss_contributions", "hrss_resident_contributions", "hrss_pensions",
    "hrss_awards", "hrss_unemployment", "health_members", "health_settlements", "health_deaths",
    "police_population", "police_changes", "civil_cremations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """[table] finest cells of a piece: an Arrow table with the columns of its breakdown."""

    tables: Mapping[str, pa.Table]


def pieces(pool: Pool) -> tuple[str, ...]:
    """What can be counted apart: the registers, and each region."""
    return (REGISTERS, *pool.regions())


def partial_aggregates(root: Path, piece: str, threads: int = 1) -> Part:
    """Count one piece of the pool in `root`; parts add up to the whole in any order."""
    pool = Pool.open(root)
    subject = subject_of(pool)
    is_region = piece != REGISTERS
    steps, wanted = (queries.REGION, queries.OF_REGION) if is_region else (queries.REGISTERS, queries.OF_REGISTERS)
    words = {"region": piece, "first": subject.first_year, "last": subject.last_year}
    with TemporaryDirectory(prefix="anlan-aggregates-") as spill, pool.connect(_TABLES, threads=threads) as connection:
        connection.execute(f"SET temp_directory = '{spill}'; SET memory_limit = '{_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        for step in (queries.PREPARATION, *steps):
            connection.execute(step.format(**words))
        return Part({name: _cells(connection, name, sql.format(**words)) for name, sql in wanted.items()})


def combined(parts: Iterable[Part]) -> dict[str, dict[CellPath, list[int]]]:
    """[table][path] persons and measures of the finest cells of all parts together."""
    total: dict[str, dict[CellPath, list[int]]] = {name: {} for name in BREAKDOWNS}
    for part in parts:
        for name, table in part.tables.items():
            _add(total[name], table, len(BREAKDOWNS[name].keys))
    return total


def _add(cells: dict[CellPath, list[int]], table: pa.Table, keys: int) -> None:
    columns: Sequence[list[int]] = [column.to_pylist() for column in table.columns]
    for row in zip(*columns, strict=True):
        known = cells.setdefault(row[:keys], [0] * (len(row) - keys))
        for place, value in enumerate(row[keys:]):
            known[place] += value


def _cells(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> pa.Table:
    breakdown = BREAKDOWNS[name]
    types = [
        (column, pa.int32() if column in WHOLE_KEYS else pa.string())
        if column in breakdown.keys
        else (column, pa.int64())
        for column in breakdown.columns
    ]
    found = connection.sql(sql).to_arrow_table()
    return found.select(breakdown.columns).cast(pa.schema(types))
