"""Rules that judge row by row: one pass over a table answers all of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from datapool.quality.checks import CompiledCheck
from datapool.quality.lookups import BATCH, Lookup
from datapool.quality.templates import Condition, quoted


@dataclass(frozen=True, slots=True)
class Judged:
    """A row condition ready to be asked: `regions` limits it to rows of regions that share what it needs."""

    check: CompiledCheck
    condition: Condition
    regions: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Join:
    """A lookup by one key, under the name that stands for it in the query."""

    alias: str
    lookup: str
    sql: str


def scan(
    con: duckdb.DuckDBPyConnection,
    source: str,
    judged: Sequence[Judged],
    *,
    entity: Sequence[str],
    lookups: Mapping[str, Lookup],
) -> None:
    """Judge the rows of `source` (SQL of a table), and add to `counted` and `broken`.

    entity  the columns that name a record through its versions
    """
    if not judged:
        return
    # Misled by its estimate of a filtered table, the optimizer may hold the table in memory instead of the lookups.
    con.execute("SET disabled_optimizers = 'build_side_probe_side'")
    con.execute(f"CREATE OR REPLACE TEMP TABLE scanned AS {scan_sql(source, judged, entity, lookups)}")
    con.execute("RESET disabled_optimizers")
    con.execute(
        "INSERT INTO counted SELECT s.judged.check_no, b.number, b.delivery, s.judged.checked, 0"
        f" FROM (SELECT _batch, unnest(judged) AS judged FROM scanned) s JOIN look_{BATCH} b USING (_batch)"
    )
    con.execute(
        "INSERT INTO broken SELECT check_no, number, row.line, row.entity FROM (SELECT b.number,"
        " s.judged.check_no AS check_no, unnest(s.judged.broken) AS row"
        f" FROM (SELECT _batch, unnest(judged) AS judged FROM scanned) s JOIN look_{BATCH} b USING (_batch))"
    )
    con.execute("DROP TABLE scanned")


def scan_sql(source: str, judged: Sequence[Judged], entity: Sequence[str], lookups: Mapping[str, Lookup]) -> str:
    """One row per batch: a list with, for each condition, the rows judged and the lines and records that break it."""
    joins: dict[tuple[str, tuple[str, ...]], Join] = {}
    columns = []
    for each in judged:
        aliases = {name: _join(joins, name, key, lookups) for name, key in each.check.keys.items()}
        applies = _renamed(_limited(each), aliases)
        breaks = _renamed(each.condition.breaks, aliases)
        columns.append(
            f"struct_pack(check_no := {each.check.number}, checked := count(*) FILTER (WHERE {applies}), broken :="
            f" list(struct_pack(line := r._line, entity := {entity_hash(entity)}))"
            f" FILTER (WHERE ({applies}) AND ({breaks})))"
        )
    joined = "\n".join(join.sql for join in joins.values())
    return f"SELECT r._batch, [{', '.join(columns)}] AS judged FROM {source} r\n{joined}\nGROUP BY r._batch"


def entity_hash(columns: Sequence[str], row: str = "r") -> str:
    """The SQL of a record's name through its versions."""
    return f"hash({', '.join(f'{row}.{column}' for column in columns)})"


def _join(
    joins: dict[tuple[str, tuple[str, ...]], Join], name: str, key: tuple[str, ...], lookups: Mapping[str, Lookup]
) -> str:
    if (name, key) not in joins:
        alias = f"{name}_{len(joins)}"
        pairs = zip(lookups[name].key, key, strict=True)
        on = " AND ".join(f"{alias}.{column} = {sql}" for column, sql in pairs)
        joins[name, key] = Join(alias, name, f"LEFT JOIN look_{name} {alias} ON {on}")
    return joins[name, key].alias


def _limited(each: Judged) -> str:
    if each.regions is None:
        return each.condition.applies
    if not each.regions:
        return "FALSE"
    listed = ", ".join(quoted(region) for region in each.regions)
    return f"({each.condition.applies}) AND left(r.region_code, 4) IN ({listed})"


def _renamed(sql: str, aliases: Mapping[str, str]) -> str:
    for name, alias in aliases.items():
        sql = re.sub(rf"(?<![\w.]){name}\.", f"{alias}.", sql)
    return sql
