"""The views of one fund: accounts, budget lines, ratios with their warning lines."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from dashboards.accounts_chart import accounts_chart
from dashboards.drawing import CONFIG
from dashboards.figures import MARKS, months, percent, points, ratio, wan, yi
from dashboards.findings import dated, finding
from dashboards.lines_chart import lines_chart, used_lines
from dashboards.ratios_chart import add_watched_months, measure_chart, watched_months
from dashboards.tables import Cell, Row, cards, table
from dashboards.words import say
from simulation.outlook import distance, years_later, yearly
from simulation.result import FundResult, Projection

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
HEADLINE_YEARS = (2035, 2050)
SHARES = ("income_rate_summarised", "cost_rate_summarised", "actuarial_balance")
AMOUNTS = ("open_group_obligation", "closed_group_obligation", "implicit_pension_debt")
SMALL_CHARTS = (
    ("support_ratio", ",.2f"),
    ("months_payable", ",.1f"),
    ("replacement_ratio", ".1%"),
    ("share_of_gdp", ".2%"),
)
PERSONS_PER_PERSON = ("resident_medical",)


@dataclass(frozen=True, slots=True)
class FundView:
    """What the views of a fund need: the scenario, the base it is compared with, the last year shown."""

    projection: Projection
    base: Projection
    name: str
    until: int
    language: str

    @property
    def fund(self) -> FundResult:
        """The fund in the scenario."""
        return self.projection.funds[self.name]

    @property
    def base_fund(self) -> FundResult | None:
        """The fund in the base; None while the scenario is the base."""
        return None if self.projection is self.base else self.base.funds[self.name]

    @property
    def last(self) -> int:
        """The last projected year."""
        return int(self.projection.years[-1])


def draw_headline(view: FundView) -> None:
    """The headline figures, each with its distance from the base."""
    st.html(cards([*(_dated_card(view, name) for name in ("first_deficit_year", "depletion_year")), *_other_cards(view)]))


def draw_accounts(view: FundView) -> None:
    """The chart and the table beneath it."""
    figure = accounts_chart(
        view.fund, view.projection.years, view.language, until=view.until, base=view.base_fund
    )
    alt = finding(view.fund, view.last, view.language)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="accounts", alt=alt)
    title = say("table_title", view.language, fund=view.fund.title[view.language])
    heads = [say(name, view.language) for name, _ in YEAR_COLUMNS]
    rows = (_year_row(view, at) for at in np.flatnonzero(view.projection.years <= view.until))
    caption = f"{title} · {say('overview_units', view.language).split('；')[0].split('; ')[0]}"
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


def _dated_card(view: FundView, measure: str) -> tuple[str, str, str]:
    year = dated(view.fund, measure)
    shown = say("never", view.language, last=view.last) if year is None else str(year)
    return say(measure, view.language), shown, _date_difference(view, measure)


def _date_difference(view: FundView, measure: str) -> str:
    if view.base_fund is None:
        return ""
    later = years_later(view.fund, view.base_fund, measure)
    before = dated(view.base_fund, measure)
    base = say("never", view.language, last=view.last) if before is None else str(before)
    text = say("base_value", view.language, value=base)
    if later is None or later == 0:
        return text
    return f"{text} · <b>{say('years_later' if later > 0 else 'years_earlier', view.language, years=abs(later))}</b>"


def _other_cards(view: FundView) -> list[tuple[str, str, str]]:
    items = []
    balance = yearly(view.fund, "accumulated_balance")
    assert balance is not None
    unit = say("money_unit", view.language)
    for year in HEADLINE_YEARS:
        at = year - int(view.projection.years[0])
        difference = ""
        if view.base_fund is not None:
            before = yearly(view.base_fund, "accumulated_balance")
            assert before is not None
            base = say("base_value", view.language, value=yi(before[at]))
            difference = f"{base} · <b>{yi(distance(balance, before)[at], signed=True)}</b>"
        items.append((f"{say('at_year', view.language, year=year)} ({unit})", yi(balance[at]), difference))
    return [*items, *_actuarial_card(view)]


def _actuarial_card(view: FundView) -> list[tuple[str, str, str]]:
    value = _summarised(view.fund, "75")
    if value is None:
        return []
    before = None if view.base_fund is None else _summarised(view.base_fund, "75")
    text = ""
    if before is not None:
        base = say("base_value", view.language, value=percent(before, digits=2))
        text = f"{base} · <b>{points(value - before)} {say('points', view.language)}</b>"
    return [(say("actuarial_75", view.language), percent(value, digits=2), text)]


def _summarised(fund: FundResult, horizon: str, measure: str = "actuarial_balance") -> float | None:
    values = fund.measures.get(measure)
    value = values.get(horizon) if isinstance(values, dict) else None
    return float(value) if value is not None else None


def _year_row(view: FundView, at: int) -> Row:
    fund, year = view.fund, int(view.projection.years[at])
    mark = MARKS[fund.status[at]]
    cells = []
    for name, reading in YEAR_COLUMNS:
        values = yearly(fund, name)
        cells.append(Cell("—" if values is None else reading(float(values[at])), mark))
    return Row(str(year), cells, "is-first-projected" if year == fund.actual_until + 1 else "")


def _lines_table(view: FundView, word: str) -> str:
    lines = used_lines(view.fund.income_lines if word == "income_lines" else view.fund.outgo_lines)
    years = view.projection.years
    shown = [year for year in (view.fund.actual_until + 1, *HEADLINE_YEARS, view.last) if year <= years[-1]]
    at = [year - int(years[0]) for year in shown]
    rows = [Row(say(name, view.language), [Cell(yi(values[row]), "†") for row in at]) for name, values in lines.items()]
    total = yearly(view.fund, "income" if word == "income_lines" else "outgo")
    assert total is not None
    rows.append(Row(say("total", view.language), [Cell(yi(total[row]), "†") for row in at]))
    heads = [str(year) for year in shown]
    return table("", say("measure", view.language), heads, rows)


def _balance_sheet(view: FundView) -> str:
    rows = []
    for name in SHARES:
        values = view.fund.measures.get(name)
        if isinstance(values, dict):
            cells = [Cell("—" if v is None else percent(v, digits=2), "†") for v in values.values()]
            rows.append(Row(say(name, view.language), cells))
    heads = [say("over_years", view.language, years=horizon) for horizon in ("25", "50", "75")]
    sheet = table(say("balance_sheet", view.language), say("measure", view.language), heads, rows)
    amounts = [
        (f"{say(name, view.language)} ({say('money_unit', view.language)})", yi(value), "")
        for name in AMOUNTS
        if isinstance(value := view.fund.measures.get(name), float)
    ]
    return sheet + cards(amounts)
