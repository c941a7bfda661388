"""Bills that sex or age rules out, of one person, against what is usual among all others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from training.risk.streaming import tables
from training.risk.streaming.case import Case, case, month_of, month_start
from training.risk.streaming.history import History
from training.risk.streaming.usual import DIAGNOSIS, ITEM, NOT_COUNTED, Patient, Span, Usual, patient, years

FIGURES = (
    "bills", "other_sex", "item_other_sex", "both_sexes", "beyond", "both_beyond", "marks", "greatest_bill",
    "corrected_after", "registers_differ", "impossible_and_stands",
)  # fmt: skip
_SEXED_CHAPTERS = frozenset("CDNOPQZER")
_YEARS_BEYOND, _MOST_YEARS, _DAYS_AFTER, _FEN = 2, 40, 300, 100
_CORRECTED = ("03", "10")
# Whether nearly all others are of the other sex, the youngest and the oldest in years.
_Bounds = tuple[bool, float, float]
_NO_BOUNDS: _Bounds = (False, -inf, inf)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A bill that is odd: of the other sex by diagnosis or item, and years beyond the ages of either."""

    bill: Any
    other_sex: bool
    item_other_sex: bool
    beyond: float
    item_beyond: float

    @property
    def marks(self) -> int:
        """In how many ways."""
        return self.other_sex + self.item_other_sex + (self.beyond > _YEARS_BEYOND)


def impossible_bills(history: History, day: int, usual: Usual) -> Iterator[Case]:
    """The case of a person's bills that sex or age rules out, if there are any."""
    who = patient(history, day)
    if who is None:
        return
    hits = sorted(_hits(history.of(tables.BILLS, day), who, usual), key=lambda hit: (hit.bill.admitted_on, hit.bill.id))
    if hits:
        yield _case(hits, history, day, who.sex)


def _case(hits: Sequence[_Hit], history: History, day: int, sex: str | None) -> Case:
    first, last = hits[0].bill.admitted_on, hits[-1].bill.admitted_on
    corrected = any(
        row.operation_kind in _CORRECTED and row.done_at is not None and first <= row.done_at <= last + _DAYS_AFTER
        for row in history.of(tables.OPERATIONS, day)
    )
    differ = any(sex is not None and row.sex is not None and row.sex != sex for row in history.of(tables.INSURED, day))
    item_sex = any(hit.item_other_sex for hit in hits)
    both_beyond = max(min(hit.item_beyond, _MOST_YEARS) if hit.beyond > _YEARS_BEYOND else 0 for hit in hits)
    bills = [hit.bill.bill_amount / _FEN for hit in hits if hit.bill.bill_amount is not None]
    named = sorted(hits, key=lambda hit: (-hit.marks, hit.bill.admitted_on, hit.bill.id))
    return case(
        hits[-1].bill, month_start(first), month_start(last),
        months=len({month_of(hit.bill.admitted_on) for hit in hits}),
        fen=(sum(hit.bill.fund_payment or 0 for hit in hits), 0),
        rows=(f"health_settlements:{hit.bill.id}" for hit in named),
        figures=(
            len(hits), any(hit.other_sex for hit in hits), item_sex,
            any(hit.other_sex and hit.item_other_sex for hit in hits),
            max(min(hit.beyond, _MOST_YEARS) for hit in hits), both_beyond, named[0].marks,
            max(bills, default=None), corrected, differ,
            not corrected and ((item_sex and not differ) or both_beyond > 0),
        ),
    )  # fmt: skip


def _hits(bills: Iterable[Any], who: Patient, usual: Usual) -> Iterator[_Hit]:
    """The odd ones of the bills that count."""
    # A person has many bills of few diagnoses and items.
    diagnoses: dict[str | None, _Bounds] = {None: _NO_BOUNDS}
    items: dict[str | None, _Bounds] = {None: _NO_BOUNDS}
    for bill in bills:
        if bill.settlement_kind in NOT_COUNTED or bill.admitted_on is None:
            continue
        diagnosis, item = bill.diagnosis, bill.service_item
        if diagnosis not in diagnoses:
            found = _bounds(usual.span((DIAGNOSIS, diagnosis)), who.sex)
            diagnoses[diagnosis] = found if diagnosis[:1] in _SEXED_CHAPTERS else (False, *found[1:])
        if item not in items:
            items[item] = _bounds(usual.span((ITEM, item)), who.sex)
        other_sex, youngest, oldest = diagnoses[diagnosis]
        item_sex, item_youngest, item_oldest = items[item]
        beyond = item_beyond = 0.0
        if who.born is not None:
            age = years(bill.admitted_on - who.born)
            beyond = max(age - oldest, youngest - age, 0.0)
            item_beyond = max(age - item_oldest, item_youngest - age, 0.0)
        if other_sex or item_sex or beyond > _YEARS_BEYOND:
            yield _Hit(bill, other_sex, item_sex, beyond, item_beyond)


def _bounds(span: Span | None, sex: str | None) -> _Bounds:
    if span is None:
        return _NO_BOUNDS
    if span.youngest is None or span.oldest is None:
        return span.is_of_other_sex(sex), *_NO_BOUNDS[1:]
    return span.is_of_other_sex(sex), span.youngest, span.oldest
