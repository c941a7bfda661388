"""The clerical queue as a clerk may work on it: doubts about records of their own area, decided in their own name."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from core import duck
from core.errors import UnknownKey
from core.principal import Principal
from datapool.access.compiling import compile_access
from datapool.access.condition import NEVER
from datapool.access.deciding import nothing_permits
from datapool.access.rule import RuleSet
from datapool.access.shape import ROW, shape_of
from datapool.persons.clerical import OpenDoubt, Place, decide, open_doubts
from datapool.persons.decisions import Decision, Verdict, in_force, read_decisions, undo
from datapool.persons.records import load_record_tables
from datapool.persons.storing import Index, persons_folder, read_index
from datapool.pool import Pool
from datapool.sharing.looking import attempted
from datapool.sharing.refusal import ReleaseRefused
from datapool.standards.sql import identifier, quote
from datapool.viewing.viewing import rules_for

DECIDE = "decide_doubts"
_NOT_YOURS = "`anlan data doubts` lists the doubts that you may decide."


def open_doubts_for(pool: Pool, *, who: Principal, now: datetime, reason: str | None = None) -> tuple[OpenDoubt, ...]:
    """The open doubts of which the rules let a principal decide about both records.

    Raises ReleaseRefused, which is written down, for an unknown purpose or where the rules let them decide nothing.
    """
    with attempted(pool, who, now):
        rules = rules_for(who)
        doubts = open_doubts(pool, reason=reason)
        theirs = _decidable(pool, rules, who, [place for doubt in doubts for place in (doubt.record, doubt.other)])
        return tuple(doubt for doubt in doubts if {doubt.record, doubt.other} <= theirs)


def decide_for(pool: Pool, verdict: Verdict, pair: tuple[str, str], *, who: Principal, now: datetime) -> Decision:
    """Keep what a clerk says of two records, in the name of `who.subject`.

    Raises ReleaseRefused, which is written down, where the rules do not let them decide about both, or where one is
    not in the index: which it is, is not told. Otherwise as `clerical.decide`.
    """
    with attempted(pool, who, now):
        rules = rules_for(who)
        _check_both(pool, rules, who, pair)
    return decide(pool, verdict, pair, who=who.subject, now=now)


def undo_for(pool: Pool, number: int, *, who: Principal, now: datetime) -> Decision:
    """Take a decision back, of whoever it was, where the rules let `who` decide about both records."""
    folder = persons_folder(pool.root)
    with attempted(pool, who, now):
        rules = rules_for(who)
        found = {decision.number: decision for decision in in_force(read_decisions(folder))}
        if number not in found:
            raise ReleaseRefused("nothing_seen", f"No decision {number} is in force that you may take back.")
        _check_both(pool, rules, who, (found[number].record, found[number].other))
    return undo(folder, number, who=who.subject, now=now)


def _check_both(pool: Pool, rules: RuleSet, who: Principal, pair: tuple[str, str]) -> None:
    places = list(_places(read_index(pool.root), pair))
    theirs = _decidable(pool, rules, who, places)
    if {place.record for place in theirs} < set(pair):
        raise ReleaseRefused("nothing_seen", _NOT_YOURS)


def _places(index: Index, records: Sequence[str]) -> Iterator[Place]:
    """The first row of each record, as the queue shows it."""
    with duck.connect(settings={"threads": 1}) as connection:
        rows = connection.execute(
            'SELECT record, arg_min(struct_pack("table", batch, line), (batch, line, role)) '
            f"FROM {quote(str(index.links))} WHERE record IN ({', '.join(map(quote, records))}) GROUP BY record"
        ).fetchall()
    for record, place in rows:
        yield Place(record, **place)


def _decidable(pool: Pool, rules: RuleSet, who: Principal, places: Sequence[Place]) -> set[Place]:
    """Those of the places whose rows the rules let a principal decide about."""
    tables = [table.table for table in load_record_tables() if table.table in pool.tables()]
    try:
        compiled = {table: compile_access(rules, who, DECIDE, shape_of(pool.tables()[table])) for table in tables}
    except UnknownKey as err:
        raise ReleaseRefused("access_error", str(err)) from err
    if all(each.readable == NEVER for each in compiled.values()):
        said = nothing_permits(who, DECIDE).en.rstrip(".")
        raise ReleaseRefused("access_rules", "A clerk decides, to handle a case.", said)
    theirs: set[Place] = set()
    with pool.connect(tables, threads=1) as connection:
        for table, each in compiled.items():
            here = [place for place in places if place.table == table]
            if not here or each.readable == NEVER:
                continue
            listed = ", ".join(f"({quote(place.batch)}, {place.line})" for place in here)
            rows = connection.execute(
                f"SELECT _batch, _line FROM {identifier(table)} AS {ROW} "
                f"WHERE (_batch, _line) IN ({listed}) AND {each.row_filter}"
            ).fetchall()
            theirs |= {place for place in here if (place.batch, place.line) in set(rows)}
    return theirs
