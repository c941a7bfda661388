"""Payments and collections against expectation: alerts first, then every series at one period, then one series."""

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from dashboards.data.choosing import choose
from dashboards.data.text_column import text_column
from dashboards.drawing import CONFIG
from dashboards.figures import MISSING, percent, plain
from dashboards.operation.choosing import chosen_result, chosen_series
from dashboards.operation.figures import amount, chance, interval, key_word, series_title, share, unit_word, value_title
from dashboards.operation.opened import Opened
from dashboards.operation.source_note import heading, source_note
from dashboards.operation.watch_chart import legend, watch_chart
from dashboards.tables import Cell, Column, Row, cards, table
from dashboards.words import say
from training.operation.watching import Watch, Watched
from training.operation.words import MODELS

_ALERTS_SHOWN = 30
# Deviations at which the interval ends.
_OUTSIDE = 1.959964
_LITTLE = 0.1
_ROWS_SEEN = 6


def draw_watch(seen: Opened, language: str) -> None:
    """Draw the part."""
    result = chosen_result(seen, "watch", language)
    if result is None or result.watch is None:
        return
    watch = result.watch
    st.html(heading(result, finding(watch, language), language, name="watch"))
    st.html(headline(watch, language))
    if watch.alerts:
        st.html(alerts_table(watch, language))
    st.html(gap_map(watch, _chosen_period(watch, language), language))
    (one,) = chosen_series(watch.history, by_alerts(watch), language, key="watch")
    _draw_course(watch, one, language)
    st.html(source_note(result, language, [one]))


def finding(watch: Watch, language: str) -> str:
    """In one sentence, what is unusual."""
    count = max(len(one.places) for one in watch.watched)
    last = say(f"op_span_{watch.watched[0].series.step.name}", language, count=count)
    if not watch.alerts:
        outside = sum(int((np.abs(one.off) > _OUTSIDE).sum()) for one in watch.watched)
        compared = f"{watch.compared:,}"
        return say("op_found_none", language, last=last, series=len(watch.watched), compared=compared, outside=outside)
    worst = watch.alerts[0]
    return say(
        "op_found", language, last=last, count=len(watch.alerts),
        series=series_title(watch.history, worst.series.keys, language), period=worst.series.period(worst.place),
        gap=share(worst.gap / worst.expected) if worst.expected else MISSING,
    )  # fmt: skip


def headline(watch: Watch, language: str) -> str:
    """How many alerts, of how much, and how far the intervals can be trusted."""
    unit, coverage = watch.watched[0].series.unit, watch.coverage
    held = MISSING if coverage.share is None else percent(coverage.share)
    tried = "op_no_coverage" if coverage.share is None else "op_coverage_note"
    return cards(
        [
            (
                say("op_alerts", language), plain(len(watch.alerts)),
                say("op_alerts_note", language, rate=percent(watch.rate, digits=0)),
            ),
            (
                say("op_gap_sum", language, unit=unit_word(unit, language)),
                amount(sum(abs(alert.gap) for alert in watch.alerts), unit), say("op_gap_note", language),
            ),
            (
                say("op_compared", language), plain(watch.compared),
                say("op_series_count", language, count=len(watch.watched)),
            ),
            (say("op_coverage", language), held, say(tried, language, count=f"{coverage.count:,}")),
        ]
    )  # fmt: skip


def alerts_table(watch: Watch, language: str) -> str:
    """One line an alert, the largest gap first."""
    unit = watch.watched[0].series.unit
    rows = [
        Row(
            series_title(watch.history, alert.series.keys, language),
            [
                Cell(alert.series.period(alert.place)),
                *_against(alert.actual, (alert.expected, alert.lower, alert.upper), alert.off, watch, language),
                Cell(chance(alert.adjusted)),
            ],
        )
        for alert in watch.alerts[:_ALERTS_SHOWN]
    ]
    words = ("op_period", "op_actual", "op_expected", "op_gap", "op_adjusted")
    heads = [Column(say(word, language)) for word in words]
    caption = say("op_alerts_caption", language, unit=unit_word(unit, language))
    return table(caption, say("op_key_series", language), heads, rows, css="cards signs", is_tall=len(rows) > 10)


def gap_map(watch: Watch, period: str, language: str) -> str:
    """Actual against expected in one period: the last key across, the others down."""
    keys = list(watch.watched[0].series.keys)
    across = keys[-1] if len(keys) > 1 else ""
    columns = list(dict.fromkeys(one.series.keys[across] for one in watch.watched)) if across else [""]
    lines: dict[str, dict[str, Watched]] = {}
    for one in watch.watched:
        held = {key: value for key, value in one.series.keys.items() if key != across}
        lines.setdefault(series_title(watch.history, held, language), {})[one.series.keys.get(across, "")] = one
    rows = [
        Row(name, [_gap_cell(watch, line.get(column), period) for column in columns]) for name, line in lines.items()
    ]
    heads = [value_title(watch.history, across, column, language) if across else say("op_gap", language)
             for column in columns]  # fmt: skip
    unit = unit_word(watch.watched[0].series.unit, language)
    down = " · ".join(key_word(key, language) for key in keys if key != across)
    return table(say("op_map_caption", language, period=period, unit=unit), down, heads, rows, css="cards heat signs")


