"""Small charts of one measure each, with the law's warning lines where the law has any."""

from collections.abc import Mapping
from datetime import date

import plotly.graph_objects as go

from dashboards.drawing import BALANCE, DEFICIT, INCOME, QUIET, Yearly, Years, add_rule, base_line, frame, parted_lines
from dashboards.figures import plain
from dashboards.words import say
from rules.parameters import ParameterRow, Table
from simulation.countries.china.pack import base_rules

HEIGHT = 290
# Axes need fewer digits than the figures under the pointer.
AXES = {",.1f": ",", ",.2f": ",", ".1%": "~%", ".2%": ".2~%"}
WATCHED = {
    "employee_medical": "medical.employee.reserve_months",
    "unemployment": "unemployment.reserve_months",
    "work_injury": "work_injury.reserve_months",
}
FIT = ("fit_from", "fit_to")


def watched_months(fund: str, year: int) -> ParameterRow | None:
    """The months payable at which the law watches the fund; None for a fund without a line."""
    return base_rules().at(date(year, 1, 1)).row(WATCHED[fund]) if fund in WATCHED else None


def measure_chart(
    years: Years,
    values: Yearly,
    language: str,
    *,
    name: str,
    actual_until: int,
    form: str,
    base: Yearly | None = None,
) -> go.Figure:
    """One measure: published solid, projected dashed, the base scenario dotted behind it."""
    figure = go.Figure()
    if base is not None:
        figure.add_trace(base_line(years, base, name=say("base_line", language), form=form))
    is_red_below = name == "months_payable"
    parts = parted_lines(
        years, values, actual_until, name=say(name, language), colour=INCOME, form=form, is_red_below=is_red_below
    )
    figure.add_traces(parts)
    frame(figure, height=HEIGHT, top=26)
    figure.update_yaxes(tickformat=AXES.get(form, form), rangemode="tozero")
    figure.update_xaxes(tickformat="d", range=[int(years[0]) - 0.5, int(years[-1]) + 0.5])
    add_rule(figure, actual_until, language, above=2)
    return figure


def add_watched_months(figure: go.Figure, row: ParameterRow, language: str) -> None:
    """The law's lines across a chart of months payable: a band where there is a fit range, else dashed lines."""
    assert isinstance(row.value, Table)
    lines: Mapping[str, float] = row.value
    if all(name in lines for name in FIT):
        low, high = (lines[name] for name in FIT)
        figure.add_hrect(y0=low, y1=high, fillcolor="rgba(106,143,58,0.18)", line_width=0)
        text = say("line_fit", language, low=plain(low), high=plain(high))
        _label(figure, high, text, "#4c6b26")
    for name, months in lines.items():
        if name in FIT:
            continue
        colour = DEFICIT if name == "short_below" else BALANCE
        figure.add_hline(y=months, line={"color": colour, "width": 1.2, "dash": "dash"})
        side = "top" if name == "short_below" else "bottom"
        _label(figure, months, say(f"line_{name}", language, months=plain(months)), colour, anchor=side)


def _label(figure: go.Figure, at: float, text: str, colour: str = QUIET, anchor: str = "bottom") -> None:
    figure.add_annotation(
        text=text,
        x=1,
        xref="paper",
        y=at,
        yref="y",
        xanchor="right",
        yanchor=anchor,
        showarrow=False,
        font={"size": 11.5, "color": colour},
        bgcolor="rgba(255,255,255,0.75)",
    )
