"""A ledger killed again and again: `python -m tests.casework.alerts.killing PLAN.json` prints what became of it.

The plan: {"places": folder to work in, "calls": [share], "commits": [number], "moments": [share]}. Each is one ledger
whose script is ended just before that share of its calls that open, write, sync, rename or commit, before that
commit, or after that share of the time it takes. What was acknowledged is in a file that is synced after every act.
Then the ledger is opened, looked at, and the script goes on to its end. The process forks, so it loads everything
first and starts no thread.
"""

import io
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from casework.alerts import Ledger, Plan, Report, open_ledger
from casework.alerts.case import Action, Finding
from casework.alerts.evidence_folder import refuse_changed
from casework.alerts.refusals import OutOfPlace
from casework.alerts.store import LOG_FILE
from core.chain import Chain, verify
from core.errors import FileMissing
from tests.casework.alerts.world import (
    CITY,
    CLERK,
    COUNTY,
    NOW,
    OFFICER,
    PROVINCE,
    alert,
    alerts_file,
    subjects_file,
)
from tests.datapool.intake.killing import Counter, ended, started

COUNTED = (
    (os, "fsync"), (os, "write"), (os, "open"), (io, "open"), (Path, "replace"), (DefaultDialect, "do_commit"),
    (DefaultDialect, "do_execute"), (DefaultDialect, "do_executemany"), (DefaultDialect, "do_begin"),
)  # fmt: skip
COMMITS = ((DefaultDialect, "do_commit"),)
CASE = "47-2026-000001"
KILLED = -signal.SIGKILL


def acts(root: Path, ledger: Ledger) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The script: every kind of write, each with a name."""
    plan = Plan(NOW.date().replace(day=1), 4, subjects=root / "subjects.parquet", audit_share=0.25, seed=3)
    to = {"unit": "社保中心", "now": NOW}
    yield "import", lambda: ledger.import_alerts(root / "alerts.parquet", who=PROVINCE, now=NOW)
    yield "queue", lambda: ledger.fix_queue(plan, who=PROVINCE, now=NOW)
    yield "city", lambda: ledger.assign(CASE, "4701", who=PROVINCE, **to)
    yield "county", lambda: ledger.assign(CASE, COUNTY, who=CITY, **to)
    yield "officer", lambda: ledger.assign(CASE, COUNTY, officer=OFFICER.subject, who=OFFICER, **to)
    yield "document", lambda: ledger.add_document(CASE, root / "document.txt", who=OFFICER, now=NOW)
    yield "report", lambda: ledger.report(CASE, Report(Finding.TRUE, due_fen=1000), who=OFFICER, now=NOW)
    yield "stop", lambda: ledger.act(CASE, Action.STOP, who=OFFICER, now=NOW)
    yield "review", lambda: ledger.review(CASE, accepted=True, who=CITY, now=NOW)
    yield "close", lambda: ledger.close(CASE, who=PROVINCE, now=NOW)
    paid = {"paid_on": NOW.date(), "receipt": "1"}
    yield "recover", lambda: ledger.recover(CASE, 300, **paid, who=CLERK, now=NOW)
    yield "more", lambda: ledger.import_alerts(root / "more.parquet", who=PROVINCE, now=NOW)


def done(root: Path) -> list[str]:
    path = root / "acknowledged"
    return path.read_text().split() if path.exists() else []


def run(root: Path, kill_at: int = 0, counted: Any = COUNTED) -> None:
    """The script from where the log says it was left."""
    counter = Counter(kill_at)
    for owner, name in counted:
        counter.watch(owner, name)
    ledger = open_ledger(root / "cases", making=True)
    written = sum(1 for _ in Chain(root / "cases" / LOG_FILE).entries())
    with (root / "acknowledged").open("ab", buffering=0) as noted:
        for number, (name, act) in enumerate(acts(root, ledger)):
            if number >= written:
                act()
                noted.write(f"{name}\n".encode())
                os.fsync(noted.fileno())
    (root / "calls").write_text(str(counter.calls))


def look(root: Path) -> dict[str, Any]:
    """What a ledger holds after a kill, opened in a process that was not there."""
    try:
        ledger = open_ledger(root / "cases")
    except FileMissing:
        return {"acknowledged": len(done(root)), "written": 0, "whole": True, "agrees": True, "evidence": True}
    for case in ledger.cases():
        refuse_changed(ledger.folder, case)
    written = [entry.body["act"] for entry in ledger._store.log.entries()]
    return {
        "acknowledged": len(done(root)),
        "written": len(written),
        "whole": verify(root / "cases" / LOG_FILE).is_whole,
        "agrees": ledger.disagreements() == (),
        "evidence": True,
    }


def looked(root: Path) -> dict[str, Any]:
    def work() -> None:
        try:
            found = look(root)
        except OutOfPlace:
            found = {"evidence": False}
        (root / "looked").write_text(json.dumps(found))

    assert ended(started(work)) == 0
    return dict(json.loads((root / "looked").read_text()))


def state(root: Path) -> str:
    """Everything a ledger holds, as one text."""
    ledger = open_ledger(root / "cases")
    bodies = [dict(entry.body) for entry in ledger._store.log.entries()]
    return json.dumps([bodies, [repr(case) for case in ledger.cases()]], ensure_ascii=False)


def fresh(places: Path, name: str) -> Path:
    root = places / name
    root.mkdir()
    alerts_file(
        root / "alerts.parquet", alert(1), alert(2, ring="r", typology="T05"), alert(3, ring="r", typology="T05")
    )
    alerts_file(root / "more.parquet", alert(2, ring="r", typology="T05", paid_fen=9_000_000), alert(4))
    subjects_file(root / "subjects.parquet", range(1, 40))
    (root / "document.txt").write_text("a certificate")
    return root


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    places = Path(plan["places"])
    root = fresh(places, "undisturbed")
    began = time.monotonic()
    assert ended(started(lambda: run(root))) == 0
    took, calls = time.monotonic() - began, int((root / "calls").read_text())
    wanted, outcomes = state(root), []
    kills: list[tuple[int, Any, float]] = [(1 + int(share * calls), COUNTED, 0.0) for share in plan["calls"]]
    kills += [(number, COMMITS, 0.0) for number in plan["commits"]]
    kills += [(0, COUNTED, share * took) for share in plan["moments"]]
    for number, (at, counted, seconds) in enumerate(kills):
        root = fresh(places, f"killed-{number}")
        pid = started(lambda root=root, at=at, counted=counted: run(root, at, counted))
        if seconds:
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
        code = ended(pid)
        found = looked(root)
        again = ended(started(lambda root=root: run(root)))
        outcomes.append({**found, "killed": code == KILLED, "code": again, "same": state(root) == wanted})
        shutil.rmtree(root)
    print(json.dumps({"calls": calls, "took": took, "outcomes": outcomes}))  # noqa: T201


if __name__ == "__main__":
    main()
