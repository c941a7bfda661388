"""The tickets: what each department is asked to correct, where that stands, and the files to send."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from shlex import quote

import streamlit as st

from core.errors import AnlanError
from dashboards.data.choosing import choose
from dashboards.data.contents import Contents, PoolUnreadable
from dashboards.data.invitation import draw_part_not_built
from dashboards.data.text_column import text_column
from dashboards.data.ticket_files import draw_files
from dashboards.figures import plain
from dashboards.tables import Cell, Column, Row, table
from dashboards.words import say
from datapool.quality.store import quality_folder
from datapool.quality.tickets.book import TicketBook
from datapool.quality.tickets.ticket import State, Ticket

ANY = ""
SHOWN = 100
SEVERITIES = ("critical", "major", "minor", "notice")
WITH_DEPARTMENTS = (State.SENT, State.CORRECTED, State.DISPUTED)


def draw_tickets(contents: Contents, language: str) -> None:
    """Draw the part: how many by department and state, a list to choose from, and its files."""
    if contents.assessment is None:
        draw_part_not_built(contents.folder, language)
        return
    tickets = tickets_of(contents)
    if not tickets:
        st.success(say("tickets_none", language))
        return
    st.html(f'<h2 class="al-title" id="tickets">{escape(finding(tickets, language))}</h2>')
    st.html(departments_table(contents, tickets, language))
    department, state = _ask(contents, tickets, language)
    kept = chosen(tickets, department, state)
    st.html(tickets_table(contents, kept, _title(contents, department, state, language), language))
    if kept:
        draw_files(contents, kept, language)
    st.caption(say("tickets_about", language, folder=quote(str(contents.folder))))


def tickets_of(contents: Contents) -> list[Ticket]:
    """Every ticket as it stands at this moment, by number."""
    book = TicketBook(quality_folder(contents.folder))
    try:
        return book.tickets()
    except (AnlanError, sqlite3.Error, ValueError, KeyError, TypeError) as err:
        raise PoolUnreadable(
            "the book of tickets cannot be read.",
            path=book.path,
            remedy="Look whether the folder can be written to; a damaged book is brought back from a copy.",
        ) from err


def finding(tickets: Iterable[Ticket], language: str) -> str:
    """How many are to be sent, with departments, and closed."""
    states = Counter(ticket.state for ticket in tickets)
    waiting = sum(states[state] for state in WITH_DEPARTMENTS)
    counts = {"open": states[State.OPEN], "waiting": waiting, "closed": states[State.CLOSED]}
    return say("tickets_found", language, **{name: plain(count) for name, count in counts.items()})


def chosen(tickets: Iterable[Ticket], department: str, state: str) -> list[Ticket]:
    """Tickets of a department and in a state, or of any where it is empty; what matters most first."""
    kept = [each for each in tickets if department in (ANY, each.department) and state in (ANY, each.state.value)]
    return sorted(kept, key=lambda each: (SEVERITIES.index(each.severity), -each.remaining, each.number))


def departments_table(contents: Contents, tickets: Sequence[Ticket], language: str) -> str:
    """Departments down, states across, and the records that are still to be corrected."""
    counts = Counter((ticket.department, ticket.state) for ticket in tickets)
    left = Counter[str]()
    for ticket in tickets:
        left[ticket.department] += ticket.remaining if ticket.state is not State.CLOSED else 0
    rows = [
        Row(
            contents.department_title(name, language),
            [*(Cell(plain(counts[name, state])) for state in State), Cell(plain(left[name]))],
        )
        for name in contents.departments()
    ]
    heads = [*(say(f"ticket_state_{state.value}", language) for state in State), say("ticket_records_left", language)]
    return table(say("tickets_by_department", language), say("data_department", language), heads, rows, css="cards")


def tickets_table(contents: Contents, tickets: Sequence[Ticket], title: str, language: str) -> str:
    """The first tickets of the list."""
    if not tickets:
        return f'<p class="al-sub">{escape(say("no_tickets_so", language))}</p>'
    rows = [_row(contents, ticket, language) for ticket in tickets[:SHOWN]]
    caption = title
    if len(tickets) > SHOWN:
        caption += say("tickets_first", language, shown=SHOWN, count=plain(len(tickets)))
    words = ("data_delivery", "severity", "ticket_errors", "ticket_remaining", "ticket_due", "batch_state")
    heads = [text_column("ticket_problem", language), *(Column(say(word, language)) for word in words)]
    return table(caption, say("data_table", language), heads, rows, css="cards", is_tall=len(rows) > 8)


def _row(contents: Contents, ticket: Ticket, language: str) -> Row:
    rules = contents.assessment.rules if contents.assessment is not None else {}
    problem = str(rules[ticket.rule]["title"][language]) if ticket.rule in rules else ticket.rule
    cells = [
        Cell(problem, below=ticket.number, css="text wide"),
        Cell(ticket.delivery),
        Cell(say(f"severity_{ticket.severity}", language), css=ticket.severity),
        Cell(plain(ticket.errors)),
        Cell(plain(ticket.remaining)),
        Cell(plain(ticket.due_working_days)),
        Cell(say(f"ticket_state_{ticket.state.value}", language)),
    ]
    return Row(contents.table_title(ticket.table, language), cells)


def _ask(contents: Contents, tickets: Iterable[Ticket], language: str) -> tuple[str, str]:
    there = {ticket.department for ticket in tickets}
    left, right = st.columns(2)
    with left:
        department = choose(
            say("data_department", language),
            [ANY, *(name for name in contents.departments() if name in there)],
            key="data_tickets_of",
            title=lambda each: _department(contents, each, language),
        )
    with right:
        state = choose(
            say("batch_state", language),
            [*(state.value for state in State), ANY],
            key="data_ticket_state",
            title=lambda each: _state(each, language),
        )
    return department, state


def _title(contents: Contents, department: str, state: str, language: str) -> str:
    return say(
        "tickets_title", language, department=_department(contents, department, language), state=_state(state, language)
    )


def _department(contents: Contents, name: str, language: str) -> str:
    return contents.department_title(name, language) if name else say("any_department", language)


def _state(state: str, language: str) -> str:
    return say(f"ticket_state_{state}" if state else "any_state", language)
