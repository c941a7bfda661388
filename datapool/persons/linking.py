"""`link_pool`: all records of persons in a pool joined into persons, kept as an index beside the pool."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from core.manifest import content_hash
from datapool.intake.holding import held
from datapool.intake.record import LANDED, Places
from datapool.marts.naming import Naming
from datapool.persons.decisions import Decision, in_force, read_decisions
from datapool.persons.gathering import gather
from datapool.persons.linker import Linker
from datapool.persons.naming import naming_of
from datapool.persons.records import RecordTable, load_record_tables
from datapool.persons.rules import RuleLinker
from datapool.persons.settling import settle
from datapool.persons.storing import (
    DESCRIPTION,
    Index,
    persons_folder,
    point_to,
    read_version,
    save,
    unfinished,
)
from datapool.pool import Pool
from datapool.standards.sql import identifier, quote

_FORM, _DIGITS = "1", 16
_MEMORY = "2GB"


def bring_persons_up_to_date(pool: Pool, *, workers: int) -> Index:
    """The index of what has landed and been decided by now, by the linker that comes with the pool."""
    decisions = in_force(read_decisions(persons_folder(pool.root)))
    return link_pool(pool, linker=RuleLinker(), decisions=decisions, workers=workers)


def link_pool(
    pool: Pool, *, linker: Linker, decisions: Sequence[Decision], workers: int, memory: str = _MEMORY
) -> Index:
    """Join the records of persons and make the index of it the current one; one that is there already is kept.

    decisions  those in force, see `decisions.in_force`; what they say comes last
    workers    threads of the database
    memory     that it may use; what does not fit lies on disk
    Raises InputError for a lost key, PersonsNotWritten where the disk does not take it.
    """
    folder, tables = persons_folder(pool.root), load_record_tables()
    naming = naming_of(pool.root)
    version = _version(pool, tables, linker=linker, decisions=decisions, naming=naming)
    if (folder / version / DESCRIPTION).is_file():
        found = read_version(folder, version)
        point_to(found)
        return found
    with (
        held(Places(pool.root)),
        unfinished(folder) as work,
        _database(pool, tables, work, threads=workers, memory=memory) as connection,
    ):
        gather(connection, pool, tables)
        linker.link(connection)
        settle(connection, naming, decisions)
        index = _counted(connection, folder / version, linker, naming)
        return save(connection, index, work, links=_links(tables), doubts=_DOUBTS)


@contextmanager
def _database(
    pool: Pool, tables: Sequence[RecordTable], work: Path, *, threads: int, memory: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The views of the pool, and beside them a database on disk for the tables of the linking: it is the one in use."""
    there = [table.table for table in tables if table.table in pool.tables()]
    with pool.connect(there, threads=threads) as connection:
        connection.execute(f"SET temp_directory = {quote(str(work / 'spilled'))}; SET memory_limit = {quote(memory)}")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"ATTACH {quote(str(work / 'linking.duckdb'))} AS linking; USE linking")
        yield connection


def _version(
    pool: Pool, tables: Sequence[RecordTable], *, linker: Linker, decisions: Sequence[Decision], naming: Naming
) -> str:
    """Batches are named after their content and never change, so that their names stand for their rows."""
    told = {table.table for table in tables}
    batches = sorted(
        [record.batch, record.standards] for record in pool.batches() if record.state == LANDED and record.table in told
    )
    plain: list[Any] = [
        _FORM,
        batches,
        [str(table) for table in tables],
        linker.version,
        [[each.verdict.value, each.record, each.other] for each in decisions],
        naming.fingerprint,
    ]
    return content_hash(plain)[:_DIGITS]


_DOUBTS = (
    "SELECT DISTINCT n.name AS record, o.name AS other, reason FROM doubts JOIN named n USING (record) "
    "JOIN named o ON o.record = doubts.other ORDER BY ALL"
)


def _links(tables: Sequence[RecordTable]) -> str:
    places = ", ".join(f"({place}, {quote(table.table)})" for place, table in enumerate(tables))
    return (
        f"SELECT p.name AS person, n.name AS record, t.{identifier('table')}, role, batch, line, rule, weight "
        "FROM mentions JOIN settled USING (record) JOIN named n USING (record) JOIN named p ON p.record = person "
        f"JOIN (VALUES {places}) t(place, {identifier('table')}) USING (place) ORDER BY ALL"
    )


def _counted(connection: duckdb.DuckDBPyConnection, folder: Path, linker: Linker, naming: Naming) -> Index:
    (figures,) = connection.execute(
        "SELECT (SELECT count(DISTINCT person) FROM settled), (SELECT count(*) FROM settled), "
        f"(SELECT count(*) FROM mentions), (SELECT count(*) FROM ({_DOUBTS}))"
    ).fetchall()
    persons, records, rows, doubts = map(int, figures)
    rules = connection.execute("SELECT rule, count(*) FROM settled GROUP BY rule ORDER BY rule").fetchall()
    return Index(
        folder=folder,
        version=folder.name,
        linker=linker.version,
        fingerprint=naming.fingerprint,
        persons=persons,
        records=records,
        rows=rows,
        doubts=doubts,
        rules={str(rule): int(count) for rule, count in rules},
    )
