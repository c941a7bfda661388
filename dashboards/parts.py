"""Parts of a page as tabs: only the open one is drawn, and it stands in the address."""

from collections.abc import Iterator

import streamlit as st

from dashboards.words import LANGUAGES, say

ADDRESS = "part"


def open_part(key: str, parts: tuple[str, ...], language: str) -> Iterator[str]:
    """The part that is open; what is drawn for it stands in its tab. The words of a tab are key_NAME.

    The part in the address opens first; a tab is known by its words, in either language.
    """
    kept = st.session_state.get(key)
    named = st.query_params.get(ADDRESS) if kept is None else None
    for name in parts:
        if name == named or kept in (say(f"{key}_{name}", each) for each in LANGUAGES):
            st.session_state[key] = say(f"{key}_{name}", language)
    tabs = st.tabs([say(f"{key}_{name}", language) for name in parts], on_change="rerun", key=key)
    for tab, name in zip(tabs, parts, strict=True):
        if tab.open:
            st.query_params[ADDRESS] = name
            with tab:
                yield name
