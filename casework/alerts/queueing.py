"""Which cases are checked first, and who is checked although nothing points at them."""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from casework.alerts.alert_file import is_pseudonym, is_region
from casework.alerts.case import RANDOM_AUDIT, Case, Channel, Line, State, covers
from core.alerts import alert_name
from core.errors import FileMissing, InputError, ValueOutOfRange, WrongType

AUDIT_SHARE = 0.02
_MODEL = "random"
_COLUMNS = {
    "subject": pa.string(),
    "subject_kind": pa.string(),
    "region": pa.string(),
    "probability": pa.float64(),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The queue of a month.

    month        its first day
    budget       cases that can be checked, audits among them
    subjects     a Parquet file of everybody who could be drawn: subject, subject_kind, region, probability
    seed         of the draw
    audit_share  of the budget, rounded up
    """

    month: date
    budget: int
    subjects: Path | None = None
    seed: int = 0
    audit_share: float = AUDIT_SHARE

    def __post_init__(self) -> None:
        if self.month.day != 1:
            raise ValueOutOfRange(f"{self.month} is no first day of a month.", remedy="Write a month, as in 2026-01.")
        if self.budget < 1:
            raise ValueOutOfRange(f"a budget of {self.budget} cases.", remedy="Give at least one.")
        if not 0.0 <= self.audit_share < 1.0:
            raise ValueOutOfRange(f"an audit share of {self.audit_share}.", remedy="Give a share from 0 to below 1.")

    @property
    def audits(self) -> int:
        """How many are drawn at random; none where nobody can be."""
        return 0 if self.subjects is None else math.ceil(self.budget * self.audit_share)


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody who can be drawn; `probability` is what the model said of them, which the draw does not look at."""

    subject: str
    subject_kind: str
    region: str
    probability: float


def budget_of(share: float, persons: int) -> int:
    """Cases for a share of persons, such as 0.001 of them; at least one."""
    if not 0.0 < share <= 1.0 or persons < 1:
        raise ValueOutOfRange(f"a share of {share} of {persons} persons.", remedy="Give a share such as 0.001.")
    return max(1, math.floor(share * persons))


def ranked(cases: Iterable[Case], budget: int) -> tuple[Case, ...]:
    """The cases of the greatest expected loss that nobody has in hand; of equal ones, the first issued."""
    waiting = (
        case
        for case in cases
        if case.state is State.ISSUED and case.queued_for is None and case.channel is Channel.QUEUE
    )
    return tuple(heapq.nsmallest(max(0, budget), waiting, key=lambda case: (-case.expected_loss_fen, case.id)))


def drawn(frame: Sequence[Subject], size: int, *, seed: int, month: date) -> tuple[Subject, ...]:
    """A simple random sample without replacement: those whose numbers are smallest.

    The number of a subject follows from seed, month and subject alone, never from a score or from the order of a file.
    """
    return tuple(heapq.nsmallest(size, frame, key=lambda each: _number(each.subject, seed, month)))


def _number(subject: str, seed: int, month: date) -> bytes:
    return sha256(f"audit:{seed}:{month:%Y-%m}:{subject}".encode()).digest()


def audit_line(subject: Subject, plan: Plan, drawn_with: float, as_of: date) -> Line:
    """The line of somebody drawn at random."""
    return Line(
        alert=alert_name(subject.subject, RANDOM_AUDIT, f"{plan.month:%Y-%m}"),
        ring=None,
        typology=RANDOM_AUDIT,
        subject_kind=subject.subject_kind,
        subject=subject.subject,
        scheme=None,
        region=subject.region,
        first_month=plan.month,
        last_month=plan.month,
        months=1,
        paid_fen=0,
        monthly_fen=0,
        probability=subject.probability,
        expected_loss_fen=0,
        reasons=(),
        articles=(),
        rows=(),
        clears=(),
        rule="",
        model=_MODEL,
        release="",
        as_of=as_of,
        channel=Channel.AUDIT,
        drawn_with=drawn_with,
    )


def read_frame(path: Path, region: str) -> list[Subject]:
    """Everybody of a region in a list of subjects.

    Raises FileMissing, WrongType or InputError for a file that cannot be; somebody who stands in it twice would be
    drawn with twice the chance.
    """
    try:
        found = parquet.read_table(path)
    except (OSError, pa.ArrowInvalid) as err:
        raise FileMissing("the list of subjects cannot be read.", path=path, remedy="Give a Parquet file.") from err
    for name in _COLUMNS:
        if name not in found.column_names:
            raise WrongType(f"the column {name} is missing.", path=path, remedy=f"It takes {', '.join(_COLUMNS)}.")
    try:
        table = found.select(list(_COLUMNS)).cast(pa.schema(_COLUMNS))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as err:
        raise WrongType(
            "a column is of another type.", path=path, remedy="Subjects are texts, chances numbers."
        ) from err
    if any(table.column(name).null_count for name in _COLUMNS):
        raise InputError("a subject lacks something.", path=path, remedy="Fill every column of every row.")
    if compute.count_distinct(table.column("subject")).as_py() != table.num_rows:
        raise InputError("a subject stands there twice.", path=path, remedy="Name everybody once.")
    frame = [Subject(**row) for row in table.to_pylist()]
    if not all(is_pseudonym(each.subject) and is_region(each.region) for each in frame):
        raise InputError(
            "a subject is no name of the purpose risk, or has no region.", path=path, remedy="Write the file anew."
        )
    return [each for each in frame if covers(region, each.region)]
