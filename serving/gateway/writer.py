"""One thread that writes a database: whatever waits together is one transaction, acknowledged once it is on disk."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from core.errors import AnlanError

Act = Callable[[sqlite3.Connection], Any]
_MOST = 512
_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
_Waiting = tuple[Act, "asyncio.Future[Any]"]


class DiskFails(AnlanError):
    """The database could not be read or written: nothing of what was to be kept is there."""

    code = "gateway.disk_fails"


class DiskFull(DiskFails):
    """There is no room on the disk for what was to be kept: nothing of it is there."""

    code = "gateway.disk_full"


def connect(path: Path) -> sqlite3.Connection:
    """A connection whose every commit is on disk when it returns; it begins its transactions itself."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=64)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {setting}")
    return connection


class Writer:
    """The only one who writes a database. Acts are asked for on one event loop."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._waiting: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="gateway-store", daemon=True)
        self.groups, self.acts, self.failure = 0, 0, ""

    def start(self) -> None:
        """From now on acts are carried out."""
        self._thread.start()

    async def write(self, act: Act) -> Any:
        """What the act gives, once it is on disk.

        Raises whatever the act raises, then nothing of it is kept; DiskFull and DiskFails where the disk fails.
        """
        waiting: _Waiting = (act, asyncio.get_running_loop().create_future())
        self._waiting.put(waiting)
        return await waiting[1]

    def close(self) -> None:
        """Carry out what waits, and end."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._connection.close()

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, is_last = [first], False
            while len(group) < _MOST and not is_last:
                try:
                    one = self._waiting.get_nowait()
                except Empty:
                    break
                if one is None:
                    is_last = True
                else:
                    group.append(one)
            _tell(group, self._carry_out(group))
            if is_last:
                return

    def _carry_out(self, group: list[_Waiting]) -> list[Any]:
        """What each act gave, or the error it ends with."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            results = [self._carry_out_one(act) for act, _ in group]
            self._connection.execute("COMMIT")
        except sqlite3.Error as err:
            self._undo()
            failed = translated(err)
            self.failure = failed.code
            return [failed] * len(group)
        self.groups, self.acts, self.failure = self.groups + 1, self.acts + len(group), ""
        return results

    def _carry_out_one(self, act: Act) -> Any:
        self._connection.execute("SAVEPOINT act")
        try:
            result = act(self._connection)
        except sqlite3.Error:
            raise
        except Exception as err:
            # One that is refused takes nobody with it.
            self._connection.execute("ROLLBACK TO act")
            result = err
        self._connection.execute("RELEASE act")
        return result

    def _undo(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            # A full disk may have ended the transaction by itself.
            return


def _tell(group: list[_Waiting], results: list[Any]) -> None:
    loop = group[0][1].get_loop()

    def tell() -> None:
        for (_, future), result in zip(group, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    if not loop.is_closed():
        loop.call_soon_threadsafe(tell)


def translated(err: Exception) -> DiskFails:
    """What the database says may repeat what somebody sent; its kind does not."""
    name = getattr(err, "sqlite_errorname", type(err).__name__)
    if name in _FULL:
        return DiskFull("The disk of the gateway's store is full. Make room; nothing that was acknowledged is lost.")
    return DiskFails(f"The gateway's store cannot be used ({name}). Look at its disk.")
