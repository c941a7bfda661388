"""Features of a table, made by themselves: of its columns alone, and of what the earlier rows of an entity say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.anomaly.detectors import Views, share_below
from training.anomaly.history import history
from training.anomaly.kinds import Column
from training.anomaly.refusals import NothingToLearnFrom
from training.anomaly.splitting import Draw, cut, forward_cuts
from training.anomaly.table import Table
from training.model import FloatArray

# Of an entity's history, at most so many columns of each kind are compared: the most varied ones.
MOST_COMPARED = 8
_FARTHEST = 1e15
_DAY, _WEEK = 86_400.0, 7
_MONDAY = 4  # 1970-01-01 was a Thursday: the fourth day of a week that begins on Monday


@dataclass(frozen=True, slots=True)
class Features:
    """Features that need no label and no fitting, and codes that are made features within each draw.

    matrix  [row, feature] NaN where nothing is known
    codes   [row, column of many values] -1 where nothing is known
    """

    names: tuple[str, ...]
    matrix: FloatArray
    coded: tuple[str, ...]
    codes: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One draw as scorers see it: [row, feature] of the training part and of the judged part.

    raw    numbers as they are, NaN for gaps, for trees
    views  without gaps, of mean 0 and spread 1, for distances
    even   the place of each value among the training rows, between -0.5 and 0.5, for straight lines
    codes  of columns of many values
    """

    raw: tuple[FloatArray, FloatArray]
    views: Views
    even: tuple[FloatArray, FloatArray]
    codes: tuple[NDArray[np.intp], NDArray[np.intp]]


def features_of(table: Table) -> Features:
    """The features of every row."""
    named = [*_plain(table), *_of_time(table), *_of_entities(table)]
    size = table.is_anomaly.size
    matrix = np.column_stack([values for _, values in named]) if named else np.empty((size, 0))
    matrix = np.where(np.isfinite(matrix), np.clip(matrix, -_FARTHEST, _FARTHEST), np.nan)
    many = [column for column in table.columns if column.kind == "many_values"]
    # With time, what was found of an entity before may be learned; without, no entity is in both parts.
    many += [column for column in table.entities if table.time is not None]
    codes = np.column_stack([column.codes for column in many]) if many else np.empty((size, 0), dtype=np.intp)
    return Features(tuple(name for name, _ in named), matrix, tuple(column.name for column in many), codes)


def refuse_nothing(features: Features, draw: Draw) -> None:
    """Raise NothingToLearnFrom where no feature changes within the training part."""
    if not is_something(features, draw.train):
        raise NothingToLearnFrom(
            "every column is the same in all rows that are learned from.",
            remedy="Give a longer table, or leave out --time.",
        )


def is_something(features: Features, rows: NDArray[np.intp]) -> bool:
    """Whether any feature changes among these rows."""
    often = _frequencies((features.codes[rows], features.codes[:0]))[0]
    return any(bool(_changes(part).any()) for part in (features.matrix[rows], often))


def prepared(features: Features, draw: Draw) -> Prepared:
    """The features of a draw; whatever is learned (means, places, frequencies) is learned of its training rows."""
    codes = (features.codes[draw.train], features.codes[draw.test])
    often = _frequencies(codes)
    raw = tuple(
        np.column_stack([features.matrix[rows], seen])
        for rows, seen in zip((draw.train, draw.test), often, strict=True)
    )
    changing = _changes(raw[0])
    train, test = (part[:, changing] for part in raw)
    filled = _filled(train, test)
    places = [share_below(train[:, at], _known(train[:, at])) for at in range(train.shape[1])]
    others = [share_below(test[:, at], _known(train[:, at])) for at in range(train.shape[1])]
    even = tuple(
        np.where(np.isnan(part), 0.0, np.column_stack(made) - 0.5) if made else np.empty((part.shape[0], 0))
        for part, made in ((train, places), (test, others))
    )
    return Prepared((train, test), _standard(*filled), (even[0], even[1]), codes)


