"""The record of a batch: what was delivered, what became of it, and which files hold it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.errors import InputError

LANDED, REJECTED, DUPLICATE = "landed", "rejected", "duplicate"
DIGITS_OF_BATCH = 24


@dataclass(frozen=True, slots=True)
class LandedFile:
    """One Parquet file below the pool's folder, its rows and the four digits of its region."""

    path: str
    rows: int
    region: str


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """What a batch holds in one column of the pool.

    filled   rows delivered with a value, right or wrong
    faults   [reason] rows in quarantine for it
    kinds    [kind] rows, for identity numbers and credit codes
    median   of the positive values among the first rows, in the item's unit; None where not every row has an amount
    """

    filled: int
    faults: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    median: float | None = None


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One delivery as the pool knows it; written last, it is what makes the delivery part of the pool.

    batch      identifier, made from the table and the unpacked bytes
    path       of the delivery, relative to the folder of the pool, or the name of its database table
    bytes      unpacked
    sha256     of the file as delivered
    state      landed, rejected or duplicate
    reason     one word, and `detail` in a sentence, where it was rejected
    rows       delivered; landed + quarantined make as many, unless the batch was rejected or is a duplicate
    broken     [reason] lines in quarantine that were no rows at all
    standards  hash of the descriptions and standards it was read by
    """

    batch: str
    table: str
    department: str
    delivery: str
    path: str
    bytes: int
    sha256: str
    state: str
    reason: str | None = None
    detail: str | None = None
    rows: int = 0
    landed: int = 0
    quarantined: int = 0
    regions: tuple[str, ...] = ()
    files: tuple[LandedFile, ...] = ()
    broken: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[str, ColumnReport] = field(default_factory=dict)
    standards: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def text(self) -> str:
        """The content of its file: the same bytes for the same record."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def record_from(kept: Mapping[str, Any]) -> BatchRecord:
    """A record from what `to_json` gave."""
    files = tuple(LandedFile(**each) for each in kept["files"])
    items = {name: ColumnReport(**each) for name, each in kept["items"].items()}
    return BatchRecord(**{**kept, "files": files, "items": items, "regions": tuple(kept["regions"])})


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a pool lie; `root` is the folder that holds pool.yaml and the feeds."""

    root: Path

    @property
    def pool(self) -> Path:
        """Everything that is made from the feeds."""
        return self.root / "pool"

    @property
    def records(self) -> Path:
        """One file per batch: what is not named here is not in the pool."""
        return self.pool / "batches"

    @property
    def quarantine(self) -> Path:
        """One file per batch with bad rows."""
        return self.pool / "quarantine"

    @property
    def standard(self) -> Path:
        """Good rows by table and region."""
        return self.pool / "standard"

    @property
    def staging(self) -> Path:
        """Files that are being written, on the same disk as those they become."""
        return self.pool / ".staging"

    @property
    def lock(self) -> Path:
        """Held by whoever writes."""
        return self.pool / ".lock"

    def landed(self, table: str, region: str, batch: str) -> Path:
        """The file of one batch, table and region."""
        return self.standard / table / f"region={region}" / f"{batch}.parquet"

    def quarantined(self, batch: str) -> Path:
        """The bad rows of one batch."""
        return self.quarantine / f"{batch}.parquet"


def read_record(path: Path) -> BatchRecord:
    """One record. Raises InputError when the file is not what was written."""
    try:
        return record_from(json.loads(path.read_bytes()))
    except (ValueError, TypeError, KeyError, AttributeError) as err:
        raise InputError(
            "this record of a batch cannot be read.", path=path, remedy="Remove it and build: the batch lands again."
        ) from err


def read_records(places: Places) -> dict[str, BatchRecord]:
    """[file name] every record of a pool, by table, delivery and path."""
    found = {path.name: read_record(path) for path in places.records.glob("*.json")}
    return dict(sorted(found.items(), key=lambda item: (item[1].table, item[1].delivery, item[1].path, item[0])))
