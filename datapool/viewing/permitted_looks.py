"""Who looked at a person, told to whoever may ask: oneself, and those who watch over it in the person's own area."""

from datetime import datetime

from core.principal import Principal, Role
from datapool.persons.facts import facts_of_all
from datapool.persons.records import load_record_tables
from datapool.persons.storing import read_index
from datapool.persons.survivorship import load_survivorship
from datapool.pool import Pool
from datapool.sharing.looking import attempted
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.looks import Looks, looks_at
from datapool.viewing.meant import person_meant
from datapool.viewing.readable import readable
from datapool.viewing.viewing import rules_for

# A clerk handles cases; who watches over looks is another's work.
WATCHING = frozenset({Role.AUDITOR, Role.DATA_STEWARD, Role.RISK_INVESTIGATOR, Role.CITIZEN})


def permitted_looks(pool: Pool, person: str, *, who: Principal, now: datetime) -> Looks:
    """Every look at a person.

    person  a name of the index, or department:number
    Raises ReleaseRefused, which is written down: for a role that does not watch, for another person than a citizen
    themselves, and where the rules let nothing of the person be seen. FileMissing, KeyLost, ChainBroken.
    """
    with attempted(pool, who, now):
        if not who.roles & WATCHING:
            raise ReleaseRefused("access_rules", f"Roles that may ask: {', '.join(sorted(WATCHING))}.")
        rules = rules_for(who)
        name = person_meant(pool, read_index(pool.root), person, who=who)
        if Role.CITIZEN not in who.roles:
            tables = [table for table in load_record_tables() if table.table in pool.tables()]
            of_the_record = load_survivorship().of_the_record
            may = readable(
                rules, who, tables, described=pool.tables(), about=f"person:{name}", of_the_record=of_the_record
            )
            if name not in facts_of_all(pool, (name,), now.date(), readable=may.tables):
                raise ReleaseRefused("nothing_seen", "Ask about persons of your own area.")
        return looks_at(pool, name)
