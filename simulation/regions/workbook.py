"""Reads a filled fund workbook: the layout is checked cell by cell, figures become yuan and persons."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import FileMissing
from simulation.regions import layout
from simulation.regions.cells import MONEY, PERSONS, FundCell
from simulation.regions.fund_data import FundData, FundFigure
from simulation.regions.layout import WorkbookWrong

_COPY = "Copy the figures into a new one: `anlan data template fund --out FILE.xlsx`."
FIRST_BASE_YEAR, LAST_BASE_YEAR = 2022, 2035


def read_fund_workbook(path: Path, cells: Mapping[str, FundCell]) -> FundData:
    """The figures of the workbook; WorkbookWrong names the cell, what was expected and what to do.

    The region is what the region cell says, and may be empty here. Formulas count by the value computed last.
    """
    values, formulas = (_sheets(path, data_only=data_only) for data_only in (True, False))
    sheet = values[layout.FIGURES]
    years = _check_layout(sheet, cells, str(path))
    money = _unit(sheet, layout.MONEY_CELL, layout.MONEY_UNITS, str(path))
    persons = _unit(sheet, layout.PERSONS_CELL, layout.PERSON_UNITS, str(path))
    units = {MONEY: layout.MONEY_UNITS[money], PERSONS: layout.PERSON_UNITS[persons]}
    figures: list[FundFigure] = []
    wrong: list[WorkbookWrong] = []
    for row, cell in enumerate(cells.values(), start=layout.FIRST_ROW):
        for column, year in enumerate(years, start=layout.FIRST_YEAR_COLUMN):
            place = layout.address(row, column)
            try:
                number = _number(sheet[place], formulas[layout.FIGURES][place].value, cell, str(path))
            except WorkbookWrong as err:
                wrong.append(err)
                continue
            if number is not None:
                figures.append(FundFigure(cell.key, year, number * units.get(cell.kind, 1.0)))
    _refuse(wrong, str(path))
    data = FundData(
        region=str(sheet[layout.REGION_CELL].value or "").strip(),
        years=years,
        figures=tuple(figures),
        rows=tuple((key, row) for row, key in enumerate(cells, start=layout.FIRST_ROW)),
        file=str(path),
        money_unit=money,
        persons_unit=persons,
    )
    _refuse_missing_years(data)
    return data


def place_of(data: FundData, key: str, year: int) -> str:
    """The address of the cell of a figure."""
    return layout.address(dict(data.rows)[key], layout.FIRST_YEAR_COLUMN + data.years.index(year))


def _sheets(path: Path, *, data_only: bool) -> Any:
    try:
        book = load_workbook(path, data_only=data_only)
    except OSError as err:
        raise FileMissing("this workbook cannot be read.", path=path, remedy="Check the path.") from err
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as err:
        raise WorkbookWrong(
            "this is not an Excel workbook (.xlsx).", path=str(path), remedy="Save it as .xlsx in Excel or WPS."
        ) from err
    if layout.MARKER not in book.sheetnames or layout.FIGURES not in book.sheetnames:
        what = f"it lacks the sheets {layout.FIGURES!r} and {layout.MARKER!r}, so it is not a fund workbook."
        raise WorkbookWrong(what, path=str(path), remedy=_COPY)
    version = book[layout.MARKER][layout.VERSION_CELL].value
    if version != layout.VERSION:
        what = f"the workbook is of version {version!r}; {layout.VERSION!r} was expected."
        raise WorkbookWrong(what, path=str(path), remedy=_COPY)
    return book


def _check_layout(sheet: Any, cells: Mapping[str, FundCell], path: str) -> tuple[int, ...]:
    """The years of the header, once every locked cell says what the template wrote there."""
    expected: dict[str, str] = dict(layout.LABELS)
    expected |= {layout.address(layout.HEADER_ROW, column): text for column, text in layout.HEADINGS.items()}
    for row, cell in enumerate(cells.values(), start=layout.FIRST_ROW):
        texts = {layout.KEY: cell.key, layout.TITLE: cell.title.zh, layout.UNIT: layout.UNIT_TEXTS[cell.kind]}
        expected |= {layout.address(row, column): text for column, text in texts.items()}
    for place, text in expected.items():
        found = sheet[place].value
        if found != text:
            what = f"{text!r} was expected, {found!r} stands there: a row or column was renamed, moved or removed."
            raise WorkbookWrong(what, path=path, cell=place, remedy=f"Restore {text!r}. {_COPY}")
    return _years(sheet, path)


def _years(sheet: Any, path: str) -> tuple[int, ...]:
    columns = range(layout.FIRST_YEAR_COLUMN, layout.FIRST_YEAR_COLUMN + layout.YEARS)
    heads = [(layout.address(layout.HEADER_ROW, column), sheet.cell(layout.HEADER_ROW, column)) for column in columns]
    years: list[int] = []
    for place, head in heads:
        value = head.value
        if isinstance(value, bool) or not isinstance(value, int) or (years and value != years[-1] + 1):
            due = years[-1] + 1 if years else "the first of five years"
            raise WorkbookWrong(
                f"{due} was expected, {value!r} stands there: the five years must follow one another.",
                path=path,
                cell=place,
                remedy="Restore the year as a number.",
            )
        years.append(value)
    if not FIRST_BASE_YEAR <= years[-1] <= LAST_BASE_YEAR:
        raise WorkbookWrong(
            f"the last year is {years[-1]}; a base year from {FIRST_BASE_YEAR} to {LAST_BASE_YEAR} was expected.",
            path=path,
            cell=heads[-1][0],
            remedy="Make a new workbook with `anlan data template fund --year YEAR --out FILE.xlsx`.",
        )
    return tuple(years)


def _unit(sheet: Any, place: str, units: Mapping[str, float], path: str) -> str:
    found = sheet[place].value
    if found not in units:
        what = f"{found!r} is not a unit; one of {', '.join(units)} was expected."
        raise WorkbookWrong(what, path=path, cell=place, remedy="Choose from the list of the cell.")
    return str(found)


def _number(entry: Any, formula: Any, cell: FundCell, path: str) -> float | None:
    """The number of an entry, None where it is empty."""
    value, title = entry.value, cell.title.zh
    is_formula = (isinstance(formula, str) and formula.startswith("=")) or (formula is not None and value is None)

    def wrong(what: str, remedy: str) -> WorkbookWrong:
        return WorkbookWrong(f"{title}: {what}", path=path, cell=entry.coordinate, remedy=remedy)

    if value is None and is_formula:
        raise wrong("the formula has no computed value.", "Open the file in Excel or WPS, let it compute, save it.")
    if value is None:
        return None
    if entry.data_type == "e":
        raise wrong(f"the formula ends in {value}.", "Mend the formula, or put the number there.")
    if isinstance(value, bool | str | datetime | date) or not isinstance(value, int | float):
        raise wrong(
            f"a number was expected, {_quoted(value)} stands there.", "Type the number alone; leave the cell empty "
            "where there is none."
        )  # fmt: skip
    if value < 0 and not cell.may_be_negative:
        raise wrong(f"{value:g} is below zero.", "Only an accumulated balance can be negative: check the sign.")
    return float(value)


def _quoted(value: object) -> str:
    kind = "the date" if isinstance(value, date) else "the text" if isinstance(value, str) else "the value"
    return f"{kind} {str(value)[:40]!r}"


def _refuse(wrong: list[WorkbookWrong], path: str) -> None:
    """The first wrong cell, and how many more there are."""
    if not wrong:
        return
    first, more = wrong[0], len(wrong) - 1
    also = f" {more} more cells are wrong too." if more > 1 else " One more cell is wrong too." if more else ""
    raise WorkbookWrong(first.what, path=path, remedy=f"{first.remedy}{also}")


def _refuse_missing_years(data: FundData) -> None:
    filled = {figure.year for figure in data.figures}
    for column, year in enumerate(data.years, start=layout.FIRST_YEAR_COLUMN):
        if year not in filled:
            raise WorkbookWrong(
                f"no figure of {year} is filled in; five years were expected.",
                path=data.file,
                cell=layout.address(layout.FIRST_ROW, column),
                remedy=f"Fill in at least one figure of {year}, or make a workbook that ends earlier with "
                "`anlan data template fund --year YEAR --out FILE.xlsx`.",
            )
