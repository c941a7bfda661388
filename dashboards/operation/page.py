"""The page Operation: its parts, drawn from results that were computed before."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.operation.demand_view import draw_demand
from dashboards.operation.effect_view import draw_effect
from dashboards.operation.forecast_view import draw_forecast
from dashboards.operation.opened import Opened, opened
from dashboards.operation.watch_view import draw_watch
from dashboards.parts import open_part
from dashboards.refusals import draw_refusal
from dashboards.words import say

PART = "operation_part"
PARTS: dict[str, Callable[[Opened, str], None]] = {
    "watch": draw_watch,
    "forecast": draw_forecast,
    "demand": draw_demand,
    "effect": draw_effect,
}


def draw_operation(folder: Path | None, language: str) -> None:
    """Draw the page of the results in `folder`, or what to do to have some."""
    if folder is None:
        _invite(language)
        return
    try:
        seen = opened(folder)
    except InputError as err:
        draw_refusal(err, language, what="operation_refused")
        return
    for unread in seen.unread:
        draw_refusal(unread, language, what="operation_refused")
    if not seen.results:
        _invite(language)
        return
    _draw_parts(seen, language)


def _invite(language: str) -> None:
    st.html(f'<div class="al-empty"><b>{escape(say("operation_none", language))}</b></div>')
    st.markdown(say("operation_invitation", language))


@st.fragment
def _draw_parts(seen: Opened, language: str) -> None:
    remember()
    for name in open_part(PART, tuple(PARTS), language):
        PARTS[name](seen, language)
