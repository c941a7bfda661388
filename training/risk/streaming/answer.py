"""What is answered to an event, once it is on disk."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from training.risk.streaming.judging import Judged


class Reception(StrEnum):
    """What became of an event.

    TAKEN     its row was not there, or is newer than the one that was
    AGAIN     the same row was there already
    OUTDATED  a newer version of the row was there already
    REFUSED   it is no event, or contradicts its row without being a newer version: nothing of it is kept
    UNWRITTEN the disk did not take its group: nothing of it is kept, and it may be sent again
    """

    TAKEN = "taken"
    AGAIN = "again"
    OUTDATED = "outdated"
    REFUSED = "refused"
    UNWRITTEN = "unwritten"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one event. Cases are evidence, and no decision.

    event    table:id, or "" for something that has none
    person   whom it is about; "" for nobody
    cases    all that the person has now under the rules that read the table
    changed  alerts among them that are new or differ from what was told or known before
    ended    alerts that the person had under these rules and has no longer
    why      what was wrong with an event that is not kept
    """

    event: str
    reception: Reception
    person: str
    as_of: date
    cases: tuple[Judged, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        plain: dict[str, Any] = {"event": self.event, "reception": self.reception.value}
        if self.reception in (Reception.REFUSED, Reception.UNWRITTEN):
            return {**plain, "why": self.why}
        return {
            **plain,
            "person": self.person,
            "as_of": self.as_of.isoformat(),
            "cases": [one.to_json() for one in self.cases],
            "changed": list(self.changed),
            "ended": list(self.ended),
        }
