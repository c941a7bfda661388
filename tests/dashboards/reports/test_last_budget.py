"""Last year's budget is read or refused, never guessed at."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType, WrongUnit
from dashboards.reports.last_budget import read_last_budget

ZH = "基金,项目,年份,预算数（亿元）\n"
EN = "fund,line,year,amount (100 million yuan)\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "last.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_chinese_and_english_names_give_the_same_figures(tmp_path: Path) -> None:
    zh = read_last_budget(written(tmp_path, f'{ZH}企业职工基本养老保险,社会保险费收入,2025,"49,800.5"\n'), 2025)
    en = read_last_budget(written(tmp_path, f"{EN}enterprise_pension,contributions,2025,49800.5\n"), 2025)
    assert zh.amounts == en.amounts == {("enterprise_pension", "contributions"): pytest.approx(49800.5e8)}
    assert zh.amount("enterprise_pension", "benefits") is None


def test_a_workbook_reads_as_the_csv_does(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["基金", "项目", "年度", "预算数(亿元)"], ["失业保险", "支出", 2025, 1700.0], [None, None, None, None]):
        book.active.append(row)
    path = tmp_path / "last.xlsx"
    book.save(path)
    assert read_last_budget(path, 2025).amounts == {("unemployment", "outgo"): 1700e8}


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("", InputError, "empty"),
        (ZH, InputError, "no budget figure"),
        (f"{ZH}企业养老,收入,2025,1\n", UnknownKey, ":2: no fund is called '企业养老'"),
        (f"{ZH}失业保险,罚款,2025,1\n", UnknownKey, ":2: no line is called '罚款'"),
        (f"{ZH}失业保险,收入,2025,一千\n", WrongType, ":2: the amount is '一千'"),
        (f"{ZH}失业保险,收入,2025,nan\n", WrongType, ":2: the amount is 'nan'"),
        (f"{ZH}失业保险,收入,2025,\n", WrongType, ":2: the amount is ''"),
        (f"{ZH}失业保险,收入,2024,1\n", ValueOutOfRange, ":2: the figure is of 2024, not of 2025"),
        (f"{ZH}失业保险,收入,2025,1\n失业保险,收入,2025,2\n", InputError, ":3: unemployment income stands here twice"),
        ("基金,项目,年份,预算数（万元）\n失业保险,收入,2025,1\n", WrongUnit, "万元"),
        ("基金,项目,年份,金额\n失业保险,收入,2025,1\n", InputError, "no column of amounts"),
        ("险种,项目,年份,预算数（亿元）\n", InputError, "no column 'fund'"),
        (f"{EN}unemployment,contributions,2025,90\nunemployment,income,2025,50\n", InputError, "more than its income"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, error: type[InputError], told: str) -> None:
    with pytest.raises(error) as caught:
        read_last_budget(written(tmp_path, text), 2025)
    assert told in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_file_that_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="not there"):
        read_last_budget(tmp_path / "none.csv", 2025)
    for name in ("broken.xlsx", "broken.csv"):
        (tmp_path / name).write_bytes(b"\xff\xfe\x00\x01")
        with pytest.raises(FileMissing):
            read_last_budget(tmp_path / name, 2025)
