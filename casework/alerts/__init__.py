"""The ledger of suspected cases (疑点台账): who is checked, by whom, by when, what was found and what came back."""

from casework.alerts.ledger import Imported, Ledger, Queued, Report, open_ledger
from casework.alerts.queueing import Plan
from casework.alerts.reading import Wanted

__all__ = ["Imported", "Ledger", "Plan", "Queued", "Report", "Wanted", "open_ledger"]
