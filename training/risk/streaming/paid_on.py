"""Pension after death and while a sentence is served, of one person: the same figures as the rules in SQL."""

from collections.abc import Iterator
from typing import Any

from training.risk.streaming import tables
from training.risk.streaming.case import Case, case, goes_on, month_of, months_on
from training.risk.streaming.history import History

FIGURES = (
    "months_paid", "sources", "days_apart", "proofs_after_death", "seen_after_death", "reported_at_counter",
    "days_paid_after_report", "days_from_police_to_stop", "months_concealed", "still_paid", "days_paid_though_known",
)  # fmt: skip
SENTENCE_FIGURES = ("months_paid", "share_paid", "days_paid_though_known")
_DIED, _PAID, _STOPPED, _SEEN = "02", "1", "11", ("4", "5")
_MOST_DAYS, _A_MONTH, _GRACE = 400, 31, 45
_FOREVER = 3_652_059  # date.max


def payments(history: History, day: int) -> list[Any]:
    """The payments of pensions that arrived, as rows of tables.Pension."""
    return [row for row in history.of(tables.PENSIONS, day) if (row.payment_result or _PAID) == _PAID]


def after_death(history: History, day: int) -> Iterator[Case]:
    """The case of payments for months after the one of the death, if there are any."""
    deaths = list(_deaths(history, day))
    if not deaths:
        return
    died = min(on for _, on, _, _ in deaths)
    paid = sorted((row for row in payments(history, day) if row.period > died), key=_by_period)
    if not paid:
        return
    known = min((on for _, _, on, _ in deaths if on is not None), default=None)
    police = min((on for source, _, on, _ in deaths if on is not None and source == "police_changes"), default=None)
    proofs = sorted((row for row in history.of(tables.PROOFS, day) if row.certified_on > died), key=_by_id)
    stopped = min(
        (row.done_at for row in history.of(tables.OPERATIONS, day)
         if row.operation_kind == _STOPPED and row.done_at is not None and row.done_at >= died),
        default=None,
    )  # fmt: skip
    first, last, months = paid[0].period, paid[-1].period, len({row.period for row in paid})
    last_paid = max((row.paid_on for row in paid if row.paid_on is not None), default=None)
    concealed = stopped is None and (police is None or police > last + _GRACE)
    to_stop = -_MOST_DAYS if police is None else min(max(last + _A_MONTH - police, -_MOST_DAYS), _MOST_DAYS)
    still = goes_on(last, day)
    yield case(
        paid[-1], first, last, months=months, fen=(_sum(paid), (paid[-1].amount or 0) if still else 0),
        rows=(*sorted({ref for *_, ref in deaths}), *(f"hrss_certifications:{row.id}" for row in proofs),
              *(f"hrss_pensions:{row.id}" for row in paid)),
        figures=(
            months, len({source for source, *_ in deaths}), max(on for _, on, _, _ in deaths) - died, len(proofs),
            sum(row.certification_channel in _SEEN for row in proofs), stopped is not None, _days(last_paid, stopped),
            to_stop, months if concealed else 0, still, _days(last_paid, known),
        ),
    )  # fmt: skip


def while_serving(history: History, day: int) -> Iterator[Case]:
    """A case for each sentence within whose whole months a pension was paid, the earliest first."""
    found = []
    sentences = [row for row in history.of(tables.SENTENCES, day) if row.sentence_from is not None]
    paid = sorted(payments(history, day), key=_by_period) if sentences else []
    for term in sentences:
        since, until = term.sentence_from, _FOREVER if term.sentence_until is None else term.sentence_until
        inside = [row for row in paid if row.period > since and months_on(row.period, 1) <= until]
        if not inside:
            continue
        first, last, months = inside[0].period, inside[-1].period, len({row.period for row in inside})
        last_paid = max((row.paid_on for row in inside if row.paid_on is not None), default=None)
        monthly = (inside[-1].amount or 0) if goes_on(last, day) and until > day else 0
        served = max(month_of(min(until, day)) - month_of(since), 1)
        found.append(
            case(
                inside[-1], first, last, months=months, fen=(_sum(inside), monthly),
                rows=(f"police_sentences:{term.id}", *(f"hrss_pensions:{row.id}" for row in inside)),
                figures=(months, months / served, _days(last_paid, term.registered_on)),
            )
        )  # fmt: skip
    yield from sorted(found, key=lambda one: (one.first, one.rows))


def _deaths(history: History, day: int) -> Iterator[tuple[str, int, int | None, str]]:
    """Source, day of death, day of registration, and the row."""
    for row in history.of(tables.CHANGES, day):
        if row.population_change == _DIED and row.event_on is not None:
            yield "police_changes", row.event_on, row.registered_on, f"police_changes:{row.id}"
    for kind, source in ((tables.CREMATIONS, "civil_cremations"), (tables.DEATHS, "health_deaths")):
        for row in history.of(kind, day):
            if row.death_date is not None:
                yield source, row.death_date, row.registered_on, f"{source}:{row.id}"


def _sum(paid: list[Any]) -> int:
    return sum(row.amount or 0 for row in paid)


def _days(later: int | None, earlier: int | None) -> int:
    """From one to the other; none where either is not known or they stand the other way round."""
    return 0 if later is None or earlier is None else max(later - earlier, 0)


def _by_period(row: Any) -> tuple[int, str]:
    return row.period, row.id


def _by_id(row: Any) -> str:
    return str(row.id)
