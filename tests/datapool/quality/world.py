"""How errors are put into a province: the world being spoilt, and the words in which an injection is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from tests.datapool.quality.mini_province import Person, Province, Row

DAY = timedelta(days=1)
IDENTITY = frozenset({"Q-X-001", "Q-X-002", "Q-X-101", "Q-X-102", "Q-X-103", "Q-X-104", "Q-U-015"})
BIRTH = frozenset({"Q-X-002", "Q-X-009", "Q-X-012", "Q-X-101", "Q-V-018"})
LATE = frozenset(f"Q-T-0{number:02d}" for number in (1, 2, *range(10, 18)))
UNKNOWN = "ZZZ999"


@dataclass
class World:
    """A province being spoilt: rows already touched are left alone, and so are their persons."""

    province: Province
    random: Random
    people: dict[int, Person]
    touched: set[int] = field(default_factory=set)
    subjects: set[int] = field(default_factory=set)
    allowed: set[tuple[str, int | None]] = field(default_factory=set)

    def rows(self, table: str) -> list[Row]:
        return self.province.rows[table]

    def person(self, row: Row) -> Person:
        return self.people[row["_subject"]]

    def add(self, like: Row, table: str, **changes: Any) -> Row:
        row = {**like, **changes, "_breaks": set(), "_table": table}
        self.rows(table).append(row)
        self.touched.add(id(row))
        return row


Spoil = Callable[[World, Row], Row | None]


@dataclass(frozen=True)
class Injection:
    """`spoil` changes a row, or returns another row that now breaks the rule; `also` is what that may set off."""

    rule: str
    table: str
    name: str
    spoil: Spoil
    where: Callable[[World, Row], bool] = lambda world, row: True
    also: frozenset[str] = frozenset()
    count: int = 8

    def __str__(self) -> str:
        return f"{self.rule}-{self.table}-{self.name}"


def changed(**values: Any) -> Spoil:
    def spoil(world: World, row: Row) -> None:
        for column, value in values.items():
            row[column] = value(row) if callable(value) else value

    return spoil


def added(**values: Any) -> Spoil:
    def spoil(world: World, row: Row) -> Row:
        made = {column: value(row) if callable(value) else value for column, value in values.items()}
        return world.add(row, row["_table"], **made)

    return spoil


def quarantined(reason: str, column: str) -> Spoil:
    return changed(_quarantined=(reason, column))


def no_id(column: str) -> Spoil:
    return changed(**{column: None, f"{column}_written": None, f"{column}_kind": "missing"})


def bad_id(column: str) -> Spoil:
    return changed(**{column: None, f"{column}_written": "470102199001011111", f"{column}_kind": "bad_check_digit"})


def alive(world: World, row: Row) -> bool:
    return world.person(row).died is None


def elsewhere(world: World, row: Row) -> bool:
    """Not the employer through which all maternity allowances are claimed."""
    return bool(row["employer_no"] != "E00003")


def registered(world: World, row: Row) -> bool:
    """Of a person whom the police know, by a Chinese ID number."""
    person = world.person(row)
    return person.shares and person.kind != "foreign" and person.died is None


def dead(world: World, row: Row) -> bool:
    """Died in 2020 as everybody soon knew."""
    person = world.person(row)
    return person.died is not None and not person.dies_alone and row["_delivery"] in ("2019", "2020")
