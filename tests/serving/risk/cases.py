"""The cases of a pool, as they are sent to a site."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from datapool.marts import Snapshot
from serving.application import Application
from serving.frames import Answer, Ask
from training.risk.casebook import open_casebook
from training.risk.records import RULES
from training.risk.records.asking import Cases, ask, columns_of


def cases_of(root: Path, as_of: date) -> Cases:
    """What the rule about pensions after a death finds in a pool."""
    now = datetime.now(UTC)
    with open_casebook(Snapshot(root, as_of), columns_of(RULES), who="tests", now=now) as casebook:
        return ask(casebook, RULES[0])


def sent(found: Cases) -> list[dict[str, Any]]:
    """The same as a request has them."""
    return [
        {
            "rule": found.rule.name, "subject": row["subject"], "first_month": f"{row['first_month']:%Y-%m}",
            "figures": {name: row[name] for name in found.figures}, "months": row["months"],
            "paid_fen": row["paid_fen"], "monthly_fen": row["monthly_fen"],
        }
        for row in found.table.to_pylist()
    ]  # fmt: skip


def body(*cases: Any) -> bytes:
    return json.dumps({"cases": cases}).encode()


def answered(application: Application, bodies: Sequence[bytes]) -> list[Answer]:
    """The answers to requests that wait together, in their order."""
    asks = [Ask(f"{place}", 1e3, "", each) for place, each in enumerate(bodies)]
    answers = {one.id: one for one in application.answer(asks)}
    return [answers[ask.id] for ask in asks]
