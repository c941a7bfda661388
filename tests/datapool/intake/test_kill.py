"""A run that is killed leaves nothing half done: the next one ends where an undisturbed one would have."""

import json
import signal
from pathlib import Path
from random import Random

import pytest

from datapool.pool import described_tables
from tests.conftest import ROOT
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render
from tests.processes import run_python


def make_feeds(root: Path, sizes: dict[str, int]) -> Path:
    tables = described_tables(make_pool_file(root))
    for name, rows in sizes.items():
        for year in ("2018", "2019"):
            good = good_rows(tables[name], rows, seed=int(year))
            for row in good[:: max(20, rows // 50)]:
                row["registered_on" if "registered_on" in row else "received_on"] = "1899-12-31"
            deliver(root, tables[name], render(tables[name], good), delivery=year)
    return root


def killed(feeds: Path, places: Path, *, calls: list[float], seconds: list[float]) -> dict:
    plan = places / "plan.json"
    plan.write_text(json.dumps({"feeds": str(feeds), "places": str(places), "calls": calls, "seconds": seconds}))
    done = run_python(["-m", "tests.datapool.intake.killing", str(plan)], folder=ROOT, timeout_s=3000)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(found: dict, kills: int) -> None:
    outcomes = found["outcomes"]
    assert len(outcomes) == kills
    assert [each["code"] for each in outcomes] == [0] * kills
    assert [each["same"] for each in outcomes] == [True] * kills


def test_six_kills_at_calls_and_moments_leave_the_same_pool(tmp_path: Path) -> None:
    feeds = make_feeds(tmp_path / "feeds", {"hrss_contributions": 60, "police_changes": 60})
    found = killed(feeds, tmp_path, calls=[0.05, 0.35, 0.6, 0.95], seconds=[0.4, 0.8])
    check(found, 6)
    by_call = found["outcomes"][:4]
    assert [each["killed"] for each in by_call] == [-signal.SIGKILL] * 4
    assert by_call[0]["landed_before"] == 0 < by_call[3]["landed_before"]


@pytest.mark.slow
def test_a_hundred_kills_on_the_feeds_of_20_000_persons_leave_the_same_pool(tmp_path: Path) -> None:
    sizes = {"hrss_insured": 20_000, "hrss_contributions": 60_000, "police_population": 20_000, "health_deaths": 1_000}
    feeds = make_feeds(tmp_path / "feeds", sizes)
    random = Random(4)
    calls = [(number + random.random()) / 70 for number in range(70)]
    found = killed(feeds, tmp_path, calls=calls, seconds=[random.random() for _ in range(30)])
    check(found, 100)
    assert sum(each["killed"] == -signal.SIGKILL for each in found["outcomes"]) >= 90
    assert len({each["landed_before"] for each in found["outcomes"]}) >= 5
