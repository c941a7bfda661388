"""One person, shown to whoever may see them: rules before rows, the log before the answer, a refusal written down."""

from datetime import date, datetime

from core.errors import AnlanError, UnknownKey
from core.principal import NATION, Principal, Role
from datapool.access.deciding import nothing_permits
from datapool.access.rule import RuleSet
from datapool.access.rule_files import load_rules
from datapool.persons.facts import PersonFacts, facts_of_all
from datapool.persons.finding import links_of
from datapool.persons.records import load_record_tables
from datapool.persons.storing import read_index
from datapool.persons.survivorship import load_survivorship
from datapool.pool import Pool
from datapool.sharing.looking import Attempt, attempted, known_purposes, write_view
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.meant import person_meant
from datapool.viewing.one_item import only_item
from datapool.viewing.person_view import PersonView
from datapool.viewing.readable import READ_ROWS, Readable, readable
from datapool.viewing.whose import numbers_of

# Whoever owns the files of the pool, as the log names them.
LOCAL = "local"
_OTHERWISE = "Ask with the role and purpose of your work; `anlan access explain` tells what they give."


def view_person(
    pool: Pool, person: str, *, who: Principal, as_of: date, now: datetime, item: str | None = None
) -> PersonView:
    """What a principal may see of a person; the look is in the log, under all the person's numbers, before it is given.

    person  a name of the index, of a person or of a record, or department:number
    now     with its time zone
    item    of the catalogue: nothing but this is given and written down (None: everything)
    Raises ReleaseRefused with the reason, which is written down, and nothing is shown: unknown_purpose, access_rules,
    access_error, nothing_seen (whether nobody is there or nothing may be seen of them), another_person, shared_number,
    several_numbers, open_doubt, wrong_claims, names_key_lost, key_lost. FileMissing where there is no index of persons,
    ChainNotWritten or ChainBroken where the look cannot be written down.
    """
    with attempted(pool, who, now) as attempt:
        rules = rules_for(who)
        index = read_index(pool.root)
        name = person_meant(pool, index, person, who=who)
        attempt.persons = numbers_of(pool, links_of(index, name)).keys
        may = _readable(pool, rules, who, name)
        if not may.tables:
            said = nothing_permits(who, READ_ROWS).en.rstrip(".")
            raise ReleaseRefused("access_rules", _OTHERWISE, said, rules=may.rules)
        found = facts_of_all(pool, (name,), as_of, readable=may.tables).get(name)
        return _written(pool, found, may, who=who, now=now, attempt=attempt, item=item)


def view_as_owner(
    pool: Pool, person: str, *, purpose: str, as_of: date, now: datetime, item: str | None = None
) -> PersonView:
    """The same for whoever owns the files of the pool and answers for themselves: no rule is asked, the log is kept.

    purpose  what for, one of `known_purposes`
    Raises as view_person does.
    """
    who = Principal(LOCAL, LOCAL, frozenset({Role.DATA_STEWARD}), NATION, purpose)
    with attempted(pool, who, now) as attempt:
        _check_purpose(who)
        index = read_index(pool.root)
        name = person_meant(pool, index, person, who=who)
        attempt.persons = numbers_of(pool, links_of(index, name)).keys
        found = facts_of_all(pool, (name,), as_of).get(name)
        return _written(pool, found, Readable({}, {}, {}, ()), who=who, now=now, attempt=attempt, item=item)


def rules_for(who: Principal) -> RuleSet:
    """The rules, where they can be read and know the purpose. Raises ReleaseRefused."""
    try:
        rules = load_rules()
    except AnlanError as err:
        raise ReleaseRefused("access_error", str(err)) from err
    _check_purpose(who)
    return rules


def _check_purpose(who: Principal) -> None:
    if who.purpose not in known_purposes():
        raise ReleaseRefused("unknown_purpose", f"Purposes: {', '.join(known_purposes())}.")


def _readable(pool: Pool, rules: RuleSet, who: Principal, name: str) -> Readable:
    tables = [table for table in load_record_tables() if table.table in pool.tables()]
    # `person_meant` has made sure that a citizen is this person.
    about = who.subject if Role.CITIZEN in who.roles else f"person:{name}"
    of_the_record = load_survivorship().of_the_record
    try:
        return readable(rules, who, tables, described=pool.tables(), about=about, of_the_record=of_the_record)
    except UnknownKey as err:
        raise ReleaseRefused("access_error", str(err)) from err


def _written(
    pool: Pool,
    found: PersonFacts | None,
    may: Readable,
    *,
    who: Principal,
    now: datetime,
    attempt: Attempt,
    item: str | None,
) -> PersonView:
    """The view, once it is in the log."""
    if found is None:
        raise ReleaseRefused("nothing_seen", "Check who is meant and the day; the rules may keep every record back.")
    if item is not None:
        found, may = only_item(pool, found, may, item)
    entry = write_view(pool, attempt.persons, columns=sorted(found.columns), who=who, now=now)
    return PersonView(
        person=found.person,
        version=found.version,
        as_of=found.as_of,
        records=found.records,
        facts=found.facts,
        withheld=may.withheld,
        entry=entry,
        rows=may.rows,
    )
