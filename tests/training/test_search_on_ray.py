"""A search on real Ray: it ends, it finds, and killed with -9 it goes on and loses at most one report of a trial."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.training.tables import table, write
from training.dataset import read_dataset
from training.making import Recipe
from training.tasks import find_task
from training.tuning.board import Trial, board
from training.tuning.plan import Plan
from training.tuning.sweep import search

TRIALS, SECONDS_TO_REPORT = 3, 180
TASK = find_task("table", label="found")
# Slow enough to be killed in the middle, quick enough for a test.
PARAMS = {"rounds": 60, "leaves": 15}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    folder = tmp_path_factory.mktemp("search")
    path = write(table(700), folder / "rows.parquet")
    return Plan(Recipe(TASK, PARAMS, 1), read_dataset(path, TASK), TRIALS, folder / "kept")


@pytest.fixture(scope="module")
def trials(plan: Plan) -> list[Trial]:
    return search(plan)


def test_every_trial_reports_and_ends(plan: Plan, trials: list[Trial]) -> None:
    assert len(trials) == TRIALS
    assert all(trial.state == "terminated" and trial.again == 0 for trial in trials)
    assert all(set(trial.params) == set(plan.searched) for trial in trials)


def test_those_that_fell_behind_were_ended_early_and_one_came_to_the_end(trials: list[Trial]) -> None:
    assert max(trial.step for trial in trials) == 10
    assert all(trial.step >= 3 for trial in trials)


def test_the_parameters_as_they_are_were_the_first_trial(plan: Plan, trials: list[Trial]) -> None:
    as_they_are = {name: TASK.defaults[name] for name in plan.searched}
    assert as_they_are in [dict(trial.params) for trial in trials]


@pytest.mark.slow
def test_a_search_that_has_ended_is_not_run_again(plan: Plan, trials: list[Trial]) -> None:
    before = (plan.folder / "reports.jsonl").read_bytes()
    assert search(plan, resume=True) == trials
    assert (plan.folder / "reports.jsonl").read_bytes() == before


def test_nothing_of_the_search_is_left_in_the_environment(trials: list[Trial]) -> None:
    assert "TUNE_GLOBAL_CHECKPOINT_S" not in os.environ


def reports(folder: Path) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for line in (folder / "reports.jsonl").read_bytes().splitlines():
        each = json.loads(line)
        if "step" in each:
            found[each["trial"]].append(each["step"])
    return found


@pytest.fixture(params=[signal.SIGKILL, signal.SIGINT], ids=["killed with 9", "interrupted"])
def ended(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[list[str], Path]]:
    """The words of a search, and its folder after the process group was ended in the middle."""
    data, kept = write(table(3000), tmp_path / "rows.parquet"), tmp_path / "kept"
    words = ["-m", "cli", "tune", "table", "--data", str(data), "--label", "found", "--trials", "5"]
    words += ["--out", str(kept), "--registry", str(tmp_path / "registry"), "--json"]
    running = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        until = time.monotonic() + SECONDS_TO_REPORT
        while sum(trial.step for trial in board(kept)) < 8:
            assert running.poll() is None and time.monotonic() < until, "the search ended before it was killed"
            time.sleep(0.1)
    finally:
        os.killpg(running.pid, request.param)
        code = running.wait(60)
        assert running.stderr is not None
        running.stderr.close()
    assert code == (130 if request.param == signal.SIGINT else -signal.SIGKILL)
    yield words, kept


@pytest.mark.slow
def test_ended_in_the_middle_a_search_goes_on_and_loses_at_most_one_report_of_a_trial(
    ended: tuple[list[str], Path],
) -> None:
    words, kept = ended
    before = reports(kept)
    done = subprocess.run(
        [sys.executable, *words, "--resume"], cwd=ROOT, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    after = reports(kept)
    assert set(before) <= set(after), "a trial that had begun was forgotten"
    for trial, steps in after.items():
        again = len(steps) - len(set(steps))
        assert again <= 1, f"{trial} made {again} reports again: {steps}"
        assert sorted(set(steps)) == list(range(1, max(steps) + 1))
        assert steps[: len(before.get(trial, []))] == before.get(trial, [])
    assert len(answer["trials"]) == 5 and answer["reports_made_again"] <= len(before)
    assert json.loads((kept / "best.json").read_text(encoding="utf-8")) == answer["judgement"]
