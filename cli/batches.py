"""`anlan data batches` and `anlan data quarantine`: what was delivered, what became of it, and the rows kept back."""

import base64
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.console import print_json, print_lines, print_table
from core.settings import Settings
from dashboards.delivery_words import DELIVERY_WORDS
from datapool.intake.record import BatchRecord
from datapool.intake.refusal import REASONS as REFUSALS
from datapool.intake.rows import REASONS as BROKEN
from datapool.pool import Pool, QuarantinedRow

_WORDS = {
    "zh": {
        "batches": "报送批次", "kept": "隔离的行", "none": "没有批次。", "none_kept": "没有隔离的行。",
        "batch": "批次", "table": "数据表", "delivery": "报送期", "state": "状态", "rows": "行数", "landed": "入库",
        "quarantined": "隔离", "reason": "原因", "file": "文件", "line": "行", "column": "数据项", "original": "原文",
        "shown": "显示{shown}行，共{all}行。", "whole": "整行",
        "landed_state": "已入库", "rejected_state": "已拒收", "duplicate_state": "重复",
    },
    "en": {
        "batches": "Batches delivered", "kept": "Rows kept back", "none": "There are no batches.",
        "none_kept": "No row was kept back.", "batch": "batch", "table": "table", "delivery": "delivery",
        "state": "state", "rows": "rows", "landed": "landed", "quarantined": "kept back", "reason": "reason",
        "file": "file", "line": "line", "column": "column", "original": "as delivered",
        "shown": "{shown} of {all} rows are shown.", "whole": "whole line",
        "landed_state": "landed", "rejected_state": "rejected", "duplicate_state": "duplicate",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Print every batch, or those of one table or state."""
    pool = Pool.open(Path(chosen.folder))
    if chosen.table is not None:
        pool.files(chosen.table)
    records = [
        record
        for record in pool.batches()
        if chosen.table in (None, record.table) and chosen.state in (None, record.state)
    ]
    if chosen.json:
        print_json({"batches": [record.to_json() for record in records]})
        return 0
    words = _WORDS[chosen.language]
    if not records:
        print_lines(words["none"])
        return 0
    columns = ("batch", "table", "delivery", "state", "reason", "rows", "landed", "quarantined")
    cells = [_batch_cells(record, chosen.language) for record in records]
    print_table(words["batches"], [words[column] for column in columns], cells, left=5)
    return 0


def quarantine(chosen: Namespace, settings: Settings) -> int:
    """Print rows kept back: where they are and why; what stands in them only when it is asked for."""
    pool = Pool.open(Path(chosen.folder))
    rows = list(pool.quarantined(chosen.table, chosen.batch, chosen.limit))
    total = sum(
        record.quarantined
        for record in pool.batches()
        if chosen.table in (None, record.table) and chosen.batch in (None, record.batch)
    )
    if chosen.json:
        print_json({"quarantined": total, "rows": [_row_json(row, pool, chosen.original) for row in rows]})
        return 0
    words = _WORDS[chosen.language]
    if not rows:
        print_lines(words["none_kept"])
        return 0
    columns = ("batch", "table", "file", "line", "column", "reason", *(["original"] if chosen.original else []))
    cells = [_row_cells(row, pool, chosen) for row in rows]
    print_table(words["kept"], [words[column] for column in columns], cells, left=len(columns))
    print_lines(words["shown"].format(shown=len(rows), all=total))
    return 0


def _batch_cells(record: BatchRecord, language: str) -> tuple[str, ...]:
    reason = "" if record.reason is None else f"{_title(REFUSALS, record.reason, language)}\n{record.detail}"
    figures = (record.rows, record.landed, record.quarantined)
    state = _WORDS[language][f"{record.state}_state"]
    return (record.batch, record.table, record.delivery, state, reason, *(f"{figure:,}" for figure in figures))


def _row_cells(row: QuarantinedRow, pool: Pool, chosen: Namespace) -> tuple[str, ...]:
    columns = "\n".join(column or _WORDS[chosen.language]["whole"] for column in row.columns)
    reasons = "\n".join(_reason(reason, chosen.language) for reason in row.reasons)
    original = (_text(row, pool),) if chosen.original else ()
    return (row.batch, row.table, Path(row.path).name, str(row.line), columns, reasons, *original)


def _row_json(row: QuarantinedRow, pool: Pool, with_original: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "table": row.table,
        "batch": row.batch,
        "delivery": row.delivery,
        "path": row.path,
        "line": row.line,
        "reasons": [
            {"reason": reason, "column": column or None}
            for reason, column in zip(row.reasons, row.columns, strict=True)
        ],
    }
    if with_original:
        found |= {"original": _text(row, pool), "original_base64": base64.b64encode(row.original).decode()}
    return found


def _text(row: QuarantinedRow, pool: Pool) -> str:
    """As it reads; bytes and control characters that cannot be shown are written out."""
    table = pool.tables().get(row.table)
    text = row.original.decode(table.encoding if table else "utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def _reason(reason: str, language: str) -> str:
    return _title({**BROKEN, reason: DELIVERY_WORDS.get(f"fault_{reason}", BROKEN.get(reason, {}))}, reason, language)


def _title(titles: Mapping[str, Mapping[str, str]], reason: str, language: str) -> str:
    return titles.get(reason, {}).get(language, reason)
