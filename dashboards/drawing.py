"""What all charts share: colours, the frame, the rule behind the published years, and dashes for forecasts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboards.figures import YUAN_PER_YI
from dashboards.words import say

INK, QUIET, LINE = "#1c2b33", "#5b6b75", "#dde4e8"
INCOME, OUTGO, BALANCE, DEFICIT, BASE = "#0f6b83", "#c77d1e", "#27548a", "#b3261e", "#8795a1"
LIGHT = {INCOME: "#bfdde4", OUTGO: "#f1d9b8", BALANCE: "#c3d3e8", DEFICIT: "#efc3bf"}
LINES = ("#0f6b83", "#c77d1e", "#6a8f3a", "#7a5aa6", "#a94b6a", "#4a7fb5", "#8795a1")
FAMILY = "Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"
CONFIG = {"displayModeBar": False, "responsive": True}
PROJECTED = "projected"
MOST_PERIODS = 6

Years = NDArray[np.int64]
Yearly = NDArray[np.float64]


def in_yi(yuan: Yearly) -> Yearly:
    """Yuan in the unit of the axes, hundreds of millions."""
    return yuan / YUAN_PER_YI


def frame(figure: go.Figure, *, height: int, top: int = 58) -> go.Figure:
    """White ground, quiet grid, one font, figures under the pointer year by year."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 12, "t": top, "b": 8},
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        font={"family": FAMILY, "size": 13, "color": INK},
        hovermode="x unified",
        hoverlabel={"bgcolor": "#ffffff", "font": {"family": FAMILY, "size": 12}},
        showlegend=False,
        bargap=0.25,
        bargroupgap=0.0,
        separators=".,",
    )
    figure.update_xaxes(
        showgrid=False, linecolor=QUIET, ticks="outside", tickcolor=LINE, automargin=True, fixedrange=True
    )
    figure.update_yaxes(
        gridcolor=LINE,
        zeroline=True,
        zerolinecolor=QUIET,
        zerolinewidth=1,
        tickformat=",",
        automargin=True,
        fixedrange=True,
    )
    return figure


def add_rule(figure: go.Figure, actual_until: int, language: str, *, above: int = 22, is_labelled: bool = True) -> None:
    """The vertical rule behind the last published year, across all panels."""
    at = actual_until + 0.5
    figure.add_shape(
        type="line", xref="x", yref="paper", x0=at, x1=at, y0=0, y1=1, line={"color": INK, "width": 1.2, "dash": "dot"}
    )
    if is_labelled:
        add_text(figure, say("rule_label", language), x=at, xref="x", shift=above, anchor="center")


def add_text(
    figure: go.Figure,
    text: str,
    *,
    x: float,
    xref: str = "paper",
    yref: str = "paper",
    shift: int = 0,
    anchor: str = "left",
) -> None:
    """A line of text at the upper edge of a panel, shifted upwards."""
    figure.add_annotation(
        text=text,
        x=x,
        xref=xref,
        y=1,
        yref=yref,
        yshift=shift,
        xanchor=anchor,
        yanchor="bottom",
        showarrow=False,
        font={"size": 12.5, "color": INK},
        bgcolor="rgba(255,255,255,0.85)",
        borderpad=0,
    )


def name_periods(figure: go.Figure, periods: Sequence[str]) -> None:
    """A category axis of periods in their order: the last is named, and as many before it as a phone has room for."""
    step = -(-len(periods) // MOST_PERIODS) or 1
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(periods),
        tickvals=list(periods)[::-1][::step][::-1],
        tickangle=0,
    )


def swatch(colour: str, text: str) -> str:
    """A word with its colour in front of it, instead of a legend far from the chart."""
    return f'<span style="color:{colour}">■</span> {text}'


def bars(
    years: Years, values: Yearly, status: Sequence[str], *, name: str, colour: str, is_red_below: bool = False
) -> Any:
    """Columns: published ones solid, projected ones light and hatched, deficits red."""
    tones = [DEFICIT if is_red_below and value < 0 else colour for value in values]
    ahead = [each == PROJECTED for each in status]
    return go.Bar(
        x=years,
        y=values,
        name=name,
        marker={
            "color": [LIGHT[tone] if later else tone for tone, later in zip(tones, ahead, strict=True)],
            "line": {"width": 0.6, "color": tones},
            "pattern": {
                "shape": ["/" if later else "" for later in ahead],
                "fgcolor": tones,
                "fillmode": "overlay",
                "size": 5,
                "solidity": 0.35,
            },
        },
        hovertemplate="%{y:,.0f}",
    )


def parted_lines(
    years: Years,
    values: Yearly,
    actual_until: int,
    *,
    name: str,
    colour: str,
    form: str = ",.0f",
    is_red_below: bool = False,
) -> list[Any]:
    """A series as a solid line of published years and a dashed one of projected years, red where it is below zero.

    The two parts meet in the last published year; unseen marks answer the pointer, so that no year answers twice.
    """
    below = (values < 0) & is_red_below
    entering = below & ~np.concatenate([[False], below[:-1]])
    above = np.where(below & ~entering, np.nan, values)
    is_past, is_ahead = years <= actual_until, years >= actual_until
    return [
        _stroke(years[is_past], above[is_past], colour, dash="solid"),
        _stroke(years[is_ahead], above[is_ahead], colour, dash="dash"),
        _stroke(years[below], values[below], DEFICIT, dash="dash"),
        go.Scatter(
            x=years,
            y=values,
            name=name,
            mode="markers",
            marker={"color": colour, "opacity": 0},
            hovertemplate=f"%{{y:{form}}}",
        ),
    ]


def base_line(years: Years, values: Yearly, *, name: str, form: str = ",.0f") -> Any:
    """The base scenario, thin and grey, behind the scenario in view."""
    return go.Scatter(
        x=years,
        y=values,
        name=name,
        mode="lines",
        line={"color": BASE, "width": 1.4, "dash": "dot"},
        hovertemplate=f"%{{y:{form}}}",
    )


def _stroke(years: Years, values: Yearly, colour: str, *, dash: str) -> Any:
    return go.Scatter(
        x=years, y=values, mode="lines", line={"color": colour, "width": 2.2, "dash": dash}, hoverinfo="skip"
    )
