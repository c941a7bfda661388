"""The index of persons on disk: one folder per version, never changed, and a pointer to the newest."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow.parquet as parquet

from core.errors import AnlanError, FileMissing, InputError
from datapool.intake.record import Places
from datapool.intake.staging import sync_folder
from datapool.standards.sql import quote

CURRENT, DESCRIPTION = "current.json", "persons.json"
LINKS, DOUBTS = "links.parquet", "doubts.parquet"
_UNFINISHED = ".unfinished-"
# As many rows as are looked through for one person.
_ROWS_OF_A_GROUP = 122_880


class PersonsNotWritten(AnlanError):
    """The index of persons could not be put where it belongs, such as on a full disk."""

    code = "persons.not_written"


@dataclass(frozen=True, slots=True)
class Index:
    """What an index of persons is made of.

    folder       where it lies
    version      name of what it rests on: batches, description of the records, linker, decisions, key
    linker       the version of the linker
    fingerprint  tells the key that named records from others
    persons, records, rows, doubts   how many
    rules        [rule] records that it joined
    """

    folder: Path
    version: str
    linker: str
    fingerprint: str
    persons: int
    records: int
    rows: int
    doubts: int
    rules: Mapping[str, int]

    @property
    def links(self) -> Path:
        """Parquet: person, record, table, role, batch, line, rule, weight; in the order of person and record."""
        return self.folder / LINKS

    @property
    def doubtful(self) -> Path:
        """Parquet: record, other, reason."""
        return self.folder / DOUBTS

    def to_json(self) -> dict[str, Any]:
        """Plain values, without the folder."""
        kept = asdict(self)
        kept.pop("folder")
        return kept


def persons_folder(root: Path) -> Path:
    """Where the pool in `root` keeps the index of persons, the key of their names and the decisions of clerks."""
    return Places(root).pool / "persons"


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder for what is being made, gone afterwards, as is what a run that was killed left; only one may make it.

    Raises PersonsNotWritten where the disk fails: whatever was current before still is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left)
        with TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as work:
            yield Path(work)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as err:
        why = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
        raise PersonsNotWritten(
            f"{folder}: {why}. No index of persons was made; the one that was current before still is."
        ) from err


def save(connection: duckdb.DuckDBPyConnection, index: Index, work: Path, *, links: str, doubts: str) -> Index:
    """Write a version whole or not at all and make it the current one.

    work           where it is made
    links, doubts  SQL of their rows, in order
    """
    fresh = work / index.version
    fresh.mkdir()
    for name, rows in ((LINKS, links), (DOUBTS, doubts)):
        _write_rows(connection, fresh / name, rows)
    _write_text(fresh / DESCRIPTION, index.to_json())
    sync_folder(fresh)
    if index.folder.exists():
        # What a version lacks cannot be mended, and this one lacks its description.
        shutil.rmtree(index.folder)
    fresh.rename(index.folder)
    point_to(index)
    return index


def point_to(index: Index) -> None:
    """Make a version that is there the current one."""
    folder = index.folder.parent
    fresh = folder / f".{CURRENT}-{os.getpid()}"
    _write_text(fresh, {"version": index.version, "fingerprint": index.fingerprint})
    fresh.replace(folder / CURRENT)
    sync_folder(folder)


def read_index(root: Path) -> Index:
    """The current index. Raises FileMissing where there is none, InputError where it is damaged."""
    folder = persons_folder(root)
    if not (folder / CURRENT).is_file():
        raise FileMissing(
            "the pool has no index of persons.", path=folder, remedy=f"`anlan data link-persons {root}` makes one."
        )
    version = str(_read(folder / CURRENT).get("version"))
    return read_version(folder, version)


def current_fingerprint(root: Path) -> str | None:
    """What tells the key that named the persons of a pool, None where there is no index."""
    path = persons_folder(root) / CURRENT
    return str(_read(path).get("fingerprint")) if path.is_file() else None


def read_version(folder: Path, version: str) -> Index:
    """A version by its name. Raises InputError where it is damaged."""
    place = folder / version
    described = _read(place / DESCRIPTION)
    names = {field.name for field in fields(Index)} - {"folder"}
    if set(described) != names or described["version"] != version:
        raise InputError("this is no index of persons.", path=place, remedy=_AGAIN)
    index = Index(folder=place, **described)
    for path, rows in ((index.links, index.rows), (index.doubtful, index.doubts)):
        if _rows(path) != rows:
            raise InputError("rows of the index of persons are missing.", path=path, remedy=_AGAIN)
    return index


_AGAIN = "Remove the folder of this version and make it again with `anlan data link-persons DIR`."


def _write_rows(connection: duckdb.DuckDBPyConnection, path: Path, rows: str) -> None:
    # Otherwise DuckDB writes sorted rows in the order in which its threads are done.
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(
        f"COPY ({rows}) TO {quote(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_OF_A_GROUP})"
    )
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rows(path: Path) -> int:
    try:
        return int(parquet.read_metadata(path).num_rows)
    except (OSError, ValueError) as err:
        raise InputError("this part of the index of persons cannot be read.", path=path, remedy=_AGAIN) from err


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as err:
        raise InputError("this description of an index of persons cannot be read.", path=path, remedy=_AGAIN) from err


def _write_text(path: Path, content: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
