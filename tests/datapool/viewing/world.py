"""Those who ask, and what Cedar itself says of every cell, row by row."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from core.principal import Principal, Role
from datapool.access.deciding import decide
from datapool.access.rule_files import load_rules
from datapool.access.shape import shape_of
from datapool.access.values import entity, text
from datapool.persons.cells import Cell, read_cells
from datapool.persons.finding import find_person, links_of
from datapool.persons.records import load_record_tables
from datapool.persons.storing import read_index
from datapool.persons.survivorship import Fact, load_survivorship
from datapool.pool import Pool
from datapool.standards.catalogue import load_catalogue

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY = date(2026, 3, 1)


def asking(role: Role = Role.CLERK, **changes: Any) -> Principal:
    """Somebody with one role: the clerk of a prefecture, unless it is changed."""
    region = None if role in (Role.CITIZEN, Role.ML_ENGINEER) else "4701"
    said = {"subject": "u-1", "tenant": "hrss", "roles": frozenset({role}), "region": region}
    return Principal(**{**said, "purpose": "handling_case", **changes})


def citizen(subject: str) -> Principal:
    return asking(Role.CITIZEN, subject=subject, tenant="public", purpose="own_record")


def permitted_facts(
    pool: Pool, person: str, who: Principal, about: str, *, action: str = "read_rows"
) -> dict[str, Fact]:
    """The facts that follow from the cells that Cedar allows, each asked of it alone."""
    rules, survivorship = load_rules(), load_survivorship()
    cells = _cells(pool.root, person)
    attributes = [{**fixed, "subject": text(about)} for _, fixed in cells]
    answers = decide(rules, who, action, attributes)
    told: dict[str, list[Any]] = {}
    for (cell, _), answer in zip(cells, answers, strict=True):
        if answer.allowed:
            told.setdefault(cell.item, []).append(cell.told)
    return {item: survivorship.fact(load_catalogue()[item], told[item]) for item in load_catalogue() if item in told}


@cache
def _cells(root: Path, person: str) -> list[tuple[Cell, dict[str, Any]]]:
    """Every cell about a person, with the attributes of its field but for whose row it is."""
    pool = Pool.open(root)
    links = links_of(read_index(root), find_person(pool, person))
    of_the_record = load_survivorship().of_the_record
    cells = list(read_cells(pool, links, load_record_tables(), as_of=TODAY, of_the_record=of_the_record))
    regions = {table: _regions(pool, table) for table in {cell.link.table for cell in cells}}
    return [(cell, _attributes(pool, cell, regions)) for cell in cells]


def _attributes(pool: Pool, cell: Cell, regions: Mapping[str, Any]) -> dict[str, Any]:
    source = cell.told.source
    shape = shape_of(pool.tables()[cell.link.table], "t.whose")
    region = regions[source.table][(source.batch, source.line)]
    of_row = {} if region is None else {"region": entity("Region", region)}
    return {**shape.fixed, **shape.columns[source.column].attributes, **of_row}


def _regions(pool: Pool, table: str) -> dict[tuple[str, int], str | None]:
    column = pool.tables()[table].region_column.column
    with pool.connect([table]) as connection:
        rows = connection.execute(f'SELECT _batch, _line, "{column}" FROM "{table}"').fetchall()
    return {(batch, line): region for batch, line, region in rows}
