"""A process that takes in one delivery after another for the run that started it."""

import ctypes
import os
import signal
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any

from core.errors import AnlanError
from datapool.intake.batch import Desk, Task, take_in
from datapool.intake.record import BatchRecord, Places
from datapool.intake.refusal import NotLanded
from datapool.standards.regions import POOL_FILE, Regions, load_regions

PR_SET_PDEATHSIG = 1


class HeldLock:
    """The pool's lock, which lasts until the run and all its workers have ended.

    A worker left behind by a run that was killed must not write into a pool that another run already holds.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __getstate__(self) -> dict[str, Any]:
        return {"copy": DupFd(self.descriptor)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.descriptor = state["copy"].detach()


_PLACE: dict[str, Any] = {}


def begin(root: Path, lock: HeldLock, parent: int) -> None:
    """Make a process a worker: it holds the lock, ends with the run, and leaves an interrupt to it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.getppid() != parent:
        os._exit(1)
    _PLACE.update(lock=lock, desk=Desk(Places(root), regions_of(root)))


def work(task: Task) -> BatchRecord:
    """Take in one delivery."""
    desk: Desk = _PLACE["desk"]
    try:
        return take_in(desk, task)
    except NotLanded:
        raise
    except AnlanError as err:
        # Errors with several arguments cannot be sent between processes.
        raise NotLanded(str(err)) from None


def regions_of(root: Path) -> Regions:
    """GB/T 2260 and what the pool's own pool.yaml adds to it."""
    own = root / POOL_FILE
    return load_regions(own if own.is_file() else None)
