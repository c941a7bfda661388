"""The views of one fund: accounts, budget lines, ratios with their warning lines, and what the actuary adds."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from dashboards.accounts_chart import accounts_chart
from dashboards.drawing import CONFIG
from dashboards.figures import MISSING, months, percent, ratio, wan, yi
from dashboards.findings import finding
from dashboards.fund_view import FundView
from dashboards.lines_chart import lines_chart, used_lines
from dashboards.marks import mark_of
from dashboards.ratios_chart import add_watched_months, measure_chart, watched_months
from dashboards.tables import Cell, Row, cards, table
from dashboards.words import say
from simulation.outlook import yearly

YEAR_COLUMNS = (
    ("income", yi),
    ("outgo", yi),
    ("annual_balance", yi),
    ("annual_balance_before_subsidy", yi),
    ("accumulated_balance", yi),
    ("months_payable", months),
    ("insured", wan),
    ("beneficiaries", wan),
    ("support_ratio", ratio),
)
TABLE_YEARS = (2035, 2050, 2075)
SHARES = ("income_rate_summarised", "cost_rate_summarised", "actuarial_balance")
FACTORS = ("dependency", "coverage", "benefit_ratio")
AMOUNTS = ("open_group_obligation", "closed_group_obligation", "implicit_pension_debt")
SMALL_CHARTS = (
    ("support_ratio", ",.2f"),
    ("months_payable", ",.1f"),
    ("replacement_ratio", ".1%"),
    ("share_of_gdp", ".2%"),
)
PERSONS_PER_PERSON = ("resident_medical",)


def draw_accounts(view: FundView) -> None:
    """The chart and the table beneath it."""
    figure = accounts_chart(view.fund, view.projection.years, view.language, until=view.until, base=view.base_fund)
    alt = finding(view.fund, view.last, view.language)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="accounts", alt=alt)
    title = say("table_title", view.language, fund=view.fund.title[view.language])
    heads = [say(name, view.language) for name, _ in YEAR_COLUMNS]
    rows = (_year_row(view, int(at)) for at in np.flatnonzero(view.projection.years <= view.until))
    caption = f"{title} · {say('overview_units', view.language).partition(say('between', view.language))[0]}"
    st.html(table(caption, say("year", view.language), heads, rows, is_tall=True))


def draw_lines(view: FundView) -> None:
    """Income and outgo by budget line, with a table of chosen years."""
    st.caption(say("lines_note", view.language, year=view.fund.actual_until + 1))
    both = (("income_lines", view.fund.income_lines), ("outgo_lines", view.fund.outgo_lines))
    for column, (word, lines) in zip(st.columns(2), both, strict=True):
        with column:
            title = f"{say(word, view.language)} ({say('money_unit', view.language)})"
            st.html(f'<h2 class="al-h2">{title}</h2>')
            figure = lines_chart(lines, view.projection.years, view.language, until=view.until)
            st.plotly_chart(figure, theme=None, config=CONFIG, key=word, alt=title)
            st.html(_lines_table(view, word))


def draw_ratios(view: FundView) -> None:
    """Support ratio, months payable and what else the fund has, each with the base behind it."""
    shown = [(name, form) for name, form in SMALL_CHARTS if _is_shown(view, name)]
    for first in range(0, len(shown), 2):
        for column, (name, form) in zip(st.columns(2), shown[first : first + 2], strict=False):
            with column:
                _draw_small(view, name, form)
    st.html(_balance_sheet(view))
    decomposition = _decomposition(view)
    if decomposition:
        st.html(decomposition)


def _is_shown(view: FundView, name: str) -> bool:
    """Whether the fund has the measure; everybody insured may draw a medical benefit, so no support ratio there."""
    if name == "support_ratio" and view.name in PERSONS_PER_PERSON:
        return False
    return yearly(view.fund, name) is not None


def _draw_small(view: FundView, name: str, form: str) -> None:
    shown = view.projection.years <= view.until
    values, base = yearly(view.fund, name), None
    assert values is not None
    if view.base_fund is not None:
        before = yearly(view.base_fund, name)
        base = None if before is None else before[shown]
    title = say(name, view.language)
    figure = measure_chart(
        view.projection.years[shown],
        values[shown],
        view.language,
        name=name,
        actual_until=view.fund.actual_until,
        form=form,
        base=base,
    )
    note = ""
    if name == "months_payable":
        row = watched_months(view.name, view.fund.actual_until)
        note = say("no_warning_line", view.language)
        if row is not None:
            add_watched_months(figure, row, view.language)
            status = say(row.status.value, view.language)
            note = say("warning_source", view.language, source=str(row.source), status=status)
    st.html(f'<h2 class="al-h2">{title}</h2>')
    st.plotly_chart(figure, theme=None, config=CONFIG, key=f"small_{name}", alt=title)
    if note:
        st.caption(note)


def _year_row(view: FundView, at: int) -> Row:
    fund, year = view.fund, int(view.projection.years[at])
    mark = mark_of(fund, view.projection, at)
    cells = []
    for name, reading in YEAR_COLUMNS:
        values = yearly(fund, name)
        cells.append(Cell(MISSING if values is None else reading(float(values[at])), mark))
    return Row(str(year), cells, "is-first-projected" if year == fund.actual_until + 1 else "")


def _lines_table(view: FundView, word: str) -> str:
    is_income = word == "income_lines"
    at = _table_rows(view)
    lines = used_lines(view.fund.income_lines if is_income else view.fund.outgo_lines)
    total = yearly(view.fund, "income" if is_income else "outgo")
    assert total is not None
    rows = [
        Row(say(name, view.language), [Cell(yi(values[row]), "†") for row in at])
        for name, values in (*lines.items(), ("total", total))
    ]
    heads = [str(view.projection.years[row]) for row in at]
    return table("", say("measure", view.language), heads, rows, css="compact")


def _balance_sheet(view: FundView) -> str:
    rows = []
    for name in SHARES:
        values = view.fund.measures.get(name)
        if isinstance(values, Mapping):
            cells = [Cell(MISSING if v is None else percent(v, digits=2), "†") for v in values.values()]
            rows.append(Row(say(name, view.language), cells))
    heads = [say("over_years", view.language, years=horizon) for horizon in ("25", "50", "75")]
    sheet = table(say("balance_sheet", view.language), say("measure", view.language), heads, rows)
    amounts = [
        (f"{say(name, view.language)} ({say('money_unit', view.language)})", yi(value), "")
        for name in AMOUNTS
        if isinstance(value := view.fund.measures.get(name), float)
    ]
    return sheet + cards(amounts)


def _decomposition(view: FundView) -> str:
    """Outgo in GDP as old-age dependency × coverage × benefit ratio; empty where the fund has none."""
    factors = view.fund.measures.get("spending_decomposition")
    if not isinstance(factors, Mapping):
        return ""
    at = _table_rows(view)
    share = yearly(view.fund, "share_of_gdp")
    assert share is not None
    rows = [Row(say(name, view.language), [Cell(percent(factors[name][row]), "†") for row in at]) for name in FACTORS]
    rows.append(
        Row(f"= {say('share_of_gdp', view.language)}", [Cell(percent(share[row], digits=2), "†") for row in at])
    )
    heads = [str(view.projection.years[row]) for row in at]
    return table(say("spending_decomposition", view.language), say("measure", view.language), heads, rows)


def _table_rows(view: FundView) -> list[int]:
    """[row] the first projected year, then some milestones, then the last year."""
    years = view.projection.years
    shown = dict.fromkeys((view.fund.actual_until + 1, *TABLE_YEARS, view.last))
    return [year - int(years[0]) for year in shown if year <= years[-1]]
