"""What each single change of an assumption does to the fund in view: a tornado and the table behind it."""

from textwrap import wrap

import plotly.graph_objects as go
import streamlit as st

from dashboards.drawing import CONFIG, DEFICIT, INCOME, frame
from dashboards.figures import MISSING, YUAN_PER_YI
from dashboards.fund_view import FundView
from dashboards.headline import difference_text, title_of
from dashboards.results import sensitivities_of
from dashboards.tables import Cell, Row, table
from dashboards.words import say
from simulation.sensitivity import FIGURES, Sensitivity

ROW_HEIGHT, FRAME_HEIGHT = 27, 70
LONGEST_LINE = 30
# In the chart: the measure's own unit -> what the axis counts.
SCALES = {"accumulated_balance": YUAN_PER_YI, "actuarial_balance": 0.01, "depletion_year": 1.0}
AXIS_UNITS = {"accumulated_balance": "money_unit", "actuarial_balance": "points", "depletion_year": "year_unit"}


def draw_sensitivity(view: FundView, settings: tuple[str, ...]) -> None:
    """The tornado of one key figure, the largest effect on top, and a table of all three."""
    figure = st.segmented_control(
        say("sensitivity_of", view.language),
        FIGURES,
        format_func=lambda name: title_of(name, view.language),
        key="sensitivity_figure",
        default=FIGURES[1],
        required=True,
    )
    rows = [row for row in sensitivities_of(settings) if row.fund == view.name]
    rows.sort(key=lambda row: abs(_change(row, figure) or 0.0), reverse=True)
    title = say(
        "sensitivity_title", view.language, fund=view.fund.title[view.language], figure=title_of(figure, view.language)
    )
    st.html(f'<h2 class="al-h2">{title}</h2>')
    shown = [row for row in rows if _change(row, figure)]
    if shown:
        st.plotly_chart(_tornado(shown, figure, view.language), theme=None, config=CONFIG, key="tornado", alt=title)
    st.html(_table(rows, view.language))
    st.caption(say("sensitivity_note", view.language))


def _tornado(rows: list[Sensitivity], figure: str, language: str) -> go.Figure:
    measure = figure.partition(".")[0]
    values = [(_change(row, figure) or 0.0) / SCALES[measure] for row in rows]
    labels = ["<br>".join(wrap(row.shock.title[language], LONGEST_LINE)) for row in rows]
    digits = 2 if measure == "actuarial_balance" else 0
    chart = go.Figure(
        go.Bar(
            x=values,
            y=labels,
            orientation="h",
            marker={"color": [DEFICIT if value < 0 else INCOME for value in values], "line": {"width": 0}},
            hovertemplate=f"%{{x:+,.{digits}f}}<extra></extra>",
        )
    )
    frame(chart, height=FRAME_HEIGHT + ROW_HEIGHT * len(rows), top=8)
    chart.update_layout(hovermode="closest", bargap=0.35)
    chart.update_yaxes(autorange="reversed", tickfont={"size": 12}, zeroline=False, gridcolor="#ffffff")
    unit = say(AXIS_UNITS[measure], language)
    chart.update_xaxes(
        showgrid=True,
        gridcolor="#dde4e8",
        zeroline=True,
        zerolinecolor="#1c2b33",
        title={"text": unit, "font": {"size": 12}},
    )
    return chart


def _table(rows: list[Sensitivity], language: str) -> str:
    heads = [title_of(figure, language) for figure in FIGURES]
    body = [Row(row.shock.title[language], [Cell(_text(row, figure, language)) for figure in FIGURES]) for row in rows]
    return table(say("sensitivity_caption", language), say("shock", language), heads, body)


def _text(row: Sensitivity, figure: str, language: str) -> str:
    change = _change(row, figure)
    if change is None:
        return MISSING
    return difference_text(figure, change, language) if change else "0"


def _change(row: Sensitivity, figure: str) -> float | None:
    return row.changes[figure].difference
