"""Cases out of the database: whole ones, by what is looked for, with their lines, evidence and history."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, or_, select, tuple_

from casework.alerts import schema
from casework.alerts.case import Action, Case, Channel, Document, Finding, Line, State
from casework.alerts.line_form import line_from
from casework.alerts.refusals import UnknownCase
from core.principal import NATION

COLUMNS = tuple(each.name for each in fields(Case) if each.name not in ("lines", "documents"))
# Fewer than a database takes in one statement.
_AT_ONCE = 400
_SEPARATOR = ","
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: what is None does not matter.

    region      those that lie in it
    overdue_on  those whose present stage ought to be done on that day
    """

    state: State | None = None
    typology: str | None = None
    region: str | None = None
    channel: Channel | None = None
    officer: str | None = None
    queued_for: date | None = None
    overdue_on: date | None = None

    def condition(self) -> ColumnElement[bool]:
        """In SQL."""
        table = schema.cases.c
        parts: list[ColumnElement[bool]] = [
            table[name] == getattr(self, name)
            for name in ("state", "typology", "channel", "officer", "queued_for")
            if getattr(self, name) is not None
        ]
        if self.region is not None and self.region != NATION:
            parts.append(table.region.startswith(self.region, autoescape=True))
        if self.overdue_on is not None:
            parts.append(and_(table.due_on < self.overdue_on, table.state != State.CLOSED.value))
        return and_(True, *parts)


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the log about a case."""

    number: int
    act: str
    at: str
    who: str
    tenant: str
    told: Mapping[str, Any]


def load_cases(connection: Connection, condition: ColumnElement[bool]) -> list[Case]:
    """Whole cases in the order of their numbers."""
    table = schema.cases
    rows = connection.execute(select(table).where(condition).order_by(table.c.id)).mappings().all()
    ids = [row["id"] for row in rows]
    lines, documents = _lines_of(connection, ids), _documents_of(connection, ids)
    return [_case_of(row, lines[row["id"]], documents[row["id"]]) for row in rows]


def load_case(connection: Connection, case: str) -> Case:
    """One whole case; UnknownCase where there is none."""
    found = load_cases(connection, schema.cases.c.id == case)
    if not found:
        raise UnknownCase(case)
    return found[0]


def load_history(connection: Connection, case: str) -> tuple[Happened, ...]:
    """What happened to a case, the first first."""
    table = schema.history
    rows = connection.execute(select(table).where(table.c.case == case).order_by(table.c.number)).mappings()
    return tuple(
        Happened(row["number"], row["act"], row["at"], row["who"], row["tenant"], json.loads(row["told"]))
        for row in rows
    )


def load_touched(connection: Connection, lines: Sequence[Line]) -> list[Case]:
    """The cases that share an alert, a ring, or a subject and typology with any of these lines."""
    ids = set[str]()
    table = schema.lines.c
    for part in _parts(lines):
        same = or_(
            table.alert.in_([line.alert for line in part]),
            tuple_(table.subject, table.typology).in_([(line.subject, line.typology) for line in part]),
        )
        ids.update(connection.scalars(select(table.case).where(same)))
        rings = {line.ring for line in part if line.ring is not None}
        ids.update(connection.scalars(select(schema.cases.c.id).where(schema.cases.c.ring.in_(rings))))
    return [case for part in _parts(sorted(ids)) for case in load_cases(connection, schema.cases.c.id.in_(part))]


def row_of(case: Case) -> dict[str, Any]:
    """The row of a case, its lines and documents left out."""
    row = {name: getattr(case, name) for name in COLUMNS}
    for name in ("state", "channel", "finding"):
        row[name] = None if row[name] is None else row[name].value
    return row | {"actions": _SEPARATOR.join(case.actions)}


def _case_of(row: RowMapping, lines: Sequence[Line], documents: Sequence[Document]) -> Case:
    found: dict[str, Any] = {name: row[name] for name in COLUMNS}
    return Case(
        **{
            **found,
            "state": State(row["state"]),
            "channel": Channel(row["channel"]),
            "finding": None if row["finding"] is None else Finding(row["finding"]),
            "actions": tuple(map(Action, filter(None, row["actions"].split(_SEPARATOR)))),
            "lines": tuple(lines),
            "documents": tuple(documents),
        }
    )


def _lines_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[Line]]:
    table, found = schema.lines, defaultdict[str, list[Line]](list)
    for part in _parts(ids):
        asked = (
            select(table.c.case, table.c.told).where(table.c.case.in_(part)).order_by(table.c.case, table.c.position)
        )
        for case, told in connection.execute(asked):
            found[case].append(line_from(json.loads(told)))
    return found


def _documents_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, list[Document]]:
    table, found = schema.documents, defaultdict[str, list[Document]](list)
    for part in _parts(ids):
        for row in connection.execute(select(table).where(table.c.case.in_(part)).order_by(table.c.position)):
            found[row.case].append(Document(row.name, row.sha256, row.size))
    return found


def _parts(items: Sequence[_Item]) -> Iterable[Sequence[_Item]]:
    return (items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE))
