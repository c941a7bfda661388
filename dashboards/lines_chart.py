"""Income or outgo of one fund by budget line, stacked year by year."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from dashboards.drawing import LINES, Yearly, Years, frame, in_yi
from dashboards.words import say

HEIGHT = 420


def used_lines(lines: Mapping[str, Yearly]) -> dict[str, Yearly]:
    """The budget lines on which anything is ever booked."""
    return {name: values for name, values in lines.items() if np.nan_to_num(values).any()}


def lines_chart(lines: Mapping[str, Yearly], years: Years, language: str, *, until: int) -> go.Figure:
    """Stacked columns of the years in which lines are known."""
    used = used_lines(lines)
    known = np.isfinite(np.stack(list(used.values()))).all(axis=0) & (years <= until)
    figure = go.Figure()
    for (name, values), colour in zip(used.items(), LINES, strict=False):
        figure.add_bar(
            x=years[known],
            y=in_yi(values[known]),
            name=say(name, language),
            marker={"color": colour, "line": {"width": 0.4, "color": "#ffffff"}},
            hovertemplate="%{y:,.0f}",
        )
    frame(figure, height=HEIGHT, top=10)
    figure.update_layout(
        barmode="stack",
        bargap=0.15,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "traceorder": "normal", "font": {"size": 12}},
    )
    figure.update_xaxes(tickformat="d")
    return figure
