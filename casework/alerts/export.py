"""The ledger as a file to open and to print, with the headings of the state's 疑点台账: a workbook or CSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from casework.alerts.case import Case
from casework.alerts.words import rule_title, word
from core.money import FEN_PER_YUAN
from datapool.standards.sources import load_sources
from rules.parameters import Status

HEADINGS = (
    "序号", "险种", "疑点类型", "人员（脱敏）", "起止年月", "月数", "涉及金额（元）", "数据来源", "规则及依据",
    "承办单位", "承办人", "下发日期", "办理时限", "核查结论", "处理措施", "应追回（元）", "已追回（元）",
    "未追回（元）", "办结日期",
)  # fmt: skip
SHEET = "疑点台账"
_WIDTHS = (17, 16, 22, 20, 18, 8, 16, 30, 40, 20, 14, 12, 12, 12, 18, 16, 16, 16, 12)
_AMOUNTS = ("涉及金额（元）", "应追回（元）", "已追回（元）", "未追回（元）")
_DUE = HEADINGS.index("办理时限")
_TWO_DECIMALS, _DAY = "#,##0.00", "yyyy-mm-dd"
_OVERDUE = PatternFill("solid", start_color="FFC7CE")
# A text that begins so would be taken for a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
Value = str | int | float | date | None


def ledger_rows(cases: Iterable[Case]) -> Iterator[tuple[Value, ...]]:
    """One row for each case under `HEADINGS`; amounts in yuan."""
    for case in cases:
        yield (
            case.id,
            word("schemes", case.scheme),
            word("typologies", case.typology),
            _persons(case),
            f"{case.first_month:%Y-%m}至{case.last_month:%Y-%m}",
            case.months,
            case.paid_fen / FEN_PER_YUAN,
            "；".join(_titles().get(table, table) for table in case.sources),
            _grounds(case),
            case.unit,
            case.officer,
            case.sent_on,
            case.due_on,
            "" if case.finding is None else word("findings", case.finding),
            "、".join(word("actions", action) for action in case.actions),
            case.due_fen / FEN_PER_YUAN,
            case.recovered_fen / FEN_PER_YUAN,
            case.outstanding_fen / FEN_PER_YUAN,
            case.closed_on,
        )


def workbook(cases: Sequence[Case], *, today: date) -> bytes:
    """An XLSX file; the limit of an overdue case is red. The same bytes but for the moment that XLSX notes down."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for column, heading in enumerate(HEADINGS, start=1):
        cell = sheet.cell(1, column)
        _put(cell, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[column - 1]
    for row, (case, values) in enumerate(zip(cases, ledger_rows(cases), strict=True), start=2):
        for column, (heading, value) in enumerate(zip(HEADINGS, values, strict=True), start=1):
            cell = sheet.cell(row, column)
            _put(cell, value)
            if heading in _AMOUNTS:
                cell.number_format = _TWO_DECIMALS
        if case.is_overdue(today):
            sheet.cell(row, _DUE + 1).fill = _OVERDUE
    sheet.freeze_panes = "B2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def csv_text(cases: Sequence[Case]) -> bytes:
    """The same as CSV, UTF-8 with a mark as Excel wants it; amounts with two decimals."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for values in ledger_rows(cases):
        writer.writerow([_written(value) for value in values])
    return text.getvalue().encode("utf-8-sig")


def _put(cell: Cell, value: Value) -> None:
    """A text stays a text: without this a cell that begins with = would be a formula, here and after it was edited."""
    if isinstance(value, str):
        cell.value = _UNPRINTABLE.sub(" ", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_FORMULA)
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = _DAY


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.2f}"
        case str():
            shown = _UNPRINTABLE.sub(" ", value)
            return f"'{shown}" if shown.startswith(_FORMULA) else shown
    return str(value)


def _persons(case: Case) -> str:
    return case.masked if case.members <= 1 else f"{case.masked}等{case.members}人"


def _grounds(case: Case) -> str:
    """Articles and rules; an article that nobody has checked against the law says so."""
    articles = (f"{each}{'' if each.status == Status.VERIFIED else '（待核对）'}" for each in case.articles)
    return "；".join((*articles, *map(rule_title, case.rules)))


@cache
def _titles() -> dict[str, str]:
    return {name: f"{table.department_title.zh}·{table.title.zh}" for name, table in load_sources().items()}
