"""How many payments leak before an alert: the last months of a province scored month by month, within the budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from datapool import marts
from rules.book import RuleBook
from training.risk.casebook import open_casebook
from training.risk.finding import Model, cases_in
from training.risk.gathering import EVERYTHING, end_of_month
from training.risk.records.asking import columns_of
from training.risk.records.rule import FIRST, SUBJECT

_WHO, _LEAST = "benchmark", 0.001
# Typology, subject, and the first month of the case.
_Case = tuple[str, str, date]
# [typology, subject] months counted from the province's first, rising.
Months = dict[tuple[str, str], list[int]]


@dataclass(frozen=True, slots=True)
class Began:
    """A fraud: its typology, subject, and the first and last of its months, counted from the province's first."""

    typology: str
    subject: str
    start: int
    end: int


def delays(
    root: Path,
    models: Mapping[str, Model],
    begun: Sequence[Began],
    *,
    last: date,
    length: int,
    months: int,
    per_month: int,
) -> dict[str, dict[str, float]]:
    """[typology] how many began in the last `months` months, how many of them were alerted, and their leak.

    begun      every fraud of the province
    last       the day up to which the province is told
    length     months of the province
    per_month  alerts that can be looked at each month, the likeliest first, no case twice; before the months looked
               at, the same number was looked at in each month there was
    The leak counts the months from the first of a fraud to the end of the one in which it was alerted: one at the
    least. A fraud that was never alerted leaks until it ends or the province does. `least_possible_median` is that of
    the leaks if every fraud were alerted at the end of the month in which any record spoke of its case at all.
    """
    offset = length - months
    seen: set[_Case] = set()
    raised: Months = {}
    spoken: Months = {}
    for place in range(months + 1):
        day = last if place == months else end_of_month(last, months - place)
        budget = per_month if place else per_month * offset
        cases = _cases(root, models, day)
        fresh = [case for chance, case in cases if chance >= _LEAST and case not in seen][:budget]
        seen |= set(fresh)
        for months_of, told in ((raised, fresh), (spoken, [case for _, case in cases])):
            for typology, subject, _ in told:
                months_of.setdefault((typology, subject), []).append(offset - 1 + place)
    found: dict[str, dict[str, float]] = {}
    for code in sorted({fraud.typology for fraud in begun if fraud.start >= offset}):
        mine = [fraud for fraud in begun if fraud.typology == code and fraud.start >= offset]
        leaks = [leak(fraud, raised, length) for fraud in mine]
        found[code] = {
            "frauds": len(leaks),
            "alerted": sum(first_told(fraud, raised) is not None for fraud in mine),
            "median_leak_months": float(np.median(leaks)),
            "upper_quarter_leak_months": float(np.percentile(leaks, 75)),
            "least_possible_median": float(np.median([leak(fraud, spoken, length) for fraud in mine])),
        }
    return found


def first_told(fraud: Began, months: Months) -> int | None:
    """The first of the months of its subject since it began."""
    return next((month for month in months.get((fraud.typology, fraud.subject), ()) if month >= fraud.start), None)


def leak(fraud: Began, months: Months, length: int) -> int:
    """Months that were paid before it was told of, of a province of `length` months."""
    first = first_told(fraud, months)
    ends = min(fraud.end, length)
    return max(1, (ends if first is None else min(first + 1, ends)) - fraud.start)


def _cases(root: Path, models: Mapping[str, Model], day: date) -> list[tuple[float, _Case]]:
    """Cases as of a day with their chances, the likeliest first."""
    wanted = columns_of([rule for rule in EVERYTHING if rule.name in models])
    found: list[tuple[float, _Case]] = []
    with open_casebook(marts.Snapshot(root, day), wanted, who=_WHO, now=datetime.now(UTC)) as casebook:
        for cases, model, _ in cases_in(casebook, models, book=RuleBook.load()):
            subjects, months = (cases.table[name].to_pylist() for name in (SUBJECT, FIRST))
            chance = model.chance(cases.matrix()).tolist()
            for one, subject, month in zip(chance, subjects, months, strict=True):
                found.append((one, (cases.rule.typology, subject, month)))
    return sorted(found, key=lambda row: (-row[0], row[1]))
