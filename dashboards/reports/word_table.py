"""A table in a DOCX file: a head that is repeated on every page, rows that are never broken, figures at the right."""

from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from dashboards.figures import MINUS
from dashboards.reports import word_styles as styles
from dashboards.reports.document import Cell, Column, Figure, Row, Table

DEFICIT = RGBColor(0xB3, 0x26, 0x1E)
INDENT_CM = 0.35
# Tables up to this many rows stay on one page; of longer ones the first and the last rows stay together.
SHORT, KEPT_ROWS = 22, 2
# A head of this many columns is set smaller, so that no word of it breaks.
MANY_COLUMNS = 8


def add_table(document: Document, table: Table) -> None:
    """Its unit, the table itself, and its notes; the caption goes before."""
    if table.unit:
        document.add_paragraph(table.unit, style=styles.UNIT)
    grid = document.add_table(rows=0, cols=len(table.columns))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_frame(grid, table)
    _add_head(grid, table)
    for number, row in enumerate(table.rows):
        is_kept = len(table.rows) <= SHORT or number < KEPT_ROWS or number >= len(table.rows) - KEPT_ROWS
        _add_row(grid, table, row, is_kept=is_kept)
    for number, note in enumerate(table.notes):
        paragraph = document.add_paragraph(note, style=styles.NOTE)
        paragraph.paragraph_format.keep_with_next = number < len(table.notes) - 1
    if not table.notes:
        document.add_paragraph(style=styles.NOTE)


def _add_head(grid: Any, table: Table) -> None:
    row = grid.add_row()
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))
    for cell, column in zip(row.cells, table.columns, strict=True):
        _shade(cell, styles.HEAD_FILL)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _set_width(cell, column)
        paragraph = cell.paragraphs[0]
        styles.apply(paragraph, styles.CELL_HEAD)
        paragraph.paragraph_format.keep_with_next = True
        run = paragraph.add_run(column.title)
        if len(table.columns) >= MANY_COLUMNS:
            run.font.size = Pt(7)


def _add_row(grid: Any, table: Table, row: Row, *, is_kept: bool) -> None:
    added = grid.add_row()
    added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for number, (cell, column, content) in enumerate(zip(added.cells, table.columns, row.cells, strict=True)):
        _set_width(cell, column)
        if row.is_total:
            _shade(cell, styles.TOTAL_FILL)
        paragraph = cell.paragraphs[0]
        words = styles.CELL_DENSE if table.is_dense else styles.CELL
        styles.apply(paragraph, words if column.is_text else styles.CELL_RIGHT)
        paragraph.paragraph_format.keep_with_next = is_kept
        if number == 0 and row.level:
            paragraph.paragraph_format.left_indent = Cm(INDENT_CM * row.level)
        _add_content(paragraph, content, is_bold=row.is_total)


def _add_content(paragraph: Any, content: Cell, *, is_bold: bool) -> None:
    text = content.text() if isinstance(content, Figure) else content
    run = paragraph.add_run(text)
    run.bold = is_bold
    if isinstance(content, Figure):
        if text.startswith(MINUS) and content.form.unit >= 1e8:
            run.font.color.rgb = DEFICIT
        if content.mark and content.is_known:
            mark = paragraph.add_run(content.mark)
            mark.font.size, mark.font.color.rgb = Pt(7), styles.QUIET


def _set_frame(grid: Any, table: Table) -> None:
    """Rules above, below and between rows, none upright; the widths of the columns."""
    properties = grid._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", "10"), ("bottom", "10"), ("insideH", "4")):
        rule = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", styles.RULE)):
            rule.set(qn(f"w:{key}"), value)
        borders.append(rule)
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "50")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for column, wanted in zip(grid.columns, table.columns, strict=True):
        column.width = Cm(wanted.width)


def _set_width(cell: Any, column: Column) -> None:
    cell.width = Cm(column.width)


def _shade(cell: Any, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
