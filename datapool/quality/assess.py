"""The whole of a quality assessment, in order: rules, lookups, tables, keys, records, mending, result."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.manifest import content_hash
from datapool.intake.record import Places
from datapool.pool import Pool
from datapool.quality import lookups as named
from datapool.quality.assessment import Assessment
from datapool.quality.checks import CompiledCheck, compile_checks
from datapool.quality.counts import count, count_landed, make_tables
from datapool.quality.deliveries import judge_deliveries
from datapool.quality.gathering import (
    describe_checks,
    gather_counts,
    gather_errors,
    gather_filled,
    gather_findings,
)
from datapool.quality.keys import collect_versions, entity_columns, judge_keys
from datapool.quality.lookups import Lookup
from datapool.quality.mending import judge_mending
from datapool.quality.places import Tables
from datapool.quality.quarantine import judge_quarantine
from datapool.quality.records import Batch, numbered, rows_by_region
from datapool.quality.rule_files import FOLDER, load_rules
from datapool.quality.scanning import Judged, entity_hash, scan, scan_sql
from datapool.quality.templates import Condition, KeyRepeated, Rows, quoted
from datapool.quality.workbench import first_line, make_lookups, open_workbench

# Counted in the version: what an assessment means has changed when this number has.
MEANING = 1
FINDINGS_OF_A_RULE = 10_000
# A table with more rows is read region by region, so that its keys fit into memory.
ROWS_AT_ONCE = 4_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Work:
    """What every step needs."""

    con: duckdb.DuckDBPyConnection
    pool: Pool
    tables: Tables
    batches: tuple[Batch, ...]
    lookups: dict[str, Lookup]
    skipped: dict[str, str]


def version_of(pool: Pool, rules: Path = FOLDER) -> str:
    """The name of an assessment of this pool by these rules: it changes when either does, and with nothing else."""
    files = [*sorted(rules.glob("*.yaml")), named.FILE]
    return content_hash(
        {
            "meaning": MEANING,
            "batches": sorted((r.batch, r.state, r.table, r.delivery, r.path, r.standards) for r in pool.batches()),
            "tables": sorted(pool.tables()),
            "rules": [path.read_text(encoding="utf-8") for path in files],
        }
    )[:24]


def assess(
    pool: Pool,
    *,
    workers: int = 2,
    progress: Progress = lambda done, total: None,
    rules: Path = FOLDER,
    cap: int = FINDINGS_OF_A_RULE,
) -> Assessment:
    """Judge everything that the pool holds.

    workers   threads
    progress  called with (steps done, steps in all)
    rules     folder of rules
    cap       rows kept as findings by rule and table; they are counted whatever their number
    """
    described = pool.tables()
    checks = compile_checks(load_rules(described, rules), described)
    batches = numbered(pool.batches())
    with open_workbench(pool, batches, workers=workers) as con:
        make_tables(con)
        work = _Work(con, pool, described, batches, _lookups(checks), {})
        there = {batch.table for batch in batches if batch.landed}
        usable = _usable(work, checks, there)
        names = sorted(there)
        for done, name in enumerate(names):
            progress(done, len(names) + 1)
            _judge_table(work, name, [check for check in usable if check.table == name])
        judge_quarantine(con, usable, batches, Places(pool.root).quarantine)
        count(con, judge_deliveries(usable, batches))
        progress(len(names), len(names) + 1)
        judge_mending(con, usable)
        describe_checks(con, usable, dict(described), batches)
        result = Assessment(
            version=version_of(pool, rules),
            counts=gather_counts(con),
            findings_table=gather_findings(con, cap),
            errors=gather_errors(con),
            filled=gather_filled(batches),
            rules={check.rule.code: _described(check) for check in checks},
            skipped=dict(sorted(work.skipped.items())),
        )
        progress(len(names) + 1, len(names) + 1)
    return result


def _lookups(checks: Sequence[CompiledCheck]) -> dict[str, Lookup]:
    found = {**named.written_lookups(), **named.made_by_program()}
    for check in checks:
        if check.refers is not None:
            found.setdefault(check.refers.name, check.refers)
    return found


def _usable(work: _Work, checks: Sequence[CompiledCheck], there: set[str]) -> list[CompiledCheck]:
    """The checks that this pool's tables and columns allow; the others go to `skipped` with the reason."""
    possible = [check for check in checks if check.table in there or not isinstance(check.condition, Condition | Rows)]
    asked = {name for check in possible for name in (*check.keys, *check.rule.informed_by)}
    failed = make_lookups(work.con, asked, work.lookups, there)
    reasons = {
        check.number: failed[name]
        for check in possible
        for name in (*check.keys, *check.rule.informed_by)
        if name in failed
    }
    for table in sorted({check.table for check in possible}):
        mine = [check for check in possible if check.table == table and check.number not in reasons]
        reasons.update(_impossible(work, mine))
    work.skipped.update({check.check.name: reasons[check.number] for check in possible if check.number in reasons})
    return [check for check in possible if check.number not in reasons]


