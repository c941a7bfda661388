"""What came of the cases: checked, confirmed, recovered, and how much the queue missed."""

from html import escape

import streamlit as st

from casework.alerts.rates import Rates, rates_of
from dashboards.data.text_column import text_column
from dashboards.figures import MISSING, percent, plain
from dashboards.risk.ledger_view import title_of
from dashboards.risk.opened import Opened
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say


def draw_rates(seen: Opened, language: str) -> None:
    """The rates by kind, then the estimate of recall."""
    st.html(rates_table(seen, language))
    st.html(f'<h2 class="al-title" id="recall">{escape(say("risk_recall", language))}</h2>')
    st.html(f"<p>{escape(recall_said(seen, language))}</p>")


def rates_table(seen: Opened, language: str) -> str:
    """One line a kind, all together last."""
    found = rates_of(seen.cases, "typology", today=seen.today)
    rows = [
        Row(
            title_of(code, language) if code else say("risk_all_regions", language),
            _cells(rates),
            css="" if code else "is-total",
        )
        for code, rates in sorted(found.items(), key=lambda item: (item[0] == "", item[0]))
    ]
    heads = [
        Column(say("risk_sent", language)),
        Column(say("risk_checked", language)),
        Column(say("risk_confirmed", language), below="95 %"),
        Column(say("risk_back", language)),
        Column(say("risk_overdue", language)),
    ]
    first = text_column("risk_group", language).title
    return table(say("risk_rates_caption", language), first, heads, rows, css="cards")


def recall_said(seen: Opened, language: str) -> str:
    """The estimate with its interval, or what it would take."""
    told = seen.ledger.recall(who=seen.who)
    if told.audited == 0:
        return say("risk_recall_none", language)
    estimate = say("risk_unknown", language) if told.estimate is None else percent(told.estimate)
    return say(
        "risk_recall_said",
        language,
        estimate=estimate,
        low=percent(told.low),
        high=percent(told.high),
        found=told.found,
        audited=told.audited,
        confirmed=told.confirmed,
    )


def _cells(rates: Rates) -> list[Cell]:
    interval = rates.confirmed_interval
    between = "" if interval is None else f"{percent(interval[0])}–{percent(interval[1])}"
    return [
        Cell(plain(rates.sent)),
        Cell(_share(rates.checked_rate)),
        Cell(_share(rates.confirmed_rate), below=between),
        Cell(_share(rates.recovered_rate)),
        Cell(plain(rates.overdue), css="rejected" if rates.overdue else ""),
    ]


def _share(value: float | None) -> str:
    return MISSING if value is None else percent(value)
