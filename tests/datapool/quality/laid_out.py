"""A pool on disk as intake leaves it, made from rows in standard form without reading any feed."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from datapool.intake.record import LANDED, REJECTED, BatchRecord, ColumnReport, LandedFile, Places
from datapool.intake.staging import QUARANTINE
from datapool.standards.sources import load_sources
from tests.datapool.quality.mini_province import Row

_ARROW = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DECIMAL(14,2)": pa.decimal128(14, 2),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


def lay_out(root: Path, rows: Mapping[str, Sequence[Row]]) -> Path:
    """Write rows as one batch per table and delivery; each row learns its `_batch` and `_line`.

    A row with `_quarantined` = (reason, column) goes to quarantine instead.
    """
    places = Places(root)
    for folder in (places.records, places.quarantine, places.standard):
        folder.mkdir(parents=True, exist_ok=True)
    for table in sorted(rows):
        deliveries = sorted({row["_delivery"] for row in rows[table]})
        for delivery in deliveries:
            write_batch(places, table, delivery, [row for row in rows[table] if row["_delivery"] == delivery])
    return root


def write_batch(places: Places, table: str, delivery: str, rows: Sequence[Row], part: int = 1) -> BatchRecord:
    batch = hashlib.sha256(f"{table} {delivery} {part}".encode()).hexdigest()[:24]
    for line, row in enumerate(rows, start=2):
        row["_batch"], row["_line"] = batch, line
    good = [row for row in rows if "_quarantined" not in row]
    bad = [row for row in rows if "_quarantined" in row]
    files = []
    for region in sorted({row["region_code"][:4] for row in good}):
        mine = [row for row in good if row["region_code"][:4] == region]
        path = places.landed(table, region, batch)
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(as_table(table, mine), path)
        files.append(LandedFile(path.relative_to(places.pool).as_posix(), len(mine), region))
    faults = write_quarantine(places, batch, bad)
    record = BatchRecord(
        batch=batch, table=table, department=table.partition("_")[0], delivery=delivery,
        path=f"feeds/{table.replace('_', '/', 1)}/{delivery}/{table}-{delivery}-{part}.csv", bytes=1, sha256="0" * 64,
        state=LANDED, rows=len(rows), landed=len(good), quarantined=len(bad),
        broken=faults.get("", {}),
        regions=tuple(file.region for file in files), files=tuple(files), items=_reports(table, rows, faults),
    )  # fmt: skip
    return write_record(places, record)


def write_record(places: Places, record: BatchRecord) -> BatchRecord:
    (places.records / f"{record.batch}.json").write_text(record.text(), encoding="utf-8")
    return record


def reject_batch(places: Places, table: str, delivery: str) -> BatchRecord:
    batch = hashlib.sha256(f"rejected {table} {delivery}".encode()).hexdigest()[:24]
    path = f"feeds/{table.replace('_', '/', 1)}/{delivery}/{table}-{delivery}-9.csv"
    record = BatchRecord(batch, table, table.partition("_")[0], delivery, path, 1, "0" * 64, REJECTED, "undecodable")
    return write_record(places, record)


def write_quarantine(places: Places, batch: str, bad: Sequence[Row]) -> Mapping[str, Mapping[str, int]]:
    """Returns [column][reason] rows."""
    faults: dict[str, dict[str, int]] = {}
    if bad:
        kept = [
            {"line": r["_line"], "reasons": [r["_quarantined"][0]], "columns": [r["_quarantined"][1]], "original": b"?"}
            for r in bad
        ]
        parquet.write_table(pa.Table.from_pylist(kept, QUARANTINE), places.quarantined(batch))
    for row in bad:
        reason, column = row["_quarantined"]
        of_column = faults.setdefault(column, {})
        of_column[reason] = of_column.get(reason, 0) + 1
    return faults


def as_table(table: str, rows: Sequence[Row]) -> pa.Table:
    own = [(name, _ARROW[kind]) for name, kind in load_sources()[table].standard_columns]
    schema = pa.schema([("_batch", pa.string()), ("_line", pa.int64()), *own])
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    return pa.table([_array(columns[name], schema.field(name).type) for name in schema.names], schema=schema)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_decimal(kind):
        return pa.array(values, pa.float64()).cast(kind, safe=False)
    return pa.array(values, kind)


def _reports(table: str, rows: Sequence[Row], faults: Mapping[str, Mapping[str, int]]) -> dict[str, ColumnReport]:
    return {
        column.column: ColumnReport(
            filled=sum(row.get(column.standard_columns[-1][0]) is not None for row in rows),
            faults=faults.get(column.column, {}),
        )
        for column in load_sources()[table].columns
    }
