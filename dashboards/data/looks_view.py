"""Who looked: every look at one person and every release that told of them, for themselves and for those who watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

import streamlit as st

from core.errors import AnlanError
from core.principal import Principal
from dashboards.data.asked_person import CHINA, draw_asking, named
from dashboards.data.contents import Contents
from dashboards.data.person_view import draw_refused, linked_index
from dashboards.data.sharing_view import columns_told, purpose_title
from dashboards.data.text_column import text_column
from dashboards.data.viewer import is_citizen, tenant_title
from dashboards.figures import MISSING, plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import WORDS, say
from datapool.sharing.looking import Look
from datapool.viewing.looks import Looks
from datapool.viewing.permitted_looks import looks_denied, permitted_looks

ANSWERED = "looks_answered"


@dataclass(frozen=True, slots=True)
class Answered:
    """The last answer, to whom, and of which pool."""

    who: Principal
    folder: str
    looks: Looks | None
    refused: AnlanError | None


def draw_looks(contents: Contents, who: Principal | None, language: str) -> None:
    """Draw the part: about whom, and every look."""
    if linked_index(contents, language) is None:
        return
    if who is None:
        st.html(f'<div class="al-empty"><p>{escape(say("nobody_looks", language))}</p></div>')
        return
    try:
        denied = looks_denied(contents.pool, who)
    except AnlanError as err:
        draw_refused(err, language)
        return
    if denied is not None:
        st.info(say("looks_for_watchers", language))
        return
    st.caption(say("looks_own" if is_citizen(who) else "looks_about", language))
    asked = draw_asking(who, language, key="looks", has_day=False, button="ask_looks")
    if asked is not None:
        st.session_state[ANSWERED] = _answer(contents, named(contents, asked, who), who)
    found: Answered | None = st.session_state.get(ANSWERED)
    if found is None or (found.who, found.folder) != (who, str(contents.folder)):
        return
    if found.looks is None:
        if found.refused is not None:
            draw_refused(found.refused, language)
        return
    _draw_looks(contents, found.looks, language)


def looks_table(contents: Contents, looks: Sequence[Look], language: str) -> str:
    """The newest first."""
    rows = []
    for look in reversed(looks):
        how = say(f"log_{look.kind}", language) if f"log_{look.kind}" in WORDS else look.kind
        who = say("log_self", language) if look.who == "self" else look.who
        cells = [
            Cell(tenant_title(contents, look.tenant, language) or MISSING, below=who, css="text"),
            Cell(how, below=look.agreement, css="text"),
            Cell(purpose_title(look.purpose, language), css="text"),
            Cell(columns_told(contents, look.table, look.columns, language) or MISSING, css="text wide"),
            Cell(plain(look.number)),
        ]
        rows.append(Row(look.at[:16].replace("T", " "), cells))
    heads = [text_column(word, language) for word in ("log_who", "log_what", "purpose_of", "log_columns")]
    caption = say("looks_caption", language)
    columns = [*heads, Column(say("log_entry", language))]
    return table(caption, say("log_when", language), columns, rows, css="cards", is_tall=len(rows) > 8)


def _answer(contents: Contents, person: str, who: Principal) -> Answered:
    folder = str(contents.folder)
    try:
        looks = permitted_looks(contents.pool, person, who=who, now=datetime.now(CHINA))
    except AnlanError as err:
        return Answered(who, folder, None, err)
    return Answered(who, folder, looks, None)


def _draw_looks(contents: Contents, found: Looks, language: str) -> None:
    views = sum(look.kind == "view" for look in found.looks)
    figures = {"views": views, "releases": len(found.looks) - views, "tenants": len({k.tenant for k in found.looks})}
    title = say("looks_found", language, person=found.person, **figures) if found.looks else say("no_looks", language)
    st.html(f'<h2 class="al-title" id="looks">{escape(title)}</h2>')
    if found.looks:
        st.html(looks_table(contents, found.looks, language))
    if found.left_out:
        st.warning(say("looks_left_out", language, count=found.left_out))
    st.caption(say("looks_source", language, numbers=found.numbers))
