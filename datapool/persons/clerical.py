"""The clerical queue: pairs of records of which a clerk should say whether they are of one person."""

from dataclasses import dataclass
from datetime import datetime

from core import duck
from core.errors import UnknownKey
from datapool.persons.decisions import Decision, Verdict, in_force, read_decisions
from datapool.persons.decisions import decide as keep
from datapool.persons.storing import Index, persons_folder, read_index
from datapool.pool import Pool
from datapool.standards.sql import quote


@dataclass(frozen=True, slots=True)
class Place:
    """The first row of a record: in which file and line its values can be read."""

    record: str
    table: str
    batch: str
    line: int


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """Two records that may be, or may not be, of one person; `are_joined`: whether the index has joined them."""

    reason: str
    record: Place
    other: Place
    are_joined: bool


def open_doubts(pool: Pool, *, reason: str | None = None) -> tuple[OpenDoubt, ...]:
    """What nobody has decided yet, in the order of reasons and records. Raises FileMissing where there is no index."""
    index = read_index(pool.root)
    decided = {frozenset((each.record, each.other)) for each in in_force(read_decisions(persons_folder(pool.root)))}
    first = (
        "SELECT record, any_value(person) AS person, "
        'arg_min(struct_pack("table", batch, line), (batch, line, role)) AS place '
        f"FROM {quote(str(index.links))} WHERE record IN "
        f"(SELECT unnest([record, other]) FROM {quote(str(index.doubtful))}) GROUP BY record"
    )
    with duck.connect(settings={"threads": 1}) as connection:
        rows = connection.execute(
            f"WITH first AS ({first}) SELECT reason, a.record, a.place, b.record, b.place, a.person = b.person "
            f"FROM {quote(str(index.doubtful))} d JOIN first a ON a.record = d.record "
            "JOIN first b ON b.record = d.other ORDER BY reason, a.record, b.record"
        ).fetchall()
    return tuple(
        OpenDoubt(why, Place(one, **place), Place(other, **there), bool(joined))
        for why, one, place, other, there, joined in rows
        if reason in (None, why) and frozenset((one, other)) not in decided
    )


def decide(pool: Pool, verdict: Verdict, pair: tuple[str, str], *, who: str, now: datetime) -> Decision:
    """Keep what a clerk says of two records of the index; the next linking honours it.

    Raises UnknownKey for a record that the index does not have, and what `decisions.decide` raises.
    """
    _check(read_index(pool.root), pair)
    return keep(persons_folder(pool.root), verdict, pair, who=who, now=now)


def _check(index: Index, names: tuple[str, str]) -> None:
    with duck.connect(settings={"threads": 1}) as connection:
        listed = ", ".join(map(quote, names))
        found = connection.execute(
            f"SELECT DISTINCT record FROM {quote(str(index.links))} WHERE record IN ({listed})"
        ).fetchall()
    if len(found) < len(set(names)):
        raise UnknownKey(
            "the index of persons has no record of this name.",
            path=index.folder,
            remedy="`anlan data doubts DIR` and `anlan data person DIR PERSON` print the names of records.",
        )
