"""Who looked at a case, and who was not let: read from the log, which has every look before it is given."""

from dataclasses import dataclass

from casework.alerts.bodies import LOOK, REFUSED
from core.chain import START, Chain


@dataclass(frozen=True, slots=True)
class Looked:
    """One look: its number in the log, when, who of which office; `is_refused` where nothing was shown."""

    number: int
    at: str
    who: str
    tenant: str
    is_refused: bool


def looks_in(log: Chain, case: str) -> tuple[Looked, ...]:
    """The looks at one case, the first first. Raises ChainBroken for a log that was changed."""
    found = []
    for _, entry in log.read(START):
        body = entry.body
        is_refused = body["act"] == REFUSED and body["told"].get("act") == LOOK
        if body.get("case") == case and (body["act"] == LOOK or is_refused):
            found.append(Looked(entry.number, body["at"], body["who"], body["tenant"], is_refused))
    return tuple(found)
