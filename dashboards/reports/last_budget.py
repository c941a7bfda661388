"""Last year's budget figures, which are supplied by the office: a table of fund, line, year and amount."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import FileMissing, InputError, UnknownKey, ValueOutOfRange, WrongType, WrongUnit
from dashboards.figures import YUAN_PER_YI
from dashboards.words import WORDS
from simulation.countries.china.funds import TITLES
from simulation.funds.ledger import INCOME_LINES, OUTGO_LINES

TOTALS = ("income", "outgo", "annual_balance", "accumulated_balance")
LINES = (*INCOME_LINES, *OUTGO_LINES, *TOTALS)
# Heading -> its other names; the amount says its unit, which is never guessed.
HEADINGS = {"fund": ("基金",), "line": ("项目",), "year": ("年份", "年度")}
AMOUNT = ("amount (100 million yuan)", "预算数（亿元）", "预算数(亿元)")
TOLERANCE_YI = 0.1
REMEDY = f"The first row reads: fund, line, year, {AMOUNT[0]}; or 基金, 项目, 年份, {AMOUNT[1]}."


@dataclass(frozen=True, slots=True)
class LastBudget:
    """Budget figures of one year, (fund, line) -> yuan, and the file they came from."""

    year: int
    amounts: Mapping[tuple[str, str], float]
    source: str

    def amount(self, fund: str, line: str) -> float | None:
        """The budget figure; None where the file gives none."""
        return self.amounts.get((fund, line))


def read_last_budget(path: Path, year: int) -> LastBudget:
    """Read a CSV or an Excel workbook; InputError names the line of what is wrong."""
    rows = _rows(path)
    try:
        number, head = next(rows)
    except StopIteration:
        raise InputError("this file is empty.", path=path, remedy=REMEDY) from None
    columns = _columns(path, number, head)
    amounts: dict[tuple[str, str], float] = {}
    for number, cells in rows:
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        fund, line, amount = _read_row(path, number, cells, columns, year)
        if (fund, line) in amounts:
            raise InputError(f"{fund} {line} stands here twice.", path=path, line=number, remedy="Keep one of them.")
        amounts[fund, line] = amount
    if not amounts:
        raise InputError("no budget figure stands in this file.", path=path, remedy=REMEDY)
    _check_sums(path, amounts)
    return LastBudget(year, amounts, path.name)


def _rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    if not path.is_file():
        raise FileMissing("this file is not there.", path=path, remedy="Check the path.")
    if path.suffix.lower() == ".xlsx":
        yield from _excel_rows(path)
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise FileMissing(
            "this file cannot be read as text.", path=path, remedy="Save it as UTF-8 CSV or XLSX."
        ) from err
    yield from enumerate(csv.reader(text.splitlines()), start=1)


def _excel_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as err:
        raise FileMissing("this is no Excel workbook.", path=path, remedy="Save it as XLSX or UTF-8 CSV.") from err
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        yield number, list(cells)


def _columns(path: Path, number: int, head: list[Any]) -> dict[str, int]:
    titles = [str(cell or "").strip() for cell in head]
    found = {}
    for name, others in HEADINGS.items():
        at = next((titles.index(title) for title in (name, *others) if title in titles), None)
        if at is None:
            raise InputError(f"there is no column {name!r}.", path=path, line=number, remedy=REMEDY)
        found[name] = at
    for title in AMOUNT:
        if title in titles:
            return {**found, "amount": titles.index(title)}
    near = next((title for title in titles if "万元" in title or "amount" in title or "预算数" in title), None)
    if near is not None:
        raise WrongUnit(
            f"the column {near!r} is not in 亿元 (100 million yuan).", path=path, line=number, remedy=REMEDY
        )
    raise InputError("there is no column of amounts.", path=path, line=number, remedy=REMEDY)


def _read_row(
    path: Path, number: int, cells: list[Any], columns: Mapping[str, int], year: int
) -> tuple[str, str, float]:
    texts = {name: cells[at] if at < len(cells) else None for name, at in columns.items()}
    fund = _known(path, number, str(texts["fund"] or "").strip(), {name: TITLES[name] for name in TITLES}, "fund")
    line = _known(path, number, str(texts["line"] or "").strip(), {name: WORDS[name] for name in LINES}, "line")
    if _number(path, number, texts["year"], "year") != year:
        raise ValueOutOfRange(
            f"the figure is of {texts['year']}, not of {year}.",
            path=path,
            line=number,
            remedy=f"Give the budget of {year}, the year before the report's.",
        )
    return fund, line, _number(path, number, texts["amount"], "amount") * YUAN_PER_YI


def _known(path: Path, number: int, text: str, names: Mapping[str, Mapping[str, str]], what: str) -> str:
    for name, title in names.items():
        if text in (name, *title.values()):
            return name
    raise UnknownKey(f"no {what} is called {text!r}.", path=path, line=number, remedy=f"Use: {', '.join(names)}.")


def _number(path: Path, number: int, value: Any, what: str) -> float:
    try:
        found = float(str(value).replace(",", ""))
    except ValueError:
        found = float("nan")
    if not -1e9 < found < 1e9:
        raise WrongType(f"the {what} is {value!r}, not a number.", path=path, line=number, remedy="Write 48796.6.")
    return found


def _check_sums(path: Path, amounts: Mapping[tuple[str, str], float]) -> None:
    """Where a fund's lines and their total are all given, they must agree."""
    for fund in {fund for fund, _ in amounts}:
        for total, lines in (("income", INCOME_LINES), ("outgo", OUTGO_LINES)):
            given = [amounts[fund, line] for line in lines if (fund, line) in amounts]
            whole = amounts.get((fund, total))
            if whole is not None and sum(given) - whole > (TOLERANCE_YI * max(len(given), 1)) * YUAN_PER_YI:
                raise InputError(
                    f"the lines of {fund} come to {sum(given) / YUAN_PER_YI:,.1f}, more than its {total} of "
                    f"{whole / YUAN_PER_YI:,.1f} (100 million yuan).",
                    path=path,
                    remedy="Mend the lines or the total.",
                )
