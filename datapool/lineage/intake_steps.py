"""From feed to pool: what each delivered column becomes, and which of them may keep a row out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from datapool.lineage.graph import Made
from datapool.lineage.origin import Source
from datapool.lineage.relation import Catalog, Relation, table_of
from datapool.lineage.statements import Lineage, Output, run_script
from datapool.pool import ADDED
from datapool.standards.macros import macros
from datapool.standards.place_tables import CODES, PLACES
from datapool.standards.regions import Regions
from datapool.standards.sources import Table
from datapool.standards.table_sql import FAULTS, standardise

_DELIVERED = "delivered"
# As the place tables are made; the pool's descriptions give their content.
_PLACES = {PLACES: ("anlan_place", "anlan_first", "anlan_last", "anlan_again", "anlan_until"), CODES: ("anlan_code",)}


def pool_catalog(tables: Mapping[str, Table]) -> Catalog:
    """The tables of the pool, as the questions put to it name them."""
    (batch, line, region) = (name for name, _ in ADDED)
    found = Catalog()
    for name, table in tables.items():
        columns = (batch, line, *(column for column, _ in table.standard_columns), region)
        found = found.with_relation(name, table_of(f"pool.{name}", columns))
    return found


def intake_steps(tables: Mapping[str, Table], regions: Regions) -> Iterator[Made]:
    """What the intake makes of every table."""
    catalog = Catalog()
    for name, columns in _PLACES.items():
        catalog = catalog.with_relation(name, table_of(f"standards.{name}", columns))
    readings = (f"CREATE TEMP MACRO {signature} AS {body}" for signature, body in macros(regions).items())
    _, catalog = run_script(readings, catalog)
    for table in tables.values():
        yield from _of_table(table, catalog.with_relation(_DELIVERED, _feed(table)))


def _feed(table: Table) -> Relation:
    return table_of(f"feed.{table.full_name}", [column.name for column in table.columns])


def _of_table(table: Table, catalog: Catalog) -> Iterator[Made]:
    """Its columns, the faults of its rows, and what is added.

    A row with a fault in any column goes to quarantine whole, so that the faults influence every column.
    """
    name = table.full_name
    ((lineage,), _) = run_script([standardise(table, _DELIVERED)], catalog)
    faults = [each for each in lineage.columns if each.name == FAULTS]
    yield Made(f"intake.{name}", Lineage(columns=tuple(faults)), "standardise")
    yield Made(f"pool.{name}", Lineage(columns=tuple(e for e in lineage.columns if e.name != FAULTS)), "standardise")
    sieve = frozenset([Source(f"intake.{name}", FAULTS)])
    added = Lineage(columns=tuple(_added(table)))
    kept = (*lineage.columns, *added.columns)
    yield Made(f"pool.{name}", added, "intake")
    sifted = (replace(_nothing(each.name), influence=sieve) for each in kept if each.name != FAULTS)
    yield Made(f"pool.{name}", Lineage(columns=tuple(sifted)), "quarantine")


def _added(table: Table) -> Iterator[Output]:
    """What a row is given on its way in: its batch, its line, and the first digits of its county."""
    (batch, line, region) = (name for name, _ in ADDED)
    county = Source(f"pool.{table.full_name}", table.region_column.column)
    for name, source in (
        (batch, Source("records.batches", "batch")),
        (line, Source("records.batches", "line")),
        (region, county),
    ):
        yield replace(_nothing(name), value=frozenset([source]))


def _nothing(name: str) -> Output:
    return Output(name, frozenset(), frozenset(), frozenset())
