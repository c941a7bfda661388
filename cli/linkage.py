"""`anlan data link`: which records are one person, within a file or between two."""

import time
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from cli.console import print_json, print_lines, print_table, working
from cli.delivery import put
from core.errors import FileMissing, InputError
from core.settings import Settings
from datapool.linkage.columns import Column
from datapool.linkage.configuration import Configuration, read_configuration
from datapool.linkage.decisions import DecisionBook, Decisions, Said
from datapool.linkage.linked import Linked
from datapool.linkage.linking import link
from datapool.linkage.records import read_records
from datapool.linkage.scoring import Score, persons, score, truth_columns
from datapool.standards.regions import POOL_FILE, Regions, load_regions

_WORDS = {
    "zh": {
        "working": "正在比对记录", "result": "比对结果", "pairs": "匹配的记录对", "clusters": "人数（簇）",
        "threshold": "阈值", "precision": "精确率", "recall": "召回率", "f1": "F1", "best": "事后最佳F1",
        "estimated_precision": "估计精确率", "estimated_recall": "估计召回率", "seconds": "用时（秒）",
        "columns": "各列的判断", "column": "列", "other": "另一文件的列", "kind": "类别", "why": "不用的原因",
        "filled": "填写率", "queue": "待人工核对", "one": "记录", "two": "记录", "reason": "原因", "chance": "概率",
        "fields": "各列的比对（比特）", "written": "已写入", "decided": "已记下的决定：{}",
        "row_number": "行号", "one_value": "只有一个值", "no_partner": "另一文件没有对应的列", "ignored": "已指定不用",
        "unsure": "不确定", "two_persons_one_number": "同一证件号码，姓名和出生日期都不同", "unknown": "—",
    },
    "en": {
        "working": "Comparing the records", "result": "What was found", "pairs": "pairs joined",
        "clusters": "persons (clusters)", "threshold": "threshold", "precision": "precision", "recall": "recall",
        "f1": "F1", "best": "best F1 in hindsight", "estimated_precision": "estimated precision",
        "estimated_recall": "estimated recall", "seconds": "seconds", "columns": "What the columns were taken for",
        "column": "column", "other": "of the other file", "kind": "kind", "why": "left out because",
        "filled": "filled", "queue": "For a person to look at", "one": "record", "two": "record",
        "reason": "reason", "chance": "chance", "fields": "fields (bits)", "written": "Written:",
        "decided": "Decisions written down: {}", "row_number": "number of the row", "one_value": "one value only",
        "no_partner": "the other file has none", "ignored": "told to ignore", "unsure": "unsure",
        "two_persons_one_number": "one number, but name and birth differ", "unknown": "—",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Link, score where the truth is known, and print; write the clusters where it is asked for."""
    began = time.monotonic()
    out = _out(chosen.out)
    tables = [read_records(Path(path)) for path in (chosen.left, chosen.right) if path]
    truth = _truth(chosen, tables)
    configuration = read_configuration(Path(chosen.config)) if chosen.config else Configuration()
    regions = _regions(Path(chosen.left), chosen.pool)
    book = DecisionBook(Path(chosen.decisions)) if chosen.decisions else None
    with working(_WORDS[chosen.language]["working"]):
        linked = link(
            tables[0],
            tables[1] if len(tables) > 1 else None,
            regions=regions,
            configuration=configuration,
            decisions=book.current() if book else Decisions(),
            truth=truth,
        )
        scored = _score(chosen, linked, tables, truth)
    decided = _decide(chosen, book, linked, tables)
    if out:
        put(out, _clusters_file(linked, tables, out))
    found = _found(chosen, linked, scored, seconds=time.monotonic() - began) | {"decided": decided}
    if chosen.json:
        print_json(found)
    else:
        _show(chosen, found, linked.columns)
    linked.close()
    return 0


def _truth(chosen: Namespace, tables: Sequence[pa.Table]) -> tuple[str, ...]:
    if chosen.truth is None and chosen.truth_pattern is None:
        return ()
    return truth_columns(tables, chosen.truth, chosen.truth_pattern)


def _score(chosen: Namespace, linked: Linked, tables: Sequence[pa.Table], truth: Sequence[str]) -> Score | None:
    if not truth:
        return None
    names = persons(tables, truth, chosen.truth_pattern)
    return score(linked.merges, linked.choice.threshold, names, linked.sides.right)


def _regions(path: Path, pool: str | None) -> Regions:
    """The regions of the pool the file belongs to: of the folder named, else of the nearest one above the file."""
    if pool is not None:
        return load_regions(Path(pool) / POOL_FILE)
    above = (folder / POOL_FILE for folder in path.absolute().parents)
    return load_regions(next((file for file in above if file.is_file()), None))


def _out(path: str | None) -> Path | None:
    if path is None:
        return None
    out = Path(path)
    if out.suffix not in (".csv", ".parquet"):
        raise InputError(
            "the file to write is neither CSV nor Parquet.", path=out, remedy="End it in .csv or .parquet."
        )
    if not out.absolute().parent.is_dir():
        raise FileMissing("the folder of the file to write is not there.", path=out, remedy="Make it first.")
    return out


def _clusters_file(linked: Linked, tables: Sequence[pa.Table], out: Path) -> bytes:
    """Which file and row (1 for the first below the header) is of which cluster."""
    table = pa.table(
        {
            "file": np.repeat(
                [name for _, name in zip(tables, ("left", "right"), strict=False)], [t.num_rows for t in tables]
            ),
            "row": np.concatenate([np.arange(1, each.num_rows + 1) for each in tables]),
            "cluster": linked.clusters,
        }
    )
    content = BytesIO()
    csv.write_csv(table, content) if out.suffix == ".csv" else parquet.write_table(table, content)
    return content.getvalue()


def _decide(chosen: Namespace, book: DecisionBook | None, linked: Linked, tables: Sequence[pa.Table]) -> int:
    """Write down what was decided; it holds from the next run on."""
    if chosen.decide and book is None:
        raise InputError("--decide needs a file to keep decisions in.", remedy="Add --decisions FILE.")
    for text in chosen.decide:
        one, other, said = _decision(text, tables)
        names = linked.fingerprints
        if book is not None:
            book.decide(names[one], names[other], said, who=chosen.who, now=datetime.now(UTC))
    return len(chosen.decide)


def _decision(text: str, tables: Sequence[pa.Table]) -> tuple[int, int, Said]:
    """Of left:5,right:9=same the numbers of the two records and the word."""
    rows, _, word = text.partition("=")
    places = [_record(each, tables) for each in rows.split(",")]
    if len(places) != 2 or word not in list(Said) or places[0] == places[1]:
        raise InputError(
            f"{text!r} is no decision.", remedy=f"Write left:5,left:9=WORD, WORD one of {', '.join(Said)}."
        )
    return places[0], places[1], Said(word)


def _record(text: str, tables: Sequence[pa.Table]) -> int:
    side, _, row = text.partition(":")
    sides = ("left", "right")[: len(tables)]
    if side not in sides or not (row.isascii() and row.isdigit()):
        raise InputError(f"{text!r} is no record.", remedy="Write left:5, the fifth row below the header.")
    number, at = int(row), sides.index(side)
    if not 1 <= number <= tables[at].num_rows:
        raise InputError(f"there is no row {number}.", remedy=f"Rows: 1 to {tables[at].num_rows}.")
    return number - 1 + (tables[0].num_rows if at else 0)


def _found(chosen: Namespace, linked: Linked, scored: Score | None, *, seconds: float) -> dict[str, Any]:
    choice = linked.choice
    return {
        "pairs": linked.pairs,
        "clusters": linked.persons,
        "precision": scored.precision if scored else None,
        "recall": scored.recall if scored else None,
        "f1": scored.f1 if scored else None,
        "threshold": choice.threshold,
        "f1_best_in_hindsight": scored.best if scored else None,
        "threshold_best_in_hindsight": scored.best_threshold if scored else None,
        "estimated_precision": choice.precision,
        "estimated_recall": choice.recall,
        "seconds": round(seconds, 2),
        "records": len(linked.clusters),
        "pairs_compared": len(linked.evidence.left),
        "certain_pairs": len(linked.certain.left),
        "one_to_one": {"left": linked.sides.once_left, "right": linked.sides.once_right} if chosen.right else None,
        "columns": [_column(each) for each in linked.columns],
        "queue": _queue(linked, chosen.queue),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "left": column.left,
        "right": column.right or None,
        "kind": column.trait.kind.value,
        "left_out_because": column.why or None,
        "filled": round(column.trait.filled, 4),
        "distinct": column.trait.distinct,
    }


def _queue(linked: Linked, limit: int) -> list[dict[str, Any]]:
    """Pairs for a person to look at, by row numbers: no value of a record is shown."""
    pairs = linked.queue(limit) if limit > 0 else []
    reasons = linked.explain([(pair.left, pair.right) for pair in pairs]) if pairs else []
    return [
        {
            "one": _place(linked, pair.left),
            "two": _place(linked, pair.right),
            "reason": pair.reason,
            "joined": pair.joined,
            **why.to_json(),
        }
        for pair, why in zip(pairs, reasons, strict=True)
    ]


def _place(linked: Linked, record: int) -> str:
    lefts = int((~linked.sides.right).sum())
    return f"left:{record + 1}" if record < lefts else f"right:{record - lefts + 1}"


def _show(chosen: Namespace, found: dict[str, Any], columns: Sequence[Column]) -> None:
    words = _WORDS[chosen.language]
    keys = ("pairs", "clusters", "threshold", "estimated_precision", "estimated_recall", "seconds")
    rows = [(words[key], _figure(found[key], words)) for key in keys]
    if found["f1"] is not None:
        scores = (("precision", "precision"), ("recall", "recall"), ("f1", "f1"), ("best", "f1_best_in_hindsight"))
        rows += [(words[word], _figure(found[key], words)) for word, key in scores]
    print_table(words["result"], ("", ""), rows)
    cells = [
        (
            each.left,
            each.right or words["unknown"],
            each.trait.kind.value,
            words.get(each.why, ""),
            f"{each.trait.filled:.0%}",
        )
        for each in columns
    ]
    print_table(words["columns"], [words[key] for key in ("column", "other", "kind", "why", "filled")], cells, left=4)
    if found["queue"]:
        pairs = [
            (pair["one"], pair["two"], words[pair["reason"]], _figure(pair["chance"], words), _fields(pair["fields"]))
            for pair in found["queue"]
        ]
        print_table(words["queue"], [words[key] for key in ("one", "two", "reason", "chance", "fields")], pairs, left=5)
    if found["decided"]:
        print_lines(words["decided"].format(found["decided"]))
    if chosen.out:
        print_lines(f"{words['written']} {chosen.out}")


def _fields(fields: Sequence[dict[str, Any]]) -> str:
    return "\n".join(f"{each['column']}: {each['level']} {each['bits']:+.1f}" for each in fields)


def _figure(value: float | None, words: dict[str, str]) -> str:
    if value is None:
        return words["unknown"]
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
