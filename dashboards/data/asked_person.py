"""Whom somebody asks for: by a department's number or the name of a record; a citizen asks for nobody but themselves.

What is typed stays in the session: it never becomes part of an address, of a log or of a message.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import streamlit as st

from core.principal import Principal
from dashboards.data.choosing import choose
from dashboards.data.contents import Contents
from dashboards.data.viewer import is_citizen
from dashboards.words import say
from datapool.persons.storing import read_index
from datapool.sharing.person_key import PersonKey
from datapool.viewing.whose import CITIZEN_ID, persons_under

CHINA = timezone(timedelta(hours=8))
# What may be typed: the number of a department, or the name of a record or person.
KINDS = ("hrss", "health", "tax", "police", "civil", "record")
RECORD = "record"
# [item] the department whose number it is.
_DEPARTMENTS = {"person_no": "hrss", "member_no": "health", "taxpayer_no": "tax", CITIZEN_ID: "police"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, as `view_person` takes it: a name of the index, or department:number."""

    person: str
    as_of: date


def draw_asking(who: Principal, language: str, *, key: str, has_day: bool, button: str) -> Asked | None:
    """The form; what is asked once its button is pressed, else None.

    key      sets its fields apart from those of other forms
    has_day  whether the day is asked of which it has to be known
    button   the word on the button
    """
    today = datetime.now(CHINA).date()
    kind = number = ""
    with st.form(key=f"{key}_form", border=False):
        if is_citizen(who):
            st.caption(say("asks_own", language))
            left = right = st.container()
        else:
            left, middle, right = st.columns([3, 4, 3], vertical_alignment="bottom")
            with left:
                kind = choose(
                    say("number_kind", language),
                    KINDS,
                    key=f"data_{key}_kind",
                    title=lambda each: say(f"number_{each}", language),
                )
            with middle:
                number = st.text_input(say("number", language), key=f"{key}_number", autocomplete="off", max_chars=64)
        as_of = today
        if has_day:
            day = f"data_{key}_as_of"
            st.session_state.setdefault(day, today)
            with right:
                as_of = st.date_input(
                    say("as_of", language),
                    key=day,
                    max_value=today,
                    min_value=date(1949, 1, 1),
                    format="YYYY-MM-DD",
                )
        is_pressed = st.form_submit_button(say(button, language), type="primary", key=f"{key}_ask")
    if not is_pressed:
        return None
    if is_citizen(who):
        return Asked(who.subject, as_of)
    return Asked(number.strip() if kind == RECORD else f"{kind}:{number.strip()}", as_of)


def named(contents: Contents, asked: Asked, who: Principal) -> str:
    """The question as the pool takes it: a citizen's own number with the department that gave it.

    Of a citizen whom only their citizen number names, it is the name of the one person who bears it.
    """
    if not is_citizen(who):
        return asked.person
    item, _, number = asked.person.partition(":")
    if item == CITIZEN_ID:
        found = persons_under(contents.pool, read_index(contents.folder), PersonKey(item, number))
        if len(found) == 1:
            return next(iter(found))
    return f"{_DEPARTMENTS.get(item, item)}:{number}"
