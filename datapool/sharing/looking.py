"""Who looked at my data: answered for every person from the log, and what a look at a person's page writes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import InputError
from core.principal import Principal
from datapool.pool import Pool
from datapool.sharing.ledger import Ledger, stamp
from datapool.sharing.person_key import PersonKey
from datapool.sharing.purpose import load_purposes
from datapool.sharing.refusal import ReleaseRefused


@dataclass(frozen=True, slots=True)
class Look:
    """One time that somebody was given, or looked at, what is kept of a person.

    number     of the entry in the log
    kind       release or view
    at         ISO 8601
    who        and `tenant`: `self` where it was a person who looked at their own record
    agreement  empty for a view
    table      empty for a view, whose columns may be of several tables
    """

    number: int
    kind: str
    at: str
    who: str
    tenant: str
    purpose: str
    agreement: str
    table: str
    columns: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "entry": self.number,
            "kind": self.kind,
            "at": self.at,
            "who": self.who,
            "tenant": self.tenant,
            "purpose": self.purpose,
            "agreement": self.agreement or None,
            "table": self.table or None,
            "columns": list(self.columns),
        }


def looked(pool: Pool, persons: Sequence[PersonKey]) -> list[Look]:
    """Every look at a person, the oldest first.

    persons  the numbers under which the departments know this one person: a look is told of whatever number it used
    Raises KeyLost where the log cannot be read for want of its key, ChainBroken where it was changed.
    """
    ledger = Ledger(pool.root)
    found = ledger.index.seen(ledger.pseudonyms().of_all(persons))
    looks: dict[int, Look] = {}
    for told in found:
        # A large release stands in several entries; it was one.
        first = told["number"] - max(told.get("part", 1), 1) + 1
        looks.setdefault(first, _look(first, told))
    return [looks[number] for number in sorted(looks)]


def _look(number: int, told: dict[str, Any]) -> Look:
    return Look(
        number=number,
        kind=told["kind"],
        at=told["at"],
        who=told["who"],
        tenant=told["tenant"],
        purpose=told["purpose"],
        agreement=told.get("agreement", ""),
        table=told.get("table", ""),
        columns=tuple(told["columns"]),
    )


def record_view(
    pool: Pool, persons: Sequence[PersonKey], *, columns: Sequence[str], who: Principal, now: datetime
) -> int:
    """Write down that somebody is about to see these columns of a person; returns the number of the entry.

    Whoever shows a person's record calls this first and shows nothing when it raises: ReleaseRefused for a purpose
    that is not in the catalogue or a lost key (which is written down as well), ChainNotWritten, ChainBroken.
    """
    if not persons or not columns:
        raise InputError("nobody, or nothing, is to be seen.", remedy="Name the person's numbers and the columns.")
    ledger = Ledger(pool.root)
    said = {**stamp(who, now), "purpose": who.purpose, "columns": sorted(set(columns))}
    try:
        if who.purpose not in load_purposes():
            raise ReleaseRefused("unknown_purpose", f"Purposes: {', '.join(load_purposes())}.")
        pseudonyms = ledger.pseudonyms()
    except ReleaseRefused as refusal:
        ledger.log.append({"kind": "refusal", **said, "reason": refusal.reason})
        raise
    names = pseudonyms.of_all(persons)
    (entry,) = ledger.log.append({"kind": "view", **said, "persons": names, "key": pseudonyms.fingerprint})
    return entry.number
