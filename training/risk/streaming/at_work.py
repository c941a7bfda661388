"""Unemployment benefit while at work, of one person: months of benefit for which an employer declared or paid."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isnan
from typing import Any

from training.risk.streaming import tables
from training.risk.streaming.case import Case, case, goes_on, months_on
from training.risk.streaming.history import History

FIGURES = (
    "months_at_work", "months_of_real_wage", "months_insured", "months_amid", "in_last_month", "wage_to_benefit",
    "wage_to_usual", "months_on_end", "months_of_a_job", "share_of_spell", "by_former_employer",
)  # fmt: skip
_SEVERANCE_MONTHS, _USUAL_MONTHS = 2, 24
_FEN, _LEAST_SHARE = 100, 0.5
# [uscc] the number of an employer among the insured.
EmployerOf = Callable[[str | None], str | None]


@dataclass(frozen=True, slots=True)
class _Waged:
    """Wages of a month: yuan, who declared them, and the rows."""

    wage: float | None
    employer: str | None
    refs: list[str]


@dataclass(frozen=True, slots=True)
class _Worked:
    """A month of benefit at work; what it is to benefit and to the usual wage is None where no wage is known."""

    benefit: Any
    waged: _Waged | None
    insured: list[str]
    place: int
    is_last: bool
    to_benefit: float | None
    to_usual: float | None

    @property
    def region_code(self) -> str | None:
        """Of the payment."""
        region: str | None = self.benefit.region_code
        return region

    @property
    def is_early(self) -> bool:
        """Whether severance pay may explain it."""
        return self.place <= _SEVERANCE_MONTHS

    @property
    def by_former(self) -> bool:
        """Whether the employer who was left declared the wage."""
        employer = None if self.waged is None else self.waged.employer
        return employer is not None and employer == self.benefit.employer_no

    @property
    def is_of_a_job(self) -> bool:
        """Whether it looks like work and not like what an employment leaves behind."""
        if self.is_last or (self.is_early and self.by_former):
            return False
        if self.to_usual is None:
            return (self.to_benefit or 0) >= 1 or bool(self.insured)
        # What is not a number is the greatest of all, as the database has it.
        return not self.to_usual < _LEAST_SHARE or bool(self.insured)

    @property
    def rows(self) -> list[str]:
        """Benefit, wages, contributions."""
        return [f"hrss_unemployment:{self.benefit.id}", *(self.waged.refs if self.waged else []), *self.insured]


def at_work(history: History, day: int, employer_of: EmployerOf) -> Iterator[Case]:
    """A case for each claim in whose months the person worked, the earliest first."""
    benefits = sorted(history.of(tables.BENEFITS, day), key=lambda row: (row.claimed_on, row.period, row.id))
    if not benefits:
        return
    of_benefit = {row.period for row in benefits}
    waged = _waged(history, day, of_benefit, employer_of)
    insured = _insured(history, day, of_benefit)
    found = []
    for _, rows in groupby(benefits, key=lambda row: row.claimed_on):
        spell = list(rows)
        worked = list(_worked(spell, waged, insured))
        if worked:
            found.append(_case(worked, len(spell), day))
    yield from sorted(found, key=lambda one: (one.first, one.rows))


def _case(worked: Sequence[_Worked], spell: int, day: int) -> Case:
    first, last, count = worked[0].benefit.period, worked[-1].benefit.period, len(worked)
    fen = [one.benefit.unemployment_benefit or 0 for one in worked]
    runs: dict[int, int] = defaultdict(int)
    for number, one in enumerate(worked):
        runs[one.place - number] += 1
    to_benefit = [one.to_benefit for one in worked if one.to_benefit is not None]
    to_usual = [one.to_usual for one in worked if one.to_usual is not None]
    return case(
        worked[-1], first, last, months=count, fen=(sum(fen), fen[-1] if goes_on(last, day) else 0),
        rows=(ref for one in worked for ref in one.rows),
        figures=(
            count, sum(ratio >= 1.0 for ratio in to_benefit), sum(bool(one.insured) for one in worked),
            sum(not one.is_last and not one.is_early for one in worked), sum(one.is_last for one in worked),
            _median(to_benefit), _median(to_usual), max(runs.values()),
            sum(one.is_of_a_job for one in worked), count / spell, sum(one.by_former for one in worked) / count,
        ),
    )  # fmt: skip


def _worked(spell: Sequence[Any], waged: dict[int, _Waged], insured: dict[int, list[str]]) -> Iterator[_Worked]:
    since = spell[0].period
    before = [
        month.wage
        for period, month in waged.items()
        if months_on(since, -_USUAL_MONTHS) <= period < since and month.wage is not None
    ]
    usual = _median(before)
    for place, row in enumerate(spell, 1):
        month = waged.get(row.period)
        paid = insured.get(row.period, [])
        if month is None and not paid:
            continue
        wage = None if month is None else month.wage
        to_benefit = None if wage is None else wage * _FEN / max(row.unemployment_benefit or 1, 1)
        to_usual = None if wage is None or usual is None else _share(wage, usual)
        yield _Worked(row, month, paid, place, place == len(spell), to_benefit, to_usual)


def _share(wage: float, usual: float) -> float:
    """As floating numbers divide: without end where nothing was usual, and not a number where nothing was paid."""
    if usual:
        return wage / usual
    return float("inf") if wage else float("nan")


def _median(values: Sequence[float]) -> float | None:
    if not values:
        return None
    ordered = sorted(values, key=lambda value: (isnan(value), value))
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low if low == high else low + (high - low) * 0.5


def _waged(history: History, day: int, of_benefit: set[int], employer_of: EmployerOf) -> dict[int, _Waged]:
    """[month] wages, as far back as they are compared with; who declared them is told for months of benefit only."""
    since, until = months_on(min(of_benefit), -_USUAL_MONTHS), max(of_benefit)
    grouped = defaultdict(list)
    for row in history.of(tables.WAGES, day):
        if since <= row.period <= until:
            grouped[row.period].append(row)
    found = {}
    for period, rows in grouped.items():
        fen = [row.wage_income for row in rows if row.wage_income is not None]
        wage = sum(fen) / _FEN if fen else None
        if period not in of_benefit:
            found[period] = _Waged(wage, None, [])
            continue
        rows.sort(key=lambda row: row.id)
        employers = (employer_of(row.uscc) for row in rows)
        employer = next((one for one in employers if one is not None), None)
        found[period] = _Waged(wage, employer, [f"tax_wages:{row.id}" for row in rows])
    return found


def _insured(history: History, day: int, of_benefit: set[int]) -> dict[int, list[str]]:
    """[month of benefit] rows of contributions that an employer paid."""
    grouped = defaultdict(list)
    for row in history.of(tables.CONTRIBUTIONS, day):
        if row.period in of_benefit and row.employer_no is not None:
            grouped[row.period].append(f"hrss_contributions:{row.id}")
    return {period: sorted(refs) for period, refs in grouped.items()}
