"""The files of one batch: written aside, made durable, moved into place, and made part of the pool by one record."""

import errno
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as parquet

from datapool.intake.record import DUPLICATE, BatchRecord, LandedFile, Places
from datapool.intake.refusal import NotLanded

# As many rows as DuckDB takes at a time from one file.
ROWS_OF_A_GROUP = 122_880
AT_ONCE = 8
QUARANTINE = pa.schema(
    [
        ("line", pa.int64()),
        ("reasons", pa.list_(pa.string())),
        ("columns", pa.list_(pa.string())),
        ("original", pa.binary()),
    ]
)


class Part:
    """One Parquet file in the making; rows gather until they fill a group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema, self.rows = path, schema, 0
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._stream: IO[bytes] | None = None
        self._writer: parquet.ParquetWriter | None = None

    def add(self, rows: pa.Table) -> None:
        """Take rows in."""
        self._waiting.append(rows)
        self._waiting_rows += rows.num_rows
        self.rows += rows.num_rows
        if self._waiting_rows >= ROWS_OF_A_GROUP:
            self._write()

    def finish(self) -> None:
        """Write the rest."""
        if self._waiting_rows or self._writer is None:
            self._write()
        assert self._writer is not None and self._stream is not None
        self._writer.close()
        self._stream.flush()

    def settle(self) -> None:
        """Make the file durable."""
        assert self._stream is not None
        os.fsync(self._stream.fileno())
        self._stream.close()

    def abandon(self) -> None:
        """Close and forget what was written, whatever can no longer be."""
        if self._writer is not None:
            self._writer.is_open = False
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
        self.path.unlink(missing_ok=True)

    def _write(self) -> None:
        if self._writer is None:
            self._stream = self.path.open("wb")
            self._writer = _writer(self._stream, self.schema)
        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=ROWS_OF_A_GROUP)
        self._waiting, self._waiting_rows = [], 0


class Staging:
    """All files of one batch before it is part of the pool.

    schema   of its good rows
    """

    def __init__(self, places: Places, table: str, batch: str, schema: pa.Schema) -> None:
        self._places, self._table, self._batch, self._schema = places, table, batch, schema
        self._parts: dict[str, Part] = {}
        self._quarantine: Part | None = None
        self._moved: list[Path] = []

    def add(self, region: str, rows: pa.Table) -> None:
        """Good rows of one region."""
        if region not in self._parts:
            self._parts[region] = Part(self._places.staging / f"{self._batch}-{region}.parquet", self._schema)
        self._parts[region].add(rows)

    def add_quarantined(self, rows: pa.Table) -> None:
        """Bad rows, as QUARANTINE has them."""
        if self._quarantine is None:
            self._quarantine = Part(self._places.staging / f"{self._batch}-quarantine.parquet", QUARANTINE)
        self._quarantine.add(rows)

    def finish(self) -> tuple[LandedFile, ...]:
        """Make every file durable and move it into place; they are in the pool only once a record names them."""
        moves = {}
        landed = []
        for region, part in sorted(self._parts.items()):
            target = self._places.landed(self._table, region, self._batch)
            landed.append(LandedFile(target.relative_to(self._places.pool).as_posix(), part.rows, region))
            moves[target] = part
        if self._quarantine is not None:
            moves[self._places.quarantined(self._batch)] = self._quarantine
        for part in moves.values():
            part.finish()
        # A disk that is asked for many files at once answers about as fast as for one.
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(Part.settle, moves.values()))
            for target, part in moves.items():
                make_folder(target.parent)
                part.path.replace(target)
                self._moved.append(target)
            list(threads.map(sync_folder, sorted({target.parent for target in moves})))
        return tuple(landed)

    def settle(self) -> None:
        """Its files belong to the pool now."""
        self._parts, self._quarantine, self._moved = {}, None, []

    def abandon(self) -> None:
        """Leave nothing behind."""
        for part in (*self._parts.values(), *([self._quarantine] if self._quarantine else [])):
            part.abandon()
        for path in self._moved:
            path.unlink(missing_ok=True)


def commit(places: Places, record: BatchRecord, staging: Staging | None = None) -> BatchRecord:
    """Write the record: from this moment the batch is part of the pool, and `staging` has nothing to take back."""
    name = record.batch
    if record.state == DUPLICATE:
        name += f"-{hashlib.sha256(record.path.encode()).hexdigest()[:8]}"
    fresh = places.staging / f"{name}.json"
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(record.text())
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(places.records / f"{name}.json")
    if staging is not None:
        staging.settle()
    sync_folder(places.records)
    return record


@contextmanager
def machine_failures(name: str) -> Iterator[None]:
    """Say in our words when the machine, not the delivery, fails."""
    try:
        yield
    except OSError as err:
        full = err.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        what = "the disk is full" if full else err.strerror or str(err)
        remedy = "Make room and start again" if full else "Mend it and start again"
        raise NotLanded(f"{name}: {what}. Nothing of this delivery landed; {remedy}: what has landed is kept.") from err


def make_folder(folder: Path) -> None:
    """Make a folder that survives a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _writer(stream: IO[bytes], schema: pa.Schema) -> parquet.ParquetWriter:
    """Numbers that are kept as differences take less room and time than in a dictionary; all else repeats itself."""
    numbers = [f.name for f in schema if pa.types.is_int64(f.type) or pa.types.is_decimal(f.type)]
    return parquet.ParquetWriter(
        stream,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=[field.name for field in schema if field.name not in numbers],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        store_decimal_as_integer=True,
    )
