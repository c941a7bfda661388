"""The change of a figure as steps: what each lever adds, and what they come to together."""

from textwrap import wrap

import plotly.graph_objects as go

from dashboards.drawing import BASE, DEFICIT, INCOME, INK, frame
from dashboards.reform.attributed import amount, part_title, scale, unit_title
from dashboards.words import say
from simulation.attribution.attribution import Attribution

ROW, FRAME = 38, 74
LONGEST = {"zh": 12, "en": 22}


def waterfall(found: Attribution, language: str) -> go.Figure:
    """Horizontal steps, the largest first, each with its figure beside it; the last bar is the whole change."""
    unit = scale(found)
    values = [part.value / unit for part in found.parts]
    whole = (found.b - found.a) / unit
    names = ["<br>".join(wrap(part_title(part, language), LONGEST[language])) for part in found.parts]
    texts = [amount(part.value, found, signed=True) for part in found.parts]
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            y=[*names, say("whole_change", language)],
            x=[*values, whole],
            measure=["relative"] * len(values) + ["total"],
            text=[*texts, amount(found.b - found.a, found, signed=True)],
            textposition="outside",
            textfont={"size": 12.5, "color": INK},
            increasing={"marker": {"color": INCOME}},
            decreasing={"marker": {"color": DEFICIT}},
            totals={"marker": {"color": BASE}},
            connector={"line": {"color": BASE, "width": 1, "dash": "dot"}},
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
    frame(figure, height=FRAME + ROW * (len(values) + 1), top=10)
    figure.update_layout(hovermode=False, waterfallgap=0.35)
    figure.update_yaxes(autorange="reversed", zeroline=False, gridcolor="#ffffff", tickfont={"size": 12.5})
    figure.update_xaxes(
        showgrid=True,
        gridcolor="#dde4e8",
        zeroline=True,
        zerolinecolor=INK,
        range=_range(values),
        title={"text": unit_title(found, language), "font": {"size": 12}},
        tickformat=",",
    )
    return figure


def _range(values: list[float]) -> list[float]:
    """From the lowest to the highest point that the steps reach, with room for the figures beside them."""
    reached, ends = 0.0, [0.0]
    for value in values:
        reached += value
        ends.append(reached)
    low, high = min(ends), max(ends)
    room = 0.24 * ((high - low) or 1.0)
    return [low - room, high + room]
