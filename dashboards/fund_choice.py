"""Which fund is in view and to which year: chosen on any page, the same on all of them."""

import streamlit as st

from dashboards.words import say
from simulation.result import Projection

HORIZONS = (2035, 2050, 2075, 2100)


def choose_fund(projection: Projection, language: str) -> str:
    """The name of the fund in view."""
    st.session_state.setdefault("fund", next(iter(projection.funds)))
    name: str = st.pills(
        say("fund", language),
        list(projection.funds),
        format_func=lambda each: projection.funds[each].title[language],
        key="fund",
        required=True,
        label_visibility="collapsed",
    )
    return name


def choose_horizon(language: str) -> int:
    """The last year of the charts."""
    st.session_state.setdefault("horizon", HORIZONS[1])
    until: int = st.segmented_control(
        say("horizon", language),
        HORIZONS,
        key="horizon",
        required=True,
        width="content",
        wrap=True,
    )
    return until
