"""What the access rules let a principal read of the tables that tell of persons, before any row is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.principal import Principal
from datapool.access.explaining import EVERY_ROW, NO_ROW, Explanation, explain_access
from datapool.access.rule import RuleSet
from datapool.access.shape import ROW, shape_of
from datapool.persons.cells import told_columns
from datapool.persons.records import RecordTable
from datapool.standards.catalogue import load_catalogue
from datapool.standards.sources import Table
from datapool.standards.sql import identifier, quote
from datapool.viewing.person_view import Withheld
from rules.bilingual import Bilingual

READ_ROWS = "read_rows"
# A name that no column of a table has: whom the row is about, as linkage knows it.
_WHOSE = "whose row"


@dataclass(frozen=True, slots=True)
class Readable:
    """What may be read.

    tables    [table] SQL with all its columns: rows that may be read, NULL where a column may not
    withheld  [item] what is kept back
    rows      [table] which rows may be read, in words, where not all may
    rules     ids of the rules that keep something back
    """

    tables: Mapping[str, str]
    withheld: Mapping[str, Withheld]
    rows: Mapping[str, Bilingual]
    rules: tuple[str, ...]


def readable(
    rules: RuleSet,
    principal: Principal,
    tables: Sequence[RecordTable],
    *,
    described: Mapping[str, Table],
    about: str,
    of_the_record: frozenset[str],
    action: str = READ_ROWS,
) -> Readable:
    """What the principal may read of rows about one person, or do with them by another action.

    tables     those of the pool that tell of persons; `described` their descriptions
    about      whose rows these are, as rules and tokens write it
    Raises UnknownKey for a purpose that the rules do not know.
    """
    whose = f"{ROW}.{identifier(_WHOSE)}"
    explained = {
        table.table: explain_access(rules, principal, action, shape_of(described[table.table], whose))
        for table in tables
    }
    relations = {
        name: each.compiled.select(f"(SELECT *, {quote(about)} AS {identifier(_WHOSE)} FROM {identifier(name)})")
        for name, each in explained.items()
        if each.seen.extent != NO_ROW
    }
    kept_back = list(_kept_back(explained, tables, described, of_the_record))
    return Readable(
        tables=relations,
        withheld=_withheld(kept_back),
        rows={name: each.seen.rows for name, each in explained.items() if each.seen.extent != EVERY_ROW},
        rules=tuple(sorted({rule for each in kept_back for rule in each.rules})),
    )


@dataclass(frozen=True, slots=True)
class _KeptBack:
    """One column of one table of which no row may be read."""

    item: str
    table: str
    why: Bilingual
    rules: tuple[str, ...]


def _kept_back(
    explained: Mapping[str, Explanation],
    tables: Sequence[RecordTable],
    described: Mapping[str, Table],
    of_the_record: frozenset[str],
) -> Iterator[_KeptBack]:
    for table in tables:
        columns = {column.name: column for column in explained[table.table].columns}
        told = dict.fromkeys(
            pair for person in table.persons for pair in told_columns(described[table.table], person, of_the_record)
        )
        for item, name in told:
            if columns[name].seen.extent == NO_ROW:
                rules = tuple(rule.id for rule in columns[name].rules)
                yield _KeptBack(item, table.table, columns[name].why, rules)


def _withheld(kept_back: Sequence[_KeptBack]) -> dict[str, Withheld]:
    """[item] in the order of the catalogue."""
    catalogue, found = load_catalogue(), dict[str, list[_KeptBack]]()
    for each in kept_back:
        found.setdefault(each.item, []).append(each)
    return {
        item: Withheld(
            title=catalogue[item].title,
            why=_together([each.why for each in found[item]]),
            tables=tuple(dict.fromkeys(each.table for each in found[item])),
        )
        for item in catalogue
        if item in found
    }


def _together(reasons: Sequence[Bilingual]) -> Bilingual:
    distinct = list(dict.fromkeys(reasons))
    return Bilingual("".join(each.zh for each in distinct), " ".join(each.en for each in distinct))