def _impossible(work: _Work, checks: Sequence[CompiledCheck]) -> dict[int, str]:
    """[check] what the database says against it before any row is read; the checks are of one table."""
    conditions = [check for check in checks if isinstance(check.condition, Condition)]
    together = conditions and _complaint(work, conditions)
    alone = [check for check in checks if isinstance(check.condition, Rows)] + (conditions if together else [])
    said = {check.number: _complaint(work, [check]) for check in alone}
    return {number: complaint for number, complaint in said.items() if complaint}


def _complaint(work: _Work, checks: Sequence[CompiledCheck]) -> str | None:
    first = checks[0]
    judged = [_limited(work, check) for check in checks if isinstance(check.condition, Condition)]
    if isinstance(first.condition, Rows):
        sql = first.condition.sql
    else:
        sql = scan_sql(first.table, judged, ("_line",), work.lookups)
    try:
        work.con.execute(f"EXPLAIN {sql}")
    except (duckdb.BinderException, duckdb.CatalogException) as err:
        return first_line(err)
    return None


def _limited(work: _Work, check: CompiledCheck) -> Judged:
    assert isinstance(check.condition, Condition)
    if not check.rule.needs:
        return Judged(check, check.condition, None)
    shared = rows_by_region(work.batches)
    regions = [{region for table, region in shared if table == needed} for needed in check.rule.needs]
    return Judged(check, check.condition, tuple(sorted(set.intersection(*regions))))


def _judge_table(work: _Work, name: str, checks: Sequence[CompiledCheck]) -> None:
    table = work.tables.get(name)
    if table is None:
        return
    entity = entity_columns(table)
    judged = [_limited(work, check) for check in checks if isinstance(check.condition, Condition)]
    for source in _sources(work, name):
        scan(work.con, source, judged, entity=entity, lookups=work.lookups)
        collect_versions(work.con, source, table)
    for check in checks:
        if isinstance(check.condition, Rows):
            work.con.execute(
                f"INSERT INTO broken SELECT DISTINCT {check.number}, b.number, r._line, {entity_hash(entity)}"
                f" FROM ({check.condition.sql}) r JOIN look_{named.BATCH} b ON b._batch = r._batch"
            )
    keyed = [check for check in checks if isinstance(check.condition, KeyRepeated)]
    twice = [check.number for check in keyed if check.condition == KeyRepeated(unchanged=False)]
    unchanged = [check.number for check in keyed if check.condition == KeyRepeated(unchanged=True)]
    judge_keys(work.con, name, twice=twice, unchanged=unchanged)
    whole = [check.number for check in checks if isinstance(check.condition, Rows | KeyRepeated)]
    count_landed(work.con, whole, [batch for batch in work.batches if batch.table == name])


def _sources(work: _Work, name: str) -> Iterator[str]:
    """The table as SQL: whole, or region by region where it is large."""
    regions = sorted({region for table, region in rows_by_region(work.batches) if table == name})
    if sum(batch.landed for batch in work.batches if batch.table == name) <= ROWS_AT_ONCE:
        yield name
        return
    for region in regions:
        yield f"(SELECT * FROM {name} WHERE region = {quoted(region)})"


def _described(check: CompiledCheck) -> dict[str, object]:
    rule = check.rule
    return {
        "title": dict(rule.title),
        "correct": dict(rule.correct),
        "dimension": rule.dimension.value,
        "severity": rule.severity.value,
        "weight": rule.weight,
        "against": rule.against,
        "basis": None if rule.basis is None else dict(rule.basis),
    }
