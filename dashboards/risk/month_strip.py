"""The months that a case is about, drawn on a line of years: one bar a member."""

from datetime import date
from html import escape

from casework.alerts.case import Case
from dashboards.words import say

_MEMBERS_SHOWN = 24
_YEAR = 12


def month_strip(case: Case, language: str) -> str:
    """Bars on a scale of years; each says its months, and so does the whole."""
    lines = case.lines[:_MEMBERS_SHOWN]
    if not lines:
        return ""
    first, last = min(_month(line.first_month) for line in lines), max(_month(line.last_month) for line in lines)
    start, end = first // _YEAR * _YEAR, (last // _YEAR + 1) * _YEAR
    share = 100 / (end - start)
    years = "".join(
        f'<span class="al-year" style="left:{(year * _YEAR - start) * share:.2f}%">{year}</span>'
        for year in range(start // _YEAR, end // _YEAR)
    )
    bars = "".join(
        f'<div class="al-bar"><span style="left:{(_month(line.first_month) - start) * share:.2f}%;'
        f'width:{(_month(line.last_month) + 1 - _month(line.first_month)) * share:.2f}%"'
        f' title="{line.first_month:%Y-%m} – {line.last_month:%Y-%m}"></span></div>'
        for line in lines
    )
    label = f"{say('risk_span', language)}: {case.first_month:%Y-%m} – {case.last_month:%Y-%m}"
    return (
        f'<figure class="al-strip" role="img" aria-label="{escape(label)}"><figcaption>{escape(label)}</figcaption>'
        f'<div class="al-years">{years}</div>{bars}</figure>'
    )


def _month(day: date) -> int:
    return day.year * _YEAR + day.month - 1
