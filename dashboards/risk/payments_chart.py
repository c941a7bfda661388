"""Payments of the case's subjects by month: those without ground marked, and the events that ended the ground."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go

from dashboards.drawing import BALANCE, DEFICIT, INK, LIGHT, QUIET, frame
from dashboards.risk.case_rows import ShownRows
from dashboards.words import say
from datapool.viewing.case_rows import SeenRow

HEIGHT = 330
# [table] the column of the amount and the one of the day.
PAID = {
    "hrss_pensions": ("amount", "paid_on"),
    "hrss_unemployment": ("unemployment_benefit", "period"),
    "health_maternity": ("maternity_allowance", "claimed_on"),
    "health_settlements": ("fund_payment", "settled_on"),
}
# Columns of days that end or begin a ground, and of months worked: marks, and stretches of them.
MARKS = ("death_date", "sentence_from", "sentence_until", "allowance_from", "allowance_until", "delivered_on")
_WORKED = {"tax_wages": "period", "hrss_contributions": "period"}
_MOST_MARKS = 6


def payments(rows: Sequence[SeenRow]) -> Iterator[tuple[date, float, bool]]:
    """Day, yuan, and whether the case rests on it."""
    for row in rows:
        if row.table in PAID:
            amount, day = (row.values.get(name) for name in PAID[row.table])
            if amount is not None and isinstance(day, date):
                yield _day(day), float(amount), row.is_named


def marks(rows: Sequence[SeenRow]) -> list[tuple[date, str]]:
    """Days that end or begin a ground, with the column that says so, each once."""
    found = {(_day(row.values[name]), name) for row in rows for name in MARKS if isinstance(row.values.get(name), date)}
    return sorted(found)[:_MOST_MARKS]


def worked(rows: Sequence[SeenRow]) -> list[date]:
    """Months of which somebody declared a wage or a contribution, the first first."""
    return sorted({
        _day(row.values[_WORKED[row.table]]).replace(day=1)
        for row in rows
        if row.table in _WORKED and isinstance(row.values.get(_WORKED[row.table]), date)
    })  # fmt: skip


def rows_of(shown: ShownRows) -> list[SeenRow]:
    """All rows of all members, each once."""
    return list({row.name: row for view in shown.views.values() for row in view.rows}.values())


def payments_chart(rows: Sequence[SeenRow], language: str) -> go.Figure | None:
    """Columns by month; None where no payment may be read."""
    paid = list(payments(rows))
    if not paid:
        return None
    figure = go.Figure()
    for is_named, colour, name in ((False, BALANCE, "risk_paid_with"), (True, DEFICIT, "risk_paid_without")):
        sums: dict[date, float] = {}
        for day, yuan, named in paid:
            if named is is_named:
                month = day.replace(day=1)
                sums[month] = sums.get(month, 0.0) + yuan
        figure.add_bar(
            x=list(sums), y=list(sums.values()), name=say(name, language), hovertemplate="%{y:,.2f}",
            marker={"color": colour if is_named else LIGHT[colour], "line": {"width": 0.6, "color": colour}},
        )  # fmt: skip
    months = worked(rows)
    top = max(yuan for _, yuan, _ in paid)
    if months:
        figure.add_scatter(
            x=months, y=[top * 1.06] * len(months), mode="markers", name=say("risk_worked", language),
            marker={"symbol": "square", "size": 7, "color": QUIET}, hoverinfo="skip",
        )  # fmt: skip
    frame(figure, height=HEIGHT, top=46)
    figure.update_layout(barmode="stack", bargap=0.1)
    figure.update_xaxes(type="date", tickformat="%Y-%m", hoverformat="%Y-%m", nticks=6, tickangle=0)
    for number, (day, name) in enumerate(marks(rows)):
        _mark(figure, day, say(f"risk_mark_{name}", language), number)
    return figure


def legend(rows: Sequence[SeenRow], language: str) -> str:
    """Which columns are which."""
    items = [("■", DEFICIT, "risk_paid_without"), ("■", LIGHT[BALANCE], "risk_paid_with")]
    if worked(rows):
        items.append(("▪", QUIET, "risk_worked"))
    spans = (
        f'<span><span style="color:{colour}">{mark}</span> {say(name, language)}</span>' for mark, colour, name in items
    )
    return f'<div class="al-key">{"".join(spans)}</div>'


def _mark(figure: go.Figure, day: date, text: str, number: int) -> None:
    rule = {"color": INK, "width": 1.4, "dash": "dot"}
    figure.add_shape(type="line", xref="x", yref="paper", x0=day, x1=day, y0=0, y1=1, line=rule)
    # Two marks close to one another stand on two lines.
    figure.add_annotation(
        x=day, y=1, yref="paper", yshift=4 + 15 * (number % 2), text=f"{text} {day}", showarrow=False,
        yanchor="bottom", font={"size": 12, "color": INK}, bgcolor="rgba(255,255,255,0.85)",
    )  # fmt: skip


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value