def _plain(table: Table) -> Iterator[tuple[str, FloatArray]]:
    for column in table.columns:
        if column.kind == "number":
            yield column.name, column.values
        elif column.kind == "time":
            yield from _day(column, table.time)
        elif column.kind == "few_values":
            for code in range(int(column.codes.max()) + 1):
                yield f"{column.name}={code}", (column.codes == code).astype(np.float64)
        missing = ~np.isfinite(column.values) if column.kind in ("number", "time") else column.codes < 0
        if missing.any():
            yield f"{column.name}:missing", missing.astype(np.float64)


def _day(column: Column, time: Column | None) -> Iterator[tuple[str, FloatArray]]:
    """How long before the row it was, and which part of the day, week and month; its date itself where no time is."""
    values = column.values
    yield f"{column.name}:at", values if time is None or time.kind != "time" else time.values - values
    yield from _parts_of(column.name, values)


def _of_time(table: Table) -> Iterator[tuple[str, FloatArray]]:
    # The moment itself is no feature: whatever is judged lies behind all that was learned.
    if table.time is not None and table.time.kind == "time":
        yield from _parts_of(table.time.name, table.time.values)


def _parts_of(name: str, seconds: FloatArray) -> Iterator[tuple[str, FloatArray]]:
    days = np.floor(seconds / _DAY)
    yield f"{name}:weekday", (days + _MONDAY - 1) % _WEEK
    known = np.isfinite(seconds)
    moments = np.where(known, seconds, 0.0).astype("datetime64[s]")
    in_month = (moments.astype("datetime64[D]") - moments.astype("datetime64[M]").astype("datetime64[D]")).astype(float)
    yield f"{name}:day", np.where(known, in_month, np.nan)
    hours = (seconds - days * _DAY) / (_DAY / 24)
    if np.nanmax(hours, initial=0.0) > 0:
        yield f"{name}:hour", hours


def _of_entities(table: Table) -> Iterator[tuple[str, FloatArray]]:
    if table.time is None:
        return
    times = table.time.values
    learnt = times[times < cut(times)]
    # What is usual is told by rows that are never held back: no later row moves the windows of an earlier one.
    before = (*forward_cuts(learnt), cut(times))[0]
    numbers = _most_varied([column for column in table.columns if column.kind == "number"])
    values = _most_varied([column for column in table.columns if column.kind in ("few_values", "many_values")])
    for entity in table.entities:
        others = [other for other in table.entities if other.name != entity.name]
        made = history(
            entity.codes, times,
            numbers={column.name: column.values for column in numbers},
            values={column.name: column.codes for column in (*values, *others)},
            before=before,
        )  # fmt: skip
        for name, column in made.items():
            yield f"{entity.name}:{name}", column


def _most_varied(columns: Sequence[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: -np.unique(column.codes).size)[:MOST_COMPARED]


def _frequencies(codes: tuple[NDArray[np.intp], NDArray[np.intp]]) -> tuple[FloatArray, FloatArray]:
    train, test = codes
    made = [np.empty(part.shape) for part in codes]
    for at in range(train.shape[1]):
        size = int(max(train[:, at].max(initial=0), test[:, at].max(initial=0))) + 2
        counts = np.log1p(np.bincount(train[:, at] + 1, minlength=size))
        for part, found in zip(codes, made, strict=True):
            found[:, at] = counts[part[:, at] + 1]
    return made[0], made[1]


def _changes(matrix: FloatArray) -> NDArray[np.bool_]:
    if matrix.shape[0] == 0:
        return np.zeros(matrix.shape[1], dtype=np.bool_)
    known = np.isfinite(matrix)
    low = np.min(np.where(known, matrix, np.inf), axis=0)
    high = np.max(np.where(known, matrix, -np.inf), axis=0)
    return np.asarray(high > low)


def _known(values: FloatArray) -> FloatArray:
    return values[np.isfinite(values)]


def _filled(train: FloatArray, test: FloatArray) -> tuple[FloatArray, FloatArray]:
    middle = np.nanmedian(train, axis=0) if train.shape[1] else np.empty(0)
    return np.where(np.isnan(train), middle, train), np.where(np.isnan(test), middle, test)


def _standard(train: FloatArray, test: FloatArray) -> Views:
    means, spreads = train.mean(axis=0), train.std(axis=0)
    spreads = np.where(spreads > 0, spreads, 1.0)
    return Views((train - means) / spreads, (test - means) / spreads)
