"""One event: a row of a table that came into being, was corrected or withdrawn, in a form that can be relied on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from core.errors import InputError
from training.risk.streaming.tables import BY_NAME, TABLES, EventTable, Form, form_of

# The values of a row in the order of `EventTable.columns`.
Values = tuple[int | str | None, ...]
NOBODY = ""
_KEYS = frozenset(("id", "table", "person", "row", "known_on", "version", "withdrawn"))
_LONGEST = 200
_DAY_LETTERS = 10
_FEN = 100
_ALMOST = 1e-4
_LARGEST_YUAN = 1e10
# [kind] columns that are kept, and how each is written.
_FORMS = tuple([(column, form_of(column)) for column in table.columns] for table in TABLES)


class EventRefused(InputError):
    """An event that is none: nothing of it is kept, and those beside it go on."""

    code = "risk.event_refused"


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    id       of the row within its table; the same row comes again under the same
    person   the name under which the purpose `risk` knows whom linkage joined; NOBODY for a row of no person
    values   None where the row was withdrawn
    known    the day on which it became known, as date.toordinal
    version  of the row: of two, the greater stands
    """

    id: str
    table: EventTable
    person: str
    values: Values | None
    known: int
    version: int

    @property
    def name(self) -> str:
        """Table and row, as a case names the rows it rests on."""
        return f"{self.table.name}:{self.id}"


def parse_event(line: str | bytes) -> Event:
    """An event from a line of JSON. Raises EventRefused."""
    try:
        plain = json.loads(line)
    except ValueError as err:
        raise EventRefused("an event is no JSON.", remedy="Write one object a line.") from err
    return read_event(plain)


def read_event(plain: object) -> Event:
    """An event from plain values. Raises EventRefused, which names the event and the field but no value of the row."""
    if not isinstance(plain, Mapping):
        raise EventRefused("an event is no object.", remedy='Write {"id": …, "table": …, "person": …, "row": {…}}.')
    own = plain.get("id")
    if not isinstance(own, str) or not 0 < len(own) <= _LONGEST or not own.isprintable():
        raise EventRefused("an event has no id.", remedy=f"Give a text of 1 to {_LONGEST} letters.")
    table = BY_NAME.get(plain["table"]) if isinstance(plain.get("table"), str) else None
    if table is None:
        raise EventRefused(f"event {own}: table is none that is read.", remedy=f"Tables: {', '.join(BY_NAME)}.")
    if not _KEYS.issuperset(plain):
        odd = min(str(key) for key in plain if key not in _KEYS)[:_LONGEST]
        odd = odd if odd.isprintable() else "a key"
        raise EventRefused(f"event {own}: {odd} means nothing.", remedy=f"Keys: {', '.join(sorted(_KEYS))}.")
    version = plain.get("version", 1)
    if type(version) is not int or not 0 <= version < 2**62:
        raise EventRefused(f"event {own}: version is no number.", remedy="Give a whole number from 0.")
    person = _person(own, table, plain.get("person"))
    if plain.get("withdrawn", False) is True:
        return Event(own, table, person, None, 0, version)
    row = plain.get("row")
    if not isinstance(row, Mapping):
        raise EventRefused(f"event {own}: row is missing.", remedy=f"Give an object with {', '.join(table.columns)}.")
    values = tuple([_value(own, column, row.get(column), form) for column, form in _FORMS[table.kind]])
    for column in table.needs:
        if row.get(column) is None:
            raise EventRefused(f"event {own}: {column} is missing.", remedy=f"A row of {table.name} needs it.")
    return Event(own, table, person, values, _known(own, table, row, plain.get("known_on")), version)


def _person(own: str, table: EventTable, person: object) -> str:
    if not table.of_person:
        if person is not None:
            raise EventRefused(f"event {own}: person is given.", remedy=f"A row of {table.name} is about none.")
        return NOBODY
    if not isinstance(person, str) or not 0 < len(person) <= _LONGEST or not person.isprintable():
        raise EventRefused(
            f"event {own}: person is missing.", remedy="Give the name that the purpose `risk` has for whom it is about."
        )
    return person


def _known(own: str, table: EventTable, row: Mapping[str, Any], known_on: object) -> int:
    days = [_value(own, "known_on", known_on, Form.DAY)] if known_on is not None else []
    days = days or [_value(own, column, row.get(column), Form.DAY) for column in table.known_on]
    if not days or None in days:
        columns = " and ".join(table.known_on)
        raise EventRefused(f"event {own}: no day tells when it was known.", remedy=f"Give known_on, or {columns}.")
    return max(int(day) for day in days if day is not None)


def _value(own: str, column: str, raw: object, form: Form) -> int | str | None:
    """Plain value of a column. The message names the column, never what stands in it."""
    if raw is None:
        return None
    if form is Form.TEXT and isinstance(raw, str) and len(raw) <= _LONGEST and (raw.isprintable() or _is_kept(raw)):
        return raw
    if form is Form.DAY and isinstance(raw, str) and (day := _ordinal(raw)):
        return day
    if form is Form.FEN and type(raw) in (int, float) and abs(raw) < _LARGEST_YUAN:  # type: ignore[arg-type]
        fen = round(raw * _FEN)  # type: ignore[operator]
        if abs(raw * _FEN - fen) < _ALMOST:  # type: ignore[operator]
            return int(fen)
    takes = {Form.DAY: "a day such as 2023-12-31", Form.FEN: "an amount in yuan with two decimals at most"}
    raise EventRefused(f"event {own}: {column} cannot be read.", remedy=f"It takes {takes.get(form, 'a text')}.")


def _is_kept(text: str) -> bool:
    """Whether a text with signs that are not printed comes back from the disk as it is."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


@lru_cache(4096)
def _ordinal(text: str) -> int:
    """The number of a day; 0 where it is none."""
    try:
        return date.fromisoformat(text[:_DAY_LETTERS]).toordinal()
    except ValueError:
        return 0
