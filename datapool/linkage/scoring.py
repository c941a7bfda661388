"""Links set against the truth, where it is known: used for scoring and for nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.errors import InputError, UnknownKey
from datapool.linkage.clusters import Flags, Ints, Merges

# How many values must have the form for a column to be the one that is meant.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs joined against true pairs, after clustering.

    best      the highest F1 that any threshold would have given, and that threshold
    """

    precision: float
    recall: float
    f1: float
    best: float
    best_threshold: float


def truth_column(tables: Sequence[pa.Table], column: str | None, pattern: str | None) -> str:
    """The column that names persons: the one named, else the one whose values have the form.

    Raises InputError for a pattern that is none or that no column has, UnknownKey for a column that is not there.
    """
    form = compiled(pattern)
    names = [name for name in tables[0].column_names if all(name in table.column_names for table in tables)]
    if column is not None:
        if column not in names:
            raise UnknownKey(f"there is no column {column!r}.", remedy=f"Columns: {', '.join(names)}.")
        return column
    shares = {name: min(_share(table[name], form) for table in tables) for name in names}
    best = max(shares, key=lambda name: shares[name], default="")
    if not best or shares[best] < _MOST:
        raise InputError("no column has values of this form.", remedy="Name the column with --truth COLUMN.")
    return best


def persons(tables: Sequence[pa.Table], column: str, pattern: str | None) -> Ints:
    """[record] a number for each person, tables one behind the other; a record without one is a person of its own."""
    form = compiled(pattern)
    known: dict[str, int] = {}
    found: list[int] = []
    for table in tables:
        for value in table[column].to_pylist():
            name = _name(value, form)
            key = f"\0{len(found)}" if name is None else name
            found.append(known.setdefault(key, len(known)))
    return np.array(found, np.int64)


def score(merges: Merges, threshold: float, truth: Ints, right: Flags) -> Score:
    """Precision, recall and F1 of the pairs joined, of two files only pairs between them."""
    order = np.argsort(-merges.chance, kind="stable")
    hits = _hits(merges, order, truth, right)
    joined, correct = np.cumsum(merges.pairs[order]), np.cumsum(hits)
    true = _true_pairs(truth, right)
    f1 = 2 * correct / np.maximum(joined + true, 1)
    kept = int((merges.chance >= threshold).sum())
    if kept == 0:
        nothing = 1.0 if true == 0 else 0.0
        best = max(nothing, float(f1.max(initial=0.0)))
        return Score(1.0, nothing, nothing, best, 1.0)
    # Only after the last of equally likely merges is there a threshold.
    ends = np.append(np.diff(merges.chance[order]) < 0, True)
    at = int(np.where(ends, f1, -1.0).argmax())
    best = max(float(f1[at]), 1.0 if true == 0 else 0.0)
    return Score(
        float(correct[kept - 1] / joined[kept - 1]),
        float(correct[kept - 1] / true) if true else 1.0,
        float(f1[kept - 1]),
        best,
        float(merges.chance[order][at]),
    )


def compiled(pattern: str | None) -> re.Pattern[str] | None:
    """The pattern, InputError where it is none."""
    if pattern is None:
        return None
    try:
        return re.compile(pattern)
    except re.error as err:
        raise InputError(f"the pattern is no regular expression: {err.msg}.", remedy="Write 'rec-(\\d+)-'.") from err


def _name(value: str | None, form: re.Pattern[str] | None) -> str | None:
    if value is None or form is None:
        return value
    found = form.search(value)
    return None if found is None else found[1] if form.groups else found[0]


def _share(column: pa.ChunkedArray, form: re.Pattern[str] | None) -> float:
    values = column.drop_null().to_pylist()
    return sum(_name(value, form) is not None for value in values) / max(1, len(values)) if form else 0.0


def _true_pairs(truth: Ints, right: Flags) -> int:
    if right.any():
        size = int(truth.max()) + 1
        return int((np.bincount(truth[~right], minlength=size) * np.bincount(truth[right], minlength=size)).sum())
    sizes = np.bincount(truth)
    return int((sizes * (sizes - 1) // 2).sum())


def _hits(merges: Merges, order: Ints, truth: Ints, right: Flags) -> Ints:
    """[merge in order] true pairs among those it joins."""
    of = np.arange(len(truth))
    members: dict[int, dict[int, list[int]]] = {}
    two = bool(right.any())

    def home(record: int) -> int:
        while of[record] != record:
            of[record] = of[of[record]]
            record = int(of[record])
        return record

    def counts(record: int) -> dict[int, list[int]]:
        return members.pop(record, None) or {int(truth[record]): [int(not right[record]), int(right[record])]}

    hits = np.zeros(len(order), np.int64)
    for at, merge in enumerate(order.tolist()):
        one, other = home(int(merges.one[merge])), home(int(merges.other[merge]))
        small, large = sorted((counts(one), counts(other)), key=len)
        for person, (left, other_side) in small.items():
            mine = large.setdefault(person, [0, 0])
            hits[at] += left * mine[1] + other_side * mine[0] if two else left * mine[0]
            mine[0] += left
            mine[1] += other_side
        of[one] = other
        members[other] = large
    return hits
