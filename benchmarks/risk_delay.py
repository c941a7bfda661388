"""How many payments leak before an alert: the last months of a province scored month by month, within the budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from datapool import marts
from rules.book import RuleBook
from training.risk.alerting import Source
from training.risk.casebook import open_casebook
from training.risk.finding import EVERYTHING, Model, alerts_in
from training.risk.records.asking import columns_of

_WHO, _LEAST = "benchmark", 0.001
# Typology, subject, and the first month of the case.
_Case = tuple[str, str, date]


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
    least. A fraud that was never alerted leaks until it ends or the province does.
    """
    offset = length - months
    seen: set[_Case] = set()
    raised: dict[tuple[str, str], list[int]] = {}
    for place, day in enumerate(month_ends(last, months + 1)):
        budget = per_month if place else per_month * offset
        fresh = [case for case in _alerts(root, models, day) if case not in seen][:budget]
        seen |= set(fresh)
        for typology, subject, _ in fresh:
            raised.setdefault((typology, subject), []).append(offset - 1 + place)
    found: dict[str, dict[str, float]] = {}
    for code in sorted({fraud.typology for fraud in begun if fraud.start >= offset}):
        mine = [fraud for fraud in begun if fraud.typology == code and fraud.start >= offset]
        first = [
            next((month for month in raised.get((code, fraud.subject), ()) if month >= fraud.start), None)
            for fraud in mine
        ]
        leaks = [
            min(fraud.end, length) - fraud.start if month is None else month + 1 - fraud.start
            for fraud, month in zip(mine, first, strict=True)
        ]
        found[code] = {
            "frauds": len(leaks), "alerted": sum(month is not None for month in first),
            "median_leak_months": float(np.median(leaks)), "upper_quarter_leak_months": float(np.percentile(leaks, 75)),
        }  # fmt: skip
    return found


def _alerts(root: Path, models: Mapping[str, Model], day: date) -> list[_Case]:
    """Cases alerted as of a day, the likeliest first."""
    wanted = columns_of([rule for rule in EVERYTHING if rule.name in models])
    with open_casebook(marts.Snapshot(root, day), wanted, who=_WHO, now=datetime.now(UTC)) as casebook:
        alerts = alerts_in(casebook, models, source=Source(_WHO, ""), book=RuleBook.load(), least=_LEAST)
    alerts = alerts.take(pc.sort_indices(alerts, sort_keys=[("probability", "descending"), ("alert", "ascending")]))
    columns = (alerts[name].to_pylist() for name in ("typology", "subject", "first_month"))
    return list(zip(*columns, strict=True))


def month_ends(last: date, months: int) -> list[date]:
    """The last days of so many months, rising, `last` the last of them."""
    days = [last]
    while len(days) < months:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]
