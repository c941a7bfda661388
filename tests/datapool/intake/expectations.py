"""What the pool must hold after a delivery: a slow, plain second reading of its lines, compared with the pool."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from datapool.intake.record import BatchRecord
from datapool.pool import Pool
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Table


def standard(kind: ItemType, text: str | None) -> Any:
    """The standard value of a good text."""
    bare = (text or "").strip(" \u3000")
    if not bare:
        return None
    match kind:
        case ItemType.DATE:
            return date.fromisoformat(bare.replace("/", "-"))
        case ItemType.MONTH:
            digits = bare.replace("-", "")
            return date(int(digits[:4]), int(digits[4:]), 1)
        case ItemType.MOMENT:
            return datetime.fromisoformat(bare)
        case ItemType.MONEY:
            return Decimal(bare)
        case ItemType.INTEGER:
            return int(bare)
        case ItemType.SHARE:
            return float(bare)
        case ItemType.PHONE | ItemType.ACCOUNT:
            # Blanks and hyphens between groups of figures are no part of the number.
            return re.sub("[ -]", "", bare).removeprefix("+86")
    return bare


def texts_of(table: Table, line: bytes) -> dict[str, str | None]:
    """[column of the pool] text, from one line of a file whose columns stand as described."""
    if table.format == "jsonl":
        found = json.loads(line)
        return {c.column: None if found.get(c.name) is None else str(found[c.name]) for c in table.columns}
    if table.format == "fixed":
        texts, at = {}, 0
        for column in table.columns:
            texts[column.column] = line[at : at + column.width].decode(table.encoding)
            at += column.width
        return texts
    values = next(csv.reader([line.decode(table.encoding)]))
    return dict(zip((c.column for c in table.columns), values, strict=True))


def landed_rows(pool: Pool, table: Table, batch: str) -> dict[int, dict[str, Any]]:
    """[line] [column] value of the rows of one batch."""
    with pool.connect([table.full_name], threads=1) as connection:
        found = connection.execute(f'SELECT * FROM "{table.full_name}" WHERE _batch = ?', [batch])
        names = [each[0] for each in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_line = {row["_line"]: row for row in rows}
    assert len(by_line) == len(rows), "a line landed twice"
    return by_line


def check_values(table: Table, row: Mapping[str, Any], texts: Mapping[str, str | None]) -> None:
    """The landed row holds what the texts say."""
    for column in table.columns:
        name, text = column.column, texts[column.column]
        if column.item.type.is_identifier:
            assert (row[f"{name}_written"] or "").strip() == (text or "").strip()
            assert row[name] in (None, (text or "").strip().upper())
        else:
            assert row[name] == standard(column.item.type, text), name
    assert row["region"] == row[table.region_column.column][:4]


def check_delivery(
    pool: Pool, table: Table, record: BatchRecord, *, lines: Sequence[bytes], lands: Sequence[bool], first: int
) -> None:
    """Every line either landed with its own values or lies in quarantine with its own bytes.

    lines   as delivered, without LF
    lands   whether each must land
    first   number of the first of them in the file
    """
    landed = landed_rows(pool, table, record.batch)
    kept = {row.line: row for row in pool.quarantined(batch=record.batch)}
    assert record.rows == len(lines) == len(landed) + len(kept) == record.landed + record.quarantined
    assert landed.keys() | kept.keys() == set(range(first, first + len(lines)))
    for number, (line, should_land) in enumerate(zip(lines, lands, strict=True), start=first):
        if should_land:
            assert number in landed, (number, kept[number].reasons, kept[number].columns)
            check_values(table, landed[number], texts_of(table, line.removesuffix(b"\r")))
        else:
            assert number in kept, (number, line[:200])
            assert kept[number].original == line.removesuffix(b"\r")
            assert kept[number].reasons and len(kept[number].reasons) == len(kept[number].columns)
