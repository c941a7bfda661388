"""`anlan operation` on a CSV and on a pool, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.operation.made_up import FIRST, monthly, regions
from training.operation.periods import STEPS


def lay(folder: Path, *, count: int = 54, spoiled: float = 1.0) -> Path:
    """Yuan a month of two regions; the newest month of `b` is multiplied."""
    lines = ["month,region,yuan"]
    for number, name in enumerate("ab"):
        values = monthly(number, count=count).values.copy()
        values[-1] *= spoiled if name == "b" else 1.0
        lines += [f"{STEPS['month'].shift(FIRST, at)},{name},{value:.2f}" for at, value in enumerate(values)]
    path = folder / "payments.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


OF_CSV = ("--csv", "payments.csv", "--date", "month", "--value", "yuan", "--group", "region")


def test_a_month_out_of_line_is_listed_in_yuan_and_deviations(anlan: Any, tmp_path: Path) -> None:
    lay(tmp_path, spoiled=1.4)
    told = json.loads(anlan("operation", "watch", *OF_CSV, "--last", "3", "--json").stdout)
    (alert,) = told["alerts"]
    assert (alert["region"], alert["period"]) == ("b", "2019-06")
    assert alert["gap"] > 0
    assert alert["standard_deviations"] > 5
    assert (told["unit"], told["source"], told["cut_off"]) == ("yuan", "payments.csv", "2019-06-01")
    shown = anlan("operation", "watch", *OF_CSV, "--last", "1", "--language", "zh").stdout
    assert "2019-06" in shown
    assert "异常是线索，不是认定" in shown
    assert "单位：元；数据截至 2019-06-01" in shown


def test_a_forecast_tells_each_region_and_their_sum(anlan: Any, tmp_path: Path) -> None:
    lay(tmp_path)
    told = json.loads(anlan("operation", "forecast", *OF_CSV, "--ahead", "3", "--json").stdout)
    means = {one["region"]: [period["mean"] for period in one["periods"]] for one in told["forecasts"]}
    assert means["*"] == pytest.approx(np.add(means["a"], means["b"]))
    assert [period["period"] for period in told["forecasts"][0]["periods"]] == ["2019-07", "2019-08", "2019-09"]


def test_demand_is_told_by_week(anlan: Any, tmp_path: Path) -> None:
    stream, step = np.random.default_rng(1), STEPS["week"]
    weeks = [step.shift(step.start(FIRST), at) for at in range(70)]
    lines = [f"{week},{count}" for week, count in zip(weeks, stream.poisson(5.0, 70), strict=True)]
    (tmp_path / "halls.csv").write_text("date,value\n" + "\n".join(lines) + "\n", encoding="utf-8")
    done = anlan("operation", "demand", "--csv", "halls.csv", "--ahead", "2", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert "MASE" in done.stdout
    assert "unit: cases" in done.stdout


def test_an_effect_is_told_with_what_stands_against_it(anlan: Any, tmp_path: Path) -> None:
    lines = ["date,region,value"]
    for name, one in regions(7, change=np.log(1.3)).items():
        lines += [f"{STEPS['month'].shift(FIRST, at)},{name},{value:.2f}" for at, value in enumerate(one.values)]
    (tmp_path / "policy.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ("operation", "effect", "--csv", "policy.csv", "--group", "region", "--treated", "r0", "--since", "2021-01")
    told = json.loads(anlan(*words, "--json").stdout)
    assert told["share"]["lower"] < 0.3 < told["share"]["upper"]
    assert told["chance"] < 0.05
    assert len(told["placebo_regions"]) == 7
    shown = anlan(*words, "--language", "en").stdout
    assert "difference in differences (7 controls)" in shown
    assert "cannot be below 0.12" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("watch",), "not one source"),
        (("watch", "here", *OF_CSV), "not one source"),
        (("watch", "nowhere"), "nowhere"),
        (("watch", *OF_CSV, "--only", "region=z"), "'z'"),
        (("watch", *OF_CSV, "--only", "region"), "KEY=VALUE"),
        (("watch", *OF_CSV, "--only", "scheme=110"), "scheme"),
        (("watch", *OF_CSV, "--last", "0"), "--last"),
        (("forecast", *OF_CSV, "--ahead", "99"), "--ahead"),
        (("effect", *OF_CSV, "--treated", "c", "--since", "2018-01"), "'c'"),
        (("effect", *OF_CSV, "--treated", "a", "--since", "2035-01"), "outside the data"),
        (("effect", *OF_CSV, "--treated", "a", "--since", "soon"), "not a date"),
        (("watch", "--csv", "one.csv"), "one observation"),
        (("watch", "--csv", "twice.csv"), "twice.csv:3"),
        (("watch", "--csv", "back.csv"), "back.csv:3"),
        (("watch", "--csv", "odd.csv"), "odd.csv:2"),
    ],
)
def test_a_wrong_input_is_said_once(words: tuple[str, ...], said: str, anlan: Any, tmp_path: Path) -> None:
    lay(tmp_path)
    (tmp_path / "one.csv").write_text("date,value\n2024-01,1\n")
    (tmp_path / "twice.csv").write_text("date,value\n2024-01,1\n2024-01,1\n")
    (tmp_path / "back.csv").write_text("date,value\n2024-02,1\n2024-01,1\n")
    (tmp_path / "odd.csv").write_text("date,value\nspring,1\n2024-01,1\n")
    done = anlan("operation", *words)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
