"""Choices whose options change with the pool: one that is no longer there is forgotten."""

from collections.abc import Callable, Sequence

import streamlit as st


def choose(
    word: str, options: Sequence[str], *, key: str, title: Callable[[str], str], first: str | None = None
) -> str:
    """A select box over `options`, which may not be empty.

    first  what is chosen until somebody chooses
    """
    if st.session_state.get(key) not in options:
        st.session_state[key] = first if first in options else options[0]
    chosen: str = st.selectbox(word, options, key=key, format_func=title)
    return chosen


def pick(
    word: str,
    options: Sequence[str],
    *,
    key: str,
    title: Callable[[str], str],
    first: str | None = None,
    is_labelled: bool = True,
) -> str:
    """The same as a row of buttons, for a few options with short names; without a label where they tell enough."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = first if first in options else options[0]
    chosen: str = st.segmented_control(
        word,
        options,
        key=key,
        format_func=title,
        required=True,
        wrap=True,
        label_visibility="visible" if is_labelled else "collapsed",
    )
    return chosen
