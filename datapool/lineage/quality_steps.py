"""From pool to quality: which columns each rule looks at in each table, in its rows, its lookups and its records."""

from collections.abc import Iterator, Mapping, Sequence

from datapool.lineage.graph import Made
from datapool.lineage.origin import Source, Unknown
from datapool.lineage.relation import Catalog, table_of
from datapool.lineage.statements import Lineage, Output, run_script
from datapool.quality import lookups as named
from datapool.quality.checks import CompiledCheck, compile_checks
from datapool.quality.keys import entity_columns
from datapool.quality.lookups import Lookup, with_their_needs
from datapool.quality.rule_files import load_rules
from datapool.quality.scanning import Judged, scan_sql
from datapool.quality.templates import Condition, KeyRepeated, Recorded, Rows
from datapool.standards.sources import Table
from datapool.standards.table_sql import FAULTS

_BATCH_COLUMNS = ("_batch", "number", "delivery", "rank", "year", "is_first", "landed")
_MONTH_COLUMNS = ("period", "least_base", "most_base")


def quality_steps(tables: Mapping[str, Table], catalog: Catalog) -> Iterator[Made]:
    """What every rule makes of the tables it looks at: a column quality.<table>.<rule>."""
    checks = compile_checks(load_rules(tables), tables)
    lookups = _lookups(checks)
    catalog = catalog.with_relation(f"look_{named.BATCH}", table_of("records.batches", _BATCH_COLUMNS))
    catalog = catalog.with_relation(f"look_{named.MONTH}", table_of("law.contribution_bases", _MONTH_COLUMNS))
    wanted = {name for check in checks for name in (*check.keys, *check.rule.informed_by)}
    made = (f"CREATE TEMP TABLE look_{each.name} AS {each.sql}" for each in with_their_needs(wanted, lookups))
    _, catalog = run_script(made, catalog)
    for check in checks:
        output = _judged(check, tables[check.table], lookups, catalog)
        yield Made(f"quality.{check.table}", Lineage(columns=(output,)), f"quality {check.rule.code}")


def _lookups(checks: Sequence[CompiledCheck]) -> dict[str, Lookup]:
    found = {**named.written_lookups(), **named.made_by_program()}
    for check in checks:
        if check.refers is not None:
            found.setdefault(check.refers.name, check.refers)
    return found


def _judged(check: CompiledCheck, table: Table, lookups: Mapping[str, Lookup], catalog: Catalog) -> Output:
    """Whether a row breaks the rule: computed from whatever its condition asks."""
    if isinstance(check.condition, Condition):
        sql = scan_sql(check.table, [Judged(check, check.condition, None)], ("_line",), lookups)
        return _asked(check, sql, "judged", catalog)
    if isinstance(check.condition, Rows):
        return _asked(check, check.condition.sql, "_line", catalog)
    if isinstance(check.condition, Recorded):
        return _from(check, [Source(f"intake.{check.table}", FAULTS)])
    if isinstance(check.condition, KeyRepeated):
        names = (*entity_columns(table), *table.key)
        if check.condition.unchanged:
            names = (*names, *(name for name, _ in table.standard_columns))
        return _from(check, [Source(f"pool.{check.table}", name) for name in names])
    records = frozenset([Source("records.batches", "landed")])
    by_program = frozenset([Unknown("program", check.condition.judgement)])
    return Output(check.rule.code, records, frozenset(), by_program)


def _asked(check: CompiledCheck, sql: str, column: str, catalog: Catalog) -> Output:
    """The condition stands in a filter; for the rule it is the content."""
    ((lineage,), _) = run_script([sql], catalog)
    found = lineage.column(column) if not lineage.unknown else lineage.columns[0]
    # Where a row stands is how it is named, not what is judged.
    places = {Source(f"pool.{check.table}", name) for name in ("_line", "_batch")}
    return Output(check.rule.code, (found.value | found.influence) - places, frozenset(), found.unknown)


def _from(check: CompiledCheck, sources: Sequence[Source]) -> Output:
    return Output(check.rule.code, frozenset(sources), frozenset(), frozenset())
