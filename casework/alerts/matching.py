"""Which alerts of a run open a case, raise the figures of one, or belong to one that is there: nothing twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from casework.alerts.case import Case, Channel, Line, State, opened, origin_of
from core.principal import NATION

_DIGITS_OF_A_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Matched:
    """What a run of alerts does to the ledger.

    opened    new cases
    raised    [case] lines whose figures are greater than before
    attached  [case] lines that it did not have
    """

    opened: tuple[Case, ...]
    raised: Mapping[str, tuple[Line, ...]]
    attached: Mapping[str, tuple[Line, ...]]


@dataclass(slots=True)
class _Known:
    """The ledger by what an alert may find in it; `cases` grows while a run is matched."""

    cases: dict[str, Case]
    by_alert: dict[str, str] = field(default_factory=dict)
    by_ring: dict[str, str] = field(default_factory=dict)
    by_subject: dict[tuple[str, str], list[tuple[Line, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, case: Case, lines: Iterable[Line]) -> None:
        for line in lines:
            self.by_alert[line.alert] = case.id
            if line.channel is Channel.QUEUE:
                self.by_subject[line.subject, line.typology].append((line, case.id))
        if case.ring is not None and case.is_open:
            self.by_ring[case.ring] = case.id


def match(lines: Sequence[Line], cases: Iterable[Case], *, numbers: Mapping[str, int], on: date) -> Matched:
    """Match a run with the ledger.

    cases    those that share an alert, a ring, or a subject and typology with the run
    numbers  [province and year] greatest number of a case so far
    on       the day on which new cases are issued
    """
    known = _Known({})
    for case in cases:
        known.cases[case.id] = case
        known.add(case, case.lines)
    raised: dict[str, list[Line]] = defaultdict(list)
    attached: dict[str, list[Line]] = defaultdict(list)
    # A new case is named in the run by the alert that opens it.
    new: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda each: (-each.expected_loss_fen, each.alert)):
        where = known.by_alert.get(line.alert)
        if where is not None:
            raised[where].extend(_raised(known.cases[where], line))
            continue
        where, is_counted = _home(line, known)
        if where is None:
            new[line.alert] = [line]
            known.add(replace(opened(line.alert, (line,), on=on), id=line.alert), (line,))
            continue
        kept = replace(line, is_attached=not is_counted)
        (new[where] if where in new else attached[where]).append(kept)
        known.add(replace(opened(where, (line,), on=on), ring=None), (kept,))
    return Matched(
        opened=tuple(_numbered(new.values(), numbers, on)),
        raised={case: tuple(each) for case, each in raised.items() if each},
        attached={case: tuple(each) for case, each in attached.items()},
    )


def _raised(case: Case, later: Line) -> Iterator[Line]:
    """The line with greater figures, where the case has not been taken in hand and there is anything greater."""
    if case.state is not State.ISSUED:
        return
    (line,) = (line for line in case.lines if line.alert == later.alert)
    higher = line.raised_by(later)
    if higher != line:
        yield higher


def _home(line: Line, known: _Known) -> tuple[str | None, bool]:
    """The case that a new alert belongs to, None where it opens one; and whether it adds to the figures of that."""
    if line.channel is Channel.AUDIT:
        return None, True
    where = known.by_ring.get(line.ring) if line.ring is not None else None
    for other, case in known.by_subject.get((line.subject, line.typology), ()):
        if _is_same_matter(line, other, known.cases.get(case)):
            return case, False
    if where is None:
        return None, True
    # What comes after a case was taken in hand stands in it, but changes nothing of what is being checked.
    return where, where not in known.cases or known.cases[where].state is State.ISSUED


def _is_same_matter(line: Line, other: Line, case: Case | None) -> bool:
    if case is not None and not case.is_open:
        return other.first_month <= line.first_month <= other.last_month
    return other.first_month <= line.last_month and line.first_month <= other.last_month


def _numbered(groups: Iterable[list[Line]], numbers: Mapping[str, int], on: date) -> Iterator[Case]:
    """Cases with numbers of their province and year, in the order in which they were opened."""
    last = dict(numbers)
    for group in groups:
        case = opened("", tuple(group), on=on)
        series = series_of(case.origin, on)
        last[series] = last.get(series, 0) + 1
        yield replace(case, id=f"{series}-{last[series]:0{_DIGITS_OF_A_NUMBER}d}")


def series_of(region: str, on: date) -> str:
    """Within which cases are numbered: province and year, as in 47-2026."""
    start = NATION if region == NATION else origin_of(region)
    return f"{start}-{on.year}"
