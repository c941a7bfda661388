"""A province on the command line: a workbook is made, filled in, projected; what is wrong is said once, exit code 2."""

import json
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from simulation.regions import layout
from tests.cli.test_bad_input import project, refuse
from tests.simulation.regions.workbooks import cell, write_workbook

INCOME = "enterprise_pension.income"


def test_the_workbook_is_made_and_never_overwritten(anlan: Any, tmp_path: Path) -> None:
    words = ("data", "template", "fund", "--region", "CN-ZJ", "--year", "2024", "--out", "fund.xlsx")
    done = anlan(*words, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) | {"cells": 40, "entries": 200, "region": "CN-33", "last": 2024} == json.loads(
        done.stdout
    )
    sheet = load_workbook(tmp_path / "fund.xlsx")[layout.FIGURES]
    assert sheet[layout.REGION_CELL].value == "CN-33"
    before = (tmp_path / "fund.xlsx").read_bytes()
    refuse(anlan(*words), tmp_path, "fund.xlsx", "already there")
    assert (tmp_path / "fund.xlsx").read_bytes() == before


def test_a_workbook_that_cannot_be_made_is_refused(anlan: Any, tmp_path: Path) -> None:
    refuse(anlan("data", "template", "fund", "--out", "fund.csv"), tmp_path, ".xlsx")
    refuse(anlan("data", "template", "fund", "--region", "CN-99", "--out", "f.xlsx"), tmp_path, "CN-99")
    refuse(anlan("data", "template", "fund", "--year", "1999", "--out", "f.xlsx"), tmp_path, "1999")
    assert list(tmp_path.iterdir()) == []


def test_a_province_is_projected_and_its_gaps_are_listed(anlan: Any, tmp_path: Path) -> None:
    write_workbook(tmp_path / "fund.xlsx", only=("region.population", INCOME, "unemployment.insured"))
    done = anlan("project", "china", "--region", "CN-42", "--fund-data", "fund.xlsx", "--out", "result", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert list(told["funds"]) == ["enterprise_pension", "unemployment"]
    assert told["region"]["code"] == "CN-42" and "fallback" in told["funds"]["unemployment"]["status"]
    assert json.loads((tmp_path / "result" / "projection.json").read_text(encoding="utf-8"))["region"] == told["region"]
    shown = anlan("project", "china", "--fund-data", "fund.xlsx", "--language", "zh").stdout
    assert "湖北省" in shown and "2023◇" in shown
    assert all(item["cell"] in shown for item in told["region"]["fallbacks"])


def test_a_wrong_workbook_writes_nothing(anlan: Any, tmp_path: Path) -> None:
    def text(sheet: Any) -> None:
        sheet[cell(INCOME)] = "约1200"

    def unit(sheet: Any) -> None:
        sheet[cell(INCOME)].value *= 1e4

    for edit, words in ((text, (cell(INCOME), "约1200")), (unit, (cell(INCOME), "C3", "万元"))):
        write_workbook(tmp_path / "fund.xlsx", edit=edit)
        refuse(project(anlan, "--fund-data", "fund.xlsx"), tmp_path, "fund.xlsx", layout.FIGURES, *words)


def test_a_wrong_region_is_refused(anlan: Any, tmp_path: Path) -> None:
    write_workbook(tmp_path / "fund.xlsx")
    refuse(project(anlan, "--fund-data", "fund.xlsx", "--region", "CN-33"), tmp_path, "CN-42", "CN-33", "C2")
    refuse(project(anlan, "--region", "CN-33"), tmp_path, "CN-33", "--fund-data")
    refuse(project(anlan, "--fund-data", "absent.xlsx"), tmp_path, "absent.xlsx")


def test_pooling_is_printed_and_written(anlan: Any, tmp_path: Path) -> None:
    done = anlan("pooling", "china", "--provinces", "5", "--until", "2030", "--out", "moved", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["provinces"]) == 5 and told["years"][-1] == 2030
    assert [check["year"] for check in told["checks"]] == [2018, 2019, 2020, 2021, 2022, 2023]
    lines = (tmp_path / "moved" / "pooling.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + 5 * len(told["years"]) and all("示意" in line for line in lines[1:])
    shown = anlan("pooling", "china", "--provinces", "5", "--until", "2030", "--language", "zh").stdout
    assert "示意省E" in shown and "9,327" in shown and "示意" in shown.splitlines()[-2]


def test_pooling_refuses_what_it_cannot_do(anlan: Any, tmp_path: Path) -> None:
    refuse(anlan("pooling", "china", "--provinces", "1", "--out", "result"), tmp_path, "1 provinces")
    refuse(anlan("pooling", "china", "--until", "2200", "--out", "result"), tmp_path, "2200")
    refuse(anlan("pooling", "china", "--workbooks", "absent", "--out", "result"), tmp_path, "absent")
