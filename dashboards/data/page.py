"""The page Data: how good each department's deliveries are, what was kept out, tickets to send, and the insured."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core.errors import InputError
from dashboards.choices import remember
from dashboards.data.batches_view import draw_batches
from dashboards.data.contents import Contents, about, contents_of, is_built
from dashboards.data.headline import draw_headline
from dashboards.data.invitation import draw_invitation, draw_missing, draw_nothing, draw_unbuilt
from dashboards.data.profiles_view import draw_profiles
from dashboards.data.quality_view import draw_quality
from dashboards.data.quarantine_view import draw_quarantine
from dashboards.data.tickets_view import draw_tickets
from dashboards.refusals import draw_refusal
from dashboards.words import LANGUAGES, say

PART = "data_part"
PARTS: dict[str, Callable[[Contents, str], None]] = {
    "quality": draw_quality,
    "quarantine": draw_quarantine,
    "batches": draw_batches,
    "tickets": draw_tickets,
    "profiles": draw_profiles,
}


def title_of_pool(folder: Path | None, language: str) -> str:
    """What stands under the name of the page: the pool's own title, where it has one."""
    nobody = say("data_no_pool", language)
    if folder is None:
        return nobody
    try:
        return about(folder).title.get(language, nobody)
    except InputError:
        return nobody


def draw_data(folder: Path | None, language: str) -> None:
    """Draw the page of the pool in `folder`, or what to do to have one."""
    if folder is None:
        draw_invitation(language)
    elif not folder.is_dir():
        draw_missing(folder, language)
    elif not is_built(folder):
        draw_unbuilt(folder, language)
    else:
        _draw_pool(folder, language)


def _draw_pool(folder: Path, language: str) -> None:
    try:
        contents = contents_of(folder)
    except InputError as err:
        draw_refusal(err, language, what="pool_refused")
        return
    if not contents.batches:
        draw_nothing(folder, language)
        return
    _draw_part(draw_headline, contents, language)
    _draw_parts(contents, language)


@st.fragment
def _draw_parts(contents: Contents, language: str) -> None:
    """Only the part in view is drawn, so that a choice in it answers at once."""
    remember()
    _keep_part_open(language)
    tabs = st.tabs([say(f"part_{name}", language) for name in PARTS], on_change="rerun", key=PART)
    for tab, draw in zip(tabs, PARTS.values(), strict=True):
        if tab.open:
            with tab:
                _draw_part(draw, contents, language)


def _keep_part_open(language: str) -> None:
    """A tab is known by its words: the one open in the other language stays open in this."""
    kept = st.session_state.get(PART)
    for name in PARTS:
        if kept in (say(f"part_{name}", each) for each in LANGUAGES):
            st.session_state[PART] = say(f"part_{name}", language)


def _draw_part(draw: Callable[[Contents, str], None], contents: Contents, language: str) -> None:
    try:
        draw(contents, language)
    except InputError as err:
        draw_refusal(err, language, what="pool_refused")
