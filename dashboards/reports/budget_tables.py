"""The three tables of a fund budget: income, outgo and balance, in the order of the state's social-insurance budget."""

from collections.abc import Callable, Mapping

import numpy as np

from dashboards.lines_chart import used_lines
from dashboards.reports.basis import Basis, added
from dashboards.reports.document import GROWTH, PERCENT_1, YI_1, Cell, Column, Figure, Row, Table, keyed
from dashboards.reports.last_budget import LastBudget
from simulation.result import FundResult

DONE = 'IF(ISNUMBER({last_budget}),{estimate}/{last_budget},"")'
GROWN = 'IF({estimate}>0,{budget}/{estimate}-1,"")'
ALL = "all"
# Lines that are printed for enterprises even where nothing is booked: the state's table has them.
ALWAYS = {"enterprise_pension": ("transfers_in", "pooling_received", "transfers_out", "pooling_paid")}
HALF_A_PRINTED_UNIT = 5e6

Amounts = Callable[[str], float | None]


class BudgetTables:
    """Builds the tables of one budget year."""

    def __init__(self, basis: Basis, last_budget: LastBudget | None) -> None:
        self.basis, self.words, self.last_budget = basis, basis.words, last_budget
        self.funds = basis.funds()

    def income(self) -> Table:
        """收入预算表."""
        return self._flows("income", "income_lines", ("contributions", "fiscal_subsidy"))

    def outgo(self) -> Table:
        """支出预算表."""
        return self._flows("outgo", "outgo_lines", ("benefits",))

    def balance(self) -> Table:
        """结余预算表: brought forward, balance of the year, carried forward."""
        rows = [
            self._all_row("annual_balance", "annual_budget_balance"),
            self._all_row("accumulated_balance", "closing_balance"),
        ]
        for fund in self.funds:
            rows += self._balance_rows(fund)
        return self._table("balance", rows)

    def _flows(self, total: str, lines_of: str, of_all: tuple[str, ...]) -> Table:
        rows = [self._all_row(total, total), *(self._all_line(line) for line in of_all)]
        for fund in self.funds:
            lines = _shown_lines(fund, getattr(fund, lines_of), self.last_budget)
            rows.append(self._fund_row(fund, total, lines))
            rows += [self._line_row(fund, line) for line in lines]
        return self._table(total, rows)

    def _table(self, name: str, rows: list[Row]) -> Table:
        words = self.words
        caption = words(f"{name}_table", year=self.basis.year)
        return Table(
            words(f"sheet_{name}"), caption, words("unit_yi"), self._columns(), tuple(rows), (words("table_note"),)
        )

    def _columns(self) -> tuple[Column, ...]:
        year, words = self.basis.year, self.words
        estimate = "column_actual" if year - 1 <= self.basis.base_year else "column_estimate"
        return (
            Column("item", words("item"), 5.3, is_text=True),
            Column("last_budget", words("column_last_budget", year=year - 1), 2.2),
            Column("estimate", words(estimate, year=year - 1), 2.3),
            Column("done", words("column_done"), 1.9),
            Column("budget", words("column_budget", year=year), 2.3),
            Column("growth", words("column_growth"), 2.2),
        )

    def _fund_row(self, fund: FundResult, total: str, lines: Mapping[str, np.ndarray]) -> Row:
        sums = "+".join(f"{{@{fund.name}.{line}}}" for line in lines)
        return self._row(
            f"{fund.name}.{total}", fund.title[self.basis.language], fund, total, formula=sums, is_total=True
        )

    def _line_row(self, fund: FundResult, line: str) -> Row:
        return self._row(f"{fund.name}.{line}", self.words(line), fund, line, level=1)

    def _row(
        self,
        key: str,
        title: str,
        fund: FundResult,
        name: str,
        *,
        formula: str = "",
        level: int = 0,
        is_total: bool = False,
    ) -> Row:
        year = self.basis.year
        before, now = (self.basis.figure(fund, name, at, YI_1, formula=formula) for at in (year - 1, year))
        if not before.is_known or (formula and not self._lines_are_known(fund, year - 1)):
            before = self.basis.figure(fund, name, year - 1, YI_1)
        return self._compared(key, title, self._given(fund.name, name), before, now, level=level, is_total=is_total)

    def _lines_are_known(self, fund: FundResult, year: int) -> bool:
        return self.basis.value(fund, "contributions", year) is not None

    def _compared(
        self,
        key: str,
        title: str,
        given: Figure,
        before: Figure,
        now: Figure,
        *,
        level: int = 0,
        is_total: bool = False,
    ) -> Row:
        done = None
        if before.value is not None and given.value:
            done = before.value / given.value
        growth = None
        if now.value is not None and before.value is not None and before.value > 0:
            growth = now.value / before.value - 1.0
        has_growth = before.value is not None and now.value is not None
        cells: dict[str, Cell] = {
            "item": title,
            "last_budget": given,
            "estimate": before,
            "done": Figure(done, PERCENT_1, formula=DONE if before.is_known else ""),
            "budget": now,
            "growth": Figure(growth, GROWTH, formula=GROWN if has_growth else ""),
        }
        return Row(key, keyed(self._columns(), cells), level=level, is_total=is_total)

    def _given(self, fund: str, line: str) -> Figure:
        amount = None if self.last_budget is None else self.last_budget.amount(fund, line)
        return Figure(amount, YI_1, missing=self.words("not_provided"))

    def _all_row(self, name: str, title: str) -> Row:
        sums = "+".join(f"{{@{fund.name}.{name}}}" for fund in self.funds)
        return self._all(name, self.words("all_funds", name=self.words(title)), sums, level=0, is_total=True)

    def _all_line(self, line: str) -> Row:
        funds = [fund for fund in self.funds if self._has(fund, line)]
        sums = "+".join(f"{{@{fund.name}.{line}}}" for fund in funds)
        return self._all(line, self.words("of_which", name=self.words(line)), sums, level=1, is_total=False)

    def _has(self, fund: FundResult, line: str) -> bool:
        lines = fund.income_lines if line in fund.income_lines else fund.outgo_lines
        return line in _shown_lines(fund, lines, self.last_budget)

    def _all(self, name: str, title: str, sums: str, *, level: int, is_total: bool) -> Row:
        year = self.basis.year
        figures = [self._sum(name, at, sums) for at in (year - 1, year)]
        given = added(
            self._given(fund.name, name).value for fund in self.funds if name in _TOTALS or self._has(fund, name)
        )
        last = Figure(given, YI_1, missing=self.words("not_provided"))
        return self._compared(f"{ALL}.{name}", title, last, *figures, level=level, is_total=is_total)

    def _sum(self, name: str, year: int, sums: str) -> Figure:
        funds = self.funds if name in _TOTALS else [fund for fund in self.funds if self._has(fund, name)]
        total = added(self.basis.value(fund, name, year) for fund in funds)
        marks = {self.basis.mark(fund, year) for fund in funds}
        mark = next((mark for mark in ("†", "*", "‡") if mark in marks), "")
        return Figure(total, YI_1, mark, sums if total is not None else "")

    def _balance_rows(self, fund: FundResult) -> list[Row]:
        basis, year, name = self.basis, self.basis.year, fund.name
        years = (year - 1, year)
        opening = [basis.figure(fund, "accumulated_balance", at - 1, YI_1) for at in years]
        annual = [basis.figure(fund, "annual_balance", at, YI_1) for at in years]
        closing = [basis.figure(fund, "accumulated_balance", at, YI_1, formula=self._roll(fund, at)) for at in years]
        opening[1] = Figure(opening[1].value, YI_1, opening[1].mark, f"{{estimate@{name}.accumulated_balance}}")
        nothing = Figure(None, YI_1, missing=self.words("not_provided"))
        return [
            Row(f"{name}.title", self._blank(fund.title[basis.language]), is_total=True),
            self._compared(f"{name}.opening", self.words("opening_balance"), nothing, *opening, level=1),
            self._compared(
                f"{name}.annual_balance",
                self.words("annual_budget_balance"),
                self._given(name, "annual_balance"),
                *annual,
                level=1,
            ),
            self._compared(
                f"{name}.accumulated_balance",
                self.words("closing_balance"),
                self._given(name, "accumulated_balance"),
                *closing,
                level=1,
            ),
        ]

    def _blank(self, title: str) -> tuple[Cell, ...]:
        return (title, *("" for _ in range(len(self._columns()) - 1)))

    def _roll(self, fund: FundResult, year: int) -> str:
        """The roll-forward as a formula; published years move by changes of scope as well."""
        opening, annual, closing = (
            self.basis.value(fund, name, at)
            for name, at in (("accumulated_balance", year - 1), ("annual_balance", year), ("accumulated_balance", year))
        )
        if (
            opening is None
            or annual is None
            or closing is None
            or abs(opening + annual - closing) > HALF_A_PRINTED_UNIT
        ):
            return ""
        return f"{{@{fund.name}.opening}}+{{@{fund.name}.annual_balance}}"


_TOTALS = ("income", "outgo", "annual_balance", "accumulated_balance")


def _shown_lines(
    fund: FundResult, lines: Mapping[str, np.ndarray], last_budget: LastBudget | None
) -> dict[str, np.ndarray]:
    """The lines on which anything is booked, is budgeted, or that the state's table always has."""
    used = used_lines(lines)
    return {
        line: values
        for line, values in lines.items()
        if line in used
        or line in ALWAYS.get(fund.name, ())
        or (last_budget is not None and last_budget.amount(fund.name, line) is not None)
    }
