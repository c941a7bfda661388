"""Entries of the log: what each says of who, when and what, and how it is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from casework.alerts.acts import Act, Event, act_from, act_json, plain
from casework.alerts.case import Case
from casework.alerts.line_form import line_json
from casework.alerts.matching import Matched
from core.errors import InputError
from core.principal import NATION, Principal, Role

IMPORT, QUEUE, REFUSED, LOOK = "import", "queue", "refused", "look"
# Entries that change no case.
CHANGE_NOTHING = (REFUSED, LOOK)
# Whoever owns the files and names nobody, as the log says it.
OWNER = "local"
_CHINA = timezone(timedelta(hours=8))
_OWNER = Principal(OWNER, OWNER, frozenset({Role.AUDITOR}), NATION, "audit")


@dataclass(frozen=True, slots=True)
class Draw:
    """The queue of a month and the random audit beside it.

    frame   subjects that could be drawn
    sha256  of the file of all subjects, "" where nobody was drawn
    """

    month: date
    region: str
    seed: int
    queued: int
    drawn: int
    frame: int
    sha256: str


def day_of(now: datetime) -> date:
    """The day in China; InputError for a moment without a time zone."""
    if now.utcoffset() is None:
        raise InputError("the moment has no time zone.", remedy="Give one, such as +08:00.")
    return now.astimezone(_CHINA).date()


def act_body(case: str, act: Act, who: Principal, now: datetime) -> dict[str, Any]:
    """What one act on one case is written down as."""
    return {**_stamp(who, now), "act": act.what, "case": case, "told": act_json(act)}


def import_body(
    matched: Matched, who: Principal, now: datetime, *, file: str, sha256: str, alerts: int
) -> dict[str, Any]:
    """What a run of alerts is written down as: what it did, so that nobody has to match it again."""
    told = {
        "file": file,
        "sha256": sha256,
        "alerts": alerts,
        "opened": [opened_json(case) for case in matched.opened],
        "raised": {case: list(map(line_json, lines)) for case, lines in matched.raised.items()},
        "attached": {case: list(map(line_json, lines)) for case, lines in matched.attached.items()},
    }
    return {**_stamp(who, now), "act": IMPORT, "told": told}


def queue_body(
    draw: Draw, queued: Sequence[Case], audits: Sequence[Case], who: Principal, now: datetime
) -> dict[str, Any]:
    """What the queue of a month is written down as."""
    told = {name: plain(getattr(draw, name)) for name in Draw.__slots__}
    chosen = {"cases": [case.id for case in queued], "audits": [opened_json(case) for case in audits]}
    return {**_stamp(who, now), "act": QUEUE, "told": told | chosen}


def refused_body(act: str, case: str, reason: str, who: Principal, now: datetime) -> dict[str, Any]:
    """What somebody who may not act is written down as."""
    return {**_stamp(who, now), "act": REFUSED, "case": case, "told": {"act": act, "reason": reason}}


def look_body(case: str, who: Principal | None, now: datetime) -> dict[str, Any]:
    """What a look at a case is written down as; without a principal, whoever owns the files has looked."""
    return {**_stamp(who or _OWNER, now), "act": LOOK, "case": case, "told": {}}


def event_of(body: Mapping[str, Any]) -> Event:
    """The act of an entry about one case."""
    return Event(body["who"], date.fromisoformat(body["day"]), act_from(body["act"], body["told"]))


def draw_of(told: Mapping[str, Any]) -> Draw:
    """The draw of an entry about a queue."""
    return Draw(**{**{name: told[name] for name in Draw.__slots__}, "month": date.fromisoformat(told["month"])})


def opened_json(case: Case) -> dict[str, Any]:
    """Number and lines of a new case, from which the rest of it follows."""
    return {"id": case.id, "lines": list(map(line_json, case.lines))}


def _stamp(who: Principal, now: datetime) -> dict[str, Any]:
    return {
        "who": who.subject,
        "tenant": who.tenant,
        "roles": sorted(who.roles),
        "region": who.region,
        "at": now.astimezone(_CHINA).isoformat(timespec="seconds"),
        "day": day_of(now).isoformat(),
    }
