"""What rows are compared with: small tables by key, made once for all the rules that ask for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.documents import load_document

FILE = Path(__file__).with_name("lookups.yaml")
MONTH, BATCH = "month", "batch"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One lookup: at most one line per key.

    key      its columns, in the order in which a rule gives the key
    tables   what it is made of: without one of them it says nothing
    any_of   what it is made of: it says nothing only without all of them
    uses     lookups that must be made before
    answers  the table whose keys it holds all of, so that a reference to it needs no lookup of its own
    """

    name: str
    key: tuple[str, ...]
    sql: str
    tables: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    answers: str | None = None


@cache
def written_lookups() -> Mapping[str, Lookup]:
    """The lookups of lookups.yaml, in its order."""
    content = load_document(FILE).data["lookups"]
    return {
        name: Lookup(
            name,
            tuple(each["key"]),
            each["sql"],
            tables=tuple(each.get("tables", ())),
            any_of=tuple(each.get("any_of", ())),
            uses=tuple(each.get("uses", ())),
            answers=each.get("answers"),
        )
        for name, each in content.items()
    }


def made_by_program() -> Mapping[str, Lookup]:
    """The lookups that no SQL makes: batches, and the law by month."""
    return {BATCH: Lookup(BATCH, ("_batch",), ""), MONTH: Lookup(MONTH, ("period",), "")}


def known_lookup(table: str, column: str) -> Lookup:
    """The lookup of all values of a column; one that is there already where it holds the same keys."""
    for lookup in written_lookups().values():
        if lookup.answers == table and lookup.key == (column,):
            return lookup
    sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
    return Lookup(f"known_{table}_{column}", (column,), sql, tables=(table,))


def with_their_needs(names: Iterable[str], lookups: Mapping[str, Lookup]) -> tuple[Lookup, ...]:
    """The lookups of these names and all that they use, each after what it uses."""
    wanted: dict[str, Lookup] = {}
    made = made_by_program()

    def add(name: str) -> None:
        for needed in lookups[name].uses:
            add(needed)
        wanted.setdefault(name, lookups[name])

    for name in sorted(set(names) - set(made)):
        add(name)
    return tuple(wanted.values())
