"""What people do to a case, each act with what it says; the log keeps them as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from casework.alerts.case import Action, Finding
from core.errors import WrongType


@dataclass(frozen=True, slots=True)
class Assigned:
    """Sent on to a region one level up or down, or given to an officer of the region that has it.

    officer  as tokens name them; "" while the unit has not named one
    """

    what: ClassVar[str] = "assign"
    region: str
    unit: str
    officer: str
    due_on: date


@dataclass(frozen=True, slots=True)
class DocumentAdded:
    """A piece of evidence that now lies in the evidence folder."""

    what: ClassVar[str] = "document"
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Reported:
    """What the officer found.

    due_fen   what was paid without ground and has to come back
    typology  what a random audit turned out to be, "" elsewhere
    members   [alert] finding of members of a ring for whom it is another one
    """

    what: ClassVar[str] = "report"
    finding: Finding
    actions: tuple[Action, ...]
    due_fen: int
    due_on: date
    note: str = ""
    typology: str = ""
    members: Mapping[str, Finding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionTaken:
    """One more thing that follows from what was reported."""

    what: ClassVar[str] = "act"
    action: Action


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a second person says of the report: it stands, or it goes back to be checked again."""

    what: ClassVar[str] = "review"
    is_accepted: bool
    due_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Nothing more has to be found out."""

    what: ClassVar[str] = "close"


@dataclass(frozen=True, slots=True)
class PaidBack:
    """An amount that came back; `receipt` is the number of its voucher."""

    what: ClassVar[str] = "recover"
    fen: int
    paid_on: date
    receipt: str


Act = Assigned | DocumentAdded | Reported | ActionTaken | Reviewed | Closed | PaidBack
ACTS: Mapping[str, type[Act]] = {
    kind.what: kind for kind in (Assigned, DocumentAdded, Reported, ActionTaken, Reviewed, Closed, PaidBack)
}


@dataclass(frozen=True, slots=True)
class Event:
    """An act, by whom and on which day; `who` is the subject of their token."""

    who: str
    day: date
    act: Act


def act_json(act: Act) -> dict[str, Any]:
    """Plain values."""
    return {each.name: plain(getattr(act, each.name)) for each in fields(act)}


def act_from(what: str, told: Mapping[str, Any]) -> Act:
    """What `act_json` gave; WrongType for anything else."""
    try:
        kind = ACTS[what]
        return kind(**{name: _read(name, value) for name, value in told.items()})
    except (KeyError, TypeError, ValueError) as err:
        raise WrongType(f"{what} is no act that this version knows.", remedy="Use the version that wrote it.") from err


def plain(value: Any) -> Any:
    """As JSON can say it."""
    match value:
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
    return value


def _read(name: str, value: Any) -> Any:
    match name:
        case "due_on" | "paid_on":
            return date.fromisoformat(value)
        case "finding":
            return Finding(value)
        case "action":
            return Action(value)
        case "actions":
            return tuple(map(Action, value))
        case "members":
            return {alert: Finding(finding) for alert, finding in value.items()}
    return value
