"""Who pays whom, every province and every year: amounts that are paid one colour, received another."""

import numpy as np
import plotly.graph_objects as go

from dashboards.drawing import INCOME, OUTGO, frame, in_yi
from dashboards.provinces.tiles import province_title
from dashboards.words import say
from simulation.regions.pooling import Pooling

ROW, FRAME = 17, 110
LIGHT_COLUMN = "#f7f7f5"


def transfers_chart(pooling: Pooling, language: str, *, year: int) -> go.Figure:
    """Provinces down, the largest receiver of the last year on top; years across; the year in view is framed."""
    amounts = in_yi(pooling.net_transfer)
    order = np.argsort(-amounts[:, -1])
    shown = amounts[order]
    largest = float(np.abs(shown).max()) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=shown,
            x=pooling.provinces.years,
            y=[province_title(pooling.provinces.rows[at], language) for at in order],
            zmid=0.0,
            zmin=-largest,
            zmax=largest,
            colorscale=[[0.0, "#9a5a0c"], [0.3, OUTGO], [0.5, LIGHT_COLUMN], [0.7, "#4f9bb0"], [1.0, INCOME]],
            colorbar={
                "title": {"text": say("money_unit", language), "font": {"size": 12}},
                "orientation": "h",
                "y": -0.06,
                "yanchor": "top",
                "thickness": 10,
                "tickformat": "+,",
            },
            hovertemplate="%{y} %{x}：%{z:+,.0f}<extra></extra>",
            xgap=0.5,
            ygap=0.5,
        )
    )
    frame(figure, height=FRAME + ROW * len(order), top=8)
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(autorange="reversed", zeroline=False, gridcolor="#ffffff", tickfont={"size": 11})
    figure.update_xaxes(tickformat="d", side="top")
    figure.add_vrect(x0=year - 0.5, x1=year + 0.5, line={"color": "#1c2b33", "width": 1.4}, fillcolor="rgba(0,0,0,0)")
    return figure
