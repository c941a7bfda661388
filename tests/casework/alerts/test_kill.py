"""A ledger that is killed, wherever it is, has all that was acknowledged, and its tables are what its log says."""

import json
from pathlib import Path
from random import Random

import pytest

from tests.conftest import ROOT
from tests.processes import run_python


def killed(folder: Path, **kills: list[float]) -> list[dict]:
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"places": str(folder), **kills}))
    done = run_python(["-m", "tests.casework.alerts.killing", str(plan)], folder=ROOT, timeout_s=3000)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["outcomes"])


def check(outcomes: list[dict], kills: int) -> None:
    assert len(outcomes) == kills
    for found in outcomes:
        # An act may have been written down and not acknowledged yet: one at most, for there is one process.
        assert found["acknowledged"] <= found["written"] <= found["acknowledged"] + 1, found
        assert (found["whole"], found["agrees"], found["evidence"]) == (True, True, True), found
        assert (found["code"], found["same"]) == (0, True), found


def test_a_ledger_killed_at_calls_commits_and_moments_loses_nothing_and_goes_on(tmp_path: Path) -> None:
    outcomes = killed(tmp_path, calls=[0.1, 0.5], commits=[14, 15, 16], moments=[0.6])
    check(outcomes, 6)
    assert all(found["killed"] for found in outcomes[:5])
    # Between the log and the tables, where an act is written down and nobody was told.
    assert any(found["written"] > found["acknowledged"] for found in outcomes[2:5])


@pytest.mark.slow
def test_a_ledger_killed_hundreds_of_times_loses_nothing(tmp_path: Path) -> None:
    random = Random(6)
    moments = [random.random() for _ in range(60)]
    outcomes = killed(tmp_path, calls=[at / 300 for at in range(300)], commits=list(range(1, 41)), moments=moments)
    check(outcomes, 400)
    assert sum(found["written"] > found["acknowledged"] for found in outcomes) >= 12
