"""Runs that are killed on their way: `python -m tests.datapool.intake.killing PLAN.json` prints what became of each.

The plan: {"feeds": folder with pool.yaml and feeds, "places": folder to work in, "calls": [share], "seconds": [share]}.
A share in `calls` kills a run just before that share of its calls that open, write, sync, rename or remove; one in
`seconds` after that share of the time an undisturbed run takes. Every kill is followed by a run to the end.
The process forks, so it loads everything first and starts no thread itself.
"""

import builtins
import hashlib
import io
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import described_tables

COUNTED = ((os, "fsync"), (os, "replace"), (os, "unlink"), (os, "mkdir"), (io, "open"), (builtins, "open"))


def state(root: Path) -> str:
    """Hash of every name and byte of a pool."""
    digest = hashlib.sha256()
    for path in sorted((root / "pool").rglob("*")):
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


class Counter:
    """Counts calls and ends the process before one of them."""

    def __init__(self, kill_at: int) -> None:
        self.calls, self.kill_at = 0, kill_at

    def watch(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*words: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*words, **named)

        setattr(owner, name, counted)


def started(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException as err:
            print(repr(err), file=sys.stderr)  # noqa: T201
            os._exit(3)
    return pid


def run(root: Path, kill_at: int = 0) -> None:
    counter = Counter(kill_at)
    for owner, name in (*COUNTED, (parquet.ParquetWriter, "write_table")):
        counter.watch(owner, name)
    land(root, [FolderSource(root, described_tables(root))])
    (root / "calls").write_text(str(counter.calls))


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def fresh(plan: dict[str, Any], name: str) -> Path:
    root = Path(plan["places"]) / name
    root.mkdir()
    shutil.copy(Path(plan["feeds"]) / "pool.yaml", root)
    (root / "feeds").symlink_to(Path(plan["feeds"]) / "feeds")
    return root


def die(task: object) -> None:
    """What a worker does whose process is ended from outside."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    root = fresh(plan, "undisturbed")
    began = time.monotonic()
    assert ended(started(lambda: run(root))) == 0
    took, calls = time.monotonic() - began, int((root / "calls").read_text())
    wanted = state(root)
    outcomes = []
    for number, share in enumerate([*plan["calls"], *plan["seconds"]]):
        root = fresh(plan, f"killed-{number}")
        by_call = number < len(plan["calls"])
        pid = started(lambda root=root, at=1 + int(share * calls) if by_call else 0: run(root, at))
        if not by_call:
            time.sleep(share * took)
            os.kill(pid, signal.SIGKILL)
        killed = ended(pid)
        left = len(list((root / "pool/batches").glob("*.json")))
        code = ended(started(lambda root=root: run(root)))
        outcomes.append({"killed": killed, "landed_before": left, "code": code, "same": state(root) == wanted})
        shutil.rmtree(root)
    print(json.dumps({"calls": calls, "outcomes": outcomes}))  # noqa: T201


if __name__ == "__main__":
    main()
