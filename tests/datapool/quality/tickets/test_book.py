"""The book of tickets is brought up to an assessment once, survives its process, and keeps what happened."""

import multiprocessing
from pathlib import Path

import pytest

from core.errors import UnknownKey
from datapool.pool import Pool
from datapool.quality.keeping import bring_up_to_date, ticket_book
from datapool.quality.tickets.book import BookNotWritten, TicketBook
from datapool.quality.tickets.ticket import Event, EventOutOfPlace, Example, State, Ticket, ticket_number
from tests.datapool.quality.small import deliver, insured, pool_of

RULE = "Q-X-002"


def ticket(rule: str = RULE, remaining: int = 3) -> Ticket:
    number = ticket_number("hrss", "hrss_insured", rule, "2019")
    examples = (Example("feeds/x.csv", 7, ("出生日期",)), Example("feeds/y.csv", None, ()))
    return Ticket(number, "hrss", "hrss_insured", rule, "2019", "major", State.OPEN, 3, remaining, examples)


def wrong(number: int, delivery: int) -> dict:
    return insured(number, delivery, birth_date=insured(1, 2019)["birth_date"].replace(month=2))


def the_ticket(pool: Pool) -> Ticket:
    bring_up_to_date(pool)
    return next(each for each in ticket_book(pool).tickets() if each.rule == RULE and each.delivery == "2019")


def test_a_ticket_is_read_as_it_was_written(tmp_path: Path) -> None:
    TicketBook(tmp_path).take_in([ticket()], "v1")
    assert TicketBook(tmp_path).tickets() == [ticket()]
    assert TicketBook(tmp_path).tickets(department="tax") == []
    assert TicketBook(tmp_path).tickets(state=State.CLOSED) == []


def test_taking_an_assessment_in_twice_changes_nothing(tmp_path: Path) -> None:
    book = TicketBook(tmp_path)
    assert book.take_in([ticket()], "v1") == [(ticket().number, None)]
    assert book.take_in([ticket()], "v1") == []
    assert len(book.history(ticket().number)) == 1


def test_an_assessment_without_the_errors_closes_the_ticket(tmp_path: Path) -> None:
    book = TicketBook(tmp_path)
    book.take_in([ticket()], "v1")
    assert book.take_in([], "v2") == [(ticket().number, Event.MENDED)]
    assert [each["event"] for each in book.history(ticket().number)] == ["open", "mended"]
    assert book.take_in([], "v3") == []


def test_errors_corrected_before_anybody_asked_make_no_ticket(tmp_path: Path) -> None:
    assert TicketBook(tmp_path).take_in([ticket(remaining=0)], "v1") == []


def test_a_step_out_of_place_leaves_the_book_as_it_was(tmp_path: Path) -> None:
    book = TicketBook(tmp_path)
    book.take_in([ticket()], "v1")
    with pytest.raises(EventOutOfPlace):
        book.record(ticket().number, Event.UPHOLD)
    with pytest.raises(UnknownKey):
        book.record("2019-hrss-nothing", Event.SEND)
    assert book.tickets() == [ticket()]
    assert len(book.history(ticket().number)) == 1


def test_a_note_is_kept(tmp_path: Path) -> None:
    book = TicketBook(tmp_path)
    book.take_in([ticket()], "v1")
    book.record(ticket().number, Event.SEND)
    assert book.record(ticket().number, Event.DISPUTE, "对照原件无误").note == "对照原件无误"
    assert book.history(ticket().number)[-1]["note"] == "对照原件无误"


def test_two_processes_write_one_book(tmp_path: Path) -> None:
    rules = [f"Q-X-{number:03d}" for number in range(1, 9)]
    TicketBook(tmp_path).take_in([ticket(rule) for rule in rules], "v1")
    with multiprocessing.get_context("spawn").Pool(2) as workers:
        workers.starmap(_send, [(tmp_path, ticket(rule).number) for rule in rules])
    assert {each.state for each in TicketBook(tmp_path).tickets()} == {State.SENT}


def _send(folder: Path, number: str) -> None:
    TicketBook(folder).record(number, Event.SEND)


def test_a_file_that_is_no_book_is_an_error_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "tickets.sqlite").write_bytes(b"no book at all, but long enough to be read as one" * 9)
    with pytest.raises(BookNotWritten):
        TicketBook(tmp_path).tickets()


def test_a_ticket_lives_from_delivery_to_delivery(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, wrong(1, 2019), wrong(2, 2019), insured(3, 2019))
    first = the_ticket(pool)
    assert (first.state, first.errors, first.remaining) == (State.OPEN, 2, 2)
    ticket_book(pool).record(first.number, Event.SEND)
    half = the_ticket(deliver(tmp_path, 2020, [insured(1, 2020)]))
    assert (half.state, half.errors, half.remaining) == (State.SENT, 2, 1)
    assert [example.columns for example in half.examples] == [("出生日期",)]
    done = the_ticket(deliver(tmp_path, 2021, [insured(2, 2021)]))
    assert (done.state, done.remaining) == (State.CLOSED, 0)
    again = the_ticket(deliver(tmp_path, 2022, [wrong(2, 2022)]))
    assert (again.state, again.remaining, again.reopened) == (State.OPEN, 1, 1)
    assert "/2022/" in again.examples[0].path
    mine = [each for each in ticket_book(pool).tickets() if each.rule == RULE]
    assert [each.delivery for each in mine] == ["2019"]
