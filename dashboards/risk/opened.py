"""The ledger that the page shows, and who reads it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casework.alerts import Ledger, open_ledger
from casework.alerts.case import Case
from core.principal import Principal

YUAN, WAN = 100, 1_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger, its cases as somebody may see them (None: whoever owns the files), and the day.

    pool  folder of the pool whose rows the cases rest on; None where the page was given none
    """

    ledger: Ledger
    who: Principal | None
    cases: tuple[Case, ...]
    today: date
    pool: Path | None = None


def opened(folder: Path, who: Principal | None, today: date, *, pool: Path | None = None) -> Opened:
    """Raises InputError where there is no ledger or the principal may not read it."""
    ledger = open_ledger(folder)
    return Opened(ledger, who, tuple(ledger.cases(who=who)), today, pool)


def by_loss(cases: tuple[Case, ...]) -> list[Case]:
    """Most expected yuan first; cases that are closed last."""
    return sorted(cases, key=lambda case: (not case.is_open, -case.expected_loss_fen, case.id))
