"""Rows of a block sorted into those that land, by region, and those that go to quarantine, with all their reasons."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pyarrow as pa

from datapool.intake.checking import BATCH, MISSING, Checked
from datapool.intake.record import ColumnReport
from datapool.intake.rows import Broken, Rows
from datapool.intake.staging import QUARANTINE, Staging
from datapool.standards.sources import KIND, Table

# Of a region's code, as the pool is divided by it: the prefecture.
DIGITS = 4


@dataclass
class Tally:
    """What has been counted of a delivery so far; see BatchRecord and ColumnReport."""

    rows: int = 0
    quarantined: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Counter[str]] = field(default_factory=dict)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    medians: dict[str, float] = field(default_factory=dict)

    def items(self) -> dict[str, ColumnReport]:
        """[column] its report."""
        return {
            name: ColumnReport(
                self.filled[name],
                _sorted(self.faults.get(name, {})),
                _sorted(self.kinds.get(name, {})),
                self.medians.get(name),
            )
            for name in self.filled
        }


def sort_out(rows: Rows, checked: Checked, batch: str, *, table: Table, staging: Staging, tally: Tally) -> None:
    """Stage the rows of one block and count them."""
    reasons = _reasons(rows.broken, checked)
    tally.rows += rows.count
    tally.quarantined += len(reasons)
    tally.broken.update(each.reason for each in rows.broken)
    _count(checked, reasons, table, tally)
    if reasons:
        staging.add_quarantined(_quarantined(reasons, rows))
    good = checked.values
    if len(checked.bad):
        is_good = np.ones(good.num_rows, dtype=np.bool_)
        is_good[checked.bad] = False
        good = good.filter(pa.array(is_good))
    for region, part in _by_region(good, table.region_column.column):
        staging.add(region, _with_batch(part, batch))


def _reasons(broken: Sequence[Broken], checked: Checked) -> dict[int, list[tuple[str, str]]]:
    """[line] every (reason, column) it is kept back for, in the order of lines."""
    found: dict[int, list[tuple[str, str]]] = {}
    for each in broken:
        found.setdefault(each.line, []).append((each.reason, each.column))
    found.update(checked.reasons)
    return dict(sorted(found.items()))


def _count(checked: Checked, reasons: Mapping[int, list[tuple[str, str]]], table: Table, tally: Tally) -> None:
    for reason, name in chain.from_iterable(reasons.values()):
        if name:
            tally.faults.setdefault(name, Counter())[reason] += 1
    for column in table.columns:
        name, values = column.column, checked.values.column(column.column)
        if column.item.type.is_identifier:
            kinds = Counter(_counts(checked.values.column(f"{name}{KIND}")))
            tally.kinds.setdefault(name, Counter()).update(kinds)
            tally.filled[name] += len(values) - kinds[MISSING]
        else:
            tally.filled[name] += len(values) - int(values.null_count) + _unreadable(checked, name)


def _unreadable(checked: Checked, column: str) -> int:
    """Rows that have something in this column which is no value: what is out of range is one."""
    if not len(checked.bad):
        return 0
    is_null = checked.values.column(column).take(pa.array(checked.bad)).is_null().to_pylist()
    own = (any(name == column and reason != MISSING for reason, name in pairs) for pairs in checked.faults.values())
    return sum(null and wrong for null, wrong in zip(is_null, own, strict=True))


def _quarantined(reasons: Mapping[int, list[tuple[str, str]]], rows: Rows) -> pa.Table:
    return pa.table(
        [
            list(reasons),
            [[reason for reason, _ in pairs] for pairs in reasons.values()],
            [[column for _, column in pairs] for pairs in reasons.values()],
            [rows.original(line) for line in reasons],
        ],
        schema=QUARANTINE,
    )


def _by_region(rows: pa.Table, county: str) -> Iterator[tuple[str, pa.Table]]:
    """Rows by the four digits of their region, each in the order of lines."""
    if not rows.num_rows:
        return
    counties = rows.column(county).combine_chunks().dictionary_encode()
    prefectures = [code[:DIGITS] for code in counties.dictionary.to_pylist()]
    names = sorted(set(prefectures))
    if len(names) == 1:
        yield names[0], rows
        return
    codes = np.array([names.index(name) for name in prefectures])[counties.indices.to_numpy()]
    ordered = rows.take(pa.array(np.argsort(codes, kind="stable")))
    sizes = np.bincount(codes, minlength=len(names))
    begins = np.concatenate(([0], np.cumsum(sizes)))
    for number, name in enumerate(names):
        yield name, ordered.slice(int(begins[number]), int(sizes[number]))


def _with_batch(rows: pa.Table, batch: str) -> pa.Table:
    same = pa.DictionaryArray.from_arrays(np.zeros(rows.num_rows, dtype=np.int8), [batch])
    return rows.add_column(0, BATCH, same)


def _counts(values: pa.ChunkedArray) -> dict[str, int]:
    return {each["values"]: each["counts"] for each in values.value_counts().to_pylist() if each["values"] is not None}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
