"""Reading a filled workbook: units are carried out, and whatever is not as the template made it is refused by cell."""

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from core.errors import FileMissing, InputError
from simulation.countries.china.regions.nation import fund_cells, national_value
from simulation.regions import layout
from simulation.regions.layout import WorkbookWrong
from simulation.regions.workbook import read_fund_workbook
from tests.simulation.regions.workbooks import BASE_YEAR, PART, cell, fund_data, write_workbook

INCOME, HEADS = "enterprise_pension.income", "enterprise_pension.active"


def put(place: str, value: Any) -> Any:
    def edit(sheet: Any) -> None:
        sheet[place] = value

    return edit


def empty_year(sheet: Any) -> None:
    for row in range(layout.FIRST_ROW, layout.FIRST_ROW + len(fund_cells())):
        sheet.cell(row, layout.FIRST_YEAR_COLUMN + 1).value = None


WRONG = {
    "renamed row": (put("B14", "基金总收入"), "B14", "renamed"),
    "renamed key": (put("A14", "income"), "A14", INCOME),
    "renamed column": (put("J6", "说明"), "J6", "口径"),
    "row removed": (lambda sheet: sheet.delete_rows(9), "A9", "removed"),
    "column added": (lambda sheet: sheet.insert_cols(5), "J6", "口径"),
    "text in a number": (put(cell(INCOME), "约1200"), cell(INCOME), "约1200"),
    "a number typed as text": (put(cell(INCOME), "1,200.5"), cell(INCOME), "a number was expected"),
    "a dash": (put(cell(INCOME), "—"), cell(INCOME), "empty"),
    "yes": (put(cell(INCOME), True), cell(INCOME), "a number was expected"),
    "formula not computed": (put(cell(INCOME), "=1+1"), cell(INCOME), "compute"),
    "negative heads": (put(cell(HEADS), -3), cell(HEADS), "below zero"),
    "negative income": (put(cell(INCOME), -3), cell(INCOME), "below zero"),
    "unknown unit": (put("C3", "百万"), "C3", "亿元"),
    "unknown unit of persons": (put("C4", "户"), "C4", "万人"),
    "year missing in the head": (put("F6", None), "F6", "2020"),
    "year twice": (put("F6", 2019), "F6", "2020"),
    "a year without figures": (empty_year, "F7", "2020"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_by_cell(case: str, tmp_path: Path) -> None:
    edit, place, word = WRONG[case]
    with pytest.raises(WorkbookWrong) as refused:
        fund_data(tmp_path, edit=edit)
    message = str(refused.value)
    assert f"cell {place}:" in message and word in message and "fund.xlsx" in message
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!"])
def test_a_formula_that_ends_in_an_error_is_refused_by_cell(error: str, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "fund.xlsx", edit=put(cell(INCOME), 7777.5))
    as_computed(path, "<v>7777.5</v>", f"<f>1/0</f><v>{error}</v>", kind=' t="e"')
    with pytest.raises(WorkbookWrong, match=f"cell {cell(INCOME)}.*{error}"):
        read_fund_workbook(path, fund_cells())


def test_a_formula_counts_by_the_value_computed_last(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "fund.xlsx", edit=put(cell(INCOME), 7777.5))
    as_computed(path, "<v>7777.5</v>", "<f>3000+0.5</f><v>3000.5</v>")
    assert read_fund_workbook(path, fund_cells()).value(INCOME, BASE_YEAR) == pytest.approx(3000.5e8)


def as_computed(path: Path, old: str, new: str, kind: str = "") -> None:
    """Rewrite one cell of the saved sheet as Excel would have stored its formula with the computed value."""
    place = cell(INCOME)
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = next(name for name, text in parts.items() if name.startswith("xl/worksheets/") and old.encode() in text)
    text = parts[name].decode()
    start = text.index(f'<c r="{place}"')
    end = text.index("</c>", start)
    entry = text[start:end].replace(old, new).replace(' t="n"', kind)
    parts[name] = (text[:start] + entry + text[end:]).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for each, content in parts.items():
            packed.writestr(each, content)


def test_units_are_carried_out(tmp_path: Path) -> None:
    data = fund_data(tmp_path)
    assert data.value(INCOME, BASE_YEAR) == pytest.approx(PART * national_value(INCOME, BASE_YEAR))
    assert data.value(HEADS, BASE_YEAR) == pytest.approx(PART * national_value(HEADS, BASE_YEAR))
    other = fund_data(tmp_path, edit=put("C3", "万元"))
    assert other.value(INCOME, BASE_YEAR) == pytest.approx(1e-4 * PART * national_value(INCOME, BASE_YEAR))


def test_an_empty_cell_is_no_nought(tmp_path: Path) -> None:
    data = fund_data(tmp_path, edit=put(cell(INCOME), None))
    assert data.value(INCOME, BASE_YEAR) is None
    assert data.value(INCOME, BASE_YEAR - 1) is not None


def test_an_accumulated_balance_may_be_negative(tmp_path: Path) -> None:
    key = "enterprise_pension.accumulated_balance"
    assert fund_data(tmp_path, edit=put(cell(key), -12.5)).value(key, BASE_YEAR) == pytest.approx(-12.5e8)


def test_the_same_figures_have_the_same_hash_and_others_another(tmp_path: Path) -> None:
    one, two = fund_data(tmp_path), fund_data(tmp_path)
    other = fund_data(tmp_path, edit=put(cell(INCOME), 1.0))
    assert hash(one) == hash(two) and one.content_hash == two.content_hash != other.content_hash


def test_several_wrong_cells_are_counted(tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet[cell(INCOME)], sheet[cell(HEADS)], sheet[cell(INCOME, 1)] = "a", "b", "c"

    with pytest.raises(WorkbookWrong, match="2 more cells"):
        fund_data(tmp_path, edit=edit)


@pytest.mark.parametrize("content", [b"", b"year,income\n2023,1\n", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "fund.xlsx").write_bytes(content)
    with pytest.raises(WorkbookWrong, match="not an Excel workbook"):
        read_fund_workbook(tmp_path / "fund.xlsx", fund_cells())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"absent\.xlsx"):
        read_fund_workbook(tmp_path / "absent.xlsx", fund_cells())


def test_a_workbook_of_another_version_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "fund.xlsx")
    book = load_workbook(path)
    book[layout.MARKER][layout.VERSION_CELL] = "anlan-fund-workbook-0"
    book.save(path)
    with pytest.raises(WorkbookWrong, match="version 'anlan-fund-workbook-0'"):
        read_fund_workbook(path, fund_cells())


def test_somebody_elses_workbook_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "fund.xlsx")
    book = load_workbook(path)
    del book[layout.MARKER]
    book.save(path)
    with pytest.raises(InputError, match="not a fund workbook"):
        read_fund_workbook(path, fund_cells())
