"""Aggregates on disk: one folder per version, never changed, and a pointer to the newest."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from core.errors import AnlanError, FileMissing, InputError
from datapool.aggregates.published import Aggregates, arrow_schema
from datapool.aggregates.schema import BREAKDOWNS, SCHEMA_VERSION

CURRENT, DESCRIPTION = "current.json", "aggregates.json"
# Where a pool keeps them, below the folder that holds its feeds.
PLACE = Path("pool", "out", "aggregates")


class AggregatesNotWritten(AnlanError):
    """Aggregates could not be put where they belong, such as on a full disk."""

    code = "aggregates.not_written"


def save(folder: Path, aggregates: Aggregates) -> Path:
    """Keep a version and make it the current one; one that is there already is not written again."""
    target = folder / aggregates.version
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _write_version(folder, target, aggregates)
        _write_text(folder / f".{CURRENT}-{os.getpid()}", json.dumps({"version": aggregates.version}) + "\n")
        (folder / f".{CURRENT}-{os.getpid()}").replace(folder / CURRENT)
        _sync(folder)
    except OSError as err:
        raise AggregatesNotWritten(
            f"{target} could not be written: {err.strerror or err}. Whatever was current before still is."
        ) from err
    return target


def read_aggregates(folder: Path) -> Aggregates:
    """The current version in `folder`. Raises FileMissing where there is none, InputError where it is damaged."""
    version = current_version(folder)
    if version is None:
        raise FileMissing("there are no aggregates here.", path=folder, remedy="`anlan data build DIR` publishes them.")
    place = folder / version
    described = _description(place / DESCRIPTION)
    if described.get("schema") != SCHEMA_VERSION:
        raise InputError(
            f"these aggregates have schema {described.get('schema')}, this release reads {SCHEMA_VERSION}.",
            path=place,
            remedy="Publish them again with `anlan data build DIR`.",
        )
    aggregates = Aggregates(
        schema=described["schema"],
        title=described["title"],
        is_made_up=described["made_up"],
        first_year=described["first_year"],
        cut_off=date.fromisoformat(described["cut_off"]),
        batches=described["batches"],
        tables={name: _read_table(place / f"{name}.parquet", name) for name in BREAKDOWNS},
    )
    if aggregates.version != version:
        raise InputError(
            "these aggregates are not what was published: their hash differs from their name.",
            path=place,
            remedy="Remove this folder and publish again with `anlan data build DIR`.",
        )
    return aggregates


def current_version(folder: Path) -> str | None:
    """The name of the current version, None where nothing is published."""
    path = folder / CURRENT
    if not path.is_file():
        return None
    version = _description(path).get("version")
    return version if isinstance(version, str) else None


def current_batches(folder: Path) -> Mapping[str, Any] | None:
    """What the current version says of itself, None where nothing is published or another schema."""
    version = current_version(folder)
    if version is None or not (folder / version / DESCRIPTION).is_file():
        return None
    described = _description(folder / version / DESCRIPTION)
    return described if described.get("schema") == SCHEMA_VERSION else None


def _write_version(folder: Path, target: Path, aggregates: Aggregates) -> None:
    fresh = Path(mkdtemp(prefix=".fresh-", dir=folder))
    try:
        for name, table in aggregates.tables.items():
            with (fresh / f"{name}.parquet").open("wb") as stream:
                parquet.write_table(table, stream, compression="zstd")
                stream.flush()
                os.fsync(stream.fileno())
        text = json.dumps(aggregates.describe(), ensure_ascii=False, sort_keys=True, indent=1)
        _write_text(fresh / DESCRIPTION, text + "\n")
        _sync(fresh)
        fresh.chmod(0o755)
        fresh.rename(target)
        _sync(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _read_table(path: Path, name: str) -> pa.Table:
    try:
        table = parquet.read_table(path)
    except (OSError, pa.ArrowException) as err:
        raise InputError(
            "this table of the aggregates cannot be read.", path=path, remedy="Publish again: `anlan data build DIR`."
        ) from err
    if table.schema != arrow_schema(BREAKDOWNS[name]):
        raise InputError(
            "this table of the aggregates has other columns than its schema.",
            path=path,
            remedy="Publish again with `anlan data build DIR`.",
        )
    return table


def _description(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as err:
        raise InputError(
            "this description of aggregates cannot be read.", path=path, remedy="Publish again: `anlan data build DIR`."
        ) from err


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
