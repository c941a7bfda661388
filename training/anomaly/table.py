"""A table read and made ready for draws: who is an anomaly, when each row was, whose it is, and what may be learned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.errors import ValueOutOfRange
from training.anomaly.kinds import Column, column_of, columns_of, seconds
from training.anomaly.label import FEWEST_ANOMALIES, Label, label_of, listed
from training.anomaly.reading import read_any
from training.anomaly.refusals import ColumnMissing, NothingToLearnFrom, TimeRefused
from training.anomaly.splitting import SHARE_JUDGED, Order
from training.leaks import LEAK_AUC
from training.model import FloatArray
from training.scoring import Ranking
from training.task import is_protected

_NEARLY_ALL = 0.95
_HALVES = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a table.

    label, time     names of columns; time "" for none
    entities        names of columns that name whose row it is; rows of the first are kept together
    without         columns that are left out
    anomaly         the value of the label that is the anomaly, or None for the rules of `label_of`
    known_share     share of the anomalies of the training part that is known, above 0 and at most 1
    """

    label: str
    time: str = ""
    entities: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    anomaly: str | None = None
    known_share: float = 0.1
    draws: int = 10
    seed: int = 1
    workers: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.known_share <= 1:
            raise ValueOutOfRange(
                f"--labelled-fraction is {self.known_share:g}.", remedy="Give a share above 0 and at most 1."
            )
        for name, number in (("--draws", self.draws), ("--workers", self.workers)):
            if number < 1:
                raise ValueOutOfRange(f"{name} is {number}.", remedy="Give 1 or more.")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that were judged, with a time where one is asked for, in the order of time.

    columns   what may be learned from
    time      the time column, read; None without one
    entities  the columns that were asked for, by their codes
    left_out  [column] why it is not learned from
    warnings  what a reader should know, names of columns but no values
    """

    label: Label
    is_anomaly: np.ndarray
    columns: tuple[Column, ...]
    time: Column | None
    entities: tuple[Column, ...]
    left_out: dict[str, str]
    warnings: tuple[str, ...]

    @property
    def order(self) -> Order:
        """What draws keep together or apart."""
        groups = None
        if self.entities:
            codes = self.entities[0].codes
            # Rows without an entity are one of their own each.
            groups = np.where(codes >= 0, codes, codes.max() + 1 + np.arange(codes.size))
            groups = np.unique(groups, return_inverse=True)[1]
        return Order(None if self.time is None else self.time.values, groups)

    def kinds(self) -> dict[str, str]:
        """[column] what it was taken for."""
        return {column.name: column.kind for column in self.columns}


def read(path: Path, asked: Asked) -> Table:
    """The table in a file. Raises what `read_any` and `prepare` raise."""
    return prepare(read_any(path), asked)


def prepare(texts: pa.Table, asked: Asked) -> Table:
    """A table of texts made ready.

    Raises ColumnMissing, AnomaliesRefused, TimeRefused, NothingToLearnFrom.
    """
    _refuse_missing(texts, asked)
    label = label_of(texts, asked.label, anomaly=asked.anomaly)
    texts = texts.filter(pa.array(label.judged))
    is_anomaly, warnings = label.is_anomaly, _of_label(label)
    time = None
    if asked.time:
        time = read_time(asked.time, texts.column(asked.time))
        rows, said = in_order(time)
        warnings += said
        texts, is_anomaly, time = texts.take(pa.array(rows)), is_anomaly[rows], column_at(time, rows)
    aside = {asked.label, asked.time, *asked.entities}
    columns = columns_of(texts.select([name for name in texts.column_names if name not in aside]))
    left_out = {column.name: why for column in columns if (why := _why_not(column, asked))}
    kept = tuple(column for column in columns if column.name not in left_out)
    entities = tuple(column_of(name, texts.column(name)) for name in asked.entities)
    if not kept and not (entities and time):
        raise NothingToLearnFrom(
            "no column is left to learn from: all others are constant, empty, names, or left out.",
            remedy="Give a table with columns of numbers, values or days.",
        )
    warnings += [*_of_columns(columns, left_out), *_of_leaks(kept, is_anomaly, asked.seed)]
    known = math.ceil(asked.known_share * (1 - SHARE_JUDGED) * int(is_anomaly.sum()))
    if known < FEWEST_ANOMALIES:
        warnings.append(f"about {known} anomalies are known in each draw: figures differ much between draws.")
    if entities and time is None:
        warnings.append("without --time no row is earlier than another: no history of entities is made.")
    return Table(label, is_anomaly, kept, time, entities, left_out, tuple(warnings))


def read_time(name: str, texts: pa.ChunkedArray) -> Column:
    """The time column, as days and moments, else as numbers. Raises TimeRefused where it is neither."""
    read_as = column_of(name, texts)
    if read_as.kind != "time":
        words = texts.combine_chunks()
        moments = seconds(words)
        # 20250131 is a number as well: in the time column, a day.
        if np.isfinite(moments).sum() >= _NEARLY_ALL * max(1, len(words) - words.null_count):
            return Column(name, "time", moments, read_as.codes)
    if read_as.kind in ("few_values", "many_values", "empty") or not np.isfinite(read_as.values).any():
        raise TimeRefused(
            f"the time column {name!r} cannot be read as a time.",
            remedy="Write numbers, or days such as 2025-01-31 or 2025-01-31 08:30:00, or leave out --time.",
        )
    return read_as


def in_order(time: Column) -> tuple[np.ndarray, list[str]]:
    """The rows that have a time, earliest first, equal ones as they stand; and what is to be said about it."""
    has_time = np.isfinite(time.values)
    rows = np.flatnonzero(has_time)
    said = []
    if gone := int((~has_time).sum()):
        said.append(f"{gone} rows without a legible time in {time.name!r} are left out.")
    if (np.diff(time.values[rows]) < 0).any():
        said.append(f"the time column {time.name!r} is out of order in the file: rows were sorted by it.")
        rows = rows[np.argsort(time.values[rows], kind="stable")]
    return rows, said


def column_at(column: Column, rows: np.ndarray) -> Column:
    """A column of fewer or reordered rows."""
    return Column(column.name, column.kind, column.values[rows], column.codes[rows], column.strange)


def _refuse_missing(texts: pa.Table, asked: Asked) -> None:
    named = {"--time": (asked.time,), "--entity": asked.entities, "--without": asked.without}
    for option, names in named.items():
        for name in names:
            if name and name not in texts.column_names:
                raise ColumnMissing(
                    f"there is no column {name!r}, named with {option}.",
                    remedy=f"Columns: {listed(texts.column_names)}.",
                )
            if name and name == asked.label:
                raise ColumnMissing(f"{name!r} is the label, and named with {option}.", remedy=f"Correct {option}.")


def _why_not(column: Column, asked: Asked) -> str:
    if column.name in asked.without:
        return "named with --without"
    if is_protected(column.name):
        return "sex, age, household registration and region are no features of a model"
    return {
        "constant": "the same in every row",
        "empty": "nothing stands there",
        "identifier": "hardly any value repeats: names of rows or things",
    }.get(column.kind, "")


def _of_label(label: Label) -> list[str]:
    said = []
    if gone := int((~label.judged).sum()):
        said.append(f"{gone} rows whose label is empty are left out.")
    if label.is_anomaly.mean() > 0.5:
        said.append(f"the anomalies by {label.column!r} are the majority: is the right value the anomaly (--anomaly)?")
    return said


def _of_columns(columns: Sequence[Column], left_out: dict[str, str]) -> list[str]:
    empty = [column.name for column in columns if column.kind == "empty"]
    said = [f"nothing stands in {listed(empty)}."] if empty else []
    said += [
        f"{column.strange} values of {column.name!r} are no finite number or no time and count as missing."
        for column in columns
        if column.strange and column.name not in left_out
    ]
    barred = [name for name, why in left_out.items() if is_protected(name) and why.startswith("sex")]
    if barred:
        said.append(f"{listed(barred)} left out: sex, age, household registration and region are no features.")
    return said


def _of_leaks(columns: Sequence[Column], labels: np.ndarray, seed: int) -> list[str]:
    if min(labels.sum(), labels.size - labels.sum()) < FEWEST_ANOMALIES:
        return []
    half = np.random.default_rng(seed).integers(0, _HALVES, labels.size)
    leaking = [column.name for column in columns if _tells(column, labels, half)]
    return [
        f"the column {name!r} alone tells the label (AUC above {LEAK_AUC}): it was probably written down after the "
        "finding. Leave it out with --without."
        for name in leaking
    ]


def _tells(column: Column, labels: np.ndarray, half: np.ndarray) -> bool:
    gaps = ~np.isfinite(column.values)
    if column.kind in ("few_values", "many_values"):
        return _apart(_shares(column.codes, labels, half), labels)
    if gaps.all():
        return False
    low, high = np.nanmin(column.values) - 1.0, np.nanmax(column.values) + 1.0
    ways = [np.where(gaps, end, column.values) for end in ((low, high) if gaps.any() else (low,))]
    return any(_apart(way, labels) for way in (*ways, gaps.astype(np.float64)))


def _shares(codes: np.ndarray, labels: np.ndarray, half: np.ndarray) -> FloatArray:
    """[row] the share of anomalies among rows of the same value in the other half of the table."""
    found = np.zeros(codes.size)
    size = int(codes.max()) + 2
    for number in range(_HALVES):
        other = half != number
        at = codes + 1
        counts = np.bincount(at[other], minlength=size)
        hits = np.bincount(at[other], weights=labels[other], minlength=size)
        share = (hits + labels.mean()) / (counts + 1.0)
        found[~other] = share[at[~other]]
    return found


def _apart(values: FloatArray, labels: np.ndarray) -> bool:
    auc = Ranking(labels, values).auc()
    return bool(max(auc, 1.0 - auc) > LEAK_AUC)
