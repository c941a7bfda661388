"""What a department receives opens as it should, names its own records and shows nobody's data."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from datapool.pool import Pool
from datapool.quality.assess import assess
from datapool.quality.tickets.export import export_files
from datapool.quality.tickets.ticket import Example, State, Ticket
from datapool.quality.tickets.writing import records_to_correct, tickets_of
from datapool.standards.sources import load_sources
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import build_province

TABLES = load_sources()
WRONG = date(1966, 6, 6)


@pytest.fixture(scope="module")
def province() -> dict:
    rows = build_province(240).rows
    known = [row for row in rows["hrss_insured"] if row["citizen_id_kind"] == "ric18"]
    persons = sorted({row["person_no"] for row in known if row["region_code"] != "470602"})[:30]
    for row in known:
        if row["person_no"] in persons:
            row["birth_date"] = WRONG
    return rows


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, province: dict) -> dict[str, bytes]:
    pool = Pool.open(lay_out(tmp_path_factory.mktemp("pool"), province))
    found = assess(pool)
    paths = {batch.batch: batch.path for batch in pool.batches()}
    records = records_to_correct(found, TABLES, paths)
    return export_files(list(tickets_of(found, TABLES)), records, rules=found.rules, tables=TABLES)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_every_wrong_record_is_named_by_file_line_and_the_departments_own_column(files: dict, province: dict) -> None:
    records = rows_of(files["hrss-records.csv"])[1:]
    lines = {int(row[2]) for row in records if "出生日期" in row[3] and "/2019/" in row[1]}
    first = [row for row in province["hrss_insured"] if row["_delivery"] == "2019"]
    wrong = {row["_line"] for row in first if row["birth_date"] == WRONG}
    assert lines == wrong
    assert all(row[1].startswith("feeds/hrss/insured/") for row in records if "出生日期" in row[3])


def test_the_workbook_says_what_the_csv_says(files: dict) -> None:
    book = load_workbook(BytesIO(files["hrss.xlsx"]))
    for sheet, name in zip(book.worksheets, ("hrss-tickets.csv", "hrss-records.csv"), strict=True):
        read = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert read == rows_of(files[name])


def test_no_value_of_anybody_is_in_a_file(files: dict, province: dict) -> None:
    texts = "\n".join(content.decode("utf-8-sig") for name, content in files.items() if name.endswith(".csv"))
    assert "Q-X-101" in texts
    for row in province["hrss_insured"][:60] + province["police_population"][:60]:
        born = row["birth_date"]
        for value in (row["citizen_id"], row["person_name"], row.get("person_no"), f"{born}", f"{born:%Y%m%d}"):
            assert value is None or value not in texts


def test_a_cell_that_a_spreadsheet_would_run_is_made_text() -> None:
    ticket = Ticket("n", "hrss", "hrss_insured", "Q-X-001", "2019", "major", State.OPEN, 1, 1, ())
    records = {"n": [Example('=cmd|"/c calc"!A1', 2, ("性别",))]}
    files = export_files([ticket], records, rules={}, tables=TABLES)
    assert rows_of(files["hrss-records.csv"])[1][1].startswith("'=")
    assert load_workbook(BytesIO(files["hrss.xlsx"])).worksheets[1]["B2"].data_type == "s"
