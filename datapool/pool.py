"""The pool as its readers see it: tables of committed batches, and the rows kept back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as parquet

from core import duck
from core.errors import FileMissing, UnknownKey, UnknownRegion
from datapool.intake.record import LANDED, BatchRecord, Places, read_records
from datapool.standards.sources import Table, load_sources

# Columns the intake adds to those of a table.
ADDED = (("_batch", "VARCHAR"), ("_line", "BIGINT"), ("region", "VARCHAR"))


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """One row kept back.

    line      in the file as delivered, 1 for the first
    reasons   why; `columns` names the column of each, empty where it is the line as a whole
    original  its bytes as delivered, without the line end; of a workbook, its cells as JSON
    """

    table: str
    batch: str
    delivery: str
    path: str
    line: int
    reasons: tuple[str, ...]
    columns: tuple[str, ...]
    original: bytes


class Pool:
    """What has landed by the moment it is opened; later batches do not show."""

    def __init__(self, places: Places, tables: Mapping[str, Table], records: Sequence[BatchRecord]) -> None:
        self._places, self._tables, self._records = places, tables, tuple(records)

    @classmethod
    def open(cls, root: Path) -> "Pool":
        """The pool of the folder that holds pool.yaml and the feeds. Raises FileMissing where there is none."""
        places = Places(root)
        if not places.records.is_dir():
            raise FileMissing("there is no pool here.", path=root, remedy=f"`anlan data build {root}` makes one.")
        return cls(places, described_tables(root), tuple(read_records(places).values()))

    @property
    def root(self) -> Path:
        """The folder that was opened."""
        return self._places.root

    def tables(self) -> Mapping[str, Table]:
        """[department_table] every table that is described, with rows or without."""
        return self._tables

    def batches(self) -> list[BatchRecord]:
        """Every record, in the order of table, delivery and path."""
        return list(self._records)

    def regions(self) -> list[str]:
        """Four digits each, of which there are rows."""
        return sorted({file.region for record in self._records for file in record.files})

    def files(self, table: str, region: str | None = None) -> list[Path]:
        """The Parquet files of a table, of one region or of all."""
        self._check(table)
        return [
            self._places.pool / file.path
            for record in self._landed(table)
            for file in record.files
            if region in (None, file.region)
        ]

    def columns(self, table: str) -> dict[str, str]:
        """[column] DuckDB type, in the order of the views."""
        self._check(table)
        (batch, line, region) = ADDED
        return dict([batch, line, *self._tables[table].standard_columns, region])

    def connect(
        self, tables: Sequence[str] | None = None, region: str | None = None, *, threads: int | None = None
    ) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection in memory with one view per table; a table without rows is an empty view.

        Raises UnknownKey for a table, UnknownRegion for a region that the pool does not have.
        """
        if region is not None and region not in self.regions():
            raise UnknownRegion(
                f"the pool has no rows of region {region}.", remedy=f"Regions: {', '.join(self.regions())}."
            )
        connection = duck.connect(settings={} if threads is None else {"threads": threads})
        for table in self._tables if tables is None else tables:
            connection.execute(f'CREATE VIEW "{table}" AS {self._select(table, region)}')
        return connection

    def quarantined(
        self, table: str | None = None, batch: str | None = None, limit: int | None = None
    ) -> Iterator[QuarantinedRow]:
        """Rows kept back, in the order of table, delivery, path and line."""
        if table is not None:
            self._check(table)
        if batch is not None and all(record.batch != batch for record in self._records):
            raise UnknownKey(f"the pool has no batch {batch}.", remedy="`anlan data batches` lists them.")
        left = limit
        for record in self._records:
            if record.state != LANDED or not record.quarantined:
                continue
            if table in (None, record.table) and batch in (None, record.batch):
                for row in self._rows_of(record):
                    if left is not None and left <= 0:
                        return
                    yield row
                    left = left - 1 if left is not None else None

    def _landed(self, table: str) -> list[BatchRecord]:
        return [record for record in self._records if record.table == table and record.state == LANDED]

    def _check(self, table: str) -> None:
        if table not in self._tables:
            raise UnknownKey(f"the pool has no table {table}.", remedy=f"Tables: {', '.join(self._tables)}.")

    def _select(self, table: str, region: str | None) -> str:
        columns = self.columns(table)
        nulls = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
        empty = f"SELECT {nulls} WHERE false"
        files = self.files(table, region)
        if not files:
            return empty
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        source = f"read_parquet([{listed}], hive_partitioning = true, hive_types = {{'region': VARCHAR}}"
        # Batches read by different descriptions may have different columns; finding out costs a look into each file.
        if len({record.standards for record in self._landed(table) if record.files}) > 1:
            return f"{empty} UNION ALL BY NAME SELECT * FROM {source}, union_by_name = true)"
        names = ", ".join(f'"{name}"' for name in columns)
        return f"SELECT {names} FROM {source})"

    def _rows_of(self, record: BatchRecord) -> Iterator[QuarantinedRow]:
        with parquet.ParquetFile(self._places.quarantined(record.batch)) as kept:
            for group in kept.iter_batches():
                for row in group.to_pylist():
                    yield QuarantinedRow(
                        record.table,
                        record.batch,
                        record.delivery,
                        record.path,
                        row["line"],
                        tuple(row["reasons"]),
                        tuple(row["columns"]),
                        row["original"],
                    )


def described_tables(root: Path) -> Mapping[str, Table]:
    """[department_table] the descriptions that hold for the pool in `root`: the project's, and its own in `sources`."""
    own = root / "sources"
    return load_sources(own if own.is_dir() else None)
