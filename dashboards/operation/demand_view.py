"""How many cases the service halls will have: by business and region, then one of them week by week."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import streamlit as st

from dashboards.drawing import CONFIG
from dashboards.figures import MISSING, percent, ratio
from dashboards.operation.choosing import chosen_result, chosen_series
from dashboards.operation.figures import amount, interval, key_word, series_title, share, value_title
from dashboards.operation.forecast_view import forecast_chart, forecast_table, legend
from dashboards.operation.opened import Opened
from dashboards.operation.source_note import heading, source_note
from dashboards.tables import Cell, Row, cards, table
from dashboards.words import say
from training.operation.outlook import ALL, Outlook
from training.operation.results import Result
from training.operation.series import History

_STEPS = 3
# A change against fewer cases than these is chance.
_LEAST_BEFORE = 20


def draw_demand(seen: Opened, language: str) -> None:
    """Draw the part."""
    result = chosen_result(seen, "demand", language)
    if result is None:
        return
    whole = whole_of(result.outlooks)
    st.html(heading(result, finding(whole, language), language, name="demand"))
    st.html(headline(whole, language))
    st.html(demand_table(result, language))
    shown = chosen_series(result.history, result.outlooks, language, key="demand")
    title = say("op_demand_week", language, series=series_title(result.history, shown[0].series.keys, language))
    st.html(f'<h3 class="al-title">{escape(title)}</h3>{legend(result.history, shown, language)}')
    chart = forecast_chart(result.history, shown, language)
    st.plotly_chart(chart, theme=None, config=CONFIG, key="operation_demand_chart", alt=title)
    st.html(forecast_table(result.history, shown, language))
    st.html(source_note(result, language, shown))


def whole_of(outlooks: Sequence[Outlook]) -> Outlook:
    """The sum of all, which stands first; of a single series itself."""
    return outlooks[0]


def finding(whole: Outlook, language: str) -> str:
    """How many cases in all, against the same weeks of the year before, and the week with most."""
    count = whole.series.values.size
    figures = {
        "ahead": whole.mean.size,
        "cases": amount(float(whole.mean.sum()), "cases"),
        "week": whole.series.period(count + int(np.argmax(whole.mean))),
    }
    change = change_of(whole)
    if change is None:
        return say("op_demand_title_short", language, **figures)
    return say("op_demand_title", language, change=share(change), **figures)


def headline(whole: Outlook, language: str) -> str:
    """The next week, and the week with most cases, each with its interval."""
    unit, count = whole.series.unit, whole.series.values.size
    items = []
    for at in dict.fromkeys((0, int(np.argmax(whole.mean)))):
        name = say("op_next", language, period=whole.series.period(count + at), unit=say("op_unit_cases", language))
        if at:
            name = f"{whole.series.period(count + at)} ({say('op_unit_cases', language)})"
        ends = float(whole.lower[at]), float(whole.upper[at])
        between = interval(ends, unit, language, like=float(whole.mean[at]))
        items.append((name, amount(float(whole.mean[at]), unit), f"{say('op_interval', language)} {between}"))
    coverage = whole.coverage
    held = MISSING if coverage.share is None else percent(coverage.share)
    tried = "op_no_coverage" if coverage.share is None else "op_coverage_note"
    items.append((say("op_coverage", language), held, say(tried, language, count=coverage.count)))
    naive = say("op_mase_note", language, naive=ratio(whole.naive_mase))
    return cards([*items, (say("op_mase", language), ratio(whole.mase), naive)])


def demand_table(result: Result, language: str) -> str:
    """Businesses down, regions across: the sum of all weeks ahead, and its change against the year before."""
    found: dict[str, dict[str, Outlook]] = {}
    keys = list(result.outlooks[0].series.keys)
    across = keys[-1] if len(keys) > 1 else ""
    for one in result.outlooks:
        held = {key: value for key, value in one.series.keys.items() if key != across}
        found.setdefault(" · ".join(held.values()), {})[one.series.keys.get(across, "")] = one
    columns = sorted({column for line in found.values() for column in line}, key=lambda each: (each != ALL, each))
    most = max((_sum(one) for one in result.outlooks if ALL not in one.series.keys.values()), default=0.0)
    ordered = sorted(found.items(), key=lambda item: (ALL in item[0], -_sum(_first(item[1]))))
    rows = [
        Row(
            _line_title(result.history, _first(line), across, language),
            [_cell(line.get(column), most) for column in columns],
            css="is-total" if ALL in name else "",
        )
        for name, line in ordered
    ]
    heads = [value_title(result.history, across, column, language) if across else say("op_all", language)
             for column in columns]  # fmt: skip
    caption = say("op_demand_caption", language, ahead=result.outlooks[0].mean.size)
    css = "cards heat signs"
    return table(caption, key_word(keys[0], language), heads, rows, css=css, is_tall=len(rows) > 14)


def change_of(one: Outlook) -> float | None:
    """The change against the same periods a season before, as a share; None where they are unknown or few."""
    season, ahead = one.series.step.season, one.mean.size
    if ahead > season or one.series.values.size < season:
        return None
    start = one.series.values.size - season
    before = float(one.series.values[start : start + ahead].sum())
    return _sum(one) / before - 1 if before >= _LEAST_BEFORE else None


def _sum(one: Outlook) -> float:
    return float(one.mean.sum())


def _first(line: Mapping[str, Outlook]) -> Outlook:
    return line.get(ALL) or next(iter(line.values()))


def _line_title(history: History, one: Outlook, across: str, language: str) -> str:
    keys = {key: value for key, value in one.series.keys.items() if key != across}
    return series_title(history, keys, language)


def _cell(one: Outlook | None, most: float) -> Cell:
    if one is None:
        return Cell(MISSING, css="qn")
    change = change_of(one)
    is_sum = ALL in one.series.keys.values()
    step = 0 if is_sum or not most else min(int(_sum(one) / most * (_STEPS + 1)), _STEPS)
    return Cell(amount(_sum(one), "cases"), below="" if change is None else share(change), css=f"q{step}")
