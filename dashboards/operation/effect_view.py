"""What a policy did: the estimate with its interval, the course it is read from, and what was tried against it."""

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from dashboards.drawing import CONFIG, DEFICIT, INK, LIGHT, OUTGO, QUIET, Yearly, frame
from dashboards.figures import MISSING, percent, plain
from dashboards.operation.choosing import chosen_result, only_title
from dashboards.operation.figures import amount, interval, share, shares, unit_word, value_title
from dashboards.operation.opened import Opened
from dashboards.operation.source_note import heading, source_note
from dashboards.operation.watch_chart import dated_frame, days
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from training.operation.effect import LEVEL, Effect
from training.operation.results import Result
from training.operation.series import Series

HEIGHT, PLACEBO_HEIGHT = 360, 220
# A tenth of placebo dates found, twice what chance gives, is said; and regions of which a fifth show as much.
_LOUD, _AS_MUCH = 0.1, 0.2


def draw_effect(seen: Opened, language: str) -> None:
    """Draw the part."""
    result = chosen_result(seen, "effect", language)
    if result is None or result.effect is None:
        return
    found = result.effect
    st.html(heading(result, finding(result, found, language), language, name="effect"))
    for caution in cautions(found, language):
        st.warning(caution)
    title = say("op_gap_course" if found.panel.controls else "op_own_course", language)
    st.html(f'<h3 class="al-title">{escape(title)}</h3>{legend(language)}')
    chart = effect_chart(result.history.series[0], found, language)
    st.plotly_chart(chart, theme=None, config=CONFIG, key="operation_effect_chart", alt=title)
    st.html(effect_table(result, found, language))
    if found.placebo_dates:
        placebo = say("op_placebo_course", language)
        st.html(f'<h3 class="al-title">{escape(placebo)}</h3>')
        chart = placebo_chart(found, language)
        st.plotly_chart(chart, theme=None, config=CONFIG, key="operation_placebo_chart", alt=placebo)
    st.html(source_note(result, language))


def finding(result: Result, found: Effect, language: str) -> str:
    """In one sentence, what it did, or that nothing is to be seen."""
    estimate, lower, upper = found.share
    treated = _names(result, found.panel.treated, language)
    policy = result.about.title or (say("op_policy_of", language, treated=treated, only=only_title(result, language)))
    since = found.panel.step.text(found.panel.step.shift(found.panel.first, found.panel.since))
    word = "op_policy_title" if found.found.chance < LEVEL else "op_policy_unsure"
    told = {"share": share(estimate), "lower": share(lower), "upper": share(upper)}
    return say(word, language, policy=policy, since=since, **told)


def cautions(found: Effect, language: str) -> list[str]:
    """What stands against taking the figure as it is."""
    has_controls = bool(found.panel.controls)
    as_much = found.by_regions
    return [
        *([] if has_controls else [say("op_alone", language)]),
        *([say("op_apart", language)] if has_controls and found.pre_trend.chance < LEVEL else []),
        *([say("op_loud", language)] if (found.placebo_rate or 0) > _LOUD else []),
        *(
            [say("op_not_alone", language, chance=plain(as_much, digits=2))]
            if as_much is not None and as_much > _AS_MUCH and found.found.chance < LEVEL
            else []
        ),
    ]


def legend(language: str) -> str:
    """Which line is which."""
    items = [("━", INK, "op_actual"), ("━", DEFICIT, "op_effect_level"), ("■", LIGHT[DEFICIT], "op_interval")]
    spans = (
        f'<span><span style="color:{colour}">{mark}</span> {say(word, language)}</span>' for mark, colour, word in items
    )
    return f'<div class="al-key">{"".join(spans)}</div>'


def effect_chart(series: Series, found: Effect, language: str) -> go.Figure:
    """Treated less controls by period, in per cent of the mean before, and the mean effect with its interval."""
    panel = found.panel
    gap = panel.gap(panel.treated, panel.controls)
    off = gap - _before(gap, panel.since, has_trend=not panel.controls)
    usual = 1.0 if panel.is_log else abs(float(np.nanmean(panel.gap(panel.treated, ())[: panel.since]))) or 1.0
    course = (np.expm1(off) if panel.is_log else off / usual) * 100
    placed = Series(series.keys, series.unit, panel.step, panel.first, course)
    x = days(placed, range(panel.count))
    under = x[panel.since :]
    estimate, lower, upper = (value * 100 for value in found.share)
    figure = go.Figure()
    figure.add_scatter(x=under, y=[lower] * len(under), mode="lines", line={"width": 0}, hoverinfo="skip")
    figure.add_scatter(
        x=under, y=[upper] * len(under), mode="lines", line={"width": 0}, fill="tonexty",
        fillcolor=LIGHT[DEFICIT], opacity=0.6, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=x, y=course, mode="lines", name=say("op_actual", language), line={"color": INK, "width": 1.8},
        hovertemplate="%{y:+.1f}%",
    )  # fmt: skip
    figure.add_scatter(
        x=under, y=[estimate] * len(under), mode="lines", name=say("op_effect_level", language),
        line={"color": DEFICIT, "width": 2.2}, hovertemplate="%{y:+.1f}%",
    )  # fmt: skip
    dated_frame(figure, placed, height=HEIGHT)
    figure.update_yaxes(ticksuffix="%", zeroline=True)
    rule = {"color": INK, "width": 1.2, "dash": "dot"}
    figure.add_shape(type="line", xref="x", yref="paper", x0=x[panel.since], x1=x[panel.since], y0=0, y1=1, line=rule)
    figure.add_annotation(
        x=x[panel.since], y=1, yref="paper", text=say("op_since", language), showarrow=False,
        xanchor="right", xshift=-4, yanchor="top", font={"size": 12, "color": INK},
    )  # fmt: skip
    return figure


