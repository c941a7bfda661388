"""What stands in the rows of a case, for whoever may read them: asked for, by the rules of the pool, written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from casework.alerts.case import Case, Line
from core.errors import AnlanError, InputError
from core.principal import Principal
from dashboards.data.person_view import draw_refused
from dashboards.risk.opened import Opened
from dashboards.words import say
from datapool import marts
from datapool.marts.identifying import identify
from datapool.persons.storing import read_index
from datapool.pool import Pool
from datapool.viewing.case_rows import RowsView, view_rows

SHOWN = "rows_of_case"
PURPOSE = "risk"
# Payments of other months stand beside those the case rests on.
PAYMENTS = ("hrss_pensions", "hrss_unemployment")
_MEMBERS = 12


@dataclass(frozen=True, slots=True)
class ShownRows:
    """The last answer: of which case, to whom, and [alert] the rows of each member; `unknown` members are not there."""

    case: str
    who: Principal
    folder: Path
    views: Mapping[str, RowsView]
    unknown: int


def rows_shown(seen: Opened, case: Case, language: str) -> ShownRows | None:
    """The rows of the case, once somebody asked for them; what is missing is said, and a button asks."""
    if seen.pool is None or seen.who is None:
        missing = "risk_rows_no_pool" if seen.pool is None else "risk_rows_nobody"
        st.html(f'<div class="al-empty"><p>{say(missing, language)}</p></div>')
        return None
    kept: ShownRows | None = st.session_state.get(SHOWN)
    if kept is not None and (kept.case, kept.who, kept.folder) == (case.id, seen.who, seen.pool):
        return kept
    if not any(line.rows and line.subject_kind == "person" for line in case.lines):
        st.info(say("risk_rows_of_nobody", language))
        return None
    asking = st.empty()
    with asking.container():
        st.caption(say("risk_rows_logged", language))
        if not st.button(say("risk_rows_show", language), key="show_rows_of_case"):
            return None
    asking.empty()
    try:
        with st.spinner(say("risk_rows_reading", language)):
            found = read_rows(seen.pool, case, who=seen.who, now=datetime.now(UTC))
    except InputError as err:
        draw_refused(err, language)
        return None
    except AnlanError as err:
        st.error(str(err))
        return None
    st.session_state[SHOWN] = found
    return found


def read_rows(folder: Path, case: Case, *, who: Principal, now: datetime) -> ShownRows:
    """The rows of each person of the case, at most a dozen. Raises what `identify` and `view_rows` raise."""
    pool, index = Pool.open(folder), read_index(folder)
    lines = [line for line in case.lines if line.subject_kind == "person" and line.rows][:_MEMBERS]
    linked = marts.Linked(index.version, index.links)
    names = [line.subject for line in lines]
    persons = identify(folder, PURPOSE, names, linked=linked, who=who, now=now)
    views = {
        line.alert: view_rows(pool, persons[line.subject], line.rows, also=PAYMENTS, who=who, now=now)
        for line in lines
        if line.subject in persons
    }
    return ShownRows(case.id, who, folder, views, len(lines) - len(views))


def line_of(case: Case, alert: str) -> Line:
    """The line of an alert."""
    return next(line for line in case.lines if line.alert == alert)
