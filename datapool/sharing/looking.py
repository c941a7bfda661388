"""Who looked at my data: answered for every person from the log, and what a look at a person's page writes there."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import InputError
from core.principal import Principal
from datapool.access.words import access_words
from datapool.pool import Pool
from datapool.sharing.ledger import Ledger, moment, stamp
from datapool.sharing.person_key import PersonKey
from datapool.sharing.refusal import KeyLost, ReleaseRefused
from rules.bilingual import Bilingual

VIEW, RELEASE, REFUSAL = "view", "release", "refusal"


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
    for told in (each for each in found if each["kind"] in (VIEW, RELEASE)):
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


@dataclass
class Attempt:
    """What has come out about a question by the moment it is refused: whom it is about."""

    persons: tuple[PersonKey, ...] = ()


@contextmanager
def attempted(pool: Pool, who: Principal, now: datetime) -> Iterator[Attempt]:
    """Write down a refusal raised inside, with what the attempt had come to, before it goes on."""
    attempt = Attempt()
    try:
        yield attempt
    except ReleaseRefused as refusal:
        _write_refusal(pool, refusal, who=who, now=now, persons=attempt.persons)
        raise


def _write_refusal(
    pool: Pool, refusal: ReleaseRefused, *, who: Principal, now: datetime, persons: Sequence[PersonKey]
) -> None:
    """That somebody was shown nothing, and why; persons as far as the key of the log is there."""
    ledger, body = Ledger(pool.root), {"kind": REFUSAL, **stamp(who, now), "purpose": who.purpose}
    body |= {"reason": refusal.reason} | ({"rules": list(refusal.rules)} if refusal.rules else {})
    if persons and not isinstance(refusal, KeyLost):
        with suppress(KeyLost):
            pseudonyms = ledger.pseudonyms()
            body |= {"persons": pseudonyms.of_all(persons), "key": pseudonyms.fingerprint}
    ledger.log.append(body)


def record_nobody(pool: Pool, reason: str, *, now: datetime) -> None:
    """Write down that somebody was refused who does not say who they are; nothing of what they say is repeated."""
    Ledger(pool.root).log.append({"kind": REFUSAL, **moment(now), "who": "", "tenant": "", "reason": reason})


def record_view(
    pool: Pool, persons: Sequence[PersonKey], *, columns: Sequence[str], who: Principal, now: datetime
) -> int:
    """Write down that somebody is about to see these columns of a person; returns the number of the entry.

    Whoever shows a person's record calls this first and shows nothing when it raises: ReleaseRefused for a purpose
    that is not in the catalogue or a lost key (which is written down as well), ChainNotWritten, ChainBroken.
    """
    with attempted(pool, who, now):
        return write_view(pool, persons, columns=columns, who=who, now=now)


def write_view(
    pool: Pool, persons: Sequence[PersonKey], *, columns: Sequence[str], who: Principal, now: datetime
) -> int:
    """The same, but a refusal is left to be written down by who calls."""
    if not persons or not columns:
        raise InputError("nobody, or nothing, is to be seen.", remedy="Name the person's numbers and the columns.")
    if who.purpose not in known_purposes():
        raise ReleaseRefused("unknown_purpose", f"Purposes: {', '.join(known_purposes())}.")
    ledger = Ledger(pool.root)
    pseudonyms = ledger.pseudonyms()
    said = {**stamp(who, now), "purpose": who.purpose, "columns": sorted(set(columns))}
    names = pseudonyms.of_all(persons)
    (entry,) = ledger.log.append({"kind": VIEW, **said, "persons": names, "key": pseudonyms.fingerprint})
    return entry.number


def known_purposes() -> Mapping[str, Bilingual]:
    """[purpose] its title: what data may be looked at for, by the access rules or by agreements."""
    return access_words("purposes")
