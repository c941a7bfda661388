"""A suspected case as plain values, and as much of it as fits on a line."""

from datetime import date
from typing import Any

from casework.alerts.acts import plain
from casework.alerts.case import Case
from casework.alerts.reading import COLUMNS
from core.money import FEN_PER_YUAN


def case_json(case: Case, today: date) -> dict[str, Any]:
    """Everything but lines and history; the subject is masked."""
    told = {name: plain(getattr(case, name)) for name in COLUMNS}
    documents = [{"name": each.name, "sha256": each.sha256, "size": each.size} for each in case.documents]
    more = {"members": case.members, "outstanding_fen": case.outstanding_fen, "is_overdue": case.is_overdue(today)}
    return {**told, "subject": case.masked, **more, "documents": documents}


def amount(fen: int) -> str:
    """Yuan with two decimals."""
    return f"{fen / FEN_PER_YUAN:,.2f}"
