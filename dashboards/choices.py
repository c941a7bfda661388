"""What a person has chosen goes with them from page to page.

Streamlit drops the value of every widget when another page opens, and takes one of the same key there, or one whose
words have changed with the language, for a new one. Copied at each run and put back when a page opens or the language
is switched, a choice is the same wherever it is drawn.
"""

from typing import Any

import streamlit as st

OPEN_PAGE, COPIES = "page_open", "choices"
KEPT = (
    "fund",
    "horizon",
    "since",
    "paths",
    "seed",
    "overview_year",
    "stress_case",
    "stress_measure",
    "attribution_measure",
    "pooling_year",
    "pooling_figure",
)
KEPT_BEGINNINGS = ("lever_", "solver_", "data_", "operation_", "risk_", "models_")


def carry_over(page: str) -> None:
    """Call before a page is drawn, named with its language: its widgets find what was chosen, here or elsewhere."""
    if st.session_state.get(OPEN_PAGE) == page:
        remember()
        return
    st.session_state[OPEN_PAGE] = page
    for key, value in _copies().items():
        st.session_state[key] = value


def remember() -> None:
    """Copy what is chosen now: after a page is drawn, and first in every fragment, for it runs alone."""
    copies = _copies()
    for key, value in st.session_state.items():
        if key in KEPT or str(key).startswith(KEPT_BEGINNINGS):
            copies[str(key)] = value


def _copies() -> dict[str, Any]:
    copies: dict[str, Any] = st.session_state.setdefault(COPIES, {})
    return copies
