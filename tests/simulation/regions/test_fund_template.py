"""The empty workbook: what it asks for, what is open and what is locked."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from simulation.countries.china.regions.nation import fund_cells
from simulation.regions import layout
from simulation.regions.template import template
from tests.simulation.regions.workbooks import ROWS


@pytest.fixture(scope="module")
def book() -> Any:
    return load_workbook(BytesIO(template(fund_cells(), region="CN-33", region_codes=["CN-33"], last_year=2025)))


def test_it_asks_for_thirty_to_forty_figures_of_five_years() -> None:
    assert 30 <= len(fund_cells()) <= 40


@pytest.mark.parametrize("key", ROWS)
def test_every_figure_has_words_in_both_languages(key: str, book: Any) -> None:
    sheet, row = book[layout.FIGURES], ROWS[key]
    columns = (layout.TITLE, layout.TITLE_EN, layout.UNIT, layout.DEFINITION, layout.DEFINITION_EN, layout.WHERE)
    assert all(sheet.cell(row, column).value for column in (*columns, layout.WHERE_EN))
    assert sheet.cell(row, layout.KEY).value == key


def test_only_entries_and_the_three_cells_at_the_top_are_open(book: Any) -> None:
    sheet = book[layout.FIGURES]
    assert sheet.protection.sheet
    opened = {entry.coordinate for line in sheet.iter_rows() for entry in line if not entry.protection.locked}
    years = range(layout.FIRST_YEAR_COLUMN, layout.FIRST_YEAR_COLUMN + layout.YEARS)
    entries = {layout.address(row, column) for row in ROWS.values() for column in years}
    assert opened == entries | {layout.REGION_CELL, layout.MONEY_CELL, layout.PERSONS_CELL}


def test_every_row_has_a_name_and_every_choice_a_list(book: Any) -> None:
    assert set(ROWS) <= set(book.defined_names)
    checks = book[layout.FIGURES].data_validations.dataValidation
    lists = {str(check.sqref) for check in checks if check.type == "list"}
    assert lists == {layout.REGION_CELL, layout.MONEY_CELL, layout.PERSONS_CELL}
    assert any(check.type == "decimal" and "E7" in check.sqref for check in checks)


def test_region_years_and_instructions_are_written(book: Any) -> None:
    sheet = book[layout.FIGURES]
    heads = [sheet.cell(layout.HEADER_ROW, layout.FIRST_YEAR_COLUMN + n).value for n in range(layout.YEARS)]
    assert (sheet[layout.REGION_CELL].value, heads) == ("CN-33", [2021, 2022, 2023, 2024, 2025])
    assert "--fund-data" in "".join(str(line[0].value) for line in book[layout.INSTRUCTIONS].iter_rows())
