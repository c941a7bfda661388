"""The log of releases: one line for every mart that was opened, on disk before anything is handed out."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import AnlanError

LOG_FILE = "releases.jsonl"


class ReleaseNotLogged(AnlanError):
    """A release could not be written down, so that nothing may be handed out."""

    code = "marts.release_not_logged"


def append_release(folder: Path, release: Mapping[str, Any]) -> int:
    """Write one line under the next number and return the number; ReleaseNotLogged where the disk does not take it."""
    path = folder / LOG_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            _cut_torn_line(log.fileno(), path)
            number = len(path.read_bytes().splitlines()) + 1
            line = json.dumps({"release": number} | dict(release), ensure_ascii=False, sort_keys=True)
            os.write(log.fileno(), f"{line}\n".encode())
            os.fsync(log.fileno())
    except OSError as err:
        raise ReleaseNotLogged(
            f"{path} could not be written: {err.strerror or err}. Nothing was handed out; mend that and open again."
        ) from err
    return number


def releases(folder: Path) -> list[dict[str, Any]]:
    """Every release, the oldest first."""
    path = folder / LOG_FILE
    if not path.is_file():
        return []
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    return [json.loads(line) for line in whole.splitlines()]


def _cut_torn_line(handle: int, path: Path) -> None:
    """A line without an end is of a writer that was killed: nothing was handed out for it."""
    written = path.read_bytes()
    if written and not written.endswith(b"\n"):
        os.ftruncate(handle, written.rfind(b"\n") + 1)
