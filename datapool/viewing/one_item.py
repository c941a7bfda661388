"""A look at one item of a person: nothing else is given, and nothing else is written down."""

from collections.abc import Iterator
from dataclasses import replace

from datapool.persons.cells import told_columns
from datapool.persons.facts import PersonFacts
from datapool.persons.records import load_record_tables
from datapool.persons.survivorship import Fact, load_survivorship
from datapool.pool import Pool
from datapool.sharing.refusal import ReleaseRefused
from datapool.viewing.readable import Readable


def only_item(pool: Pool, found: PersonFacts, may: Readable, item: str) -> tuple[PersonFacts, Readable]:
    """What is known of a person and what is kept back, with nothing but one item of the catalogue.

    Where no value is known that may be read, `columns` are those that were looked into: that they are empty is told.
    Raises ReleaseRefused where none may be looked into: access_rules where the rules keep the item back, nothing_seen
    where no table about persons has it.
    """
    telling = dict(_telling(pool, item))
    withheld = {item: may.withheld[item]} if item in may.withheld else {}
    closed = {table for each in withheld.values() for table in each.tables}
    columns = found.columns & set(telling) or {column for column, table in telling.items() if table not in closed}
    if not columns and withheld:
        said = f"they keep {item} back. {withheld[item].why.en}"
        raise ReleaseRefused("access_rules", "Ask with the role and purpose of your work.", said, rules=may.rules)
    if not columns:
        raise ReleaseRefused("nothing_seen", f"No table about persons tells {item}.")
    facts = {item: found.facts[item]} if item in found.facts else {}
    cited = {record for fact in facts.values() for record in _records(fact)}
    records = {name: link for name, link in found.records.items() if name in cited}
    narrowed = replace(found, facts=facts, records=records, columns=frozenset(columns))
    return narrowed, replace(may, withheld=withheld)


def _telling(pool: Pool, item: str) -> Iterator[tuple[str, str]]:
    """(table.column, table) of everything that may tell the item of somebody."""
    of_the_record = load_survivorship().of_the_record
    for table in load_record_tables():
        if table.table in pool.tables():
            described = pool.tables()[table.table]
            for person in table.persons:
                for told, column in told_columns(described, person, of_the_record):
                    if told == item:
                        yield f"{table.table}.{column}", table.table


def _records(fact: Fact) -> Iterator[str]:
    yield fact.source.record
    for told in (*fact.earlier, *fact.others):
        yield told.source.record
