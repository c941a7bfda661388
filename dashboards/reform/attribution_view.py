"""Why the chosen figure changes: the waterfall of the levers that were moved, and the table behind it."""

from html import escape

import streamlit as st

from dashboards.drawing import CONFIG
from dashboards.reform.attributed import (
    MEASURES,
    amount,
    attributed,
    measure_title,
    move_text,
    part_title,
    unit_title,
)
from dashboards.reform.waterfall import waterfall
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from simulation.attribution.attribution import Attribution

MEASURE = "attribution_measure"


def draw_attribution(fund: str, title: str, settings: tuple[str, ...], language: str) -> None:
    """The figure is chosen, split, drawn and told; while no lever is moved there is nothing to split."""
    st.session_state.setdefault(MEASURE, MEASURES[0])
    measure: str = st.segmented_control(
        say("attribution_of", language),
        MEASURES,
        format_func=lambda name: measure_title(name, language),
        key=MEASURE,
        required=True,
        wrap=True,
    )
    if not settings:
        st.info(say("attribution_nothing", language))
        return
    with st.spinner(say("attributing", language), show_time=True):
        found = attributed(settings, fund, measure)
    text = say(
        "attribution_finding",
        language,
        fund=title,
        figure=measure_title(measure, language),
        a=amount(found.a, found),
        b=amount(found.b, found),
        change=amount(found.b - found.a, found, signed=True),
        unit=unit_title(found, language),
    )
    st.html(f'<h3 class="al-title" id="attribution">{escape(text)}</h3>')
    st.plotly_chart(waterfall(found, language), theme=None, config=CONFIG, key="waterfall", alt=text)
    st.html(_table(found, language))
    word = "attribution_exact" if found.is_exact else "attribution_sampled"
    st.caption(say(word, language, asked=f"{found.asked:,}"))


def _table(found: Attribution, language: str) -> str:
    rows = [
        Row(
            part_title(part, language),
            [
                Cell(move_text(part)),
                Cell(amount(part.value, found, signed=True), below=_error(part.standard_error, found, language)),
                Cell(amount(part.alone, found, signed=True)),
            ],
        )
        for part in found.parts
    ]
    whole = amount(found.b - found.a, found, signed=True)
    rows.append(Row(say("whole_change", language), [Cell(""), Cell(whole), Cell("")], "is-total"))
    heads = [say("from_to", language), say("adds", language), say("by_itself", language)]
    caption = f"{measure_title(found.measure.name, language)} · {unit_title(found, language)}"
    return table(caption, say("factor", language), heads, rows)


def _error(error: float, found: Attribution, language: str) -> str:
    return "" if found.is_exact else say("standard_error", language, error=amount(error, found))
