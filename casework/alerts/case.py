"""One suspected case: whom it is about, how much it is, who has it in hand, and how far it has come."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from core.evidence import Article, Reason
from core.principal import NATION

_DIGITS_OF_A_PROVINCE, _DIGITS_OF_A_LEVEL = 2, 2
_SHOWN_AT_AN_END = 3
# Persons drawn at random are checked for everything; what is found is named when it is reported.
RANDOM_AUDIT = "random_audit"


class State(StrEnum):
    """How far a case has come."""

    ISSUED = "issued"
    UNDER_CHECK = "under_check"
    REPORTED = "reported"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class Finding(StrEnum):
    """What an investigation found."""

    TRUE = "true"
    PARTLY = "partly"
    FALSE = "false"

    @property
    def is_confirmed(self) -> bool:
        return self is not Finding.FALSE


class Action(StrEnum):
    """What follows from a finding: the benefit stops, money comes back, the police take over."""

    STOP = "stop"
    RECOVER = "recover"
    POLICE = "police"


class Channel(StrEnum):
    """How a case came into the ledger: by an alert, or drawn at random."""

    QUEUE = "queue"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Line:
    """One alert of a case; a ring has one for each member.

    is_attached  it came later and is about what the case knows already: it counts in no figure
    finding      of this member, where it is another than that of the case
    """

    alert: str
    ring: str | None
    typology: str
    subject_kind: str
    subject: str
    scheme: str | None
    region: str
    first_month: date
    last_month: date
    months: int
    paid_fen: int
    monthly_fen: int
    probability: float
    expected_loss_fen: int
    reasons: tuple[Reason, ...]
    articles: tuple[Article, ...]
    rows: tuple[str, ...]
    clears: tuple[str, ...]
    rule: str
    model: str
    release: str
    as_of: date
    channel: Channel
    drawn_with: float
    is_attached: bool = False
    finding: Finding | None = None

    def raised_by(self, later: "Line") -> "Line":
        """With the greater of each figure: what an earlier run found is never made smaller by a later one."""
        return replace(
            self,
            last_month=max(self.last_month, later.last_month),
            months=max(self.months, later.months),
            paid_fen=max(self.paid_fen, later.paid_fen),
            monthly_fen=max(self.monthly_fen, later.monthly_fen),
            probability=max(self.probability, later.probability),
            expected_loss_fen=max(self.expected_loss_fen, later.expected_loss_fen),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of evidence: its name, the hash of its bytes and how many they are."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the ledger.

    months       of all members together
    origin       the region that issued it, to which it comes back
    holder       the region in whose hands it is now, and the only one that may act on it
    unit_region  the region that checks it, and `unit` its office
    due_on       the day by which the present stage has to be done
    queued_for   first day of the month for whose queue it was chosen
    """

    id: str
    ring: str | None
    typology: str
    scheme: str | None
    subject_kind: str
    subject: str
    region: str
    channel: Channel
    drawn_with: float
    first_month: date
    last_month: date
    months: int
    paid_fen: int
    monthly_fen: int
    probability: float
    expected_loss_fen: int
    issued_on: date
    origin: str
    holder: str
    state: State = State.ISSUED
    queued_for: date | None = None
    unit: str = ""
    unit_region: str = ""
    officer: str = ""
    sent_on: date | None = None
    due_on: date | None = None
    finding: Finding | None = None
    actions: tuple[Action, ...] = ()
    note: str = ""
    due_fen: int = 0
    recovered_fen: int = 0
    reported_by: str = ""
    reported_on: date | None = None
    reviewed_by: str = ""
    reviewed_on: date | None = None
    closed_by: str = ""
    closed_on: date | None = None
    lines: tuple[Line, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def outstanding_fen(self) -> int:
        """Due and not yet paid back."""
        return self.due_fen - self.recovered_fen

    @property
    def is_open(self) -> bool:
        return self.state is not State.CLOSED

    @property
    def members(self) -> int:
        """Subjects that it is about."""
        return len({line.subject for line in self.lines if not line.is_attached})

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that make it a matter of law, each once."""
        return tuple(dict.fromkeys(article for line in self.lines for article in line.articles))

    @property
    def rules(self) -> tuple[str, ...]:
        """Keys of the rule book, each once; none where a model alone says so."""
        return tuple(dict.fromkeys(line.rule for line in self.lines if line.rule))

    @property
    def sources(self) -> tuple[str, ...]:
        """The tables it rests on, each once."""
        return tuple(dict.fromkeys(row.partition(":")[0] for line in self.lines for row in line.rows))

    @property
    def masked(self) -> str:
        """The subject as it is shown: the ends of a name that is no person's."""
        return masked(self.subject)

    def is_overdue(self, today: date) -> bool:
        """Whether the present stage ought to be done."""
        return self.is_open and self.due_on is not None and self.due_on < today

    def with_lines(self, lines: tuple[Line, ...]) -> "Case":
        """The case about these lines, its figures those of all that count; its region too, until it is sent on."""
        joint = _joint_region(tuple(line.region for line in lines if not line.is_attached))
        may_grow = self.state is State.ISSUED and self.holder == self.origin and covers(self.origin, joint)
        return replace(self, lines=lines, region=joint if may_grow else self.region, **_figures(lines))


def opened(case: str, lines: tuple[Line, ...], *, on: date, queued_for: date | None = None) -> Case:
    """A new case issued on a day, of one alert or of those of one ring; the first line is what it is known by."""
    told = lines[0]
    region = _joint_region(tuple(line.region for line in lines))
    start = origin_of(region)
    figures = _figures(lines)
    return Case(
        id=case,
        ring=told.ring,
        typology=told.typology,
        scheme=told.scheme,
        subject_kind=told.subject_kind,
        subject=told.subject,
        region=region,
        channel=told.channel,
        drawn_with=told.drawn_with,
        issued_on=on,
        origin=start,
        holder=start,
        queued_for=queued_for,
        lines=lines,
        **figures,
    )


def _figures(lines: tuple[Line, ...]) -> dict[str, Any]:
    counted = [line for line in lines if not line.is_attached]
    return {
        "first_month": min(line.first_month for line in counted),
        "last_month": max(line.last_month for line in counted),
        "months": sum(line.months for line in counted),
        "paid_fen": sum(line.paid_fen for line in counted),
        "monthly_fen": sum(line.monthly_fen for line in counted),
        "probability": max(line.probability for line in counted),
        "expected_loss_fen": sum(line.expected_loss_fen for line in counted),
    }


def masked(subject: str) -> str:
    """Its first and last letters, with stars for all between."""
    if len(subject) <= 2 * _SHOWN_AT_AN_END:
        return "*" * len(subject)
    return f"{subject[:_SHOWN_AT_AN_END]}***{subject[-_SHOWN_AT_AN_END:]}"


def origin_of(region: str) -> str:
    """The province of a region; of the nation, itself."""
    return region if region == NATION else region[:_DIGITS_OF_A_PROVINCE]


def parent_of(region: str) -> str:
    """The region one level up; of a province and of the nation, the nation."""
    return NATION if region == NATION or len(region) <= _DIGITS_OF_A_PROVINCE else region[:-_DIGITS_OF_A_LEVEL]


def covers(area: str | None, region: str) -> bool:
    """Whether a region lies in an area, or is it."""
    return area == NATION or (area is not None and region != NATION and region.startswith(area))


def _joint_region(regions: tuple[str, ...]) -> str:
    """The smallest region that has them all."""
    joint = regions[0]
    while not all(covers(joint, region) for region in regions):
        joint = parent_of(joint)
    return joint
