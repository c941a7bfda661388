"""How a fund workbook is laid out: sheets, unit cells, columns and rows. Template and reader share it."""

from collections.abc import Mapping

from core.errors import InputError
from simulation.regions.cells import MONEY, PERSONS, YUAN_PER_MONTH, YUAN_PER_YEAR

VERSION = "anlan-fund-workbook-1"
INSTRUCTIONS, FIGURES, MARKER = "说明 Instructions", "数据 Figures", "anlan"
REGION_CELL, MONEY_CELL, PERSONS_CELL = "C2", "C3", "C4"
VERSION_CELL = "A1"
HEADER_ROW, FIRST_ROW = 6, 7
YEARS = 5
# Columns of the sheet of figures.
KEY, TITLE, TITLE_EN, UNIT, FIRST_YEAR_COLUMN = 1, 2, 3, 4, 5
DEFINITION = FIRST_YEAR_COLUMN + YEARS
DEFINITION_EN, WHERE, WHERE_EN = DEFINITION + 1, DEFINITION + 2, DEFINITION + 3
HEADINGS: Mapping[int, str] = {
    KEY: "键 Key",
    TITLE: "项目",
    TITLE_EN: "Figure",
    UNIT: "单位 Unit",
    DEFINITION: "口径",
    DEFINITION_EN: "Definition",
    WHERE: "取数来源",
    WHERE_EN: "Where to find it",
}
LABELS = {
    "B1": "基金决算数据表 Fund workbook",
    "B2": "地区代码 Region code",
    "B3": "金额单位 Unit of money",
    "B4": "人数单位 Unit of persons",
}
MONEY_UNITS: Mapping[str, float] = {"亿元": 1e8, "万元": 1e4, "元": 1.0}
PERSON_UNITS: Mapping[str, float] = {"万人": 1e4, "人": 1.0}
UNIT_TEXTS: Mapping[str, str] = {
    MONEY: "金额（见C3）",
    PERSONS: "人数（见C4）",
    YUAN_PER_MONTH: "元/月",
    YUAN_PER_YEAR: "元/年",
}


class WorkbookWrong(InputError):
    """A fund workbook that cannot be read as it stands: another layout, a figure that is none, a unit in doubt."""

    code = "input.workbook"

    def __init__(self, what: str, *, remedy: str, path: str, cell: str = "") -> None:
        """Say `what` is wrong at which `cell` of the sheet of figures, and the `remedy`."""
        where = f"sheet {FIGURES!r}, cell {cell}: " if cell else ""
        super().__init__(f"{where}{what}", remedy=remedy, path=path)


def column_letter(number: int) -> str:
    """A, B, … of a column of this layout (all lie before AA)."""
    return chr(ord("A") + number - 1)


def address(row: int, column: int) -> str:
    """The address of a cell, as in F12."""
    return f"{column_letter(column)}{row}"
