"""What the page says when there is nothing to show yet: which commands make it."""

from html import escape
from pathlib import Path
from shlex import quote

import streamlit as st

from dashboards.words import say

PROVINCE = "province"
PERSONS, SEED = 10_000, 1


def draw_invitation(language: str) -> None:
    """No pool is set: the two commands that make one, and the third that opens this page on it."""
    _draw(say("pool_invited", language), say("pool_invited_about", language))
    st.code("\n".join((*_make(PROVINCE), f"anlan dashboard --pool {PROVINCE}")), language="bash", wrap_lines=True)
    st.caption(say("pool_open_it", language))
    st.caption(say("pool_own_feeds", language))


def draw_missing(folder: Path, language: str) -> None:
    """The folder that is set is not there."""
    _draw(say("pool_missing", language), say("pool_missing_about", language, folder=folder))
    st.code("\n".join(_make(quote(str(folder)))), language="bash", wrap_lines=True)


def draw_unbuilt(folder: Path, language: str) -> None:
    """The folder is there, and no build has recorded anything."""
    _draw(say("pool_unbuilt", language), say("pool_unbuilt_about", language, folder=folder))
    st.code(_build(quote(str(folder))), language="bash", wrap_lines=True)
    st.caption(say("pool_own_feeds", language))


def draw_nothing(folder: Path, language: str) -> None:
    """A build was made of nothing."""
    _draw(say("pool_nothing", language), say("pool_nothing_about", language, folder=folder))
    st.code(_build(quote(str(folder))), language="bash", wrap_lines=True)
    st.caption(say("pool_own_feeds", language))


def draw_part_not_built(folder: Path, language: str) -> None:
    """One part of the page waits for a build."""
    st.info(say("part_not_built", language, folder=quote(str(folder))))


def _draw(title: str, about: str) -> None:
    st.html(
        f'<div class="al-empty"><h2 class="al-title" id="pool-empty">{escape(title)}</h2><p>{escape(about)}</p></div>'
    )


def _make(folder: str) -> tuple[str, str]:
    return f"anlan data generate --persons {PERSONS} --seed {SEED} --out {folder}", _build(folder)


def _build(folder: str) -> str:
    return f"anlan data build {folder}"
