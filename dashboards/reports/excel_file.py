"""A report as a workbook: a sheet per table with live figures, then definitions, sources and manifest."""

import re
from datetime import datetime, time
from io import BytesIO
from math import ceil
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from dashboards.reports.archive import packed, parts_of
from dashboards.reports.document import Column, Figure, Form, Report, Row, Table

AUTHOR = "Anlan"
HEAD_ROW, FIRST_ROW = 3, 4
LONGEST_NAME = 31
HEAD_FILL, TOTAL_FILL = PatternFill("solid", start_color="E3EEF1"), PatternFill("solid", start_color="F4F7F8")
RULE = Side(style="thin", color="C5CED3")
CENTIMETRES_PER_UNIT, NARROWEST, LINE_HEIGHT = 0.2, 11.0, 15.0
_REFERENCE = re.compile(r"\{([\w.]*)(?:@([\w.]+))?\}")
_FORMULA_CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>')

Answers = dict[str, float | None]


def as_xlsx(report: Report) -> bytes:
    """The report's tables as a workbook; the same report gives the same bytes.

    A formula keeps the number it comes to, so that a program which works out none reads it as well.
    """
    book = Workbook()
    book.remove(book.active)
    answers: dict[str, Answers] = {}
    names: dict[str, str] = {}
    for table in report.tables():
        names[_sheet_name(table.name, names)] = table.caption
        answers[f"xl/worksheets/sheet{len(names)}.xml"] = _add_table(book, list(names)[-1], table)
    _add_pairs(book, _sheet_name(report.definitions_title, names), report.definitions)
    _add_pairs(book, _sheet_name(report.about_title, names), report.about)
    _date(book, report)
    file = BytesIO()
    book.save(file)
    parts = parts_of(file.getvalue())
    for name, known in answers.items():
        parts[name] = _with_answers(parts[name], known)
    parts["docProps/core.xml"] = _dated(parts["docProps/core.xml"], report)
    return packed(parts)


def excel_format(form: Form, mark: str) -> str:
    """The number format of a form, the mark of its status behind the number."""
    if form.is_year:
        base = "0"
    else:
        base = "#,##0" + (f".{'0' * form.digits}" if form.digits else "") + ("%" if form.percent else "")
    tail = f'"{mark}"' if mark else ""
    plus = "+" if form.signed else ""
    return f"{plus}{base}{tail};[Red]-{base}{tail};{base}{tail}"


def _add_table(book: Workbook, name: str, table: Table) -> Answers:
    sheet = book.create_sheet(name)
    sheet.append([table.caption])
    sheet.append([table.unit])
    sheet.append([column.title for column in table.columns])
    sheet["A1"].font = Font(bold=True, size=13)
    for number, column in enumerate(table.columns, start=1):
        head = sheet.cell(HEAD_ROW, number)
        head.font, head.fill = Font(bold=True), HEAD_FILL
        head.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        head.border = Border(top=RULE, bottom=RULE)
        sheet.column_dimensions[get_column_letter(number)].width = _width(column)
    sheet.row_dimensions[HEAD_ROW].height = 32
    places = {row.key: FIRST_ROW + number for number, row in enumerate(table.rows)}
    answers: Answers = {}
    for row in table.rows:
        _add_row(sheet, table, row, places, answers)
    for number, note in enumerate(table.notes, start=FIRST_ROW + len(table.rows)):
        _add_note(sheet, table, number, note)
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    return answers


def _add_note(sheet: Any, table: Table, line: int, note: str) -> None:
    """A note over the whole width of the table, so that it makes no sheet wider."""
    sheet.cell(line, 1, note).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(table.columns))
    sheet.row_dimensions[line].height = LINE_HEIGHT * _lines_of(note, sum(_width(column) for column in table.columns))


def _add_row(sheet: Any, table: Table, row: Row, places: dict[str, int], answers: Answers) -> None:
    line = places[row.key]
    sheet.row_dimensions[line].height = LINE_HEIGHT * _lines(table, row)
    for number, content in enumerate(row.cells, start=1):
        cell = sheet.cell(line, number)
        cell.border = Border(bottom=RULE)
        if row.is_total:
            cell.font, cell.fill = Font(bold=True), TOTAL_FILL
        if isinstance(content, str):
            cell.value, cell.data_type = content, "s"
            cell.alignment = Alignment(
                wrap_text=True, vertical="top", indent=row.level if number == 1 else 0, horizontal="left"
            )
            continue
        _fill(cell, content)
        if content.formula:
            cell.value = f"={_formula(content.formula, table, line, number, places)}"
            answers[cell.coordinate] = content.printed_value()


def _width(column: Column) -> float:
    """The width of a column in characters."""
    return max(column.width / CENTIMETRES_PER_UNIT, NARROWEST)


def _lines(table: Table, row: Row) -> int:
    """How many lines the longest text of a row takes: a program that opens the file may not work it out."""
    lengths = (
        _lines_of(cell, _width(column))
        for column, cell in zip(table.columns, row.cells, strict=True)
        if isinstance(cell, str)
    )
    return max(1, *lengths)


def _lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a cell of so many characters; a Chinese sign is two wide."""
    return ceil(sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text) * 1.1 / width)


def _fill(cell: Any, figure: Figure) -> None:
    cell.value = figure.printed_value() if figure.is_known else figure.missing
    cell.number_format = excel_format(figure.form, figure.mark)
    cell.alignment = Alignment(horizontal="right", vertical="top")


def _formula(template: str, table: Table, line: int, number: int, places: dict[str, int]) -> str:
    """The template with its references as cells of the sheet."""
    keys = [column.key for column in table.columns]

    def cell(match: re.Match[str]) -> str:
        column, row = match[1], match[2]
        letter = get_column_letter(keys.index(column) + 1 if column else number)
        return f"{letter}{places[row] if row else line}"

    return _REFERENCE.sub(cell, template)


def _with_answers(sheet: bytes, answers: Answers) -> bytes:
    """The sheet with the number each formula comes to; an empty text where it has none."""

    def answered(match: re.Match[str]) -> str:
        place, attributes, formula = match[1], match[2], match[3]
        value = answers[place]
        if value is None:
            return f'<c r="{place}"{attributes} t="str"><f>{formula}</f><v></v></c>'
        return f'<c r="{place}"{attributes}><f>{formula}</f><v>{value!r}</v></c>'

    return _FORMULA_CELL.sub(answered, sheet.decode()).encode()


def _add_pairs(book: Workbook, name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    if not pairs:
        return
    sheet = book.create_sheet(name)
    for word, text in pairs:
        sheet.append([word, text])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 110
    for row in sheet.iter_rows():
        row[0].font, row[0].alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
        row[1].data_type = "s"
    sheet.freeze_panes = "B1"


def _sheet_name(wanted: str, taken: dict[str, str]) -> str:
    """A name a sheet may have, used once."""
    name = re.sub(r"[\[\]:*?/\\]", " ", wanted)[:LONGEST_NAME]
    return name if name not in taken else f"{name[: LONGEST_NAME - 3]} {len(taken)}"


def _date(book: Workbook, report: Report) -> None:
    book.properties.creator = book.properties.lastModifiedBy = AUTHOR
    book.properties.title = report.title
    book.properties.created = datetime.combine(report.dated, time())


def _dated(core: bytes, report: Report) -> bytes:
    """The properties with the date of the figures where the writer puts the hour of the clock."""
    moment = escape(f"{report.dated.isoformat()}T00:00:00Z")
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(<)", rb"\g<1>" + moment.encode() + rb"\g<2>", core)
