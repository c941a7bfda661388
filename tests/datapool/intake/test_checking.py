"""Rows keep their order and their reasons, whether they are checked one by one or value by value."""

from pathlib import Path

import pyarrow as pa
import pytest

from datapool.intake import checking
from datapool.intake.checking import Checks, connect
from datapool.intake.rows import LINE
from datapool.intake.worker import regions_of
from datapool.pool import described_tables
from datapool.standards.sources import Table
from tests.datapool.intake.feeds import Row, good_rows, make_pool_file

WRONG = {"registered_on": "1899-12-31", "sex": "7", "region_code": "110105", "person_no": ""}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, Checks]:
    root = make_pool_file(tmp_path_factory.mktemp("checks"))
    table = described_tables(root)["hrss_insured"]
    regions = regions_of(root)
    return table, Checks(table, connect(regions), regions.province)


def delivered(table: Table, rows: list[Row]) -> pa.Table:
    columns = {
        column.column: pa.array([row[column.column] or None for row in rows], type=pa.string())
        for column in table.columns
    }
    return pa.table({LINE: pa.array(range(7, 7 + len(rows))), **columns})


def mixed(table: Table, count: int) -> tuple[list[Row], dict[int, list[tuple[str, str]]]]:
    """Rows with every kind of fault and many invalid identity numbers, and the columns that are wrong by line."""
    rows = good_rows(table, count)
    wrong = {}
    for number, row in enumerate(rows):
        row["phone"] = f"138{number:08d}"
        if number % 3 == 0:
            row["citizen_id"] = ["", "1", "47010119900101999X", "110105194912310021"][number // 3 % 4]
        names = [name for at, name in enumerate(WRONG) if number % 11 == at or number % 31 == at]
        row.update({name: WRONG[name] for name in names})
        if names:
            wrong[7 + number] = sorted(names)
    return rows, wrong


@pytest.mark.parametrize("count", [1, 40, 6000])
def test_every_row_keeps_its_place_and_its_faults(table: tuple[Table, Checks], count: int) -> None:
    rows, wrong = mixed(table[0], count)
    checked = table[1].check(delivered(table[0], rows))
    assert checked.values.column(LINE).to_pylist() == list(range(7, 7 + count))
    assert checked.values.column("phone").to_pylist() == [row["phone"] for row in rows]
    assert checked.values.column("person_name").to_pylist() == [row["person_name"] for row in rows]
    assert checked.values.column("citizen_id_written").to_pylist() == [row["citizen_id"] or None for row in rows]
    assert {line: sorted(name for _, name in pairs) for line, pairs in checked.reasons.items()} == wrong


def test_value_by_value_gives_what_row_by_row_gives(
    table: tuple[Table, Checks], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, _ = mixed(table[0], 700)
    slow = table[1].check(delivered(table[0], rows))
    monkeypatch.setattr(checking, "FEW_ROWS", 0)
    for share in (0.0, 0.5, 1.0):
        monkeypatch.setattr(checking, "MOST_DIFFERENT", share)
        quick = table[1].check(delivered(table[0], rows))
        assert quick.values.equals(slow.values)
        assert quick.faults == slow.faults


def test_a_row_of_another_province_is_named_so(table: tuple[Table, Checks]) -> None:
    rows = good_rows(table[0], 3)
    rows[1]["region_code"] = "110105"
    assert table[1].check(delivered(table[0], rows)).faults == {1: [("other_province", "region_code")]}


def test_a_pool_without_a_province_takes_every_region(tmp_path: Path) -> None:
    table = described_tables(tmp_path)["hrss_insured"]
    regions = regions_of(tmp_path)
    rows = good_rows(table, 2)
    for row in rows:
        row["region_code"] = "110105"
    assert Checks(table, connect(regions), regions.province).check(delivered(table, rows)).faults == {}