def course_table(watch: Watch, one: Watched, language: str) -> str:
    """The periods that were judged, the newest first."""
    rows = [
        Row(
            one.series.period(place),
            list(
                _against(
                    float(one.series.values[place]),
                    (float(one.expected[at]), float(one.lower[at]), float(one.upper[at])),
                    float(one.off[at]),
                    watch,
                    language,
                )
            ),
        )
        for at, place in reversed(list(enumerate(one.places)))
    ]
    heads = [Column(say(word, language)) for word in ("op_actual", "op_expected", "op_gap")]
    title = series_title(watch.history, one.series.keys, language)
    caption = say("op_course_caption", language, series=title, unit=unit_word(one.series.unit, language))
    first = text_column("op_period", language).title
    return table(caption, first, heads, rows, css="cards signs", is_tall=len(rows) > _ROWS_SEEN)


def by_alerts(watch: Watch) -> list[Watched]:
    """Series with the largest alerts first, then as they stand."""
    place = {id(alert.series): number for number, alert in reversed(list(enumerate(watch.alerts)))}
    return sorted(watch.watched, key=lambda one: place.get(id(one.series), len(watch.alerts)))


def _draw_course(watch: Watch, one: Watched, language: str) -> None:
    alerts = [alert for alert in watch.alerts if alert.series is one.series]
    series = series_title(watch.history, one.series.keys, language)
    title = say("op_course", language, series=series, unit=unit_word(one.series.unit, language))
    st.html(f'<h3 class="al-title">{escape(title)}</h3>{legend(language, has_alerts=bool(alerts))}')
    st.plotly_chart(watch_chart(one, alerts, language), theme=None, config=CONFIG, key="operation_course", alt=title)
    model = say("op_model", language, model=MODELS[language][one.model])
    st.caption(f"{model}；{_coverage(one, language)}" if language == "zh" else f"{model}; {_coverage(one, language)}")
    st.html(course_table(watch, one, language))


def _coverage(one: Watched, language: str) -> str:
    if one.coverage.share is None:
        return f"{say('op_coverage', language)}: {say('op_no_coverage', language)}"
    note = say("op_coverage_note", language, count=one.coverage.count)
    return f"{say('op_coverage', language)} {percent(one.coverage.share)} ({note})"


def _chosen_period(watch: Watch, language: str) -> str:
    """The period of the table; the newest until somebody chooses."""
    periods = sorted({one.series.period(place) for one in watch.watched for place in one.places}, reverse=True)
    return choose(say("op_period", language), periods, key="operation_period", title=str)


def _gap_cell(watch: Watch, one: Watched | None, period: str) -> Cell:
    at = None if one is None else next((at for at, p in enumerate(one.places) if one.series.period(p) == period), None)
    if one is None or at is None or not np.isfinite(one.off[at]):
        return Cell(MISSING, css="qn")
    is_alert = any(alert.series is one.series and alert.place == one.places[at] for alert in watch.alerts)
    is_outside = abs(float(one.off[at])) > _OUTSIDE
    gap = float(one.series.values[one.places[at]]) - float(one.expected[at])
    css = "q3" if is_alert else "q1" if is_outside else ""
    # A share of next to nothing says nothing: on a day on which little is expected, the gap stands itself.
    usual = float(np.nanmean(np.abs(one.expected)))
    is_little = abs(float(one.expected[at])) < _LITTLE * usual or usual == 0
    unit = one.series.unit
    return Cell(
        amount(gap, unit, like=usual, signed=True) if is_little else share(gap / float(one.expected[at])), css=css
    )


def _against(
    actual: float, expected: Sequence[float], off: float, watch: Watch, language: str
) -> tuple[Cell, Cell, Cell]:
    """Actual, expected with its interval, and the gap.

    expected  mean, lower, upper
    """
    unit, (mean, lower, upper) = watch.watched[0].series.unit, expected
    is_outside = abs(off) > _OUTSIDE
    return (
        Cell(amount(actual, unit, like=mean)),
        Cell(amount(mean, unit), below=interval((lower, upper), unit, language, like=mean)),
        Cell(
            amount(actual - mean, unit, signed=True),
            below=say("op_off", language, off=plain(off, digits=1, signed=True)) if off == off else "",
            css="rejected" if is_outside else "",
        ),
    )
