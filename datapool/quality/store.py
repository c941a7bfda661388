"""Assessments on disk: one folder per version, never changed once it is there, and a pointer to the newest.

quality/<version>/counts.parquet …, rules.json      an assessment
quality/current.json                                {version, history}: the newest, and all in the order they came
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from core.errors import AnlanError
from datapool.intake.record import Places
from datapool.intake.staging import sync_folder
from datapool.quality.assessment import TABLES, Assessment

CURRENT, RULES, LOCK = "current.json", "rules.json", ".lock"
_FRESH = ".fresh-"


class AssessmentNotWritten(AnlanError):
    """An assessment could not be put where it belongs, such as on a full disk."""

    code = "quality.not_written"


def quality_folder(root: Path) -> Path:
    """Where the assessments of the pool in `root` lie."""
    return Places(root).pool / "quality"


def save(root: Path, assessment: Assessment) -> Path:
    """Keep an assessment and make it the current one; one that is there already is not written again."""
    folder = quality_folder(root)
    target = folder / assessment.version
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if not target.exists():
                _write(folder, target, assessment)
            _point(folder, assessment.version)
    except OSError as err:
        raise AssessmentNotWritten(
            f"{target} could not be written: {err.strerror or err}. The assessment before it is still the current one."
        ) from err
    return target


def load(root: Path, version: str | None = None) -> Assessment | None:
    """The assessment of that version, or the current one; None where there is none."""
    folder = quality_folder(root)
    chosen = version or _pointer(folder).get("version")
    if chosen is None or not (folder / chosen / RULES).is_file():
        return None
    kept = json.loads((folder / chosen / RULES).read_text(encoding="utf-8"))
    counts, findings, errors, filled = (parquet.read_table(folder / chosen / f"{name}.parquet") for name in TABLES)
    return Assessment(chosen, counts, findings, errors, filled, kept["rules"], kept["skipped"])


def history(root: Path) -> Sequence[str]:
    """The versions there have been, the oldest first."""
    return tuple(_pointer(quality_folder(root)).get("history", ()))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only one to write here, and remove what a run that was killed has left."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{_FRESH}*"):
            shutil.rmtree(left)
        yield


def _write(folder: Path, target: Path, assessment: Assessment) -> None:
    fresh = Path(mkdtemp(prefix=_FRESH, dir=folder))
    try:
        tables = (assessment.counts, assessment.findings_table, assessment.errors, assessment.filled)
        for name, table in zip(TABLES, tables, strict=True):
            _write_table(fresh / f"{name}.parquet", table)
        content = {"rules": assessment.rules, "skipped": assessment.skipped}
        _write_text(fresh / RULES, json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1))
        sync_folder(fresh)
        fresh.chmod(0o755)
        fresh.rename(target)
        sync_folder(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write_table(path: Path, table: pa.Table) -> None:
    with path.open("wb") as stream:
        parquet.write_table(table, stream, compression="zstd")
        stream.flush()
        os.fsync(stream.fileno())


def _point(folder: Path, version: str) -> None:
    pointer = _pointer(folder)
    before = [each for each in pointer.get("history", ()) if each != version]
    wanted = {"version": version, "history": [*before, version]}
    if pointer != wanted:
        fresh = folder / f".{CURRENT}"
        _write_text(fresh, json.dumps(wanted, indent=1))
        fresh.replace(folder / CURRENT)
        sync_folder(folder)


def _pointer(folder: Path) -> dict[str, Any]:
    path = folder / CURRENT
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
