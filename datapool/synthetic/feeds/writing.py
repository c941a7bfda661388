"""Rows of any table in its department's format: CSV, fixed width or JSON lines, in its encoding, packed or not."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.documents import load_document
from datapool.standards.sources import Column, Table, load_sources
from datapool.synthetic.feeds import kernels
from datapool.synthetic.feeds.fields import MISSING, Field, Fields, Kind
from datapool.synthetic.feeds.texts import FIRST_DAY, FIRST_MONTH, Texts, cut_to, day_texts, month_texts

FORMS = Path(__file__).parent / "forms.yaml"
CSV, FIXED, LINES, SHEET = "csv", "fixed", "jsonl", "xlsx"
_SUFFIX = {CSV: "csv", FIXED: "txt", LINES: "jsonl", SHEET: "xlsx"}
_ROWS_AT_ONCE = 100_000
_LEVEL, _GZIP_WINDOW = 1, 31
_LONGEST_NUMBER, _TIME_OF_DAY = 21, 9
_BOM = "utf-8-sig"
# Days and months are written as texts.
_KERNEL_KIND = {Kind.DAY: Kind.TEXT, Kind.MONTH: Kind.TEXT}


@cache
def tables() -> Mapping[str, Table]:
    """The sources' descriptions by department and table."""
    return load_sources()


def file_name(table: str, delivery: str, part: int) -> str:
    """Where a piece belongs below the folder of all feeds."""
    source = tables()[table]
    suffix = _SUFFIX[source.format] + (".gz" if source.gzip else "")
    return f"{source.department}/{source.name}/{delivery}/{source.name}-{delivery}-{part:03d}.{suffix}"


def header_of(table: str) -> bytes:
    """What stands once at the beginning of a file: the line of columns in CSV, nothing in the other formats."""
    source = tables()[table]
    if source.format != CSV:
        return b""
    return packed(",".join(column.name for column in source.columns).encode(source.encoding) + b"\n", source)


def packed(content: bytes, source: Table) -> bytes:
    """A member of a gzip file without name and time, or the content as it is."""
    if not source.gzip:
        return content
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(content) + packer.flush()


def written(table: str, fields: Fields, rows: NDArray[np.intp] | None = None) -> bytes:
    """The rows (all, or those at `rows`) in the table's format and encoding, packed where it says so."""
    source = tables()[table]
    given = {name: _compact(field if rows is None else field.taken(rows)) for name, field in fields.items()}
    count = len(next(iter(given.values())).values)
    plan = _planned(source, given)
    parts = [plan.bytes_of(slice(at, min(at + _ROWS_AT_ONCE, count))) for at in range(0, count, _ROWS_AT_ONCE)]
    return packed(b"".join(parts), source)


