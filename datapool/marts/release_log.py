"""The log of releases: one entry for every mart that was opened or refused, on disk before anything is handed out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.chain import Chain, ChainNotWritten
from core.errors import AnlanError

LOG_FILE = "releases.jsonl"
# What an entry is that tells of something else than a mart that was opened.
KIND, REFUSAL, AGGREGATES, IDENTIFIED = "kind", "refusal", "aggregates", "identified"


class ReleaseNotLogged(AnlanError):
    """A release could not be written down, so that nothing may be handed out."""

    code = "marts.release_not_logged"


def append_release(folder: Path, release: Mapping[str, Any]) -> int:
    """Write one entry and return its number; ReleaseNotLogged where the disk does not take it.

    Raises ChainBroken where the log before it is not as it was written.
    """
    try:
        (entry,) = Chain(folder / LOG_FILE).append(release)
    except ChainNotWritten as err:
        raise ReleaseNotLogged(f"{err} Nothing was handed out.") from err
    return entry.number


def releases(folder: Path) -> list[dict[str, Any]]:
    """Every mart that was opened with its number, the oldest first; ChainBroken at an entry that was changed."""
    return [entry for entry in entries(folder) if KIND not in entry]


def entries(folder: Path) -> list[dict[str, Any]]:
    """Everything: marts that were opened; aggregates given, names identified and refusals, which have a `kind`."""
    return [{"release": entry.number, **entry.body} for entry in Chain(folder / LOG_FILE).entries()]
