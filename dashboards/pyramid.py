"""The population pyramid: men to the left, women to the right, single years of age, coloured by who works."""

import numpy as np
import plotly.graph_objects as go

from dashboards.drawing import INK, frame
from dashboards.figures import PERSONS_PER_WAN
from dashboards.words import say
from simulation.outlook import Activity

HEIGHT = 660
COLOURS = {"children": "#b9c4cb", "working": "#0f6b83", "retired": "#c77d1e"}
SEXES = ("men", "women")
TICK_WAN = 300.0


def pyramid(people: Activity, year: int, language: str) -> go.Figure:
    """The pyramid at the end of `year`; its width is the same for all years, so that what moves is the people."""
    row = people.row(year)
    groups = {"children": people.children, "working": people.working, "retired": people.retired}
    ages = np.arange(people.children.shape[-1])
    figure = go.Figure()
    for sex, sign in enumerate((-1.0, 1.0)):
        for name, persons in groups.items():
            counted = persons[row, sex] / PERSONS_PER_WAN
            figure.add_bar(
                y=ages,
                x=sign * counted,
                customdata=counted,
                orientation="h",
                name=f"{say(SEXES[sex], language)} · {say(name, language)}",
                legendgroup=name,
                showlegend=False,
                marker={"color": COLOURS[name], "line": {"width": 0}},
                hovertemplate=f"%{{customdata:,.0f}} {say('people_unit', language)}",
            )
    frame(figure, height=HEIGHT, top=54)
    _lay_out(figure, _widest(people), language)
    return figure


def _widest(people: Activity) -> float:
    everyone = people.children + people.working + people.retired
    return float(everyone.max()) / PERSONS_PER_WAN


def _lay_out(figure: go.Figure, widest: float, language: str) -> None:
    ticks = np.arange(-np.ceil(widest / TICK_WAN), np.ceil(widest / TICK_WAN) + 1) * TICK_WAN
    figure.update_layout(barmode="relative", bargap=0.08, hovermode="y unified")
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[f"{abs(tick):,.0f}" for tick in ticks],
        range=[-widest * 1.04, widest * 1.04],
        showgrid=True,
        gridcolor="#dde4e8",
        title={"text": say("people_unit", language), "font": {"size": 12}},
    )
    figure.update_yaxes(dtick=10, range=[-0.6, 100.6], title={"text": say("age", language), "font": {"size": 12}})
    keys = "   ".join(
        f'<span style="color:{colour}">■</span> {say(name, language)}' for name, colour in COLOURS.items()
    )
    for text, x, anchor, shift in (
        (keys, 0.0, "left", 24),
        (say("men", language), 0.25, "center", 2),
        (say("women", language), 0.75, "center", 2),
    ):
        figure.add_annotation(
            text=text,
            x=x,
            y=1,
            xref="paper",
            yref="paper",
            xanchor=anchor,
            yanchor="bottom",
            yshift=shift,
            showarrow=False,
            font={"size": 12.5, "color": INK},
        )
