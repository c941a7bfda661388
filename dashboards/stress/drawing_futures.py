"""What a person sees while futures are drawn: that it takes a while the first time, and how far it has come."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboards.stress.chances import has_drawn
from dashboards.words import say
from simulation.futures.ranges import Progress

WORTH_A_BAR = 10_000


@contextmanager
def drawing_futures(paths: int, language: str) -> Iterator[Progress | None]:
    """A spinner, and for many futures a bar; both are gone once the futures are there."""
    word = "drawing" if has_drawn() else "drawing_first"
    place = st.empty()
    with st.spinner(say(word, language, paths=f"{paths:,}"), show_time=True):
        if paths < WORTH_A_BAR:
            yield None
        else:
            bar = place.progress(0.0)

            def show(done: int, asked: int) -> None:
                bar.progress(done / asked, say("drawn", language, done=f"{done:,}"))

            yield show
    place.empty()
