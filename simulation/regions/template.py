"""Writes the empty workbook that an office fills in for its region."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from simulation.regions import layout
from simulation.regions.cells import FundCell

_HEAD = PatternFill("solid", fgColor="1F4E79")
_ENTRY = PatternFill("solid", fgColor="FFF8DC")
_GREY = Font(color="808080", size=8)
_WIDTHS = {layout.KEY: 14, layout.TITLE: 34, layout.TITLE_EN: 40, layout.UNIT: 13}
_WIDE = {layout.DEFINITION: 44, layout.DEFINITION_EN: 44, layout.WHERE: 40, layout.WHERE_EN: 40}
LARGEST = 1e13

STEPS: tuple[tuple[str, str], ...] = (
    ("一、在“数据”表的黄色单元格内填写最近五个年度的决算数；其他单元格已锁定，请勿改名、增删行列。",
     "1. Fill the yellow cells of the sheet of figures with the last five years of final accounts. Every other cell is "
     "locked: do not rename, add or remove rows or columns."),
    ("二、先确认地区代码（C2）、金额单位（C3）和人数单位（C4）。全表只用一种金额单位、一种人数单位。",
     "2. First check the region's code (C2), the unit of money (C3) and of persons (C4). One unit of each holds for "
     "the whole sheet."),
    ("三、没有的数留空，不填0、横线或文字。留空的数按全国人均水平乘以本地区人数推算，并在结果中标注。",
     "3. Leave empty what you do not have: no 0, dash or word. An empty cell falls back to the national value per "
     "head times the region's heads and is marked in the result."),
    ("四、每个年度至少填一个数；最后一列是测算基年。只有基年填了数的基金才单独测算，企业职工养老始终测算。",
     "4. Every year needs at least one figure; the last column is the base year. A fund is projected where the base "
     "year has a figure of it; the enterprise pension always is."),
    ("五、可以使用公式，保存前请在Excel或WPS中重新计算；结果为错误值的公式不予接受。",
     "5. Formulas are allowed: compute them in Excel or WPS before saving. A formula that ends in an error is "
     "refused."),
    ("六、累计结余应等于上年结余加收入减支出；差额会列出，不影响测算。",
     "6. An accumulated balance should be last year's plus income less outgo; a gap is listed and stops nothing."),
    ("七、命令：anlan project china --region 地区代码 --fund-data 本文件",
     "7. Command: anlan project china --region CODE --fund-data THIS_FILE"),
)  # fmt: skip


def template(cells: Mapping[str, FundCell], *, region: str, region_codes: Sequence[str], last_year: int) -> bytes:
    """The workbook as the bytes of an .xlsx file.

    region     code written into the region cell; empty: the office fills it in
    last_year  the last of the five years
    """
    book = Workbook()
    instructions = book.active
    instructions.title = layout.INSTRUCTIONS
    _write_instructions(instructions, cells)
    sheet = book.create_sheet(layout.FIGURES)
    years = range(last_year - layout.YEARS + 1, last_year + 1)
    _write_head(sheet, region, list(years))
    for row, cell in enumerate(cells.values(), start=layout.FIRST_ROW):
        _write_row(sheet, row, cell)
        _name_row(book, row, cell)
    _write_marker(book, region_codes)
    _add_choices(sheet, len(region_codes))
    _add_number_check(sheet, len(cells))
    _finish(sheet)
    book.active = book.index(sheet)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _write_instructions(sheet: Worksheet, cells: Mapping[str, FundCell]) -> None:
    sheet["A1"] = "基金决算数据表 · 填表说明"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = (
        f"共{len(cells)}项指标，每项{layout.YEARS}个年度，计{len(cells) * layout.YEARS}个单元格。 "
        f"{len(cells)} figures of {layout.YEARS} years each: {len(cells) * layout.YEARS} cells."
    )
    for row, step in enumerate(STEPS):
        for below, text in enumerate(step):
            sheet.cell(4 + 3 * row + below, 1, text)
    for line in range(1, sheet.max_row + 1):
        sheet.cell(line, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110
    sheet.protection.sheet = True


def _write_head(sheet: Worksheet, region: str, years: Sequence[int]) -> None:
    for place, text in layout.LABELS.items():
        sheet[place] = text
        sheet[place].font = Font(bold=True)
    sheet[layout.REGION_CELL], sheet[layout.MONEY_CELL], sheet[layout.PERSONS_CELL] = region, "亿元", "万人"
    for place in (layout.REGION_CELL, layout.MONEY_CELL, layout.PERSONS_CELL):
        _open(sheet[place])
    titles = {**layout.HEADINGS, **{layout.FIRST_YEAR_COLUMN + n: year for n, year in enumerate(years)}}
    for column, title in titles.items():
        head = sheet.cell(layout.HEADER_ROW, column, title)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD


def _write_row(sheet: Worksheet, row: int, cell: FundCell) -> None:
    texts = {
        layout.KEY: cell.key,
        layout.TITLE: cell.title.zh,
        layout.TITLE_EN: cell.title.en,
        layout.UNIT: layout.UNIT_TEXTS[cell.kind],
        layout.DEFINITION: cell.definition.zh,
        layout.DEFINITION_EN: cell.definition.en,
        layout.WHERE: cell.where.zh,
        layout.WHERE_EN: cell.where.en,
    }
    for column, text in texts.items():
        sheet.cell(row, column, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(row, layout.KEY).font = _GREY
    for column in range(layout.FIRST_YEAR_COLUMN, layout.FIRST_YEAR_COLUMN + layout.YEARS):
        entry = sheet.cell(row, column)
        entry.number_format = "#,##0.00"
        _open(entry)


def _open(entry: object) -> None:
    entry.protection, entry.fill = Protection(locked=False), _ENTRY  # type: ignore[attr-defined]


def _name_row(book: Workbook, row: int, cell: FundCell) -> None:
    """A name for the five entries of a row, such as `enterprise_pension.income`."""
    first = layout.column_letter(layout.FIRST_YEAR_COLUMN)
    last = layout.column_letter(layout.FIRST_YEAR_COLUMN + layout.YEARS - 1)
    place = f"'{layout.FIGURES}'!${first}${row}:${last}${row}"
    book.defined_names[cell.key] = DefinedName(cell.key, attr_text=place)


def _write_marker(book: Workbook, region_codes: Sequence[str]) -> None:
    marker = book.create_sheet(layout.MARKER)
    marker[layout.VERSION_CELL] = layout.VERSION
    for row, code in enumerate(region_codes, start=1):
        marker.cell(row, 2, code)
    marker.sheet_state = "hidden"
    marker.protection.sheet = True


def _add_choices(sheet: Worksheet, regions: int) -> None:
    """Lists to choose from in the three cells at the top."""
    lists = {
        layout.REGION_CELL: f"{layout.MARKER}!$B$1:$B${regions}",
        layout.MONEY_CELL: f'"{",".join(layout.MONEY_UNITS)}"',
        layout.PERSONS_CELL: f'"{",".join(layout.PERSON_UNITS)}"',
    }
    for place, formula in lists.items():
        choice = DataValidation(type="list", formula1=formula, allow_blank=place == layout.REGION_CELL)
        choice.error, choice.showErrorMessage = "请从列表中选择。 Choose from the list.", True
        choice.add(place)
        sheet.add_data_validation(choice)


def _add_number_check(sheet: Worksheet, rows: int) -> None:
    numbers = DataValidation(type="decimal", operator="between", formula1=str(-LARGEST), formula2=str(LARGEST))
    numbers.error, numbers.showErrorMessage = "请填数字，没有则留空。 A number, or nothing.", True
    first = layout.address(layout.FIRST_ROW, layout.FIRST_YEAR_COLUMN)
    last = layout.address(layout.FIRST_ROW + rows - 1, layout.FIRST_YEAR_COLUMN + layout.YEARS - 1)
    numbers.add(f"{first}:{last}")
    sheet.add_data_validation(numbers)


def _finish(sheet: Worksheet) -> None:
    for column, width in {**_WIDTHS, **_WIDE}.items():
        sheet.column_dimensions[layout.column_letter(column)].width = width
    for column in range(layout.FIRST_YEAR_COLUMN, layout.FIRST_YEAR_COLUMN + layout.YEARS):
        sheet.column_dimensions[layout.column_letter(column)].width = 14
    sheet.freeze_panes = layout.address(layout.FIRST_ROW, layout.FIRST_YEAR_COLUMN)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
