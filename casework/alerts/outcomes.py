"""What became of alerts, as labels for those who train: one row for every alert of a closed case."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from casework.alerts.case import Case, Channel, Finding, State
from core.alerts import OUTCOMES


def outcome_table(cases: Iterable[Case]) -> pa.Table:
    """A table of `core.alerts.OUTCOMES`; the amounts of a ring are divided among the members they are due from."""
    rows = [row for case in cases if case.state is State.CLOSED and case.finding for row in _rows(case, case.finding)]
    return pa.Table.from_pylist(rows, schema=OUTCOMES)


def _rows(case: Case, finding: Finding) -> Iterator[dict[str, Any]]:
    owing = [line for line in case.lines if not line.is_attached and (line.finding or finding).is_confirmed]
    weights = [line.paid_fen for line in owing]
    due = dict(zip((line.alert for line in owing), divided(case.due_fen, weights), strict=True))
    recovered = dict(zip(due, divided(case.recovered_fen, list(due.values())), strict=True))
    for line in case.lines:
        yield {
            "alert": line.alert,
            "typology": case.typology if case.channel is Channel.AUDIT else line.typology,
            "subject_kind": line.subject_kind,
            "subject": line.subject,
            "channel": line.channel.value,
            "drawn_with": line.drawn_with,
            "probability": line.probability,
            "finding": (line.finding or finding).value,
            "due_fen": due.get(line.alert, 0),
            "recovered_fen": recovered.get(line.alert, 0),
            "closed_on": case.closed_on,
        }


def divided(fen: int, weights: Sequence[int]) -> list[int]:
    """An amount in proportion to weights, to the fen: what is left of rounding down goes to the greatest remainders."""
    if not weights:
        return []
    whole = sum(weights)
    parts = [fen * weight // whole if whole else fen // len(weights) for weight in weights]
    remainders = [fen * weight % whole if whole else 0 for weight in weights]
    first = sorted(range(len(parts)), key=lambda at: (-remainders[at], at))
    for at in first[: fen - sum(parts)]:
        parts[at] += 1
    return parts
