"""`anlan data map` and `anlan data catalogue`: the columns of an unknown feed, and the items they may be."""

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.console import print_json, print_lines, print_table, working
from cli.delivery import put
from core.errors import InputError
from core.settings import Settings
from datapool.standards.catalogue import Item, load_catalogue
from datapool.standards.mapping.acceptance import choices_of, describe, likely_table, read_choice, source_text
from datapool.standards.mapping.feed import Feed, read_feed
from datapool.standards.mapping.proposal import Proposal, propose
from datapool.standards.regions import POOL_FILE, Regions, load_regions
from datapool.standards.sources import Table, load_sources
from datapool.standards.words import delivered_forms, titles
from rules.bilingual import Language

_WORDS = {
    "zh": {
        "working": "正在比对数据项", "title": "字段对应建议", "column": "列", "item": "数据项", "name": "名称",
        "pool": "入库字段", "confidence": "置信度", "filled": "填写率", "passes": "通过校验", "unknown": "未知",
        "table": "最接近的数据表", "next": "确认后写入：anlan data map {file} --accept --table {table} --out 文件.yaml",
        "written": "已写入", "catalogue": "数据项目录", "code": "编号", "type": "类型", "owner": "主管部门",
        "sensitivity": "敏感级别", "nameless": "第{}列", "range": "值域", "unit": "单位", "codes": "代码",
        "basis": "依据", "delivered": "报送于",
    },
    "en": {
        "working": "Comparing the columns with the catalogue", "title": "What the columns are taken for",
        "column": "column", "item": "item", "name": "title", "pool": "column of the pool",
        "confidence": "confidence", "filled": "filled", "passes": "valid", "unknown": "unknown",
        "table": "Most like the table",
        "next": "To confirm: anlan data map {file} --accept --table {table} --out FILE.yaml",
        "written": "Written:", "catalogue": "Catalogue of data items", "code": "code", "type": "type",
        "owner": "owner", "sensitivity": "sensitivity", "nameless": "column {}", "range": "range",
        "unit": "unit", "codes": "codes", "basis": "legal basis", "delivered": "delivered in",
    },
}  # fmt: skip


def run(chosen: Namespace, settings: Settings) -> int:
    """Propose an item for every column; with --accept, write the description of the source."""
    path = Path(chosen.file)
    sources = load_sources(Path(chosen.sources) if chosen.sources else None)
    feed = read_feed(path, widths=_widths(chosen.widths), headers=chosen.headers, rows=chosen.sample)
    with working(_WORDS[chosen.language]["working"]):
        proposals = propose(feed, _regions(path, chosen.pool))
    table = chosen.table or likely_table(proposals, sources)
    if chosen.accept:
        return _accept(chosen, feed, proposals, table=table, sources=sources)
    if chosen.json:
        print_json(_found(feed, proposals, table))
    else:
        _show(chosen, feed, proposals, table)
    return 0


def _widths(text: str | None) -> tuple[int, ...]:
    if text is None:
        return ()
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"{text!r} are no widths.", remedy="Write --widths 18,48,1,8.") from None


def _regions(path: Path, pool: str | None) -> Regions:
    """The regions of the pool the file belongs to: of the folder named, else of the nearest one above the file."""
    if pool is not None:
        return load_regions(Path(pool) / POOL_FILE)
    above = (folder / POOL_FILE for folder in path.absolute().parents)
    return load_regions(next((file for file in above if file.is_file()), None))


def _accept(
    chosen: Namespace, feed: Feed, proposals: Sequence[Proposal], *, table: str, sources: Mapping[str, Table]
) -> int:
    if chosen.out is None:
        raise InputError("--accept needs a file to write.", remedy="Add --out DIR/sources/NAME.yaml.")
    out = Path(chosen.out)
    if out.exists() and not chosen.replace:
        raise InputError("this file is there already.", path=out, remedy="Add --replace, or name another file.")
    said = dict(read_choice(text) for text in chosen.set)
    key = tuple(chosen.key.split(",")) if chosen.key else ()
    described = describe(feed, choices_of(feed, proposals, said), table, tables=sources, key=key)
    put(out, source_text(described, sources))
    if chosen.json:
        print_json({**_found(feed, proposals, table), "written": str(out), "key": list(described.key)})
    else:
        print_lines(f"{_WORDS[chosen.language]['written']} {out}")
    return 0


