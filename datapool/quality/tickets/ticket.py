"""A correction ticket and its life: open → sent → corrected or disputed → closed, and reopened when errors come again.

The life is pure: a ticket and an event make a new ticket. One ticket per department, table, rule and delivery.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from core.errors import InputError

# Working days a department has to answer, by how much the rule matters, counted from the day the ticket is sent.
# The pool has no clock, so a ticket carries the days and not the date.
DUE_WORKING_DAYS: Mapping[str, int] = {"critical": 5, "major": 10, "minor": 20, "notice": 30}


class State(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    SENT = "sent"
    CORRECTED = "corrected"
    DISPUTED = "disputed"
    CLOSED = "closed"


class Event(StrEnum):
    """What may happen to a ticket.

    SEND       it was handed to the department
    CORRECT    the department says that it has corrected the records
    DISPUTE    the department says that its records are right
    UPHOLD     the steward finds that they are not: the ticket goes to the department again
    CLOSE      the steward is content
    MENDED     a later delivery has corrected every record
    AGAIN      records that were corrected are wrong again, or what was said to be corrected is not
    """

    SEND = "send"
    CORRECT = "correct"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    CLOSE = "close"
    MENDED = "mended"
    AGAIN = "again"


_NEXT: Mapping[tuple[State, Event], State] = {
    (State.OPEN, Event.SEND): State.SENT,
    (State.OPEN, Event.CLOSE): State.CLOSED,
    (State.OPEN, Event.MENDED): State.CLOSED,
    (State.SENT, Event.CORRECT): State.CORRECTED,
    (State.SENT, Event.DISPUTE): State.DISPUTED,
    (State.SENT, Event.CLOSE): State.CLOSED,
    (State.SENT, Event.MENDED): State.CLOSED,
    (State.CORRECTED, Event.CLOSE): State.CLOSED,
    (State.CORRECTED, Event.MENDED): State.CLOSED,
    (State.CORRECTED, Event.AGAIN): State.OPEN,
    (State.DISPUTED, Event.UPHOLD): State.SENT,
    (State.DISPUTED, Event.CLOSE): State.CLOSED,
    (State.DISPUTED, Event.MENDED): State.CLOSED,
    (State.CLOSED, Event.AGAIN): State.OPEN,
}


class EventOutOfPlace(InputError):
    """What is said to have happened to a ticket cannot happen to it now."""

    code = "quality.event_out_of_place"


@dataclass(frozen=True, slots=True)
class Example:
    """A record to correct: the delivered file, its line (None: all of it), the columns as the department names them."""

    path: str
    line: int | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a department is asked to correct.

    number    made of department, table, rule and delivery: the same errors have the same ticket for good
    errors    records that broke the rule in this delivery
    remaining of these, those that are still wrong
    settled   remaining when the ticket was last closed by a person: as long as there are no more, it stays closed
    reopened  how often it was
    note      what was said last
    """

    number: str
    department: str
    table: str
    rule: str
    delivery: str
    severity: str
    state: State
    errors: int
    remaining: int
    examples: tuple[Example, ...]
    settled: int = 0
    reopened: int = 0
    note: str = ""

    @property
    def due_working_days(self) -> int:
        """Working days from the day it is sent."""
        return DUE_WORKING_DAYS[self.severity]


def ticket_number(department: str, table: str, rule: str, delivery: str) -> str:
    """Such as 2019-hrss-3f9a1c20."""
    digest = sha256("\n".join((department, table, rule, delivery)).encode()).hexdigest()
    return f"{delivery}-{department}-{digest[:8]}"


def step(ticket: Ticket, event: Event, note: str = "") -> Ticket:
    """The ticket after an event. Raises EventOutOfPlace where it cannot happen."""
    following = _NEXT.get((ticket.state, event))
    if following is None:
        possible = ", ".join(after.value for state, after in _NEXT if state is ticket.state)
        raise EventOutOfPlace(
            f"the ticket {ticket.number} is {ticket.state.value}: {event.value} cannot happen to it.",
            remedy=f"Possible now: {possible}.",
        )
    again = event is Event.AGAIN
    settled = ticket.remaining if following is State.CLOSED else 0 if again else ticket.settled
    return replace(ticket, state=following, reopened=ticket.reopened + again, settled=settled, note=note or ticket.note)


def observe(ticket: Ticket, found: Ticket) -> tuple[Ticket, tuple[Event, ...]]:
    """The ticket after a new assessment found these errors, and what that did to it.

    No error left closes it. More errors left than when a person closed it, or any after it was mended, reopen it; so do
    errors left when the department said it had corrected them and has delivered since.
    """
    seen = replace(ticket, errors=found.errors, remaining=found.remaining, examples=found.examples)
    if seen == ticket:
        return ticket, ()
    if found.remaining == 0:
        return (step(seen, Event.MENDED), (Event.MENDED,)) if ticket.state is not State.CLOSED else (seen, ())
    if ticket.state is State.CLOSED and found.remaining > ticket.settled:
        return step(seen, Event.AGAIN), (Event.AGAIN,)
    if ticket.state is State.CORRECTED:
        return step(seen, Event.AGAIN), (Event.AGAIN,)
    return seen, ()
