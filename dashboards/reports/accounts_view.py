"""Accounts of a fund over the years: a chart and a table."""

from collections.abc import Sequence

import numpy as np

from dashboards.figures import YUAN_PER_YI
from dashboards.reports.basis import Basis
from dashboards.reports.charts import accounts_picture, balances_picture
from dashboards.reports.document import MONTHS, YI, YI_1, Chart, Column, Form, Row, Table
from dashboards.reports.fonts import chart_language
from dashboards.reports.texts import Texts
from simulation.outlook import yearly
from simulation.result import FundResult

MEASURES: tuple[tuple[str, Form, float], ...] = (
    ("income", YI_1, 2.5),
    ("outgo", YI_1, 2.5),
    ("annual_balance", YI_1, 2.5),
    ("annual_balance_before_subsidy", YI_1, 2.7),
    ("accumulated_balance", YI_1, 2.6),
    ("months_payable", MONTHS, 1.9),
)
YEARS_SHOWN_AHEAD = 10


def accounts_chart(basis: Basis, fund: FundResult, until: int | None = None) -> Chart:
    """Income, outgo and accumulated balance from the first published year on."""
    last = until or min(basis.year + YEARS_SHOWN_AHEAD, basis.last_year)
    language = chart_language(basis.language)
    words = Texts("shared", language)
    years = basis.projection.years
    shown = years <= last
    series = [yearly(fund, name) for name in ("income", "outgo", "accumulated_balance")]
    in_yi = [np.asarray(values)[shown] / YUAN_PER_YI for values in series]
    image = accounts_picture(
        years[shown],
        (in_yi[0], in_yi[1], in_yi[2]),
        [status for status, is_shown in zip(fund.status, shown, strict=True) if is_shown],
        actual_until=fund.actual_until,
        words=(words("income"), words("outgo"), words("accumulated_balance"), words("rule_label")),
        unit=words("money_unit"),
        language=language,
    )
    caption = basis.words("accounts_chart", fund=fund.title[basis.language])
    told = f"{caption}, {int(years[0])}\u2013{last}"
    return Chart(f"accounts_{fund.name}", caption, image, told)


def balances_chart(basis: Basis, until: int) -> Chart:
    """A small panel for each fund."""
    language = chart_language(basis.language)
    words = Texts("shared", language)
    years = basis.projection.years
    shown = years <= until
    panels = []
    for fund in basis.funds():
        balance = yearly(fund, "accumulated_balance")
        assert balance is not None
        panels.append((words(f"short_{fund.name}"), balance[shown] / YUAN_PER_YI, fund.actual_until))
    image = balances_picture(years[shown], panels, language=language)
    caption = f"{basis.words('balances_chart')} ({basis.words('money_unit')})"
    return Chart("balances", caption, image, f"{caption}, {int(years[0])}\u2013{until}")


def accounts_table(basis: Basis, fund: FundResult, years: Sequence[int], *, name: str, caption: str) -> Table:
    """A row per year with its status mark on every figure."""
    words = basis.words
    columns = [Column("year", words("year"), 1.4, is_text=True)]
    columns += [Column(measure, words(measure), width) for measure, _, width in MEASURES]
    rows = []
    for year in years:
        cells = [basis.figure(fund, measure, year, form) for measure, form, _ in MEASURES]
        rows.append(Row(str(year), (str(year), *cells)))
    return Table(name, caption, words("unit_yi_months"), tuple(columns), tuple(rows), (words("marks_table"),))


def balances_table(basis: Basis, years: Sequence[int], measure: str, *, name: str, caption: str) -> Table:
    """Years down, funds across: one measure of every fund."""
    words = basis.words
    funds = basis.funds()
    form = MONTHS if measure == "months_payable" else YI
    columns = [Column("year", words("year"), 1.4, is_text=True)]
    columns += [Column(fund.name, words(f"short_{fund.name}"), 2.1) for fund in funds]
    rows = [Row(str(year), (str(year), *(basis.figure(fund, measure, year, form) for fund in funds))) for year in years]
    unit = words("unit_months_word") if measure == "months_payable" else words("unit_yi")
    return Table(name, caption, unit, tuple(columns), tuple(rows), (words("marks_table"),))