def _compact(field: Field) -> Field:
    """Only the texts that are used, where a field has more texts than rows."""
    if field.texts is None or len(field.texts) <= len(field.values):
        return field
    used = field.values != MISSING
    texts = field.texts[field.values[used]]
    values = np.where(used, np.cumsum(used) - 1, MISSING)
    return replace(field, values=values, texts=texts)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the kernel needs besides the values."""

    values: list[NDArray[np.integer]]
    kinds: NDArray[np.int64]
    widths: NDArray[np.int64]
    pads: NDArray[np.int64]
    edges: NDArray[np.uint8]
    edge_at: NDArray[np.int64]
    texts: NDArray[np.uint8]
    starts: NDArray[np.int64]
    first: NDArray[np.int64]
    most: int

    def bytes_of(self, part: slice) -> bytes:
        """The rows of that part."""
        values = np.stack([np.asarray(column[part], dtype=np.int64) for column in self.values])
        out = np.empty(values.shape[1] * self.most + 1, dtype=np.uint8)
        size = kernels.write_rows(
            values,
            self.kinds,
            self.widths,
            self.pads,
            self.edges,
            self.edge_at,
            self.texts,
            self.starts,
            self.first,
            out,
        )
        return out[:size].tobytes()


def _planned(source: Table, fields: Fields) -> _Plan:
    columns = [(column, fields[column.column]) for column in source.columns]
    prepared = [_texts_for(source, column, field) for column, field in columns]
    edges = [edge for place, (column, field) in enumerate(columns) for edge in _edges(source, column, field, place)]
    edges.append(b"}\n" if source.format == LINES else b"\n")
    starts, first = _joined(prepared)
    pads = [column.width or 0 for column, _ in columns] if source.format == FIXED else [0] * len(columns)
    longest = [_longest(texts, pad) for (texts, _), pad in zip(prepared, pads, strict=True)]
    return _Plan(
        values=[field.values for _, field in columns],
        kinds=np.array([_KERNEL_KIND.get(field.kind, field.kind) for _, field in columns], dtype=np.int64),
        widths=np.array([field.width for _, field in columns], dtype=np.int64),
        pads=np.array(pads, dtype=np.int64),
        edges=np.frombuffer(b"".join(edges), dtype=np.uint8),
        edge_at=np.cumsum([0, *map(len, edges)], dtype=np.int64),
        texts=np.concatenate([texts.data for texts, _ in prepared if texts] or [np.zeros(1, np.uint8)]),
        starts=starts,
        first=first,
        most=sum(longest) + sum(map(len, edges)),
    )


def _longest(texts: Texts | None, pad: int) -> int:
    """Bytes that a value takes at most; a moment is a day with the time of the day behind it."""
    return max(_LONGEST_NUMBER if texts is None else texts.longest + _TIME_OF_DAY, pad)


def _joined(prepared: list[tuple[Texts | None, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts of all columns' texts in one run, and where each column's first text (its place 0) is among them."""
    starts, first, bytes_before, texts_before = [], [], 0, 0
    for texts, origin in prepared:
        first.append(texts_before - origin)
        if texts:
            starts.append(texts.starts + bytes_before)
            bytes_before += len(texts.data)
            texts_before += len(texts.starts)
    return np.concatenate(starts or [np.zeros(1, np.int64)]), np.array(first, dtype=np.int64)


def _texts_for(source: Table, column: Column, field: Field) -> tuple[Texts | None, int]:
    """The texts of a field in the department's form, and the number that stands for the first of them."""
    form = load_forms()[source.department]
    if field.kind in (Kind.DAY, Kind.MOMENT):
        return day_texts("-" if field.kind == Kind.MOMENT else form["day"]), FIRST_DAY
    if field.kind == Kind.MONTH:
        return month_texts(form["month"]), FIRST_MONTH
    if field.texts is not None:
        return Texts.of(_escaped(source, column, field.texts), _encoding(source)), 0
    return None, 0


@cache
def load_forms() -> Mapping[str, Mapping[str, str]]:
    """How each department writes days and months."""
    forms: Mapping[str, Mapping[str, str]] = load_document(FORMS).data
    return forms


def _encoding(source: Table) -> str:
    return "utf-8" if source.encoding == _BOM else source.encoding


def _escaped(source: Table, column: Column, texts: NDArray[np.str_]) -> NDArray[np.str_]:
    if source.format == FIXED:
        return cut_to(texts, column.width or 0, source.encoding)
    if source.format == LINES:
        return np.array([json.dumps(text, ensure_ascii=False)[1:-1] for text in texts.tolist()])
    return np.array([_quoted(text) if "," in text or '"' in text else text for text in texts.tolist()])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _edges(source: Table, column: Column, field: Field, place: int) -> tuple[bytes, bytes, bytes]:
    """What stands before a value, behind it, and instead of a missing one."""
    prefix = field.prefix.encode("ascii")
    if source.format == LINES:
        name = ("," if place else "{") + json.dumps(column.name, ensure_ascii=False) + ":"
        start = name.encode(_encoding(source))
        return start + b'"' + prefix, b'"', start + b"null"
    comma = b"," if source.format == CSV and place else b""
    return comma + prefix, b"", comma
