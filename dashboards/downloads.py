"""The figures as files: CSV and Excel, each opening with scope, units, sources, cut-off, status and hashes."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from dashboards.findings import BARE, dated
from dashboards.marks import status_text
from dashboards.words import say
from simulation.levers import command_line
from simulation.outlook import yearly
from simulation.result import FundResult, Projection

BYTE_ORDER_MARK = "\ufeff"
LONGEST_SHEET_NAME = 31
# Measure -> the word for its unit; the units themselves are those of the projection.
MEASURES = {
    **dict.fromkeys(
        ("income", "outgo", "annual_balance", "annual_balance_before_subsidy", "accumulated_balance"), "unit_money"
    ),
    "months_payable": "unit_months",
    **dict.fromkeys(("insured", "contributors", "beneficiaries"), "unit_persons"),
    "benefit_per_beneficiary": "unit_money",
    **dict.fromkeys(
        (
            "support_ratio",
            "support_ratio_paying",
            "replacement_ratio",
            "compliance_rate",
            "collection_rate",
            "base_ratio",
        ),
        "unit_ratio",
    ),
    **dict.fromkeys(("payable_share", "share_of_gdp", "cost_rate", "income_rate"), "unit_ratio"),
}
DATES = ("first_deficit_year", "depletion_year")
HEAD_FILL = PatternFill("solid", start_color="E3EEF1")


def header(projection: Projection, settings: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """What the figures are and what they rest on, as pairs of a word and its text."""
    notes = [note[language] for note in projection.notes]
    hashes = [
        (f"{say('footnote_manifest', language)} · {key}", str(value)) for key, value in projection.manifest.items()
    ]
    return [
        (say("page", language), projection.title[language]),
        (say("scenario_line", language), "; ".join(settings) or say("base_scenario", language)),
        (say("command_line", language), command_line(settings)),
        (say("unit", language), say("units_line", language)),
        (say("status", language), say("marks", language)),
        *((f"{say('note', language)} {number}", note) for number, note in enumerate(notes, start=1)),
        *hashes,
    ]


def as_csv(projection: Projection, settings: tuple[str, ...], language: str) -> bytes:
    """UTF-8 with a mark for spreadsheets: header lines that begin with #, then a row per fund, year and measure."""
    text = StringIO()
    write = csv.writer(text, lineterminator="\n")
    for word, value in header(projection, settings, language):
        write.writerow([f"# {word}", value])
    heads = (say("fund", language), "fund", say("year", language), say("status", language))
    write.writerow([*heads, say("measure", language), "measure", say("value", language), say("unit", language)])
    for fund in (*projection.funds.values(), *projection.totals.values()):
        write.writerows(_long_rows(fund, projection, language))
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def as_excel(projection: Projection, settings: tuple[str, ...], language: str) -> bytes:
    """A workbook: the header on the first sheet, then a sheet per fund with a row per year."""
    book = Workbook()
    about = book.active
    about.title = say("sheet_about", language)
    for word, value in header(projection, settings, language):
        about.append([word, value])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 26, 110
    for row in about.iter_rows():
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    for fund in (*projection.funds.values(), *projection.totals.values()):
        _add_sheet(book, fund, projection, language)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def measures_of(fund: FundResult) -> list[str]:
    """The measures by year that a fund has, the familiar ones first."""
    return [name for name in MEASURES if yearly(fund, name) is not None]


def _add_sheet(book: Workbook, fund: FundResult, projection: Projection, language: str) -> None:
    title = fund.title[language]
    sheet = book.create_sheet(title if len(title) <= LONGEST_SHEET_NAME else fund.name)
    names = measures_of(fund)
    lines = [*fund.income_lines.items(), *fund.outgo_lines.items()]
    heads = ("year", "status", *names, *(name for name, _ in lines))
    sheet.append([say(head, language) for head in heads])
    columns = [*(fund.measures[name] for name in names), *(values for _, values in lines)]
    for row, year in enumerate(projection.years):
        status = status_text(fund, projection, row, language)
        sheet.append([int(year), status, *(_number(values[row]) for values in columns)])  # type: ignore[index]
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[cell.column_letter].width = 19
    sheet.freeze_panes = "C2"


def _long_rows(fund: FundResult, projection: Projection, language: str) -> Iterator[list[object]]:
    yearly_figures = [(name, fund.measures[name], unit) for name, unit in MEASURES.items() if name in fund.measures]
    lines = [(name, values, "unit_money") for name, values in (*fund.income_lines.items(), *fund.outgo_lines.items())]
    for name, values, unit in (*yearly_figures, *lines):
        assert isinstance(values, np.ndarray)
        for row, year in enumerate(projection.years):
            status, figure = status_text(fund, projection, row, language), _number(values[row])
            yield [
                fund.title[language],
                fund.name,
                int(year),
                status,
                say(name, language),
                name,
                figure,
                say(unit, language),
            ]
    for name in DATES:
        for ending, words in (("", ""), (BARE, say("without_subsidy", language))):
            if name + ending not in fund.measures:
                continue
            key, title = name + ending, f"{say(name, language)} {words}".strip()
            unit = say("unit_year", language)
            yield [
                fund.title[language],
                fund.name,
                "",
                say("status_projected", language),
                title,
                key,
                dated(fund, key),
                unit,
            ]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
