"""A CSV that somebody brings: read as it is meant, or refused with its line."""

import math
from pathlib import Path

import numpy as np
import pytest

from core.errors import DateOutOfRange, FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType
from training.operation.gathering import Gathering
from training.operation.periods import STEPS
from training.operation.reading import Columns, read_csv

MONTHS = Gathering(STEPS["month"], "yuan", math.nan)


def write(folder: Path, text: str) -> Path:
    path = folder / "history.csv"
    path.write_text(text, encoding="utf-8")
    return path


def rows(count: int, *, region: str = "") -> str:
    tail = f",{region}" if region else ""
    return "".join(f"{2015 + at // 12}-{at % 12 + 1:02d},{at + 1}{tail}\n" for at in range(count))


def test_groups_become_series_of_their_own(tmp_path: Path) -> None:
    path = write(tmp_path, "date,value,region\n" + rows(20, region="a") + rows(15, region="b"))
    found = read_csv(path, Columns(groups=("region",)), MONTHS)
    assert [(one.name, one.known) for one in found.series] == [("a", 20), ("b", 15)]
    assert found.cut_off.isoformat() == "2016-08-01"


def test_days_are_summed_and_a_month_that_is_not_over_is_left_out(tmp_path: Path) -> None:
    days = [f"2024-{month:02d}-{day:02d},1\n" for month in (1, 2, 3) for day in range(1, 29)]
    days = [day for day in days if day < "2024-03-11"]
    (one,) = read_csv(write(tmp_path, "date,value\n" + "".join(days)), Columns(), MONTHS).series
    assert one.values.tolist() == [28.0, 28.0]
    assert [note.code for note in one.notes] == ["not_over"]


@pytest.mark.parametrize(("empty", "expected"), [(math.nan, math.nan), (0.0, 0.0)])
def test_a_missing_month_is_what_it_is_said_to_be(empty: float, expected: float, tmp_path: Path) -> None:
    text = rows(12).replace("2015-05,5\n", "")
    how = Gathering(STEPS["month"], "yuan", empty)
    (one,) = read_csv(write(tmp_path, "date,value\n" + text), Columns(), how).series
    assert np.array_equal(one.values[4:5], [expected], equal_nan=True)
    assert {note.code for note in one.notes} == ({"gaps"} if math.isnan(expected) else {"zeros"})


def test_chinese_headers_thousands_and_dates_are_read(tmp_path: Path) -> None:
    text = '月份,金额\n2024年1月,"1,234.5"\n2024/02,2\n202403,3\n'
    path = tmp_path / "history.csv"
    path.write_bytes(text.encode("gb18030"))
    (one,) = read_csv(path, Columns("月份", "金额"), MONTHS).series
    assert one.values.tolist() == [1234.5, 2.0, 3.0]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("date,value\n2024-02,1\n2024-01,2\n", DateOutOfRange, ":3: .*comes after"),
        ("date,value\n2024-02,1\n2024-02,2\n", DateOutOfRange, ":3: .*is there twice"),
        ("date,value\n2024-02-30,1\n", WrongType, ":2: .*no date"),
        ("date,value\nyesterday,1\n", WrongType, ":2: .*no date"),
        ("date,value\n2024-01,much\n", WrongType, ":2: .*no number"),
        ("date,value\n2024-01,inf\n", WrongType, ":2: .*no number"),
        ("date,value\n2024-01,1\n", ValueOutOfRange, "one observation"),
        ("date,value\n", WrongType, "no row"),
        ("", UnknownKey, "'date' is not there"),
        ("date,amount\n2024-01,1\n", UnknownKey, "'value' is not there.*amount"),
        ("date,value,value\n2024-01,1,2\n", UnknownKey, "twice"),
        ("date,value\n2024-01,1,2\n", WrongType, ":2: .*3 cells"),
    ],
)
def test_what_cannot_be_a_history_is_refused_with_its_line(
    text: str, error: type[InputError], said: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=said):
        read_csv(write(tmp_path, text), Columns(), MONTHS)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="absent"):
        read_csv(tmp_path / "absent.csv", Columns(), MONTHS)
