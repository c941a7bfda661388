"""Builds killed again and again: `python -m tests.datapool.killing_build PLAN.json` prints what became of them.

The plan: {"province": folder with pool.yaml and feeds, "places": folder to work in, "chains": [[share, …], …]}.
A chain is one pool. Its first run is ended just before the first share of the calls that open, write, sync, rename or
remove in an undisturbed run, the next goes on from there to the second share, and so on; the last runs to the end.
After every kill what is there must be whole. The process forks, so it loads everything first and starts no thread.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from datapool.build import build
from datapool.intake.record import LANDED, Places, read_records
from tests.datapool.intake.killing import COUNTED, Counter, ended, started, state

MORE_COUNTED = ((parquet.ParquetWriter, "write_table"), (os, "rename"), (os, "symlink"), (os, "rmdir"))


@contextmanager
def silent(stage: str) -> Iterator[Any]:
    yield lambda done, total: None


def run(root: Path, kill_at: int = 0) -> None:
    """One build; `kill_at` calls before its end it does not reach."""
    counter = Counter(kill_at)
    for owner, name in (*COUNTED, *MORE_COUNTED):
        counter.watch(owner, name)
    build(root, workers=1, showing=silent)
    (root / "calls").write_text(str(counter.calls))


def fresh(plan: dict[str, Any], name: str) -> Path:
    root = Path(plan["places"]) / name
    root.mkdir()
    shutil.copy(Path(plan["province"]) / "pool.yaml", root)
    (root / "feeds").symlink_to(Path(plan["province"]) / "feeds")
    return root


def is_whole(root: Path) -> bool:
    """Whether every batch that counts as landed has all its rows in its files, and in quarantine, and no others do."""
    places = Places(root)
    if not places.records.is_dir():
        return True
    for record in read_records(places).values():
        if record.state == LANDED:
            rows = [parquet.ParquetFile(places.pool / file.path).metadata.num_rows for file in record.files]
            kept = places.quarantined(record.batch)
            back = parquet.ParquetFile(kept).metadata.num_rows if record.quarantined else 0
            if rows != [file.rows for file in record.files] or (sum(rows), back) != (record.landed, record.quarantined):
                return False
    return True


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    root = fresh(plan, "undisturbed")
    assert ended(started(lambda: run(root))) == 0
    wanted, calls = state(root), int((root / "calls").read_text())
    chains = []
    for number, shares in enumerate(plan["chains"]):
        root, done, kills = fresh(plan, f"chain-{number}"), 0, []
        for share in shares:
            at = max(1, int(share * calls) - done)
            code = ended(started(lambda root=root, at=at: run(root, at)))
            kills.append({"share": share, "killed": code == -signal.SIGKILL, "whole": is_whole(root)})
            done += at
        code = ended(started(lambda root=root: run(root)))
        chains.append({"kills": kills, "code": code, "same": state(root) == wanted})
        shutil.rmtree(root)
    print(json.dumps({"calls": calls, "chains": chains}))  # noqa: T201


if __name__ == "__main__":
    main()