def _found(feed: Feed, proposals: Sequence[Proposal], table: str) -> dict[str, Any]:
    return {
        "file": str(feed.path),
        "format": feed.format,
        "encoding": feed.encoding,
        "gzip": feed.gzip,
        "has_headers": feed.has_headers,
        "rows_read": feed.rows,
        "table": table,
        "columns": [_column(proposal) for proposal in proposals],
    }


def _column(proposal: Proposal) -> dict[str, Any]:
    return {
        "position": proposal.position,
        "header": proposal.header,
        "item": proposal.slot.item.key if proposal.slot else None,
        "column": proposal.slot.column if proposal.slot else None,
        "confidence": round(proposal.confidence, 3),
        "filled": round(proposal.filled, 3),
        "valid": round(proposal.passes, 3),
        "candidates": [
            {"item": one.slot.item.key, "column": one.slot.column, "confidence": round(one.confidence, 3)}
            for one in proposal.candidates
        ],
    }


def _show(chosen: Namespace, feed: Feed, proposals: Sequence[Proposal], table: str) -> None:
    words = _WORDS[chosen.language]
    columns = [words[key] for key in ("column", "item", "name", "pool", "confidence", "filled", "passes")]
    rows = []
    for proposal in proposals:
        slot = proposal.slot
        named = (
            (slot.item.key, slot.item.title.text(chosen.language), slot.column) if slot else (words["unknown"], "", "")
        )
        figures = (f"{value:.0%}" for value in (proposal.confidence, proposal.filled, proposal.passes))
        rows.append((proposal.header or words["nameless"].format(proposal.position), *named, *figures))
    print_table(words["title"], columns, rows, left=4)
    print_lines(f"{words['table']} {table}", words["next"].format(file=feed.path, table=table))


def catalogue(chosen: Namespace, settings: Settings) -> int:
    """Every item, or all that is known of one."""
    items = load_catalogue()
    if chosen.item is None:
        if chosen.json:
            print_json({"items": [item.to_json() for item in items.values()]})
        else:
            _show_items(chosen, list(items.values()))
        return 0
    item = items.item(chosen.item)
    if chosen.json:
        print_json(_known(item))
    else:
        print_lines(*_described(item, chosen.language))
    return 0


def _described(item: Item, language: Language) -> Iterator[str]:
    """All that is known of an item, a line for each thing that is."""
    words, known = _WORDS[language], _known(item)
    yield f"{item.code} {item.key}  {item.title.text(language)}"
    yield f"{item.definition.text(language)}"
    rows = {
        "type": f"{titles('types')[item.type].text(language)}  {delivered_forms()[item.type].text(language)}",
        "range": " – ".join("" if limit is None else f"{limit:,}" for limit in (item.least, item.most)).strip(" –"),
        "unit": item.unit,
        "codes": "  ".join(f"{code} {title[language]}" for code, title in known["codes"].items()),
        "owner": item.owner,
        "sensitivity": titles("sensitivities")[item.sensitivity].text(language),
        "basis": "  ".join(known["legal_basis"]),
        "delivered": "  ".join(known["delivered"]),
    }
    yield from (f"{words[name]}  {text}" for name, text in rows.items() if text)


def _known(item: Item) -> dict[str, Any]:
    """The item, its codes, and the columns that deliver it."""
    codes = item.code_list.codes if item.code_list else {}
    delivered = [
        f"{table.full_name}.{column.column}"
        for table in load_sources().values()
        for column in table.columns
        if column.item.key == item.key
    ]
    return {**item.to_json(), "codes": {code: title.to_json() for code, title in codes.items()}, "delivered": delivered}


def _show_items(chosen: Namespace, items: Sequence[Item]) -> None:
    words = _WORDS[chosen.language]
    columns = [words[key] for key in ("code", "item", "name", "type", "owner", "sensitivity")]
    rows = [
        (item.code, item.key, item.title.text(chosen.language), item.type.value, item.owner, item.sensitivity)
        for item in items
    ]
    print_table(words["catalogue"], columns, rows, left=len(columns))
