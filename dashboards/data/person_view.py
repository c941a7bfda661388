"""One person: every item with its source, what is withheld and by which rule, and the records joined.

A look is made when its button is pressed and at no other time: what it gave stays in the session until it is closed,
so that neither another language nor another tab makes a second entry in the log.
"""

from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from shlex import quote

import streamlit as st

from core.errors import AnlanError, FileMissing
from core.principal import Principal
from dashboards.data.asked_person import CHINA, draw_asking, named
from dashboards.data.contents import Contents
from dashboards.data.example_persons import draw_examples
from dashboards.data.person_items import items, records_table
from dashboards.data.viewer import is_citizen
from dashboards.figures import plain
from dashboards.words import say
from datapool.persons.storing import Index, read_index
from datapool.sharing.refusal import REASONS, ReleaseRefused
from datapool.viewing.person_view import PersonView
from datapool.viewing.viewing import view_person

SEEN = "person_seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look gave, to whom, and of which pool; `refused` instead where nothing was shown."""

    who: Principal
    folder: str
    view: PersonView | None
    refused: AnlanError | None


def draw_person(contents: Contents, who: Principal | None, language: str) -> None:
    """Draw the part: whom to look at, and what the last look gave."""
    index = linked_index(contents, language)
    if index is None:
        return
    figures = {"persons": plain(index.persons), "records": plain(index.records), "doubts": plain(index.doubts)}
    st.html(f'<p class="al-sub">{escape(say("persons_linked", language, **figures, version=index.version))}</p>')
    if who is None:
        st.html(f'<div class="al-empty"><p>{escape(say("nobody_looks", language))}</p></div>')
        return
    asked = draw_asking(who, language, key="person", has_day=True, button="look")
    if contents.about.is_made_up and not is_citizen(who):
        draw_examples(contents, index, who.region, language)
    st.caption(say("look_is_logged", language))
    if asked is not None:
        st.session_state[SEEN] = look(contents, named(contents, asked, who), asked.as_of, who)
    seen: Seen | None = st.session_state.get(SEEN)
    if seen is not None and (seen.who, seen.folder) == (who, str(contents.folder)):
        _draw_seen(contents, seen, language)


def look(contents: Contents, person: str, as_of: date, who: Principal) -> Seen:
    """Look once; whether it shows something or is refused, the log has it."""
    try:
        view = view_person(contents.pool, person, who=who, as_of=as_of, now=datetime.now(CHINA))
    except AnlanError as err:
        return Seen(who, str(contents.folder), None, err)
    return Seen(who, str(contents.folder), view, None)


def linked_index(contents: Contents, language: str) -> Index | None:
    """The index of persons; where there is none, what to do is said."""
    try:
        return read_index(contents.folder)
    except FileMissing:
        st.info(say("not_linked", language))
        st.code(f"anlan data link-persons {quote(str(contents.folder))}", language="bash", wrap_lines=True)
        return None


def draw_refused(err: AnlanError, language: str) -> None:
    """Why nothing is shown, and whether that stands in the log."""
    if isinstance(err, ReleaseRefused):
        reason = REASONS[err.reason].to_json()[language]
        text = say("look_refused", language, reason=reason)
        st.error(text if language == "zh" else f"{text} {err.remedy}")
    else:
        st.error(say("look_failed", language, reason=str(err)))


def _draw_seen(contents: Contents, seen: Seen, language: str) -> None:
    if seen.view is None:
        if seen.refused is not None:
            draw_refused(seen.refused, language)
        return
    view = seen.view
    name = view.facts["person_name"].value if "person_name" in view.facts else view.person
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        title = say(
            "person_title", language, name=name, items=len(view.facts), records=len(view.records), day=view.as_of
        )
        st.html(f'<h2 class="al-title" id="person">{escape(title)}</h2>')
    with right:
        st.button(say("close", language), key="person_close", width="stretch", on_click=_close)
    st.success(say("look_entry", language, number=plain(view.entry)))
    differ = sum(bool(fact.others) for fact in view.facts.values())
    hidden = sum(item not in view.facts for item in view.withheld)
    st.html(f'<p class="al-sub">{escape(say("person_about", language, differ=differ, hidden=hidden))}</p>')
    st.html(items(contents, view, language))
    st.html(records_table(contents, view, language))
    if view.rows:
        with st.expander(say("rows_visible", language), key="person_rows"):
            st.html(_rows(contents, view, language))
    st.caption(say("person_version", language, person=view.person, version=view.version))


def _close() -> None:
    st.session_state.pop(SEEN, None)


def _rows(contents: Contents, view: PersonView, language: str) -> str:
    parts = (
        f"<dt>{escape(contents.table_title(name, language))}</dt><dd>{escape(rows.to_json()[language])}</dd>"
        for name, rows in view.rows.items()
    )
    return f'<dl class="al-definitions al-facts">{"".join(parts)}</dl>'
