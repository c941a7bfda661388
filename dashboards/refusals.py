"""What a person reads when the simulation refuses an input: what is wrong and what to do, never a traceback."""

import streamlit as st

from core.errors import InputError
from dashboards.words import WORDS, say


def draw_refusal(err: InputError, language: str, *, what: str = "refused") -> None:
    """A message in place of the figures.

    what  the word for the thing that was asked for; it says what to do
    """
    st.error(refusal(err, language, what=what))


def refusal(err: InputError, language: str, *, what: str = "refused") -> str:
    """The message: what kind of mistake it is in the language of the page, then the simulation's own words."""
    kind = f"kind_{err.code}"
    sort = say(kind, language) if kind in WORDS else say("kind_input.wrong", language)
    return f"**{say(what, language)}**{say('then', language)}{sort}\n\n{err.what} {err.remedy}"
