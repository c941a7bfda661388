"""`anlan report` puts both files in place or none, and refuses what it cannot write."""

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from cli.delivery import NotWritten
from cli.main import main
from cli.report import check_target, put_all
from core.errors import InputError
from tests.simulation.regions.workbooks import write_workbook

BUDGET = ("report", "budget", "--year", "2026", "--language", "zh")


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_both_files_are_written_and_named_after_kind_and_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*BUDGET, "--out", str(tmp_path / "a" / "b"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert names(tmp_path / "a" / "b") == ["budget-2026.docx", "budget-2026.xlsx"]
    assert [Path(file).name for file in told["files"]] == names(tmp_path / "a" / "b")
    assert told["title"] == "社会保险基金预算草案（2026年）"
    assert told["manifest"]["base_year"] == 2023
    assert docx.Document(str(tmp_path / "a" / "b" / "budget-2026.docx")).tables
    assert load_workbook(tmp_path / "a" / "b" / "budget-2026.xlsx").sheetnames[:2] == ["主要参数", "变动原因"]


def test_the_same_words_write_the_same_bytes_wherever_they_are_put(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert main([*BUDGET, "--out", str(tmp_path / folder)]) == 0
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_settings_and_last_budget_reach_the_report(tmp_path: Path) -> None:
    last = tmp_path / "last.csv"
    last.write_text("基金,项目,年份,预算数（亿元）\n失业保险,收入,2025,1999.9\n", encoding="utf-8")
    words = [*BUDGET, "--out", str(tmp_path), "--set", "pension.indexation@2026=0.03", "--last-budget", str(last)]
    assert main(words) == 0
    book = load_workbook(tmp_path / "budget-2026.xlsx", data_only=True)
    cells = [[cell.value for cell in row] for row in book["收入预算表"].iter_rows()]
    row = next(row for row in cells if row[0] == "失业保险")
    assert row[1] == pytest.approx(1999.9)
    about = {row[0].value: row[1].value for row in book["数据来源与测算清单"].iter_rows()}
    assert about["情景"] == "pension.indexation@2026=0.03"
    assert "--set pension.indexation@2026=0.03" in about["复现命令"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "budget", "--year", "1999"], "Choose a year from 2024"),
        (["report", "outlook", "--year", "2099"], "Choose a year from 2024"),
        (["report", "poem", "--year", "2026"], "invalid choice"),
        (["report", "budget"], "--year"),
        (["report", "budget", "--year", "soon"], "invalid int value"),
        (["report", "budget", "--year", "2026", "--region", "CN-31"], "fund-data"),
        (["report", "budget", "--year", "2026", "--region", "Atlantis"], "Atlantis"),
        (["report", "budget", "--year", "2026", "--scenario", "narnia"], "narnia"),
        (["report", "budget", "--year", "2026", "--set", "macro.cpi=plenty"], "macro.cpi"),
        (["report", "outlook", "--year", "2026", "--last-budget", "x.csv"], "belongs to the budget"),
        (["report", "budget", "--year", "2026", "--last-budget", "x.csv"], "not there"),
        (["report", "budget", "--year", "2026", "--paths", "5"], "no random futures"),
        (["report", "outlook", "--year", "2026", "--paths", "-5"], "paths is -5"),
    ],
)
def test_bad_input_ends_with_two_and_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    for out in (tmp_path / "letters.txt", tmp_path / "letters.txt" / "below"):
        with pytest.raises(InputError):
            check_target(out)
        assert main([*BUDGET, "--out", str(out)]) == 2
        assert "letters.txt" in capsys.readouterr().err
    assert names(tmp_path) == ["letters.txt"]


def test_a_disk_that_fills_up_leaves_the_earlier_files_and_no_other(tmp_path: Path, monkeypatch: Any) -> None:
    put_all(tmp_path, {"a.docx": b"old", "a.xlsx": b"old"})
    write_bytes = Path.write_bytes

    def full_at_the_second(self: Path, content: bytes) -> int:
        if ".a.xlsx" in self.name:
            raise OSError("no space left on device")
        return write_bytes(self, content)

    monkeypatch.setattr(Path, "write_bytes", full_at_the_second)
    with pytest.raises(NotWritten, match="no space"):
        put_all(tmp_path, {"a.docx": b"new", "a.xlsx": b"new"})
    assert names(tmp_path) == ["a.docx", "a.xlsx"]
    assert (tmp_path / "a.docx").read_bytes() == b"old"


def test_a_region_is_reported_on_its_own_workbook_under_its_own_name(tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "fund.xlsx")
    place = ["--region", "CN-42", "--fund-data", str(workbook)]
    assert main([*BUDGET, "--out", str(tmp_path / "out"), *place]) == 0
    assert names(tmp_path / "out") == ["budget-2026-CN-42.docx", "budget-2026-CN-42.xlsx"]
    book = load_workbook(tmp_path / "out" / "budget-2026-CN-42.xlsx", data_only=True)
    income = {row[0].value: row[4].value for row in book["收入预算表"].iter_rows()}
    assert main([*BUDGET, "--out", str(tmp_path / "nation")]) == 0
    nation = load_workbook(tmp_path / "nation" / "budget-2026.xlsx", data_only=True)
    of_nation = {row[0].value: row[4].value for row in nation["收入预算表"].iter_rows()}
    assert income["企业职工基本养老保险"] == pytest.approx(0.05 * of_nation["企业职工基本养老保险"], rel=0.05)
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "out" / "budget-2026-CN-42.docx")).paragraphs)
    assert "湖北" in text
    assert "国家口径的七项基金" not in text


def test_what_cannot_be_laid_on_a_region_is_named_and_the_rest_reported(tmp_path: Path) -> None:
    """Calibrated to this workbook, nearly everything owed is collected: a point more would be above all of it."""
    workbook = write_workbook(tmp_path / "fund.xlsx")
    place = ["--region", "CN-42", "--fund-data", str(workbook)]
    words = ["report", "outlook", "--year", "2026", "--language", "zh", "--paths", "0"]
    assert main([*words, *place, "--out", str(tmp_path / "out")]) == 0
    text = [p.text for p in docx.Document(str(tmp_path / "out" / "outlook-2026-CN-42.docx")).paragraphs]
    refused = [line for line in text if "超出假设的取值范围" in line]
    assert [line for line in refused if "征缴率高1个百分点" in line and "pension.employee.collection" in line]
    book = load_workbook(tmp_path / "out" / "outlook-2026-CN-42.xlsx", data_only=True)
    shocks = [row[0].value for row in book["敏感性分析 企业养老"].iter_rows(min_row=4)]
    assert "企业职工征缴率高1个百分点" not in shocks
    assert "养老金调整高0.5个百分点" in shocks
