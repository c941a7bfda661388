"""What a report is made of before it is laid out: headings, paragraphs, tables, charts and signature lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np

from dashboards.figures import MISSING, plain


@dataclass(frozen=True, slots=True)
class Form:
    """How a figure is printed.

    unit     what one printed unit is in the unit of the value: 1e8 for yuan printed in 亿元
    digits   decimals
    percent  whether the value is a share printed with a percent sign
    signed   whether a gain carries its sign, as differences do
    """

    unit: float = 1.0
    digits: int = 0
    percent: bool = False
    signed: bool = False
    is_year: bool = False


YI, YI_1 = Form(1e8), Form(1e8, 1)
YI_CHANGE, YI_1_CHANGE = Form(1e8, signed=True), Form(1e8, 1, signed=True)
WAN = Form(1e4)
PERCENT_1, PERCENT_2 = Form(digits=1, percent=True), Form(digits=2, percent=True)
GROWTH = Form(digits=1, percent=True, signed=True)
POINTS_2 = Form(0.01, 2, signed=True)
MONTHS, RATIO, COUNT, YUAN = Form(digits=1), Form(digits=2), Form(), Form()
YEARS_CHANGE = Form(signed=True)
YEAR = Form(is_year=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a table, in the units of the projection; the form says in which unit it is printed.

    mark     what the status of the figure is shown by: † projected, * estimated, ‡ published but not checked
    formula  how a workbook works it out: {column} of the same row, {@row} of the same column, {column@row}
    missing  what is printed where there is no value
    """

    value: float | None
    form: Form
    mark: str = ""
    formula: str = ""
    missing: str = MISSING

    @property
    def is_known(self) -> bool:
        """Whether there is a number to print."""
        return self.value is not None and bool(np.isfinite(self.value))

    def text(self) -> str:
        """The figure as people read it, without its mark."""
        if self.value is None or not self.is_known:
            return self.missing
        if self.form.is_year:
            return str(int(self.value))
        scaled = self.value * 100.0 if self.form.percent else self.value / self.form.unit
        printed = plain(scaled, digits=self.form.digits, signed=self.form.signed)
        return f"{printed}%" if self.form.percent else printed

    def printed_value(self) -> float | None:
        """The number in the unit in which it is printed, unrounded; a percentage stays a share."""
        if self.value is None or not self.is_known:
            return None
        return float(self.value) if self.form.percent else float(self.value) / self.form.unit


Cell = Figure | str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` for formulas, its heading, its width in centimetres, and whether it holds words."""

    key: str
    title: str
    width: float = 2.2
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `key` for formulas, a cell per column, how far its first cell is set in, and whether it is a total."""

    key: str
    cells: tuple[Cell, ...]
    level: int = 0
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `name` is that of its sheet, `unit` stands above it and `notes` below; a dense one is set small."""

    name: str
    caption: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    is_dense: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            assert len(row.cells) == len(self.columns), f"{self.name}: {row.key} has {len(row.cells)} cells"

    def figure(self, row: str, column: str) -> Figure:
        """The figure in the row and column of those keys."""
        at = [each.key for each in self.columns].index(column)
        cell = next(each for each in self.rows if each.key == row).cells[at]
        assert isinstance(cell, Figure), f"{self.name}: {row}, {column} holds words"
        return cell


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a `lead` stands out before the rest."""

    text: str
    lead: str = ""
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture (PNG) with its caption and the words that stand for it where it cannot be seen."""

    name: str
    caption: str
    image: bytes
    alternative: str
    width_cm: float = 16.0


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines to be filled in and signed by hand; the program fills in none of them."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A new page, upright or on its side."""

    is_landscape: bool = False


Block = Heading | Paragraph | Table | Chart | Signature | Page


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    cover   lines under the title: what it covers, unit, cut-off
    about   (word, text) of sources, status marks, scenario and manifest: the last chapter and the first sheet
    dated   the day its figures rest on, which its files are dated with
    """

    kind: str
    language: str
    title: str
    cover: tuple[str, ...]
    header: str
    contents_title: str
    blocks: tuple[Block, ...]
    about_title: str
    about: tuple[tuple[str, str], ...]
    definitions_title: str
    definitions: tuple[tuple[str, str], ...]
    dated: date
    table_word: str = "Table"
    chart_word: str = "Figure"
    warnings: tuple[str, ...] = field(default=())

    def tables(self) -> list[Table]:
        """The tables in their order."""
        return [block for block in self.blocks if isinstance(block, Table)]

    def table(self, name: str) -> Table:
        """The table of that name."""
        return next(table for table in self.tables() if table.name == name)


class Words(Protocol):
    """Text by key in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str: ...


def keyed(columns: Sequence[Column], cells: dict[str, Cell]) -> tuple[Cell, ...]:
    """The cells in the order of the columns."""
    return tuple(cells[column.key] for column in columns)
