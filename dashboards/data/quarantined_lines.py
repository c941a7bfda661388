"""On which lines rows were kept out; their original bytes are never read here."""

from dataclasses import dataclass

import pyarrow.parquet as parquet

from dashboards.data.contents import Contents, PoolUnreadable
from datapool.intake.record import LANDED, Places

# Everything but the bytes.
READ = ["line", "reasons", "columns"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row kept out: the file it came in, its line there, and each fault as (reason, column or nothing)."""

    path: str
    line: int
    faults: tuple[tuple[str, str], ...]


def quarantined_lines(contents: Contents, table: str, delivery: str, *, limit: int) -> list[Line]:
    """The first rows of a table kept out, by delivery, file and line; of one delivery when one is named."""
    places, found = Places(contents.folder), list[Line]()
    for record in contents.batches:
        if record.table != table or record.state != LANDED or not record.quarantined:
            continue
        if delivery in ("", record.delivery) and len(found) < limit:
            try:
                found += _lines(places, record.batch, record.path, limit - len(found))
            except (OSError, ValueError) as err:
                raise PoolUnreadable(
                    f"the quarantine of batch {record.batch} cannot be read.",
                    path=places.quarantined(record.batch),
                    remedy="Remove the batch's record and its quarantine file, then run `anlan data build` again.",
                ) from err
    return found


def _lines(places: Places, batch: str, path: str, limit: int) -> list[Line]:
    found: list[Line] = []
    with parquet.ParquetFile(places.quarantined(batch)) as kept:
        for group in kept.iter_batches(batch_size=limit, columns=READ):
            for row in group.to_pylist():
                found.append(Line(path, int(row["line"]), tuple(zip(row["reasons"], row["columns"], strict=True))))
            if len(found) >= limit:
                break
    return found[:limit]
