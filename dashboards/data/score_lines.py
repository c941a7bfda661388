"""Scores over deliveries, a line for each department."""

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import plotly.graph_objects as go

from dashboards.drawing import LINES, add_text, frame, name_periods
from dashboards.words import say

HEIGHT = 300
FULL, LEAST_SPAN = 100.0, 2.0


def score_lines(lines: Mapping[str, Sequence[float]], deliveries: Sequence[str], language: str) -> go.Figure:
    """[title] points out of a hundred by delivery, NaN where nothing was judged; the axis ends at a hundred.

    The axis does not begin at zero: what matters is which line fell.
    """
    figure = go.Figure()
    for colour, (title, points) in zip(LINES, lines.items(), strict=False):
        figure.add_scatter(
            x=list(deliveries),
            y=list(points),
            name=title,
            mode="lines+markers",
            line={"color": colour, "width": 2.2},
            marker={"size": 6, "color": colour},
            hovertemplate="%{y:.2f}",
        )
    frame(figure, height=HEIGHT, top=30)
    figure.update_yaxes(range=_range(lines.values()), tickformat=".4~g", zeroline=False)
    name_periods(figure, deliveries)
    add_text(figure, say("score_axis", language), x=0, shift=6)
    return figure


def key(titles: Sequence[str]) -> str:
    """The colours of the lines, in front of their words."""
    parts = (
        f'<span><span style="color:{colour}">●</span> {escape(title)}</span>'
        for colour, title in zip(LINES, titles, strict=False)
    )
    return f'<div class="al-key">{"".join(parts)}</div>'


def _range(lines: Iterable[Sequence[float]]) -> list[float]:
    known = [value for line in lines for value in line if not math.isnan(value)]
    least = min(known, default=FULL)
    span = max(FULL - least, LEAST_SPAN)
    return [max(0.0, FULL - span * 1.12), FULL + span * 0.06]
