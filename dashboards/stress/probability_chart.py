"""How likely a fund is depleted by each year, with the years by which 5, 50 and 95 in a hundred futures are."""

import plotly.graph_objects as go

from dashboards.drawing import BASE, DEFICIT, INK, add_text, frame
from dashboards.stress.chances import DEPLETION_PERCENTS, Chances
from dashboards.words import say

HEIGHT = 250
FILL = "rgba(179,38,30,0.12)"


def probability_chart(chances: Chances, base: Chances | None, language: str, *, until: int) -> go.Figure:
    """A rising line from 0 to 100 per cent; the scenario it is compared with dotted behind it."""
    figure = go.Figure()
    at = chances.years <= until
    years = chances.years[at]
    if base is not None:
        dotted = {"color": BASE, "width": 1.6, "dash": "dot"}
        before = base.probability[at]
        figure.add_scatter(
            x=years, y=before, mode="lines", line=dotted, name=say("base_line", language), hovertemplate="%{y:.1%}"
        )
    figure.add_scatter(
        x=years,
        y=chances.probability[at],
        mode="lines",
        line={"color": DEFICIT, "width": 2.2},
        fill="tozeroy",
        fillcolor=FILL,
        name=say("probability", language),
        hovertemplate="%{y:.1%}",
    )
    frame(figure, height=HEIGHT, top=30)
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_xaxes(tickformat="d", range=[int(years[0]) - 0.5, until + 0.5])
    add_text(figure, f"{say('probability_by', language)}{_behind(base, language)}", x=0, shift=6)
    for percent, year in zip(DEPLETION_PERCENTS, chances.depletion, strict=True):
        if year is not None and year <= until:
            _mark(figure, year, percent, chances.by(year))
    return figure


def _behind(base: Chances | None, language: str) -> str:
    return "" if base is None else f'  <span style="color:{BASE}">┄┄</span> {say("base_line", language)}'


def _mark(figure: go.Figure, year: int, percent: float, level: float) -> None:
    """A point on the line in the first year in which so many futures are depleted."""
    figure.add_scatter(
        x=[year], y=[level], mode="markers", marker={"size": 8, "color": DEFICIT}, hoverinfo="skip", showlegend=False
    )
    figure.add_annotation(
        text=f"{percent:g}% · {year}",
        x=year,
        y=level,
        xanchor="right",
        yanchor="bottom",
        xshift=-6,
        showarrow=False,
        font={"size": 12, "color": INK},
        bgcolor="rgba(255,255,255,0.8)",
    )
