"""The Pareto front of two levers: the least of one for each move of the other."""

import plotly.graph_objects as go

from dashboards.drawing import INCOME, INK, frame
from dashboards.figures import plain
from dashboards.words import say
from simulation.levers import Lever
from simulation.solving.front import Front

HEIGHT = 400


def front_chart(found: Front, language: str) -> go.Figure:
    """Pairs of moves joined by a line; each point says what it takes of both."""
    first, second = found.levers
    x, y = [pair.first for pair in found.pairs], [pair.second for pair in found.pairs]
    figure = go.Figure(
        go.Scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line={"color": INCOME, "width": 2.2},
            marker={"size": 9, "color": INCOME},
            customdata=[pair.achieved for pair in found.pairs],
            hovertemplate="%{x:+.2f} · %{y:+.2f} · %{customdata:.1%}<extra></extra>",
        )
    )
    frame(figure, height=HEIGHT, top=24)
    figure.update_layout(hovermode="closest")
    is_rising = (x[-1] - x[0]) * (y[-1] - y[0]) > 0
    for pair in found.pairs:
        figure.add_annotation(
            text=f"{plain(pair.first, digits=2, signed=True)} ｜ {plain(pair.second, digits=2, signed=True)}",
            x=pair.first,
            y=pair.second,
            xanchor="right" if is_rising else "left",
            yanchor="bottom",
            xshift=-5 if is_rising else 5,
            showarrow=False,
            font={"size": 11.5, "color": INK},
            bgcolor="rgba(255,255,255,0.8)",
        )
    figure.update_xaxes(
        title={"text": axis_title(first, language), "font": {"size": 12.5}},
        range=_range(x, is_rising=is_rising),
        showgrid=True,
        gridcolor="#dde4e8",
        zeroline=True,
        zerolinecolor=INK,
        tickformat="+,",
    )
    figure.update_yaxes(
        title={"text": axis_title(second, language), "font": {"size": 12.5}},
        range=_range(y, is_rising=False),
        tickformat="+,",
    )
    return figure


def axis_title(lever: Lever, language: str) -> str:
    """A lever with its unit."""
    return f"{say(f'lever_{lever.name}', language)} ({say(f'unit_{lever.unit}', language)})"


def _range(values: list[float], *, is_rising: bool) -> list[float]:
    """Every value and zero, with room for the words beside the points, on the left where they stand there."""
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low) or 1.0
    before, after = (0.26, 0.06) if is_rising else (0.06, 0.34)
    return [low - before * room, high + after * room]
