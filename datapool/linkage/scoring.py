"""Links set against the truth, where it is known: used for scoring and for nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


def truth_columns(tables: Sequence[pa.Table], column: str | None, pattern: str | None) -> tuple[str, ...]:
    """[table] the column that names persons: the one named, else the one whose values have the form.

    column  its name, or LEFT=RIGHT where the two files call it differently
    Raises InputError for a pattern that is none or that no column has, UnknownKey for a column that is not there.
    """
    form = compiled(pattern)
    if column is not None:
        return _named(tables, column)
    found = []
    for table in tables:
        shares = {name: _share(table[name], form) for name in table.column_names}
        best = max(shares, key=lambda name: shares[name], default="")
        if not best or shares[best] < _MOST:
            raise InputError("no column has values of this form.", remedy="Name the column with --truth COLUMN.")
        found.append(best)
    return tuple(found)


def _named(tables: Sequence[pa.Table], column: str) -> tuple[str, ...]:
    names = [column] * len(tables)
    if column not in tables[0].column_names and len(tables) > 1 and "=" in column:
        names = list(column.partition("=")[::2])
    for table, name in zip(tables, names, strict=True):
        if name not in table.column_names:
            where = "" if table is tables[0] else " of the right file"
            how = f" Or write --truth {column}=COLUMN." if where and "=" not in column else ""
            raise UnknownKey(
                f"there is no column {name!r}{where}.", remedy=f"Columns: {', '.join(table.column_names)}.{how}"
            )
    return tuple(names)


def persons(tables: Sequence[pa.Table], columns: Sequence[str], pattern: str | None) -> Ints:
    """[record] a number for each person, tables one behind the other; a record without one is a person of its own.

    columns  [table] the column that names persons
    """
    form = compiled(pattern)
    chunks = [chunk for table, column in zip(tables, columns, strict=True) for chunk in table[column].chunks]
    whole = pa.concat_arrays([pa.array([], pa.string()), *chunks])
    encoded = pc.dictionary_encode(whole)
    names = (
        encoded.dictionary if form is None else pa.array([_name(each, form) for each in encoded.dictionary.to_pylist()])
    )
    numbers = pc.dictionary_encode(pc.take(names.cast(pa.string()), encoded.indices)).indices
    alone = np.arange(len(whole)) + len(whole)
    present = pc.is_valid(numbers).to_numpy(zero_copy_only=False)
    found = np.where(present, pc.fill_null(numbers, 0).to_numpy().astype(np.int64), alone)
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


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

    one, other = merges.one[order], merges.other[order]
    merges_of = np.bincount(np.concatenate([one, other]), minlength=len(truth))
    # Most merges join two records that no other merge touches.
    is_alone = (merges_of[one] == 1) & (merges_of[other] == 1)
    hits: Ints = ((truth[one] == truth[other]) & ((right[one] != right[other]) | (not two)) & is_alone).astype(np.int64)
    for at in np.flatnonzero(~is_alone).tolist():
        first, second = home(int(one[at])), home(int(other[at]))
        small, large = sorted((counts(first), counts(second)), key=len)
        for person, (left, other_side) in small.items():
            mine = large.setdefault(person, [0, 0])
            hits[at] += left * mine[1] + other_side * mine[0] if two else left * mine[0]
            mine[0] += left
            mine[1] += other_side
        of[first] = second
        members[second] = large
    return hits
