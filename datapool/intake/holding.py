"""Who may write into a pool, and what an interrupted run left behind."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datapool.intake.record import Places, read_records
from datapool.intake.refusal import PoolBusy

# Workers of a run that was killed hold the lock until the system has ended them.
WAIT_S = 2.0


@contextmanager
def held(places: Places) -> Iterator[int]:
    """Be the only one to write; yields the descriptor that workers keep open, so that they count as the holder too.

    Raises PoolBusy when another process holds the pool.
    """
    places.pool.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(places.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _lock(descriptor, places)
        yield descriptor
    finally:
        os.close(descriptor)


def recover(places: Places) -> int:
    """Remove what no record names; returns how many files that were. Only the holder may call it."""
    named = {places.pool / file.path for record in read_records(places).values() for file in record.files}
    named |= {places.quarantined(record.batch) for record in read_records(places).values() if record.quarantined}
    strays = [path for path in _files(places) if path not in named]
    for path in strays:
        path.unlink()
    shutil.rmtree(places.staging, ignore_errors=True)
    for folder in (places.records, places.quarantine, places.standard, places.staging):
        folder.mkdir(parents=True, exist_ok=True)
    return len(strays)


def _files(places: Places) -> Iterator[Path]:
    yield from places.standard.glob("*/region=*/*")
    yield from places.quarantine.glob("*")
    yield from (path for path in places.records.glob("*") if path.suffix != ".json")
    yield from places.staging.glob("*")


def _lock(descriptor: int, places: Places) -> None:
    until = time.monotonic() + WAIT_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise PoolBusy(places.root) from None
            time.sleep(0.05)