def _before(gap: Yearly, since: int, *, has_trend: bool) -> Yearly:
    """[period] what the periods before the policy carry on as: their mean, or their line."""
    time, known = np.arange(gap.size), np.flatnonzero(np.isfinite(gap[:since]))
    return np.asarray(np.polyval(np.polyfit(known, gap[known], 1 if has_trend else 0), time))


def placebo_chart(found: Effect, language: str) -> go.Figure:
    """What was found at dates without the policy, beside what was found at its own."""
    figure = go.Figure()
    to_percent = np.expm1 if found.panel.is_log else (lambda value: value)
    for is_found, colour, symbol in ((False, QUIET, "circle-open"), (True, OUTGO, "diamond")):
        these = [one for one in found.placebo_dates if (one.chance < LEVEL) is is_found]
        figure.add_scatter(
            x=[one.name for one in these], y=[float(to_percent(one.estimate)) * 100 for one in these], mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 8}, hovertemplate="%{x}: %{y:+.1f}%<extra></extra>",
        )  # fmt: skip
    frame(figure, height=PLACEBO_HEIGHT, top=12)
    estimate = found.share[0] * 100
    figure.add_hline(y=estimate, line={"color": DEFICIT, "width": 1.6})
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=estimate, yanchor="bottom", showarrow=False,
        text=f"{say('op_effect_level', language)} {share(found.share[0])}", font={"size": 12, "color": DEFICIT},
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    form = "%Y-%m" if found.panel.step.name == "month" else "%Y-%m-%d"
    figure.update_xaxes(type="date", tickformat=form, hoverformat=form, nticks=6, tickangle=0)
    figure.update_yaxes(ticksuffix="%")
    return figure


def effect_table(result: Result, found: Effect, language: str) -> str:
    """The figures, one a line."""
    unit = result.history.series[0].unit
    total, total_low, total_high = found.total
    rate = found.placebo_rate
    dates = say("op_placebo_dates", language, count=len(found.placebo_dates))
    lines = [
        (say("op_treated", language), _names(result, found.panel.treated, language), ""),
        (say("op_controls", language), _names(result, found.panel.controls, language) or MISSING, ""),
        (say("op_design", language), say(f"op_design_{found.design}", language, count=len(found.panel.controls)), ""),
        (say("op_share", language), share(found.share[0]), shares((found.share[1], found.share[2]), language)),
        (
            say("op_total", language, unit=unit_word(unit, language)), amount(total, unit, signed=True),
            interval((total_low, total_high), unit, language, like=total),
        ),
        (say("op_chance", language), plain(found.found.chance, digits=4), ""),
        (say("op_pre_trend", language), plain(found.pre_trend.chance, digits=3), ""),
        (dates, say("op_untried", language) if rate is None else percent(rate, digits=0), ""),
        *_region_lines(found, language),
    ]  # fmt: skip
    rows = [Row(name, [Cell(value, below=below)]) for name, value, below in lines]
    heads = [say("op_value", language)]
    return table(say("op_effect_caption", language), say("op_figure", language), heads, rows, css="figures signs")


def _region_lines(found: Effect, language: str) -> list[tuple[str, str, str]]:
    if found.by_cluster is None or found.by_regions is None:
        return []
    count = len(found.placebo_regions)
    low, high = found.to_json()["share_by_cluster"]
    hits = sum(one.chance < LEVEL for one in found.placebo_regions)
    least = plain(1 / (1 + count), digits=2)
    return [
        (say("op_by_cluster", language), shares((low, high), language), ""),
        (say("op_by_regions", language, least=least), plain(found.by_regions, digits=2), ""),
        (say("op_placebo_regions", language, count=count), str(hits), ""),
    ]


def _names(result: Result, names: Sequence[str], language: str) -> str:
    """The titles of units, whichever key they are values of."""
    first = result.history.series[0].keys
    keys = [key for key in first if any(one.keys.get(key) in names for one in result.history.series)]
    key = keys[-1] if keys else ""
    return say("listed", language).join(value_title(result.history, key, name, language) for name in names)
