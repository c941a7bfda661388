"""Projected figures beside published ones that no fit has read: years after the base year, and a back-test."""

from dataclasses import dataclass

from dashboards.reports.basis import Basis
from dashboards.reports.document import GROWTH, YI, Cell, Column, Figure, Row, Table, keyed
from simulation.published import PublishedFigures
from simulation.result import FundResult, Projection

# Fund or total -> what its published series are called, and published measure -> that of the projection.
PUBLISHED_AS = {"employees_pension": "employees"}
MEASURES = {
    "income": "income",
    "outgo": "outgo",
    "accumulated_balance": "accumulated_balance",
}
UNCHECKED = "‡"


@dataclass(frozen=True, slots=True)
class Pair:
    """A published figure and the projected one of the same fund, measure and year."""

    fund: FundResult
    measure: str
    year: int
    published: float
    projected: float
    is_verified: bool

    @property
    def error(self) -> float:
        """Projected ÷ published − 1."""
        return self.projected / self.published - 1.0


def pairs_after_base(basis: Basis) -> list[Pair]:
    """Every published figure of a projected year that has a projected one beside it."""
    figures = basis.context().published
    years = range(basis.base_year + 1, basis.last_year + 1)
    funds = [*basis.funds(), *basis.projection.totals.values()]
    return [pair for fund in funds for year in years for pair in _pairs(basis.projection, fund, figures, year)]


def pairs_of_backtest(projection: Projection, figures: PublishedFigures) -> list[Pair]:
    """The same for a back-test: its years are published by now."""
    funds = [*projection.totals.values()] or list(projection.funds.values())
    return [
        pair
        for fund in funds
        for year in map(int, projection.years)
        for pair in _pairs(projection, fund, figures, year)
    ]


def checked_table(basis: Basis, pairs: list[Pair], *, name: str, caption: str, notes: tuple[str, ...]) -> Table:
    """A row per pair: published, projected, and by how much the projection is off."""
    words = basis.words
    columns = (
        Column("fund", words("fund"), 4.2, is_text=True),
        Column("measure", words("measure"), 3.4, is_text=True),
        Column("year", words("year"), 1.4, is_text=True),
        Column("published", words("column_published"), 2.4),
        Column("projected", words("column_projected"), 2.4),
        Column("error", words("column_error"), 2.0),
    )
    rows = []
    for number, pair in enumerate(pairs):
        cells: dict[str, Cell] = {
            "fund": words(f"short_{pair.fund.name}"),
            "measure": words(pair.measure),
            "year": str(pair.year),
            "published": Figure(pair.published, YI, "" if pair.is_verified else UNCHECKED),
            "projected": Figure(pair.projected, YI, "†"),
            "error": Figure(pair.error, GROWTH, formula="{projected}/{published}-1"),
        }
        rows.append(Row(f"{number}.{pair.fund.name}.{pair.measure}.{pair.year}", keyed(columns, cells)))
    return Table(name, caption, words("unit_yi"), columns, tuple(rows), (*notes, words("marks_table")))


def _pairs(projection: Projection, fund: FundResult, figures: PublishedFigures, year: int) -> list[Pair]:
    found = []
    prefix = PUBLISHED_AS.get(fund.name, fund.name)
    row = year - int(projection.years[0])
    for published, measure in MEASURES.items():
        key = f"{prefix}.{published}"
        values = fund.measures.get(measure)
        if key not in figures or values is None or year not in figures.series(key).values:
            continue
        if fund.status[row] != "projected":
            continue
        series = figures.series(key)
        projected = float(values[row])  # type: ignore[index]
        found.append(Pair(fund, measure, year, series.at(year), projected, year not in series.unverified))
    return found
