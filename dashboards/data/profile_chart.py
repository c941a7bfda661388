"""How many persons a group holds, year by year; a year that is held back leaves a gap."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboards.drawing import INCOME, add_text, frame, name_periods
from dashboards.words import say
from datapool.profiles.profile import Size

HEIGHT = 280


def profile_chart(sizes: Sequence[Size], language: str) -> go.Figure:
    """Persons at year end, from zero."""
    figure = go.Figure()
    years = [str(size.year) for size in sizes]
    persons = [float("nan") if size.persons is None else float(size.persons) for size in sizes]
    figure.add_scatter(
        x=years,
        y=persons,
        mode="lines+markers",
        connectgaps=False,
        line={"color": INCOME, "width": 2.2},
        marker={"size": 6, "color": INCOME},
        hovertemplate="%{y:,.0f}<extra></extra>",
    )
    frame(figure, height=HEIGHT, top=30)
    name_periods(figure, years)
    figure.update_yaxes(rangemode="tozero")
    note = f" · {say('profile_gaps', language)}" if any(size.persons is None for size in sizes) else ""
    add_text(figure, f"{say('profile_persons', language)}{note}", x=0, shift=6)
    return figure
