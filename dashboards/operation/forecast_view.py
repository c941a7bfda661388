"""What comes next: income and outgo of the next periods beside each other, never added."""

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from dashboards.drawing import CONFIG, INCOME, LINES, OUTGO
from dashboards.figures import ratio
from dashboards.operation.choosing import chosen_result, chosen_series
from dashboards.operation.figures import amount, interval, series_title, unit_word, value_title
from dashboards.operation.opened import Opened
from dashboards.operation.source_note import heading, source_note
from dashboards.operation.watch_chart import BEFORE, band, dated_frame, days, form_of, scaled_all
from dashboards.tables import Cell, Column, Row, cards, table
from dashboards.words import say
from training.operation.outlook import ALL, Outlook
from training.operation.results import Result
from training.operation.series import History

HEIGHT = 380
FLOW = "flow"
_ROWS_SEEN = 6
_COLOURS = {"collections": INCOME, "payments": OUTGO}


def draw_forecast(seen: Opened, language: str) -> None:
    """Draw the part."""
    result = chosen_result(seen, "forecast", language)
    if result is None:
        return
    shown = chosen_series(result.history, result.outlooks, language, key="forecast", but=(FLOW,))
    st.html(heading(result, title_of(result, shown, language), language, name="forecast"))
    st.html(headline(result.history, shown, language))
    st.html(legend(result.history, shown, language))
    title = title_of(result, shown, language)
    chart = forecast_chart(result.history, shown, language)
    st.plotly_chart(chart, theme=None, config=CONFIG, key="operation_forecast_chart", alt=title)
    st.html(forecast_table(result.history, shown, language))
    if any(not np.isfinite(one.series.values).all() and ALL in one.series.keys.values() for one in shown):
        st.caption(say("op_broken", language))
    st.html(source_note(result, language, shown))


def title_of(result: Result, shown: Sequence[Outlook], language: str) -> str:
    """Whose forecast it is, how far, and its unit."""
    one = shown[0]
    keys = {key: value for key, value in one.series.keys.items() if key != FLOW}
    series = series_title(result.history, keys, language) if keys else say("op_all", language)
    sums = say("listed", language).join(
        f"{name_of(result.history, each, language)} {amount(float(each.mean.sum()), each.series.unit)}"
        for each in shown
    )
    unit = unit_word(one.series.unit, language)
    return say("op_forecast_title", language, series=series, ahead=span_of(one, language), sums=sums, unit=unit)


def span_of(one: Outlook, language: str) -> str:
    """How far ahead it looks, in words."""
    return say(f"op_span_{one.series.step.name}", language, count=one.mean.size)


def name_of(history: History, one: Outlook, language: str) -> str:
    """Which of the lines in view it is: its flow, or all its keys where it has none."""
    if FLOW in one.series.keys:
        return value_title(history, FLOW, one.series.keys[FLOW], language)
    return series_title(history, one.series.keys, language)


def headline(history: History, shown: Sequence[Outlook], language: str) -> str:
    """The next period and the sum of all of each line, and how much it errs."""
    items = []
    for one in shown:
        unit, name = one.series.unit, name_of(history, one, language)
        word, period = unit_word(unit, language), one.series.period(one.series.values.size)
        next_ = say("op_next", language, period=period, unit=word)
        items.append((
            f"{name} · {next_}", amount(float(one.mean[0]), unit),
            interval((float(one.lower[0]), float(one.upper[0])), unit, language, like=float(one.mean[0])),
        ))  # fmt: skip
        total = say("op_ahead", language, ahead=span_of(one, language), unit=word)
        error = say("op_mase_note", language, naive=ratio(one.naive_mase))
        items.append((
            f"{name} · {total}", amount(float(one.mean.sum()), unit),
            f"{say('op_mase', language)} {ratio(one.mase)} ({error})",
        ))  # fmt: skip
    return cards(items)


def legend(history: History, shown: Sequence[Outlook], language: str) -> str:
    """Which colour is which; solid happened, dashed is forecast."""
    spans = [
        f'<span><span style="color:{_colour(one, at)}">━</span> {escape(name_of(history, one, language))}</span>'
        for at, one in enumerate(shown)
    ]
    spans.append(f"<span>╌╌ {say('op_forecast', language)}</span><span>░ {say('op_interval', language)}</span>")
    return f'<div class="al-key">{"".join(spans)}</div>'


def forecast_chart(history: History, shown: Sequence[Outlook], language: str) -> go.Figure:
    """What was and what comes, each line with its interval."""
    figure, series = go.Figure(), shown[0].series
    largest = np.concatenate([scaled_all(one.upper, series) for one in shown])
    form = form_of(series, largest)
    for at, one in enumerate(shown):
        ahead = days(one.series, range(one.series.values.size, one.series.values.size + one.mean.size))
        lower, upper = scaled_all(one.lower, series), scaled_all(one.upper, series)
        figure.add_traces(band(ahead, lower, upper, form, colour=_colour(one, at)))
    for at, one in enumerate(shown):
        _add_line(figure, one, _colour(one, at), name_of(history, one, language), form)
    return dated_frame(figure, series, height=HEIGHT)


def forecast_table(history: History, shown: Sequence[Outlook], language: str) -> str:
    """One line a period ahead, one column a line of the chart."""
    first = shown[0]
    count, unit = first.series.values.size, first.series.unit
    like = max(float(np.abs(one.mean).max()) for one in shown)
    rows = [
        Row(
            first.series.period(count + at),
            [
                Cell(
                    amount(float(one.mean[at]), unit, like=like),
                    below=interval((float(one.lower[at]), float(one.upper[at])), unit, language, like=like),
                )
                for one in shown
            ],
        )
        for at in range(first.mean.size)
    ]
    heads = [Column(name_of(history, one, language)) for one in shown]
    keys = {key: value for key, value in first.series.keys.items() if key != FLOW}
    title = series_title(history, keys, language) if keys else say("op_all", language)
    caption = say("op_forecast_caption", language, series=title, unit=unit_word(unit, language))
    return table(caption, say("op_period", language), heads, rows, css="cards", is_tall=len(rows) > _ROWS_SEEN)


def _colour(one: Outlook, at: int) -> str:
    return _COLOURS.get(one.series.keys.get(FLOW, ""), LINES[at % len(LINES)])


def _add_line(figure: go.Figure, one: Outlook, colour: str, name: str, form: str) -> None:
    series, count = one.series, one.series.values.size
    ahead = range(count, count + one.mean.size)
    past = range(max(count - BEFORE[series.step.name], 0), count)
    figure.add_scatter(
        x=days(series, past), y=scaled_all(series.values[past.start :], series), mode="lines", name=name,
        line={"color": colour, "width": 2}, hovertemplate=form,
    )  # fmt: skip
    figure.add_scatter(
        x=days(series, ahead), y=scaled_all(one.mean, series), mode="lines", name=name,
        line={"color": colour, "width": 2, "dash": "dash"}, hovertemplate=form,
    )  # fmt: skip
