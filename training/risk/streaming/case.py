"""A case as a record rule tells it: months, yuan, rows, and figures in the order of the rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from training.risk.records.asking import ROWS_OF_A_CASE

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one person.

    region   of the last month
    first, last   months, as date.toordinal of their first days
    months   how many are paid beyond the limit
    paid_fen, monthly_fen   beyond the limit so far, and a month from now on
    rows     table:id, those first that whoever checks opens first
    figures  in the order of the rule's figures; None where it is not known
    """

    region: str | None
    first: int
    last: int
    months: int
    paid_fen: int
    monthly_fen: int
    rows: tuple[str, ...]
    figures: tuple[float | None, ...]


def case(latest: Any, first: int, last: int, *, months: int, fen: tuple[int, int], rows: Iterable[str],
         figures: Iterable[float | None]) -> Case:  # fmt: skip
    """A case of the rows that count, `fen` being what was paid and what goes on, in the region of the latest row."""
    kept = tuple(rows)[:ROWS_OF_A_CASE]
    told = tuple(None if one is None else float(one) for one in figures)
    return Case(latest.region_code, first, last, months, fen[0], fen[1], kept, told)


@lru_cache(16_384)
def month_of(day: int) -> int:
    """The month of a day, counted from the year nought."""
    at = date.fromordinal(day)
    return at.year * _MONTHS + at.month - 1


@lru_cache(16_384)
def month_start(day: int, later: int = 0) -> int:
    """The first day of the month of a day, or of one so many months later."""
    month = month_of(day) + later
    return date(month // _MONTHS, month % _MONTHS + 1, 1).toordinal()


@lru_cache(16_384)
def months_on(day: int, months: int) -> int:
    """The day so many months later, or the last of that month where it has no such day."""
    at, month = date.fromordinal(day), month_of(day) + months
    following = date((month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1).toordinal()
    return min(date(month // _MONTHS, month % _MONTHS + 1, 1).toordinal() + at.day - 1, following - 1)


def goes_on(last: int, day: int) -> bool:
    """Whether a month is still paid for: it is the month of the day, or the one before (`rule.GOES_ON`)."""
    return last >= month_start(day, -1)
