"""Who looked at a person, told to whoever the access rules let see it: oneself, and those who watch over the area."""

from datetime import datetime

from core.principal import Principal, Role
from datapool.access.deciding import nothing_permits
from datapool.access.rule import RuleSet
from datapool.access.rule_files import load_rules
from datapool.persons.facts import facts_of_all
from datapool.persons.records import load_record_tables
from datapool.persons.storing import read_index
from datapool.persons.survivorship import load_survivorship
from datapool.pool import Pool
from datapool.sharing.looking import attempted
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.looks import Looks, looks_at
from datapool.viewing.meant import person_meant
from datapool.viewing.readable import Readable, readable
from datapool.viewing.viewing import rules_for
from rules.bilingual import Bilingual

SEE_LOOKS = "see_looks"
_OTHERWISE = "Ask with the role and purpose of your work; `anlan access explain --action see_looks` tells which."


def permitted_looks(pool: Pool, person: str, *, who: Principal, now: datetime) -> Looks:
    """Every look at a person.

    person  a name of the index, or department:number
    Raises ReleaseRefused, which is written down: access_rules where the rules let them see looks at nobody,
    unknown_purpose, what `person_meant` refuses, and nothing_seen where they may see looks at no row of this person.
    FileMissing, KeyLost, ChainBroken.
    """
    with attempted(pool, who, now):
        may = _reach(pool, rules_for(who), who)
        if not may.tables:
            said = nothing_permits(who, SEE_LOOKS).en.rstrip(".")
            raise ReleaseRefused("access_rules", _OTHERWISE, said, rules=may.rules)
        name = person_meant(pool, read_index(pool.root), person, who=who)
        if name not in facts_of_all(pool, (name,), now.date(), readable=may.tables):
            raise ReleaseRefused("nothing_seen", "Ask about persons of your own area.")
        return looks_at(pool, name)


def looks_denied(pool: Pool, who: Principal) -> Bilingual | None:
    """Why the rules let somebody see looks at nobody; None where there may be persons of whom they do.

    Raises UnknownKey for a purpose that the rules do not know.
    """
    may = _reach(pool, load_rules(), who)
    return None if may.tables else nothing_permits(who, SEE_LOOKS)


def _reach(pool: Pool, rules: RuleSet, who: Principal) -> Readable:
    """The rows whose persons' looks may be seen; of a citizen, `person_meant` sees to it that they are their own."""
    tables = [table for table in load_record_tables() if table.table in pool.tables()]
    about = who.subject if Role.CITIZEN in who.roles else "person"
    of_the_record = load_survivorship().of_the_record
    return readable(
        rules, who, tables, described=pool.tables(), about=about, of_the_record=of_the_record, action=SEE_LOOKS
    )
