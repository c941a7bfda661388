"""Tickets as files that a department can open: a list of tickets and a list of records, as CSV and as a workbook.

A ticket tells which of the department's own records to look at, by file and line, which column, and why. It never
shows a value, neither the department's own nor that of another department, whatever its class in the catalogue: the
department has its own value before it, and must find the right one at the source, not copy it from a neighbour.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from datapool.quality.tickets.ticket import Example, Ticket
from datapool.standards.sources import Table

Rules = Mapping[str, Mapping[str, Any]]
Records = Mapping[str, Sequence[Example]]
Cell = str | int
TICKETS, RECORDS = "工单", "待核记录"
_HEADER = (
    "工单编号",
    "数据表",
    "报送批次",
    "规则",
    "问题",
    "改正要求",
    "问题记录数",
    "待改正数",
    "办理时限（工作日）",
    "对照部门",
)
_WIDTHS = {TICKETS: (26, 24, 10, 12, 40, 44, 10, 10, 18, 26), RECORDS: (26, 60, 10, 30)}
# A cell that begins so would be taken for a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ticket_rows(tickets: Sequence[Ticket], rules: Rules, tables: Mapping[str, Table]) -> Iterator[tuple[Cell, ...]]:
    """The header and one row per ticket.

    rules   [code] as an assessment describes them
    tables  the departments' tables
    """
    departments = {table.department: table.department_title.zh for table in tables.values()}
    yield _HEADER
    for ticket in tickets:
        rule = rules.get(ticket.rule, {})
        yield (
            ticket.number,
            tables[ticket.table].title.zh if ticket.table in tables else ticket.table,
            ticket.delivery,
            ticket.rule,
            rule.get("title", {}).get("zh", ""),
            rule.get("correct", {}).get("zh", ""),
            ticket.errors,
            ticket.remaining,
            ticket.due_working_days,
            departments.get(rule.get("against") or "", ""),
        )


def record_rows(tickets: Sequence[Ticket], records: Records) -> Iterator[tuple[Cell, ...]]:
    """The header and one row per record to correct; the ticket's own examples where no more is known."""
    yield ("工单编号", "文件", "行号", "须核对的列")
    for ticket in tickets:
        for record in records.get(ticket.number, ticket.examples):
            line = "" if record.line is None else record.line
            yield (ticket.number, record.path, line, "、".join(record.columns))


def export_files(
    tickets: Sequence[Ticket], records: Records, *, rules: Rules, tables: Mapping[str, Table]
) -> dict[str, bytes]:
    """[file name] content: per department two CSV files (UTF-8 with a mark, as Excel wants it) and a workbook.

    records  [ticket] every record to correct
    """
    files: dict[str, bytes] = {}
    for department in sorted({ticket.department for ticket in tickets}):
        mine = [ticket for ticket in tickets if ticket.department == department]
        sheets = {TICKETS: list(ticket_rows(mine, rules, tables)), RECORDS: list(record_rows(mine, records))}
        files[f"{department}-tickets.csv"] = _csv(sheets[TICKETS])
        files[f"{department}-records.csv"] = _csv(sheets[RECORDS])
        files[f"{department}.xlsx"] = _workbook(sheets)
    return files


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[_safe(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_safe(cell) for cell in row])
        for number, width in enumerate(_WIDTHS[name], start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
