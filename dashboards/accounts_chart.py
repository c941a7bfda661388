"""One fund's accounts in three panels over the same years: paired columns, annual and accumulated balance."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards.drawing import (
    BALANCE,
    DEFICIT,
    INCOME,
    OUTGO,
    Yearly,
    Years,
    add_rule,
    add_text,
    bars,
    base_line,
    frame,
    in_yi,
    parted_lines,
    swatch,
)
from dashboards.findings import dated
from dashboards.words import say
from simulation.outlook import yearly
from simulation.result import FundResult

HEIGHT = 640
PANELS = (0.42, 0.22, 0.36)
LATE_YEARS = 6


def accounts_chart(
    fund: FundResult, years: Years, language: str, *, until: int, base: FundResult | None = None
) -> go.Figure:
    """The chart to the year `until`; with `base`, the accumulated balance of the base scenario behind it."""
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.085, row_heights=list(PANELS))
    shown = years <= until
    at, status = years[shown], [fund.status[row] for row in np.flatnonzero(shown)]

    def series(measure: str, of: FundResult = fund) -> Yearly:
        values = yearly(of, measure)
        return np.full(at.size, np.nan) if values is None else in_yi(values[shown])

    for measure, colour in (("income", INCOME), ("outgo", OUTGO)):
        figure.add_trace(bars(at, series(measure), status, name=say(measure, language), colour=colour), row=1, col=1)
    balance = bars(
        at, series("annual_balance"), status, name=say("annual_balance", language), colour=BALANCE, is_red_below=True
    )
    figure.add_trace(balance, row=2, col=1)
    if base is not None:
        name = f"{say('accumulated_balance', language)} ({say('base_line', language)})"
        figure.add_trace(base_line(at, series("accumulated_balance", base), name=name), row=3, col=1)
    accumulated = parted_lines(
        at,
        series("accumulated_balance"),
        fund.actual_until,
        name=say("accumulated_balance", language),
        colour=BALANCE,
        is_red_below=True,
    )
    figure.add_traces(accumulated, rows=[3] * len(accumulated), cols=[1] * len(accumulated))
    frame(figure, height=HEIGHT)
    figure.update_layout(barmode="group")
    _name_panels(figure, language, has_base=base is not None)
    add_rule(figure, fund.actual_until, language)
    _mark_dates(figure, fund, language, until)
    figure.update_xaxes(range=[int(at[0]) - 0.7, int(at[-1]) + 0.7], tickformat="d", matches="x")
    return figure


def _name_panels(figure: go.Figure, language: str, *, has_base: bool) -> None:
    unit = say("money_unit", language)
    pair = f"{swatch(INCOME, say('income', language))}  {swatch(OUTGO, say('outgo', language))}"
    annual = swatch(BALANCE, say("annual_balance", language))
    stock = swatch(BALANCE, say("accumulated_balance", language))
    if has_base:
        stock = f"{stock}  ┄ {say('base_line', language)}"
    for row, title in enumerate((pair, annual, stock), start=1):
        axis = "y" if row == 1 else f"y{row}"
        add_text(figure, f"{title} ({unit})", x=0, yref=f"{axis} domain", shift=2)


def _mark_dates(figure: go.Figure, fund: FundResult, language: str, until: int) -> None:
    marks = (
        ("first_deficit_year", "deficit_mark", "y2", "x2"),
        ("depletion_year", "depletion_mark", "y3", "x3"),
    )
    for measure, word, yref, xref in marks:
        year = dated(fund, measure)
        if year is not None and year <= until:
            is_late = until - year < LATE_YEARS
            text = say(word, language, year=year)
            _mark(figure, year, text, xref=xref, yref=yref, xanchor="right" if is_late else "center")


def _mark(figure: go.Figure, year: int, text: str, **place: Any) -> None:
    """A red word with an arrow to the year on the zero line; at the right edge it stands to the left of its arrow."""
    figure.add_annotation(
        x=year,
        y=0,
        text=text,
        showarrow=True,
        arrowcolor=DEFICIT,
        arrowwidth=1.2,
        arrowhead=2,
        ax=0,
        ay=-34,
        font={"size": 12, "color": DEFICIT},
        bgcolor="rgba(255,255,255,0.85)",
        **place,
    )
