"""Which columns of two files hold the same thing, whatever they are called, and which are no evidence of persons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.optimize import linear_sum_assignment

from core.errors import UnknownKey
from datapool.linkage.configuration import Configuration
from datapool.linkage.kind import Kind, Trait, trait_of
from datapool.standards.regions import Regions

# Rows looked at to find out whether numbers are shared.
_SAMPLE = 20_000
_FEWEST_ROWS = 10
# Of two files: how alike two columns must be to be taken for the same.
_LEAST_LIKENESS = 0.35
# A number of the row: no value twice in a file. Shared between files it may still be a number of the person.
_SHARED_BY_CHANCE, _LEAST_SUPPORT = 0.02, 0.15
_NUMBERS = (Kind.CODE, Kind.NUMBER)
NOT_SAID, ONE_VALUE, ROW_NUMBER, NO_PARTNER, IGNORED = "", "one_value", "row_number", "no_partner", "ignored"


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that records say of a person.

    left, right  names in the two files; `right` is `left` where one file is compared to itself
    trait        of both together
    why          it is left out: a word, empty where it is not
    """

    left: str
    right: str
    trait: Trait
    why: str = NOT_SAID

    @property
    def is_evidence(self) -> bool:
        return self.trait.kind is not Kind.LEFT_OUT


def look_at(
    left: pa.Table,
    right: pa.Table | None,
    configuration: Configuration,
    regions: Regions,
    *,
    truth: Sequence[str] = (),
) -> tuple[Column, ...]:
    """What each column holds, those that are no evidence marked so.

    truth  of each file the column that names persons: it is left out altogether
    Raises UnknownKey where the configuration names a column that is not there.
    """
    _check_names(left, right, configuration)
    kinds = configuration.kinds
    columns = []
    for one, other in _partners(left, right, configuration, regions, truth):
        if one in configuration.ignore or other in configuration.ignore:
            columns.append(Column(one, other or "", _nothing(left[one]), IGNORED))
            continue
        if other is None:
            columns.append(Column(one, "", _nothing(left[one]), NO_PARTNER))
            continue
        both = left[one] if right is None else pa.chunked_array([*left[one].chunks, *right[other].chunks], pa.string())
        trait = trait_of(both, regions, kind=kinds.get(one))
        columns.append(Column(one, other, trait, ONE_VALUE if trait.kind is Kind.LEFT_OUT else NOT_SAID))
    return tuple(_without_row_numbers(left, right, columns, said=set(kinds)))


def _check_names(left: pa.Table, right: pa.Table | None, configuration: Configuration) -> None:
    names = set(left.column_names) | set(right.column_names if right is not None else ())
    for name in (*configuration.kinds, *configuration.columns):
        if name not in left.column_names:
            raise UnknownKey(f"there is no column {name!r}.", remedy=f"Columns: {', '.join(left.column_names)}.")
    for name in (*configuration.ignore, *(configuration.columns.values() if right is not None else ())):
        if name not in names:
            raise UnknownKey(f"there is no column {name!r}.", remedy=f"Columns: {', '.join(sorted(names))}.")


def _nothing(column: pa.ChunkedArray) -> Trait:
    return Trait(Kind.LEFT_OUT, 1.0 - column.null_count / max(1, len(column)), 0)


def _partners(
    left: pa.Table, right: pa.Table | None, configuration: Configuration, regions: Regions, truth: Sequence[str]
) -> list[tuple[str, str | None]]:
    """(column of the left, the same of the right): as told, then by name, then by contents."""
    ignored = configuration.ignore
    mine = [name for name in left.column_names if name not in truth[:1] or name in ignored]
    if right is None:
        return [(name, name) for name in mine]
    theirs = [name for name in right.column_names if name not in truth[1:] or name in ignored]
    found = {one: other for one, other in configuration.columns.items() if one in mine and other in theirs}
    found |= {name: name for name in mine if name in theirs and name not in found and name not in found.values()}
    rest = [name for name in mine if name not in found and name not in ignored]
    free = [name for name in theirs if name not in found.values() and name not in ignored]
    if rest and free:
        likeness = np.array([[_likeness(left[one], right[other], regions) for other in free] for one in rest])
        for row, place in zip(*linear_sum_assignment(likeness, maximize=True), strict=True):
            if likeness[row, place] >= _LEAST_LIKENESS:
                found[rest[row]] = free[place]
    return [(name, found.get(name)) for name in mine]


def _likeness(one: pa.ChunkedArray, other: pa.ChunkedArray, regions: Regions) -> float:
    """0 to 1: the same kind, values in common, values as long and as often repeated."""
    first, second = trait_of(one.slice(0, _SAMPLE), regions), trait_of(other.slice(0, _SAMPLE), regions)
    if first.kind is not second.kind or first.kind is Kind.LEFT_OUT:
        return 0.0
    values, others = (pc.unique(column.drop_null()) for column in (one, other))
    common = pc.sum(pc.is_in(values, value_set=others)).as_py() / max(1, min(len(values), len(others)))
    lengths = [pc.mean(pc.utf8_length(each)).as_py() or 0.0 for each in (values, others)]
    repeated = [each.distinct / max(1, min(len(column), _SAMPLE)) for each, column in ((first, one), (second, other))]
    return float(
        0.3
        + 0.4 * common
        + 0.15 * min(lengths) / max(max(lengths), 1e-9)
        + 0.15 * min(repeated) / max(max(repeated), 1e-9)
    )


def _without_row_numbers(
    left: pa.Table, right: pa.Table | None, columns: Sequence[Column], *, said: set[str]
) -> list[Column]:
    return [
        Column(each.left, each.right, Trait(Kind.LEFT_OUT, each.trait.filled, each.trait.distinct), ROW_NUMBER)
        if each.trait.kind in _NUMBERS and each.left not in said and _numbers_rows(left, right, each, columns)
        else each
        for each in columns
    ]


def _numbers_rows(left: pa.Table, right: pa.Table | None, column: Column, columns: Sequence[Column]) -> bool:
    """Whether it numbers rows and not persons: no value stands twice, and who shares one shares nothing else."""
    mine = left[column.left].drop_null()
    if len(mine) < _FEWEST_ROWS or pc.count_distinct(mine).as_py() < len(mine):
        return False
    if right is None:
        return True
    theirs = right[column.right].drop_null()
    if pc.count_distinct(theirs).as_py() < len(theirs):
        return False
    shared = pc.sum(pc.is_in(mine, value_set=pc.unique(theirs))).as_py() or 0
    if shared < _SHARED_BY_CHANCE * min(len(mine), len(theirs)):
        return True
    others = [each for each in columns if each.is_evidence and each.left != column.left]
    return _support(left, right, column, others) < _LEAST_SUPPORT


def _support(left: pa.Table, right: pa.Table, column: Column, others: Sequence[Column]) -> float:
    """How much more often other columns agree in rows that share the number than in rows that share nothing."""
    where = pc.index_in(left[column.left].slice(0, _SAMPLE), value_set=right[column.right].combine_chunks())
    rows = np.flatnonzero(pc.is_valid(where).to_numpy() & (left[column.left].slice(0, _SAMPLE).is_valid().to_numpy()))
    met = where.to_numpy()[rows].astype(np.int64)
    gains = [0.0]
    for other in others:
        values, theirs = left[other.left].take(pa.array(rows)), right[other.right]
        agree = [
            pc.mean(pc.cast(pc.equal(values, theirs.take(pa.array(at))), pa.float64())).as_py() or 0.0
            for at in (met, np.roll(met, 1))
        ]
        gains.append(agree[0] - agree[1])
    return max(gains)
