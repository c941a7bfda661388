"""The folder of a state: what its files are called, who may work with it, and what can be wrong with it."""

import fcntl
import os
from pathlib import Path

from core.errors import AnlanError, InputError

FILE, LOCK = "state.sqlite", "lock"
JOURNALS = ("journal-0", "journal-1")
# Of what is written; a state of another form is filled anew.
FORM = "3"


class StateNotWritten(AnlanError):
    """Events could not be put on disk: none of their group is acknowledged, and it may be sent again."""

    code = "risk.state_not_written"

    def __init__(self, folder: Path, why: str) -> None:
        """Say which state, and `why` without a value of any row."""
        super().__init__(f"The state in {folder} could not be written ({why}). Mend that and send the events again.")


class StateUnusable(InputError):
    """The folder of a state cannot be used."""

    code = "risk.state_unusable"


def hold(folder: Path) -> int:
    """Hold the folder alone, until what is returned is closed. Raises StateUnusable where another process does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as err:
        raise StateUnusable(
            f"the state cannot be opened ({err.strerror}).", path=folder, remedy="Check its owner and the disk."
        ) from err
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        os.close(lock)
        raise StateUnusable(
            "another process works with this state.", path=folder, remedy="Stop it, or give another folder."
        ) from err
    return lock


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
