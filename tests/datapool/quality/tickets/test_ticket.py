"""A ticket's life: what may happen when, and what a new assessment does to it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapool.quality.tickets.ticket import (
    DUE_WORKING_DAYS,
    Event,
    EventOutOfPlace,
    State,
    Ticket,
    observe,
    step,
    ticket_number,
)

SAID = (Event.SEND, Event.CORRECT, Event.DISPUTE, Event.UPHOLD, Event.CLOSE)
OPEN = Ticket("2019-hrss-1", "hrss", "hrss_insured", "Q-X-001", "2019", "major", State.OPEN, 5, 5, ())


def after(*events: Event) -> Ticket:
    ticket = OPEN
    for event in events:
        ticket = step(ticket, event)
    return ticket


def seen(ticket: Ticket, remaining: int) -> tuple[State, tuple[Event, ...]]:
    observed, events = observe(ticket, replace(OPEN, remaining=remaining))
    return observed.state, events


def test_a_ticket_goes_to_the_department_and_comes_back() -> None:
    assert after(Event.SEND).state is State.SENT
    assert after(Event.SEND, Event.CORRECT).state is State.CORRECTED
    assert after(Event.SEND, Event.DISPUTE).state is State.DISPUTED
    assert after(Event.SEND, Event.DISPUTE, Event.UPHOLD).state is State.SENT
    assert after(Event.SEND, Event.DISPUTE, Event.CLOSE).state is State.CLOSED


@pytest.mark.parametrize("event", [Event.CORRECT, Event.DISPUTE, Event.UPHOLD, Event.AGAIN])
def test_what_cannot_happen_is_refused_and_says_what_can(event: Event) -> None:
    with pytest.raises(EventOutOfPlace, match="send, close, mended"):
        step(OPEN, event)


def test_a_delivery_that_corrects_everything_closes_a_ticket_in_any_state() -> None:
    for ticket in (OPEN, after(Event.SEND), after(Event.SEND, Event.CORRECT), after(Event.SEND, Event.DISPUTE)):
        assert seen(ticket, 0) == (State.CLOSED, (Event.MENDED,))


def test_errors_that_come_again_reopen_it() -> None:
    mended = observe(after(Event.SEND), replace(OPEN, remaining=0))[0]
    again, events = observe(mended, replace(OPEN, remaining=1))
    assert (again.state, again.reopened, events) == (State.OPEN, 1, (Event.AGAIN,))


def test_a_dispute_that_was_accepted_stays_closed_until_there_are_more_errors() -> None:
    closed = after(Event.SEND, Event.DISPUTE, Event.CLOSE)
    assert closed.settled == 5
    assert seen(closed, 5) == (State.CLOSED, ())
    assert seen(closed, 3) == (State.CLOSED, ())
    assert seen(closed, 6) == (State.OPEN, (Event.AGAIN,))


def test_what_is_said_to_be_corrected_and_is_not_goes_back() -> None:
    said = after(Event.SEND, Event.CORRECT)
    assert seen(said, 5) == (State.CORRECTED, ())
    assert seen(said, 2) == (State.OPEN, (Event.AGAIN,))


def test_numbers_are_of_department_table_rule_and_delivery_alone() -> None:
    parts = ("hrss", "hrss_insured", "Q-X-001", "2019")
    assert ticket_number(*parts) == ticket_number(*parts)
    others = {ticket_number(*(*parts[:at], "other", *parts[at + 1 :])) for at in range(4)}
    assert len(others | {ticket_number(*parts)}) == 5


def test_what_matters_more_is_due_sooner() -> None:
    days = [DUE_WORKING_DAYS[severity] for severity in ("critical", "major", "minor", "notice")]
    assert days == sorted(set(days))
    assert OPEN.due_working_days == 10


@given(st.lists(st.one_of(st.sampled_from(SAID), st.integers(0, 8)), max_size=25))
def test_no_history_leaves_errors_unseen_or_a_closed_ticket_with_new_ones(history: list[Event | int]) -> None:
    ticket = OPEN
    for happened in history:
        if isinstance(happened, Event):
            try:
                ticket = step(ticket, happened)
            except EventOutOfPlace:
                continue
        else:
            ticket = observe(ticket, replace(OPEN, remaining=happened))[0]
            assert observe(ticket, replace(OPEN, remaining=happened)) == (ticket, ())
            if ticket.state is State.CLOSED:
                assert ticket.remaining <= ticket.settled
            assert ticket.remaining == happened
