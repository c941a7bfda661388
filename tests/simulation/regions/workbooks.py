"""Fund workbooks filled in for tests: a made-up province that is a fixed part of the nation in every figure."""

from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from simulation.countries.china.regions.nation import fund_cells, national_value
from simulation.regions import layout
from simulation.regions.cells import MONEY, PERSONS
from simulation.regions.fund_data import FundData
from simulation.regions.template import template
from simulation.regions.workbook import read_fund_workbook

PART = 0.05
REGION = "CN-42"
BASE_YEAR = 2023
UNITS = {MONEY: 1e8, PERSONS: 1e4}
ROWS = {key: row for row, key in enumerate(fund_cells(), start=layout.FIRST_ROW)}
Edit = Callable[[Any], None]


def cell(key: str, years_back: int = 0) -> str:
    """The address of the entry of a key, so many years before the base year."""
    return layout.address(ROWS[key], layout.FIRST_YEAR_COLUMN + layout.YEARS - 1 - years_back)


def write_workbook(
    path: Path,
    *,
    region: str = REGION,
    year: int = BASE_YEAR,
    part: float = PART,
    only: Collection[str] | None = None,
    edit: Edit | None = None,
) -> Path:
    """A workbook whose figures are `part` of the nation's; `edit` may change its sheet of figures."""
    book = load_workbook(BytesIO(template(fund_cells(), region=region, region_codes=["CN-42"], last_year=year)))
    sheet = book[layout.FIGURES]
    for key, row in ROWS.items():
        if only is not None and key not in only:
            continue
        kind = fund_cells()[key].kind
        for column, at in enumerate(range(year - layout.YEARS + 1, year + 1), start=layout.FIRST_YEAR_COLUMN):
            value = national_value(key, at)
            sheet.cell(row, column, value * part / UNITS[kind] if kind in UNITS else value)
    if edit is not None:
        edit(sheet)
    book.save(path)
    return path


def fund_data(folder: Path, **how: Any) -> FundData:
    """The figures of such a workbook."""
    return read_fund_workbook(write_workbook(folder / "fund.xlsx", **how), fund_cells())
