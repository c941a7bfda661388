"""The two records of a doubt, as far as whoever decides may read them; the look is in the log before it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.principal import Principal
from datapool.persons.cells import read_cells
from datapool.persons.clerical import OpenDoubt
from datapool.persons.finding import Link, links_of_all
from datapool.persons.records import load_record_tables
from datapool.persons.storing import read_index
from datapool.persons.survivorship import Told, load_survivorship
from datapool.pool import Pool
from datapool.sharing.looking import attempted, write_view
from datapool.sharing.refusal import ReleaseRefused
from datapool.standards.catalogue import load_catalogue
from datapool.viewing.readable import readable
from datapool.viewing.viewing import rules_for
from datapool.viewing.whose import numbers_of


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """One record.

    link  its first row that may be read
    told  [item] the values of its rows, the latest last, in the order of the catalogue
    """

    link: Link
    told: Mapping[str, tuple[Told, ...]]


@dataclass(frozen=True, slots=True)
class SeenPair:
    """Two records side by side; `entry` is the number of the look in the log."""

    record: SeenRecord
    other: SeenRecord
    entry: int


def look_at_pair(pool: Pool, doubt: OpenDoubt, *, who: Principal, now: datetime) -> SeenPair:
    """Look at the two records of a doubt.

    Raises ReleaseRefused, which is written down, where of one of them nothing may be seen; FileMissing, UnknownKey
    where the index is another one by now; ChainNotWritten, ChainBroken.
    """
    names = (doubt.record.record, doubt.other.record)
    with attempted(pool, who, now) as attempt:
        rules, of_the_record = rules_for(who), load_survivorship().of_the_record
        tables = [table for table in load_record_tables() if table.table in pool.tables()]
        found = links_of_all(read_index(pool.root), names)
        links = [link for name in names for link in found[name] if link.record == name]
        attempt.persons = numbers_of(pool, links).keys
        may = readable(
            rules, who, tables, described=pool.tables(), about=f"record:{names[0]}", of_the_record=of_the_record
        )
        told: dict[str, dict[str, list[Told]]] = {}
        first: dict[str, Link] = {}
        columns: set[str] = set()
        for cell in read_cells(pool, links, tables, as_of=now.date(), of_the_record=of_the_record, readable=may.tables):
            first.setdefault(cell.link.record, cell.link)
            told.setdefault(cell.link.record, {}).setdefault(cell.item, []).append(cell.told)
            columns.add(f"{cell.link.table}.{cell.told.source.column}")
        if set(first) != set(names):
            raise ReleaseRefused("nothing_seen", "A clerk of the records' own area decides about them.")
        entry = write_view(pool, attempt.persons, columns=sorted(columns), who=who, now=now)
    one, other = (SeenRecord(first[name], _in_order(told[name])) for name in names)
    return SeenPair(one, other, entry)


def _in_order(told: Mapping[str, list[Told]]) -> dict[str, tuple[Told, ...]]:
    return {
        item: tuple(sorted(told[item], key=lambda each: (each.source.known_on, each.source.delivery)))
        for item in load_catalogue()
        if item in told
    }
