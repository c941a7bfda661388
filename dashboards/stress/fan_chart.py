"""The fan of one fund: bands of 50, 80 and 95 in a hundred futures, their median, and the path without chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from dashboards.drawing import BALANCE, BASE, INK, OUTGO, Yearly, Years, add_rule, frame, in_yi
from dashboards.stress.chances import BANDS, MEDIAN, PERCENTS, Chances
from dashboards.words import say
from simulation.outlook import yearly
from simulation.result import FundResult, Projection

HEIGHT = 430
# One hue, lighter outwards: told apart without seeing colours.
TINTS = {95: "#dfe8f3", 80: "#b9cde6", 50: "#86a8d2"}
LABEL_PX, TOP, BOTTOM, RIGHT = 15, 24, 30, 62
FORMS = {"accumulated_balance": ",.0f", "annual_balance": ",.0f", "months_payable": ",.1f"}


@dataclass(frozen=True, slots=True)
class Fan:
    """What is drawn.

    projection  the same scenario without chance, published years first
    base        the futures of the scenario it is compared with (None: nothing to compare with)
    """

    chances: Chances
    projection: Projection
    base: Chances | None
    measure: str
    until: int

    @property
    def fund(self) -> FundResult:
        """The fund without chance."""
        return self.projection.funds[self.chances.fund]

    def shown(self, values: Yearly) -> Yearly:
        """Values in the unit of the axis."""
        return values if self.measure == "months_payable" else in_yi(values)


def fan_chart(fan: Fan, language: str) -> go.Figure:
    """The chart to the last year of the fan."""
    chances = fan.chances
    at = chances.years <= fan.until
    years, rows = chances.years[at], fan.shown(chances.measures[fan.measure])[:, at]
    figure = go.Figure()
    for low, high, share in BANDS:
        figure.add_traces(_band(years, rows, (low, high), share, fan))
    if fan.base is not None:
        base = fan.shown(fan.base.measures[fan.measure][MEDIAN][at])
        figure.add_trace(_line(years, base, say("base_median", language), BASE, "dot", fan))
    figure.add_trace(_line(years, rows[MEDIAN], say("median", language), BALANCE, "solid", fan))
    ends = {f"{share}%": float(rows[high][-1]) for _, high, share in reversed(BANDS)}
    ends = {say("median", language): float(rows[MEDIAN][-1])} | ends
    central = _central(fan, figure, language)
    frame(figure, height=HEIGHT, top=TOP)
    figure.update_layout(margin={"l": 8, "r": RIGHT, "t": TOP, "b": BOTTOM})
    figure.update_xaxes(tickformat="d", range=[int(fan.projection.years[0]) - 0.5, fan.until + 0.5])
    extent = _extent([rows, central] + ([] if fan.base is None else [base]))
    figure.update_yaxes(range=extent)
    add_rule(figure, fan.fund.actual_until, language, above=0)
    _label_ends(figure, ends, extent)
    return figure


def _central(fan: Fan, figure: go.Figure, language: str) -> Yearly:
    """Draw the published years and the path without chance; what was drawn."""
    years = fan.projection.years
    values = yearly(fan.fund, fan.measure)
    if values is None:
        return np.full(1, np.nan)
    shown = years <= fan.until
    is_past = shown & (years <= fan.fund.actual_until)
    is_ahead = shown & (years >= fan.fund.actual_until)
    drawn = fan.shown(values)
    figure.add_trace(_line(years[is_past], drawn[is_past], say("status_actual", language), INK, "solid", fan))
    figure.add_trace(_line(years[is_ahead], drawn[is_ahead], say("central_path", language), OUTGO, "dash", fan))
    return drawn[shown]


def _band(years: Years, rows: Yearly, ends: tuple[int, int], share: int, fan: Fan) -> list[go.Scatter]:
    """The area between two rows of the fan; each edge answers the pointer."""
    edge, form = {"color": TINTS[share], "width": 0.5}, f"%{{y:{FORMS[fan.measure]}}}"
    edges = [
        go.Scatter(x=years, y=rows[row], mode="lines", line=edge, name=f"{PERCENTS[row]:g}%", hovertemplate=form)
        for row in ends
    ]
    edges[1].update(fill="tonexty", fillcolor=TINTS[share])
    return edges


def _line(years: Years, values: Yearly, name: str, colour: str, dash: str, fan: Fan) -> go.Scatter:
    return go.Scatter(
        x=years,
        y=values,
        name=name,
        mode="lines",
        line={"color": colour, "width": 2.2 if dash != "dot" else 1.6, "dash": dash},
        hovertemplate=f"%{{y:{FORMS[fan.measure]}}}",
    )


def _extent(parts: Sequence[Yearly]) -> tuple[float, float]:
    """The range of the axis: everything drawn and zero, with a little room."""
    low = min(0.0, *(float(np.nanmin(part)) for part in parts if np.isfinite(part).any()))
    high = max(0.0, *(float(np.nanmax(part)) for part in parts if np.isfinite(part).any()))
    room = 0.04 * (high - low or 1.0)
    return low - room, high + room


def _label_ends(figure: go.Figure, ends: dict[str, float], extent: tuple[float, float]) -> None:
    """Name the lines where they end, each label at least a line of text from the next."""
    pixels = (HEIGHT - TOP - BOTTOM) / (extent[1] - extent[0])
    lowest = -np.inf
    for text, value in sorted(ends.items(), key=lambda item: item[1]):
        place = max((value - extent[0]) * pixels, lowest + LABEL_PX)
        lowest = place
        figure.add_annotation(
            text=text,
            x=1,
            y=value,
            xshift=4,
            yshift=place - (value - extent[0]) * pixels,
            xref="paper",
            yref="y",
            xanchor="left",
            yanchor="middle",
            showarrow=False,
            font={"size": 12, "color": INK if text.endswith("%") else BALANCE},
        )


def legend(fan: Fan, language: str) -> str:
    """What the chart shows, its unit, and which line is which."""
    unit = say("unit_months_short" if fan.measure == "months_payable" else "money_unit", language)
    lines = [("━", BALANCE, "median"), ("╌╌", OUTGO, "central_path")]
    if fan.base is not None:
        lines.append(("┄┄", BASE, "base_median"))
    bands = (f'<span style="color:{TINTS[share]}">■</span> {share}%' for _, _, share in reversed(BANDS))
    strokes = (f'<span style="color:{colour}">{stroke}</span> {say(word, language)}' for stroke, colour, word in lines)
    items = "".join(f"<span>{item}</span>" for item in (*strokes, *bands))
    return f'<div class="al-key"><b>{say(fan.measure, language)} ({unit})</b>{items}</div>'
