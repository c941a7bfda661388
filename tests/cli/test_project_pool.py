"""A made-up province on the command line: its folder is its name, and nobody can take it for a real place."""

import json
from pathlib import Path
from typing import Any

from tests.cli.test_bad_input import refuse
from tests.datapool.aggregates.made_up import made_up_province


def test_the_folder_of_a_pool_is_projected(anlan: Any, tmp_path: Path) -> None:
    root = made_up_province()[0]
    (tmp_path / "trial.yaml").write_text(
        f"name: trial\ncountry: {root}\nsettings: ['pool.enterprise_pension.opening_balance=1e9']\nlast_year: 2040\n",
        encoding="utf-8",
    )
    done = anlan("project", "trial.yaml", "--json", "--out", "result")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told["funds"]) == ["enterprise_pension", "government_pension", "resident_pension"]
    assert told["region"]["made_up"] is True and told["years"][0] == 2015 and told["years"][-1] == 2040
    balance = dict(zip(told["years"], told["funds"]["enterprise_pension"]["accumulated_balance"], strict=True))
    assert balance[2024] is None and 0.95e9 < balance[2025] < 1.05e9
    assert (tmp_path / "result" / "funds.csv").is_file()
    shown = anlan("project", str(root), "--language", "zh").stdout
    assert "虚构" in shown and "万元" in shown


def test_a_pool_that_is_not_built_and_a_wrong_setting_are_told(anlan: Any, tmp_path: Path) -> None:
    (tmp_path / "province").mkdir()
    (tmp_path / "province" / "pool.yaml").write_text("province: '47'\n", encoding="utf-8")
    refuse(anlan("project", "province"), tmp_path, "anlan data build province")
    root = str(made_up_province()[0])
    refuse(anlan("project", root, "--set", "pool.opening=1"), tmp_path, "pool.opening")
