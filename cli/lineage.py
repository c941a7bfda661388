"""`anlan data lineage`: where the value of a person, or a whole column, comes from, and what a build did as events."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli import person_lineage
from cli.console import print_json, print_lines, print_table, working
from cli.delivery import put
from core.errors import InputError
from core.settings import Settings
from datapool.lineage.events import build_events, lines_of
from datapool.lineage.graph import Reached, text_of
from datapool.lineage.origin import REASONS, By, Source, Unknown
from datapool.lineage.pool_graph import pool_graph
from datapool.pool import Pool

_WORDS = {
    "zh": {
        "working": "正在读取数据池的语句", "upstream": "{column}来自", "downstream": "{column}流向",
        "column": "数据项", "by": "方式", "path": "路径", "unknown": "无法确定",
        By.VALUE: "取值", By.INFLUENCE: "影响", "none": "没有。", "written": "已写入{events}个事件：{file}",
    },
    "en": {
        "working": "Reading the statements of the pool", "upstream": "{column} comes from",
        "downstream": "{column} leads to", "column": "column", "by": "how", "path": "way", "unknown": "cannot be told",
        By.VALUE: "value", By.INFLUENCE: "influence", "none": "Nothing.", "written": "{events} events written: {file}",
    },
}  # fmt: skip
_REASONS = {
    "table": "没有该表的说明", "column": "各表均无此列", "ambiguous": "多个表都有此列", "star": "列不明的表使用了星号",
    "columns": "运行时才选定的列", "function": "运行时才确定读取内容的函数", "table_function": "表函数的来源没有说明",
    "pivot": "透视列取决于数据行", "names": "结果列无法命名", "statement": "不追踪此类语句",
    "conflict": "不追踪对已有行的处理", "unreadable": "语句无法解析", "too_deep": "语句嵌套过深",
    "purpose": "用途所需的列在表中不存在",
    "program": "由程序而非语句计算",
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """A person's field, a column, or the events of a build: whichever is asked for, and one of them only."""
    asked = [chosen.field is not None, chosen.column is not None, chosen.events is not None]
    if sum(asked) != 1:
        raise InputError(
            "one question at a time can be answered.",
            remedy="Give PERSON FIELD, or --column TABLE.COLUMN, or DIR --events FILE.",
        )
    chosen.pool = chosen.pool or (None if settings.pool is None else str(settings.pool))
    if chosen.events is not None:
        return _events(chosen)
    if chosen.column is not None:
        return _column(chosen)
    if chosen.pool is None:
        raise InputError("no pool is named.", remedy="Give --pool DIR, or the setting pool.")
    return person_lineage.run(chosen, settings)


def _column(chosen: Namespace) -> int:
    """Without a pool, the descriptions that come with the project hold."""
    if chosen.person is not None:
        raise InputError(f"{chosen.person} is asked beside --column.", remedy="Name a pool with --pool DIR.")
    words = _WORDS[chosen.language]
    with working(words["working"]):
        graph = pool_graph(None if chosen.pool is None else Pool.open(Path(chosen.pool)))
    column = graph.find(chosen.column)
    ways = {}
    if chosen.upstream or not chosen.downstream:
        ways["upstream"] = graph.upstream(column)
    if chosen.downstream:
        ways["downstream"] = graph.downstream(column)
    own = graph.unknown.get(column, frozenset())
    if chosen.json:
        listed = {way: [_json(each) for each in found] for way, found in ways.items()}
        print_json({"column": text_of(column), "unknown": _unknown_json(own), **listed})
        return 0
    for way, found in ways.items():
        _print(words[way].format(column=text_of(column)), found, "←" if way == "upstream" else "→", chosen.language)
    if own:
        print_lines(f"{words['unknown']}: {_told(own, chosen.language)}")
    return 0


def _events(chosen: Namespace) -> int:
    folder = chosen.person or chosen.pool
    if folder is None:
        raise InputError("no pool is named.", remedy="Write `anlan data lineage DIR --events FILE`.")
    pool = Pool.open(Path(folder))
    with working(_WORDS[chosen.language]["working"]):
        events = build_events(pool, pool_graph(pool), _when(chosen.at))
    put(Path(chosen.events), lines_of(events))
    if chosen.json:
        print_json({"events": len(events), "file": chosen.events})
    else:
        print_lines(_WORDS[chosen.language]["written"].format(events=len(events), file=chosen.events))
    return 0


def _when(at: datetime | None) -> Callable[[Path], datetime]:
    """A step was done when the file was written that it left behind, unless a moment is given."""
    return lambda path: datetime.fromtimestamp(path.stat().st_mtime, UTC) if at is None else at


def _print(title: str, found: Sequence[Reached], arrow: str, language: str) -> None:
    words = _WORDS[language]
    if not found:
        print_lines(title, words["none"])
        return
    rows = [
        (text_of(each.column), words[each.by], _way(each.path, arrow), _told(each.unknown, language)) for each in found
    ]
    print_table(title, [words[name] for name in ("column", "by", "path", "unknown")], rows, left=4)


def _way(path: Sequence[Source], arrow: str) -> str:
    """The columns between; a way of one step has none."""
    return f" {arrow} ".join(map(text_of, path[1:-1]))


def _told(unknown: frozenset[Unknown], language: str) -> str:
    reasons = _REASONS if language == "zh" else REASONS
    return "; ".join(f"{reasons[each.reason]} ({each.what})" for each in sorted(unknown))


def _json(reached: Reached) -> dict[str, Any]:
    return {
        "column": text_of(reached.column),
        "by": reached.by.value,
        "path": [text_of(each) for each in reached.path],
        "steps": list(reached.steps),
        "unknown": _unknown_json(reached.unknown),
    }


def _unknown_json(unknown: frozenset[Unknown]) -> list[dict[str, str]]:
    return [{"reason": each.reason, "what": each.what} for each in sorted(unknown)]
