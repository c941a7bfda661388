"""A build that is killed, wherever it is, ends where an undisturbed one would have once it is started again."""

import json
from pathlib import Path
from random import Random

import pytest

from datapool.synthetic.generate import generate
from tests.conftest import ROOT
from tests.datapool.two_years import two_years
from tests.processes import run_python


def killed(folder: Path, province: Path, chains: list[list[float]]) -> dict:
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"province": str(province), "places": str(folder), "chains": chains}))
    done = run_python(["-m", "tests.datapool.killing_build", str(plan)], folder=ROOT, timeout_s=7200)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(found: dict) -> list[bool]:
    for chain in found["chains"]:
        assert chain["code"] == 0
        assert all(kill["whole"] for kill in chain["kills"])
        assert chain["same"]
    return [kill["killed"] for chain in found["chains"] for kill in chain["kills"]]


def test_a_build_killed_on_its_way_and_at_its_last_steps_is_finished_by_the_next(tmp_path: Path) -> None:
    hits = check(killed(tmp_path, two_years(tmp_path / "province"), [[0.5, 0.95, 0.99]]))
    assert all(hits)


@pytest.mark.slow
def test_a_hundred_kills_over_builds_of_20_000_persons_leave_the_same_pool(tmp_path: Path) -> None:
    random = Random(20)
    chains = [sorted(random.random() for _ in range(10)) for _ in range(11)]
    hits = check(killed(tmp_path, generate(20_000, 4, tmp_path / "province", workers=1), chains))
    assert sum(hits) >= 100
