"""How much of what is there is found: estimated from persons drawn at random, with an interval that keeps its level."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scipy.stats import chi2

from casework.alerts.case import RANDOM_AUDIT, Case, Channel

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Missed:
    """How many are there that the queue did not have: an estimate and its interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of subjects with something to find whom the queue had.

    found         subjects of the queue of whom it was confirmed
    queue_open    subjects of the queue of whom it is not known yet
    audited       subjects drawn at random and checked; `audit_open` drawn and not checked yet
    confirmed     of those audited
    missed        estimated number of subjects outside the queue with something to find
    estimate      None where nothing is known, or there is nothing to find
    low, high     whatever is still open counts for both bounds as it is worst
    """

    found: int
    queue_open: int
    audited: int
    audit_open: int
    confirmed: int
    missed: Missed | None
    estimate: float | None
    low: float
    high: float
    level: float

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        missed = None if self.missed is None else [self.missed.estimate, self.missed.low, self.missed.high]
        names = ("found", "queue_open", "audited", "audit_open", "confirmed", "estimate", "low", "high", "level")
        return {**{name: getattr(self, name) for name in names}, "missed": missed}


def missed_interval(weights: Sequence[float], largest: float, *, level: float = LEVEL) -> Missed:
    """Horvitz-Thompson estimate of a total from those in a sample who have something, and its interval.

    weights  of each of them: 1 / the chance of being drawn
    largest  weight that anybody in the sample has
    Interval of Fay and Feuer (1997) for a weighted sum of Poisson counts: with equal weights, and with nobody found, it
    is the exact one of Garwood. Draws without replacement vary less than that, so that it is rather too wide.
    """
    total, variance = sum(weights, 0.0), sum((weight**2 for weight in weights), 0.0)
    tail = (1.0 - level) / 2.0
    low = 0.0
    if total > 0.0:
        low = variance / (2.0 * total) * float(chi2.ppf(tail, 2.0 * total**2 / variance))
    above, above_variance = total + largest, variance + largest**2
    high = above_variance / (2.0 * above) * float(chi2.ppf(1.0 - tail, 2.0 * above**2 / above_variance))
    return Missed(total, low, high)


def recall_of(cases: Iterable[Case], *, month: date | None = None, level: float = LEVEL) -> Recall:
    """Recall over all queues and draws, or those of one month.

    cases  all that the question is about; those neither queued nor sent on are outside the queue and do not count
    """
    counted = [case for case in cases if month is None or period_of(case) == month]
    queue = [case for case in counted if case.channel is Channel.QUEUE and period_of(case) is not None]
    audits = [case for case in counted if case.channel is Channel.AUDIT]
    found = len({subject for case in queue for subject in _confirmed(case)})
    queue_open = len({line.subject for case in queue if case.is_open for line in case.lines})
    checked = [case for case in audits if not case.is_open]
    weights = [1.0 / case.drawn_with for case in checked if case.finding is not None and case.finding.is_confirmed]
    waiting = [1.0 / case.drawn_with for case in audits if case.is_open]
    counts = (found, queue_open, len(checked), len(waiting), len(weights))
    if not audits:
        return Recall(*counts, None, None, 0.0, 1.0, level)
    largest = max(1.0 / case.drawn_with for case in audits)
    known = missed_interval(weights, largest, level=level)
    worst = missed_interval([*weights, *waiting], largest, level=level)
    missed = Missed(known.estimate, known.low, min(worst.high, _drawn_from(audits)))
    estimate = None
    if checked and found + known.estimate > 0.0:
        # Of those not checked yet, as many are expected to have something as of the others.
        done = sum(1.0 / case.drawn_with for case in checked)
        estimate = found / (found + known.estimate * (done + sum(waiting)) / done)
    high = (found + queue_open) / (found + queue_open + known.low) if found + queue_open + known.low > 0.0 else 1.0
    low = found / (found + missed.high)
    return Recall(*counts, missed, estimate, low, high, level)


def _drawn_from(audits: Iterable[Case]) -> float:
    """How many subjects there are outside the queue; without an end where a draw is not this ledger's own."""
    if any(case.lines[0].typology != RANDOM_AUDIT for case in audits):
        return math.inf
    return sum(1.0 / case.drawn_with for case in audits)


def period_of(case: Case) -> date | None:
    """The month for whose queue a case was chosen, or in which it was sent on or drawn; None where it was not."""
    if case.queued_for is not None:
        return case.queued_for
    begun = case.issued_on if case.channel is Channel.AUDIT else case.sent_on
    return None if begun is None else begun.replace(day=1)


def _confirmed(case: Case) -> set[str]:
    """The subjects of a closed case of whom it is true, wholly or partly."""
    if case.is_open or case.finding is None:
        return set()
    return {line.subject for line in case.lines if (line.finding or case.finding).is_confirmed}
