"""One person under two numbers of the pension scheme, drawing or paying in the same months under both."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from training.risk.streaming import tables
from training.risk.streaming.case import Case, case, goes_on, month_of
from training.risk.streaming.history import History
from training.risk.streaming.paid_on import payments

FIGURES = ("months_twice", "carried_over", "months_after_carrying")
_CARRIED = ("05", "06")


def numbers(history: History, day: int) -> set[str]:
    """The person's numbers of the pension scheme."""
    return {row.person_no for row in history.of(tables.INSURED, day)}


def drawn_twice(history: History, day: int) -> Iterator[Case]:
    """The case of pensions drawn under two numbers; the smaller is the one beyond the limit."""
    own = numbers(history, day)
    if len(own) < 2:
        return
    rows = [(row, row.amount or 0) for row in payments(history, day) if row.person_no is not None]
    yield from _cases(history, day, own, _active(rows, "hrss_pensions"), costs=True)


def enrolled_twice(history: History, day: int) -> Iterator[Case]:
    """The case of contributions paid under two numbers; it costs the fund nothing until a pension is awarded."""
    own = numbers(history, day)
    if len(own) < 2:
        return
    rows = [
        (row, (row.employer_contribution or 0) + (row.person_contribution or 0))
        for row in history.of(tables.CONTRIBUTIONS, day)
        if row.person_no in own
    ]
    yield from _cases(history, day, own, _active(rows, "hrss_contributions"), costs=False)


class _Active:
    """A month under one number."""

    __slots__ = ("fen", "number", "period", "refs", "region_code")

    def __init__(self, number: str, period: int, rows: Sequence[tuple[Any, int]], table: str) -> None:
        self.number, self.period, self.fen = number, period, sum(fen for _, fen in rows)
        self.region_code = min((row.region_code for row, _ in rows if row.region_code is not None), default=None)
        self.refs = sorted(f"{table}:{row.id}" for row, _ in rows)


def _active(rows: Sequence[tuple[Any, int]], table: str) -> list[_Active]:
    grouped = defaultdict(list)
    for row, fen in rows:
        grouped[row.period, row.person_no].append((row, fen))
    return [_Active(number, period, grouped[period, number], table) for period, number in sorted(grouped)]


def _cases(history: History, day: int, own: set[str], active: list[_Active], *, costs: bool) -> Iterator[Case]:
    by_month = defaultdict(list)
    for one in active:
        by_month[one.period].append(one)
    both = [(a, b) for period in sorted(by_month) for a, b in combinations(by_month[period], 2)]
    if not both:
        return
    first, last = both[0][0].period, both[-1][0].period
    months, fen = len({a.period for a, _ in both}), [min(a.fen, b.fen) for a, b in both]
    moved = max(
        (row.done_at for row in history.of(tables.OPERATIONS, day)
         if row.operation_kind in _CARRIED and row.person_no in own and row.done_at is not None),
        default=None,
    )  # fmt: skip
    after = 0 if moved is None else max(month_of(last) - month_of(moved), 0)
    yield case(
        both[-1][0], first, last, months=months,
        fen=(sum(fen), fen[-1] if goes_on(last, day) else 0) if costs else (0, 0),
        rows=(ref for a, b in both for ref in (*a.refs, *b.refs)), figures=(months, moved is not None, after),
    )  # fmt: skip
