"""The page Data: how good each department's deliveries are; persons, where their data come from, and who sees them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import streamlit as st

from core.errors import InputError
from core.principal import Principal
from dashboards.choices import remember
from dashboards.data.batches_view import draw_batches
from dashboards.data.choosing import pick
from dashboards.data.contents import Contents, about, contents_of, is_built
from dashboards.data.doubts_view import draw_doubts
from dashboards.data.headline import draw_headline
from dashboards.data.invitation import draw_invitation, draw_missing, draw_nothing, draw_unbuilt
from dashboards.data.lineage_view import draw_lineage
from dashboards.data.looks_view import draw_looks
from dashboards.data.person_view import draw_person
from dashboards.data.profiles_view import draw_profiles
from dashboards.data.quality_view import draw_quality
from dashboards.data.quarantine_view import draw_quarantine
from dashboards.data.sharing_view import draw_sharing
from dashboards.data.tickets_view import draw_tickets
from dashboards.data.viewer import draw_viewer
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
Looked = Callable[[Contents, Principal | None, str], None]
# What is about persons is drawn for somebody: what they may see depends on who they are.
PERSON_PART = "data_person_part"
PERSON_PARTS: dict[str, Looked] = {
    "person": draw_person,
    "doubts": draw_doubts,
    "lineage": lambda contents, who, language: draw_lineage(contents, language),
    "sharing": draw_sharing,
    "looks": draw_looks,
}
GROUP, DELIVERED, PERSONS = "data_group", "delivered", "persons"
GROUPS = {DELIVERED: (PART, tuple(PARTS)), PERSONS: (PERSON_PART, tuple(PERSON_PARTS))}
# The part that is open, in the address.
ADDRESS = "part"


def title_of_pool(folder: Path | None, language: str) -> str:
    """What stands under the name of the page: the pool's own title, where it has one."""
    nobody = say("data_no_pool", language)
    if folder is None:
        return nobody
    try:
        return about(folder).title.get(language, nobody)
    except InputError:
        return nobody


def draw_data(folder: Path | None, language: str, *, claims: Path | None = None) -> None:
    """Draw the page of the pool in `folder`, or what to do to have one.

    claims  the file that says who looks at persons; None where nobody said so
    """
    if folder is None:
        draw_invitation(language)
    elif not folder.is_dir():
        draw_missing(folder, language)
    elif not is_built(folder):
        draw_unbuilt(folder, language)
    else:
        _draw_pool(folder, language, claims)


def _draw_pool(folder: Path, language: str, claims: Path | None) -> None:
    try:
        contents = contents_of(folder)
    except InputError as err:
        draw_refusal(err, language, what="pool_refused")
        return
    if not contents.batches:
        draw_nothing(folder, language)
        return
    _follow_address(language)
    group = pick(
        say("data_group", language),
        tuple(GROUPS),
        key=GROUP,
        title=lambda each: say(f"group_{each}", language),
        is_labelled=False,
    )
    if group == PERSONS:
        _draw_persons(contents, claims, language)
    else:
        _draw_part(lambda: draw_headline(contents, language), language)
        _draw_parts(contents, language)


@st.fragment
def _draw_parts(contents: Contents, language: str) -> None:
    """Only the part in view is drawn, so that a choice in it answers at once."""
    remember()
    for name in _tabs(DELIVERED, language):
        _draw_part(lambda name=name: PARTS[name](contents, language), language)  # type: ignore[misc]


@st.fragment
def _draw_persons(contents: Contents, claims: Path | None, language: str) -> None:
    """The same of what is about persons, below who looks."""
    remember()
    try:
        who = draw_viewer(contents, claims, language)
    except InputError as err:
        draw_refusal(err, language, what="viewer_refused")
        return
    for name in _tabs(PERSONS, language):
        _draw_part(lambda name=name: PERSON_PARTS[name](contents, who, language), language)  # type: ignore[misc]


def _tabs(group: str, language: str) -> Iterator[str]:
    """The part of the group that is open; what is drawn for it stands in its tab."""
    key, parts = GROUPS[group]
    _keep_part_open(key, parts, language)
    tabs = st.tabs([say(f"part_{name}", language) for name in parts], on_change="rerun", key=key)
    for tab, name in zip(tabs, parts, strict=True):
        if tab.open:
            if st.query_params.get(ADDRESS) != name:
                st.query_params[ADDRESS] = name
            with tab:
                yield name


def _keep_part_open(key: str, parts: tuple[str, ...], language: str) -> None:
    """A tab is known by its words: the one open in the other language stays open in this."""
    kept = st.session_state.get(key)
    for name in parts:
        if kept in (say(f"part_{name}", each) for each in LANGUAGES):
            st.session_state[key] = say(f"part_{name}", language)


def _follow_address(language: str) -> None:
    """Whoever comes by an address sees the part that it names; afterwards their own choices count."""
    if GROUP in st.session_state:
        return
    named = st.query_params.get(ADDRESS)
    for group, (key, parts) in GROUPS.items():
        if named in parts:
            st.session_state[GROUP] = group
            st.session_state[key] = say(f"part_{named}", language)


def _draw_part(draw: Callable[[], None], language: str) -> None:
    try:
        draw()
    except InputError as err:
        draw_refusal(err, language, what="pool_refused")
