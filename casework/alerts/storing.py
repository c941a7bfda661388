"""Entries of the log put into the tables; the same code when they are new and when they are read again."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from casework.alerts import schema
from casework.alerts.bodies import CHANGE_NOTHING, IMPORT, QUEUE, draw_of, event_of
from casework.alerts.case import Case, Line, opened
from casework.alerts.line_form import line_from, line_json
from casework.alerts.reading import load_case, row_of
from casework.alerts.steps import step
from core.chain import START, Chain, Entry, Position
from core.chain_form import canonical

_ONLY = 1


def catch_up(connection: Connection, log: Chain) -> None:
    """Put in whatever the log has behind the place of the tables. Raises ChainBroken where the two do not fit."""
    last = None
    for last, entry in log.read(place_of(connection)):  # noqa: B007
        apply(connection, entry)
    if last is not None:
        _note_place(connection, last)


def note_place(connection: Connection, log: Chain) -> None:
    """Say that the tables have everything that the log has."""
    for last, _ in log.read(place_of(connection)):
        _note_place(connection, last)


def place_of(connection: Connection) -> Position:
    """Behind which entry the tables stand; nobody else moves it until the transaction ends."""
    table = schema.place
    asked = select(table.c.first, table.c.offset, table.c.number, table.c.hash).with_for_update()
    row = connection.execute(asked).one_or_none()
    return START if row is None else Position(*row)


def _note_place(connection: Connection, at: Position) -> None:
    connection.execute(delete(schema.place))
    row = {"id": _ONLY, "first": at.first, "offset": at.offset, "number": at.number, "hash": at.hash}
    connection.execute(insert(schema.place), [row])


def apply(connection: Connection, entry: Entry) -> None:
    """Put one entry in; only its number and its body count."""
    body = entry.body
    if body["act"] in CHANGE_NOTHING:
        return
    if body["act"] == IMPORT:
        _apply_import(connection, entry)
    elif body["act"] == QUEUE:
        _apply_queue(connection, entry)
    else:
        before = load_case(connection, body["case"])
        _save(connection, before, step(before, event_of(body)))
        _write_history(connection, entry, body["case"], body["told"])


def _apply_import(connection: Connection, entry: Entry) -> None:
    told, day = entry.body["told"], date.fromisoformat(entry.body["day"])
    for new in told["opened"]:
        _open(connection, entry, new, queued_for=None)
    for case, raw in told["raised"].items():
        higher = {line.alert: line for line in map(line_from, raw)}
        before = load_case(connection, case)
        lines = tuple(higher.get(line.alert, line) for line in before.lines)
        _save(connection, before, before.with_lines(lines))
        if case not in told["attached"]:
            _write_history(connection, entry, case, {"raised": sorted(higher)})
    for case, raw in told["attached"].items():
        before = load_case(connection, case)
        later = tuple(map(line_from, raw))
        _save(connection, before, before.with_lines((*before.lines, *later)))
        words = {"attached": [line.alert for line in later]}
        if case in told["raised"]:
            words["raised"] = sorted(line["alert"] for line in told["raised"][case])
        _write_history(connection, entry, case, words)
    row = {"number": entry.number, "day": day, "who": entry.body["who"]}
    connection.execute(insert(schema.imports), [row | {name: told[name] for name in ("file", "sha256", "alerts")}])


def _apply_queue(connection: Connection, entry: Entry) -> None:
    told, draw = entry.body["told"], draw_of(entry.body["told"])
    for case in told["cases"]:
        connection.execute(update(schema.cases).where(schema.cases.c.id == case).values(queued_for=draw.month))
        _write_history(connection, entry, case, {"queued_for": draw.month.isoformat()})
    for new in told["audits"]:
        _open(connection, entry, new, queued_for=draw.month)
    row = {name: getattr(draw, name) for name in ("month", "region", "seed", "queued", "drawn", "frame", "sha256")}
    connection.execute(insert(schema.draws), [row | {"number": entry.number}])


def _open(connection: Connection, entry: Entry, new: Mapping[str, Any], *, queued_for: date | None) -> None:
    day = date.fromisoformat(entry.body["day"])
    case = opened(new["id"], tuple(map(line_from, new["lines"])), on=day, queued_for=queued_for)
    connection.execute(insert(schema.cases), [row_of(case)])
    _insert_lines(connection, case, case.lines, first=0)
    _write_history(connection, entry, case.id, {"issued": [line.alert for line in case.lines]})


def _save(connection: Connection, before: Case, after: Case) -> None:
    """Write what differs between two states of a case."""
    old, new = row_of(before), row_of(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        connection.execute(update(schema.cases).where(schema.cases.c.id == after.id).values(**changed))
    known = {line.alert: line for line in before.lines}
    for line in after.lines:
        if line.alert in known and line != known[line.alert]:
            told = canonical(line_json(line))
            connection.execute(update(schema.lines).where(schema.lines.c.alert == line.alert).values(told=told))
    _insert_lines(connection, after, after.lines[len(before.lines) :], first=len(before.lines))
    for position, document in enumerate(after.documents[len(before.documents) :], start=len(before.documents)):
        row = {"case": after.id, "sha256": document.sha256, "position": position}
        connection.execute(insert(schema.documents), [row | {"name": document.name, "size": document.size}])


def _insert_lines(connection: Connection, case: Case, lines: Sequence[Line], *, first: int) -> None:
    rows = [
        {
            "alert": line.alert,
            "case": case.id,
            "position": position,
            "subject": line.subject,
            "typology": line.typology,
            "told": canonical(line_json(line)),
        }
        for position, line in enumerate(lines, start=first)
    ]
    if rows:
        connection.execute(insert(schema.lines), rows)


def _write_history(connection: Connection, entry: Entry, case: str, told: Mapping[str, Any]) -> None:
    body = entry.body
    row = {"number": entry.number, "case": case, "act": body["act"], "at": body["at"], "who": body["who"]}
    more = {"day": date.fromisoformat(body["day"]), "tenant": body["tenant"], "told": json.dumps(told, sort_keys=True)}
    connection.execute(insert(schema.history), [row | more])
