"""Rate and latency of every site over the last minutes, a line a site; a gap where nothing can be told."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

import plotly.graph_objects as go

from dashboards.data.asked_person import CHINA
from dashboards.drawing import LINES, frame
from dashboards.sites.state import title_of
from serving.seeing.history import History, Point

HEIGHT = 210
_TIMES_NAMED = 4
# Between two looks there is a line; where the page was not open meanwhile, none.
_LONGEST_S = 30.0


def rate_chart(histories: Sequence[History]) -> go.Figure:
    """Requests a second."""
    return _chart(histories, lambda point: point.requests_per_s, form="%{y:,.1f}")


def latency_chart(histories: Sequence[History]) -> go.Figure:
    """The 99th of 100 requests, milliseconds."""
    return _chart(histories, lambda point: 1000 * point.p99_s, form="%{y:,.1f}")


def legend(histories: Sequence[History]) -> str:
    """Which line is which."""
    spans = (
        f'<span><span style="color:{_colour(number)}">━</span> {escape(title_of(history))}</span>'
        for number, history in enumerate(histories)
        if history.site is not None
    )
    return f'<div class="al-key al-site-key">{"".join(spans)}</div>'


def has_course(histories: Sequence[History]) -> bool:
    """Whether there is anything to draw."""
    return any(math.isfinite(point.requests_per_s) for history in histories for point in history.course())


def _chart(histories: Sequence[History], value: Callable[[Point], float], *, form: str) -> go.Figure:
    figure = go.Figure()
    for number, history in enumerate(histories):
        if history.site is None:
            continue
        moments, values = _line(history.course(), value)
        figure.add_scatter(
            x=moments, y=values, mode="lines+markers", name=title_of(history), connectgaps=False, hovertemplate=form,
            line={"color": _colour(number), "width": 2}, marker={"color": _colour(number), "size": 4},
        )  # fmt: skip
    frame(figure, height=HEIGHT, top=8)
    figure.update_xaxes(type="date", tickformat="%H:%M:%S", hoverformat="%H:%M:%S", nticks=_TIMES_NAMED, tickangle=0)
    figure.update_yaxes(rangemode="tozero", zeroline=False)
    return figure


def _line(points: Sequence[Point], value: Callable[[Point], float]) -> tuple[list[datetime], list[float | None]]:
    moments: list[datetime] = []
    values: list[float | None] = []
    for number, point in enumerate(points):
        is_apart = number > 0 and point.at - points[number - 1].at > _LONGEST_S
        found = value(point)
        # Days and zones are on no axis: the time of day as people there read it.
        moments.append(datetime.fromtimestamp(point.at, CHINA).replace(tzinfo=None))
        values.append(found if math.isfinite(found) and not is_apart else None)
    return moments, values


def _colour(number: int) -> str:
    return LINES[number % len(LINES)]
