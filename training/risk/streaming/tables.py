"""The tables whose rows flow in, and what of a row the record rules read.

A row is kept as plain values: days as numbers of the calendar (date.toordinal), amounts as whole fen, texts as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Form(StrEnum):
    """How a value is written in an event.

    DAY   2023-12-31, with or without a time behind it, which is left out
    FEN   an amount in yuan
    TEXT  a text
    """

    DAY = "day"
    FEN = "yuan"
    TEXT = "text"


class Death(NamedTuple):
    """A death that a crematorium or a hospital registered."""

    id: str
    known: int
    death_date: int | None
    registered_on: int | None


class Change(NamedTuple):
    """An entry of the register of population; 02 is a death."""

    id: str
    known: int
    population_change: str
    event_on: int | None
    registered_on: int | None


class Sentence(NamedTuple):
    """A term of prison."""

    id: str
    known: int
    sentence_from: int | None
    sentence_until: int | None
    registered_on: int | None


class Insured(NamedTuple):
    """A number of the pension scheme."""

    id: str
    known: int
    person_no: str
    sex: str | None


class Benefit(NamedTuple):
    """A month of unemployment benefit."""

    id: str
    known: int
    claimed_on: int
    period: int
    unemployment_benefit: int | None
    employer_no: str | None
    region_code: str | None


class Member(NamedTuple):
    """What the health register says of a member."""

    id: str
    known: int
    sex: str | None
    birth_date: int | None
    registered_on: int | None


class Pension(NamedTuple):
    """A payment of a pension."""

    id: str
    known: int
    person_no: str | None
    period: int
    amount: int | None
    payment_result: str | None
    paid_on: int | None
    region_code: str | None


class Proof(NamedTuple):
    """A proof of life."""

    id: str
    known: int
    certified_on: int
    certification_channel: str | None


class Operation(NamedTuple):
    """Something done at a counter."""

    id: str
    known: int
    operation_kind: str
    person_no: str | None
    done_at: int | None


class Contribution(NamedTuple):
    """A month of contributions."""

    id: str
    known: int
    person_no: str | None
    employer_no: str | None
    period: int
    employer_contribution: int | None
    person_contribution: int | None
    region_code: str | None


class Wage(NamedTuple):
    """Wages that an employer declared to the tax office for a month."""

    id: str
    known: int
    uscc: str | None
    period: int
    wage_income: int | None


class Bill(NamedTuple):
    """A settlement of the medical fund."""

    id: str
    known: int
    settlement_kind: str | None
    admitted_on: int | None
    diagnosis: str | None
    service_item: str | None
    bill_amount: int | None
    fund_payment: int | None
    region_code: str | None


class Employer(NamedTuple):
    """An employer; of no person."""

    id: str
    known: int
    employer_no: str
    uscc: str | None


_FORMS: Mapping[str, Form] = {
    "amount": Form.FEN, "unemployment_benefit": Form.FEN, "employer_contribution": Form.FEN,
    "person_contribution": Form.FEN, "wage_income": Form.FEN, "bill_amount": Form.FEN, "fund_payment": Form.FEN,
    "period": Form.DAY, "done_at": Form.DAY, "birth_date": Form.DAY, "death_date": Form.DAY,
    "sentence_from": Form.DAY, "sentence_until": Form.DAY,
}  # fmt: skip
_FIXED = ("id", "known")


@dataclass(frozen=True, slots=True)
class EventTable:
    """One table.

    kind      its number in the store; those below TRIGGERS say whether a rule has anything to ask of a person
    row       the NamedTuple that a row becomes; its fields after id and known are columns of the table
    needs     columns that no row may lack
    known_on  the days on the last of which a row became known, as the purpose `risk` has it
    of_person whether a row is about a person
    """

    name: str
    kind: int
    row: Any
    needs: tuple[str, ...]
    known_on: tuple[str, ...]
    of_person: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """What of a row is kept."""
        return tuple(name for name in self.row._fields if name not in _FIXED)


def form_of(column: str) -> Form:
    """How the values of a column are written."""
    return _FORMS.get(column, Form.DAY if column.endswith("_on") else Form.TEXT)


CHANGES, CREMATIONS, DEATHS, SENTENCES, INSURED, BENEFITS, MEMBERS = range(7)
PENSIONS, PROOFS, OPERATIONS, CONTRIBUTIONS, WAGES, BILLS, EMPLOYERS = range(7, 14)
# Kinds below this are few rows of few persons: they are read of everybody who is touched.
TRIGGERS = BENEFITS + 1

TABLES: tuple[EventTable, ...] = (
    EventTable("police_changes", CHANGES, Change, ("population_change",), ("registered_on",)),
    EventTable("civil_cremations", CREMATIONS, Death, (), ("registered_on",)),
    EventTable("health_deaths", DEATHS, Death, (), ("registered_on",)),
    EventTable("police_sentences", SENTENCES, Sentence, (), ("registered_on",)),
    EventTable("hrss_insured", INSURED, Insured, ("person_no",), ("registered_on",)),
    EventTable("hrss_unemployment", BENEFITS, Benefit, ("claimed_on", "period"), ("claimed_on", "period")),
    EventTable("health_members", MEMBERS, Member, (), ("registered_on",)),
    EventTable("hrss_pensions", PENSIONS, Pension, ("period",), ("paid_on",)),
    EventTable("hrss_certifications", PROOFS, Proof, ("certified_on",), ("certified_on",)),
    EventTable("hrss_operations", OPERATIONS, Operation, ("operation_kind",), ("done_at",)),
    EventTable("hrss_contributions", CONTRIBUTIONS, Contribution, ("period",), ("received_on",)),
    EventTable("tax_wages", WAGES, Wage, ("period",), ("declared_on",)),
    EventTable("health_settlements", BILLS, Bill, (), ("settled_on",)),
    EventTable("hrss_employers", EMPLOYERS, Employer, ("employer_no",), ("registered_on",), of_person=False),
)
BY_NAME: Mapping[str, EventTable] = {table.name: table for table in TABLES}
