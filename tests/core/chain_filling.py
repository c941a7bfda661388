"""Logs to be read, changed and cut."""

from pathlib import Path

from core.chain import Chain

SMALL = 600


def filled(path: Path, entries: int = 30, *, segment_bytes: int = 2**20) -> Chain:
    log = Chain(path, segment_bytes=segment_bytes)
    log.append(*({"who": f"用户{at}", "n": at, "columns": ["a", "b"]} for at in range(entries)))
    return log


def parts(path: Path) -> list[Path]:
    """The files that hold entries, in their order."""
    return [*sorted(path.parent.glob(f"{path.name}.0*")), path]
