"""What every report is written from: the projection, the year, and figures with the mark of their status."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

import numpy as np

from dashboards.marks import MARKS, status_of
from dashboards.reports.document import Figure, Form, Heading
from dashboards.reports.texts import Texts
from simulation.countries.china.scenario import context_for
from simulation.outlook import yearly
from simulation.result import FundResult, Projection
from simulation.scenario import Scenario
from simulation.schemes.context import SchemeContext

# The order of the fund tables in the state budget.
BUDGET_ORDER = (
    "enterprise_pension",
    "resident_pension",
    "government_pension",
    "employee_medical",
    "resident_medical",
    "work_injury",
    "unemployment",
)
MAIN = "enterprise_pension"
ALL_MARKS = {**MARKS, "fallback": "◇"}
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Basis:
    """A projection seen from one year.

    year  the budget year, the year analysed, or the year of the valuation report
    """

    scenario: Scenario
    projection: Projection
    year: int
    words: Texts

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def base_year(self) -> int:
        """The last year whose accounts are published."""
        return int(self.projection.manifest["base_year"])

    @property
    def last_year(self) -> int:
        """The last projected year."""
        return int(self.projection.years[-1])

    @property
    def dated(self) -> date:
        """The day the published accounts end: the date of the report's files."""
        return date(self.base_year, 12, 31)

    def context(self) -> SchemeContext:
        """The surroundings the projection was made in."""
        return context_for(self.scenario)

    def funds(self) -> list[FundResult]:
        """The funds in the order of the budget, then any others."""
        known = self.projection.funds
        names = [
            *(name for name in BUDGET_ORDER if name in known),
            *(name for name in known if name not in BUDGET_ORDER),
        ]
        return [known[name] for name in names]

    def main(self) -> FundResult:
        """The fund the charts and the sensitivity are about: that of enterprises, else the largest."""
        if MAIN in self.projection.funds:
            return self.projection.funds[MAIN]
        return max(self.funds(), key=lambda fund: self.value(fund, "outgo", self.year) or 0.0)

    @property
    def place(self) -> str | None:
        """The name of the region; None for the nation."""
        region = self.projection.region
        return None if region is None else str(region["name"][self.language])

    def at(self, year: int) -> int:
        """The row of a year."""
        return year - int(self.projection.years[0])

    def mark(self, fund: FundResult, year: int) -> str:
        """The mark of a fund's figures of that year."""
        return ALL_MARKS[status_of(fund, self.projection, self.at(year))]

    def value(self, fund: FundResult, name: str, year: int) -> float | None:
        """A measure or budget line of a fund in a year; None where it is not known."""
        values = yearly(fund, name)
        if values is None:
            values = fund.income_lines.get(name, fund.outgo_lines.get(name))
        at = self.at(year)
        if values is None or not 0 <= at < values.size or not isfinite(float(values[at])):
            return None
        return float(values[at])

    def figure(self, fund: FundResult, name: str, year: int, form: Form, *, formula: str = "") -> Figure:
        """That value as a figure of a table, with the mark of its status."""
        return Figure(self.value(fund, name, year), form, self.mark(fund, year) if name else "", formula)

    def assumed(self, key: str, year: int) -> float:
        """An assumption of the scenario in a year."""
        return float(self.context().assumptions.array(key, np.array([year]))[0])

    def moved(self, share: float | None) -> str:
        """A growth in words: up, down or unchanged at one decimal."""
        if share is None:
            return self.words("moved_unknown")
        shown = f"{abs(share) * 100:.1f}%"
        if round(share * 100, 1) == 0:
            return self.words("moved_none")
        return self.words("moved_up" if share > 0 else "moved_down", by=shown)


class Outline:
    """Numbers the headings of one report: 一、 （一） in Chinese, 1 and 1.1 in English."""

    def __init__(self, language: str) -> None:
        self._language, self._chapter, self._section = language, 0, 0

    def chapter(self, text: str) -> Heading:
        """The next chapter."""
        self._chapter, self._section = self._chapter + 1, 0
        return Heading(f"{_numeral(self._chapter)}、{text}" if self._language == "zh" else f"{self._chapter}  {text}")

    def section(self, text: str) -> Heading:
        """The next section of the chapter."""
        self._section += 1
        if self._language == "zh":
            return Heading(f"（{_numeral(self._section)}）{text}", 2)
        return Heading(f"{self._chapter}.{self._section}  {text}", 2)


def added(values: Iterable[float | None]) -> float | None:
    """The sum; None where any part is not known."""
    parts = list(values)
    return None if any(part is None for part in parts) else float(sum(part for part in parts if part is not None))


def _numeral(number: int) -> str:
    if number <= len(NUMERALS):
        return NUMERALS[number - 1]
    return f"十{NUMERALS[number - 11]}"
