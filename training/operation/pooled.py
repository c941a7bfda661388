"""Payments, collections and service cases of a pool by scheme or business, region and period: sums and counts alone.

An amount of a period to which fewer than LEAST_PERSONS persons belong is held back; a series of which more than a
fifth would be, and a business with fewer persons over its whole history, is left out and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from core.errors import ValueOutOfRange
from datapool.aggregates.schema import LEAST_PERSONS
from datapool.pool import Pool
from datapool.standards.code_lists import load_code_lists
from datapool.standards.regions import POOL_FILE, load_regions
from datapool.standards.sql import quote
from training.operation.gathering import Gathering
from training.operation.periods import Step
from training.operation.series import History, LeftOut, Note, Series

_MOST_HELD_BACK = 0.2
_THREADS = 2
PAYMENTS, COLLECTIONS = "payments", "collections"
_PENSION = "pension_scheme"
# Codes of schemes for which the pool's own list has none.
_OTHER_SCHEMES = {
    "210": {"zh": "失业保险", "en": "Unemployment insurance"},
    "510": {"zh": "生育保险", "en": "Maternity insurance"},
}
_FLOWS = {
    PAYMENTS: {"zh": "待遇支付", "en": "payments"},
    COLLECTIONS: {"zh": "基金征缴", "en": "collections"},
}


@dataclass(frozen=True, slots=True)
class Flow:
    """Rows of a table that are money of a fund: which scheme, how many yuan, on which day, whose.

    also  other tables that `source` reads
    """

    name: str
    table: str
    scheme: str
    yuan: str
    day: str
    person: str = "person_no"
    source: str = ""
    also: tuple[str, ...] = ()


FLOWS = (
    Flow(
        PAYMENTS, "hrss_pensions", "pension_scheme", "amount", "paid_on",
        source="(SELECT * FROM hrss_pensions WHERE payment_result = '1')",
    ),
    Flow(PAYMENTS, "hrss_unemployment", "'210'", "unemployment_benefit", "period"),
    Flow(PAYMENTS, "health_maternity", "'510'", "maternity_allowance", "claimed_on", "member_no"),
    Flow(
        PAYMENTS, "health_settlements", "scheme", "fund_payment", "settled_on", "member_no",
        source="(SELECT s.*, m.scheme FROM health_settlements s JOIN (SELECT member_no, "
        "arg_max(medical_scheme, registered_on) AS scheme FROM health_members GROUP BY 1) m USING (member_no))",
        also=("health_members",),
    ),
    Flow(
        COLLECTIONS, "hrss_contributions", "CASE WHEN kind = '2' THEN '120' ELSE '110' END",
        "coalesce(employer_contribution, 0) + coalesce(person_contribution, 0)", "received_on",
        source="(SELECT c.*, e.kind FROM hrss_contributions c LEFT JOIN (SELECT employer_no, any_value(employer_kind) "
        "AS kind FROM hrss_employers GROUP BY 1) e USING (employer_no))",
        also=("hrss_employers",),
    ),
    Flow(
        COLLECTIONS, "hrss_resident_contributions", "'170'",
        "coalesce(resident_grade, 0) + coalesce(resident_subsidy, 0)", "received_on",
    ),
)  # fmt: skip


def money(root: Path, step: Step, *, flows: Sequence[str] = (PAYMENTS, COLLECTIONS), as_of: date) -> History:
    """Yuan paid and collected by scheme, region and period, of rows until `as_of`.

    Raises FileMissing where there is no pool, ValueOutOfRange where it holds no such rows.
    """
    pool = Pool.open(root)
    rows: dict[tuple[str, ...], list[tuple[date, float]]] = {}
    left: dict[tuple[str, ...], int] = {}
    for flow in (flow for flow in FLOWS if flow.name in flows):
        with pool.connect([flow.table, *flow.also], threads=_THREADS) as connection:
            found = connection.execute(_money_sql(flow, step, as_of)).fetchall()
        for scheme, region, start, yuan, persons in found:
            key = (flow.name, scheme, region)
            is_small = persons < LEAST_PERSONS
            left[key] = left.get(key, 0) + is_small
            rows.setdefault(key, []).append((start, np.nan if is_small else float(yuan)))
    shown = {key: dated for key, dated in rows.items() if left[key] <= _MOST_HELD_BACK * len(dated)}
    hidden = tuple(LeftOut(" · ".join(key), "few_persons", left[key]) for key in rows if key not in shown)
    series = tuple(
        one.noted(Note("held_back", "", left[key])) if left[key] else one
        for key, one in zip(shown, _series(shown, ("flow", "scheme", "region"), step, as_of), strict=True)
    )
    return _history(pool, as_of, replace(_EMPTY, series=series, left_out=hidden), root)


def cases(root: Path, step: Step, *, as_of: date) -> History:
    """Service cases by business, region and period, of rows until `as_of`. Raises as `money` does."""
    pool, until = Pool.open(root), f"{quote(as_of.isoformat())}::DATE"
    with pool.connect(["hrss_operations"], threads=_THREADS) as connection:
        found = connection.execute(
            f"SELECT operation_kind, region, date_trunc({quote(step.name)}, done_at)::DATE, count(*) "
            f"FROM hrss_operations WHERE done_at::DATE <= {until} AND operation_kind IS NOT NULL "
            "GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        persons: dict[tuple[str, ...], int] = {
            (kind, region): count
            for kind, region, count in connection.execute(
                "SELECT operation_kind, region, count(DISTINCT coalesce(person_no, employer_no)) FROM hrss_operations "
                f"WHERE done_at::DATE <= {until} GROUP BY ALL"
            ).fetchall()
        }
    rows: dict[tuple[str, ...], list[tuple[date, float]]] = {}
    for kind, region, start, count in found:
        rows.setdefault((kind, region), []).append((start, float(count)))
    shown = {key: dated for key, dated in rows.items() if persons[key] >= LEAST_PERSONS}
    hidden = tuple(LeftOut(" · ".join(key), "few_persons", persons[key]) for key in rows if key not in shown)
    series = _series(shown, ("business", "region"), step, as_of, is_count=True)
    return _history(pool, as_of, replace(_EMPTY, series=series, left_out=hidden), root)


def last_day(root: Path) -> date:
    """The last day of the history of the pool, or of its latest delivery. Raises FileMissing, ValueOutOfRange."""
    pool = Pool.open(root)
    said = load_regions(root / POOL_FILE).last_day if (root / POOL_FILE).is_file() else None
    if said is not None:
        return said
    tables = {flow.table: flow.day for flow in FLOWS} | {"hrss_operations": "done_at"}
    with pool.connect(list(tables), threads=_THREADS) as connection:
        ends = [connection.execute(f"SELECT max({day})::DATE FROM {name}").fetchone() for name, day in tables.items()]
    days: list[date] = [end[0] for end in ends if end and end[0]]
    if not days:
        raise _nothing(root)
    return max(days)


_EMPTY = History((), "", date.min)


def _money_sql(flow: Flow, step: Step, as_of: date) -> str:
    return (
        f"SELECT {flow.scheme} AS scheme, region, date_trunc({quote(step.name)}, {flow.day})::DATE AS start, "
        f"sum({flow.yuan}), count(DISTINCT {flow.person}) FROM {flow.source or flow.table} "
        f"WHERE {flow.day} <= {quote(as_of.isoformat())}::DATE AND {flow.scheme} IS NOT NULL "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )


def _series(
    rows: Mapping[tuple[str, ...], Sequence[tuple[date, float]]],
    keys: Sequence[str],
    step: Step,
    as_of: date,
    *,
    is_count: bool = False,
) -> tuple[Series, ...]:
    """A period without rows is zero, until the last one that is over."""
    last = step.start(as_of)
    if step.last_day(last) > as_of:
        last = step.shift(last, -1)
    how = Gathering(step, "cases" if is_count else "yuan", 0.0)
    over = {key: [row for row in dated if row[0] <= last] for key, dated in rows.items()}
    ended = {key: [*dated, (last, 0.0)] if dated[-1][0] < last else dated for key, dated in over.items() if dated}
    return how.series(ended, keys)


def _history(pool: Pool, as_of: date, made: History, root: Path) -> History:
    if not made.series:
        raise _nothing(root)
    lists = load_code_lists()
    schemes = {**lists[_PENSION].codes, **lists["medical_scheme"].codes}
    titles = {
        "flow": _FLOWS,
        "scheme": {code: title.to_json() for code, title in schemes.items()} | _OTHER_SCHEMES,
        "business": {code: title.to_json() for code, title in lists["operation_kind"].codes.items()},
        "region": _regions(root),
    }
    return replace(made, source=root.name, cut_off=as_of, titles=titles)


def _regions(root: Path) -> dict[str, dict[str, str]]:
    """[four digits] the name of the city, where the pool or the national list has one."""
    spans = load_regions(root / POOL_FILE if (root / POOL_FILE).is_file() else None).spans
    return {span.code[:4]: {"zh": span.title, "en": span.code[:4]} for span in spans if span.code.endswith("00")}


def _nothing(root: Path) -> ValueOutOfRange:
    return ValueOutOfRange(
        "the pool has no payments, collections or cases by then.", path=root,
        remedy=f"`anlan data batches {root}` tells what has landed; check --as-of.",
    )  # fmt: skip
