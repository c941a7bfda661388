"""One series against its expectation: what was, what was expected of the newest periods, and what lies outside."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import plotly.graph_objects as go

from dashboards.drawing import BALANCE, DEFICIT, INK, LIGHT, LINE, OUTGO, Yearly, frame
from dashboards.operation.figures import scaled
from dashboards.words import say
from training.operation.series import Series
from training.operation.watching import Alert, Watched

HEIGHT = 360
# Periods before those that are judged, by step: enough to see the season.
BEFORE = {"day": 60, "week": 60, "month": 36}
# As many as a phone has room for.
_MONTHS_NAMED, _DAYS_NAMED = 6, 4
_FORMS = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}


def watch_chart(one: Watched, alerts: Sequence[Alert], language: str) -> go.Figure:
    """The chart of one series; alerts are those of it."""
    series, unit = one.series, one.series.unit
    start = max(one.places[0] - BEFORE[series.step.name], 0)
    shown = np.arange(start, series.values.size)
    judged = days(series, one.places)
    lower, upper, expected = (scaled_all(values, series) for values in (one.lower, one.upper, one.expected))
    form = form_of(series, upper)
    figure = go.Figure()
    figure.add_traces(band(judged, lower, upper, form))
    figure.add_scatter(
        x=judged, y=expected, mode="lines", name=say("op_expected", language),
        line={"color": OUTGO, "width": 2, "dash": "dash"}, hovertemplate=form,
    )  # fmt: skip
    figure.add_scatter(
        x=days(series, shown), y=scaled_all(series.values[shown], series), mode="lines",
        name=say("op_actual", language), line={"color": INK, "width": 2}, hovertemplate=form,
    )  # fmt: skip
    if alerts:
        figure.add_scatter(
            x=days(series, [alert.place for alert in alerts]), y=[scaled(alert.actual, unit) for alert in alerts],
            mode="markers", name=say("op_alerts", language), hoverinfo="skip",
            marker={"color": DEFICIT, "size": 11, "symbol": "diamond-open", "line": {"width": 2.4}},
        )  # fmt: skip
    return dated_frame(figure, series, height=HEIGHT)


def legend(language: str, *, has_alerts: bool) -> str:
    """Which line is which."""
    items = [("━", INK, "op_actual"), ("╌╌", OUTGO, "op_expected"), ("■", LIGHT[BALANCE], "op_interval")]
    if has_alerts:
        items.append(("◇", DEFICIT, "op_alerts"))
    spans = (
        f'<span><span style="color:{colour}">{mark}</span> {say(word, language)}</span>' for mark, colour, word in items
    )
    return f'<div class="al-key">{"".join(spans)}</div>'


def days(series: Series, places: Sequence[int] | np.ndarray) -> list[date]:
    """The first days of periods."""
    return [series.step.shift(series.first, int(place)) for place in places]


def scaled_all(values: Yearly, series: Series) -> Yearly:
    """[period] in the unit that is shown."""
    return np.asarray([scaled(float(value), series.unit) for value in values])


def form_of(series: Series, values: Yearly) -> str:
    """How figures are written under the pointer."""
    size = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 0.0
    return "%{y:,.0f}" if size >= 1000 else "%{y:,.1f}" if size >= 10 or series.unit != "yuan" else "%{y:,.2f}"


def band(x: Sequence[date], lower: Yearly, upper: Yearly, form: str, *, colour: str = BALANCE) -> list[go.Scatter]:
    """The area of an interval; both edges answer the pointer."""
    edge = {"color": LIGHT.get(colour, LINE), "width": 0.5}
    low, high = (
        go.Scatter(x=x, y=values, mode="lines", line=edge, name=name, hovertemplate=form)
        for values, name in ((lower, "2.5%"), (upper, "97.5%"))
    )
    # Two intervals may lie over one another: both are seen.
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    high.update(fill="tonexty", fillcolor=f"rgba({red},{green},{blue},0.2)")
    return [low, high]


def dated_frame(figure: go.Figure, series: Series, *, height: int) -> go.Figure:
    """The frame of all charts, with days on the axis in figures of no language."""
    frame(figure, height=height, top=12)
    form = _FORMS[series.step.name]
    nticks = _MONTHS_NAMED if series.step.name == "month" else _DAYS_NAMED
    figure.update_xaxes(tickformat=form, hoverformat=form, nticks=nticks, tickangle=0)
    figure.update_yaxes(zeroline=False)
    return figure
