"""A mapping that a steward has confirmed, made into the description of a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from core.errors import InputError, UnknownKey
from datapool.standards.catalogue import load_catalogue
from datapool.standards.mapping.feed import Feed
from datapool.standards.mapping.proposal import Proposal
from datapool.standards.sources import YEARLY, Column, Table, load_sources
from rules.bilingual import Bilingual

REGION = "region_code"
MOST_KEY_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a steward says a delivered column is: an item, and its name in the pool."""

    item: str
    column: str


def read_choice(text: str) -> tuple[str, Choice]:
    """HEADER=ITEM or HEADER=ITEM:COLUMN."""
    header, _, said = text.rpartition("=")
    item, _, column = said.partition(":")
    if not header or not item:
        raise InputError(
            f"{text!r} names no column and item.", remedy="Write --set HEADER=ITEM, or HEADER=ITEM:COLUMN."
        )
    if item not in load_catalogue():
        raise UnknownKey(f"the catalogue has no item {item}.", remedy="`anlan data catalogue` lists them.")
    return header, Choice(item, column or item)


def likely_table(proposals: Sequence[Proposal], tables: Mapping[str, Table]) -> str:
    """department_table of the known table that has the most of the proposed columns, and the fewest others."""
    found = {(p.slot.item.key, p.slot.column) for p in proposals if p.slot is not None}
    if not found:
        return ""

    def fit(name: str) -> float:
        columns = {(column.item.key, column.column) for column in tables[name].columns}
        return len(found & columns) / len(found | columns)

    return max(sorted(tables), key=fit)


def choices_of(feed: Feed, proposals: Sequence[Proposal], said: Mapping[str, Choice]) -> tuple[Choice, ...]:
    """[column] what it is: as the steward says, else as proposed; InputError where it is neither."""
    strange = sorted(set(said) - set(feed.headers))
    if strange:
        raise UnknownKey(
            f"the feed has no column {strange[0]}.", path=feed.path, remedy="Write the header as it stands."
        )
    chosen = [_choice(proposal, said) for proposal in proposals]
    open_ = [proposal.header for proposal, choice in zip(proposals, chosen, strict=True) if choice is None]
    if open_:
        what = f"nobody has said what these columns are: {', '.join(open_)}."
        remedy = "Add --set HEADER=ITEM for each; a column of no interest is --set HEADER=remark."
        raise InputError(what, path=feed.path, remedy=remedy)
    return tuple(choice for choice in chosen if choice is not None)


def _choice(proposal: Proposal, said: Mapping[str, Choice]) -> Choice | None:
    if proposal.header in said:
        return said[proposal.header]
    return None if proposal.slot is None else Choice(proposal.slot.item.key, proposal.slot.column)


def describe(
    feed: Feed, choices: Sequence[Choice], name: str, *, tables: Mapping[str, Table], key: Sequence[str] = ()
) -> Table:
    """The feed as the table called `name` (department_table), as confirmed.

    tables  what is described so far: the table's own title and references are kept where it is among them
    key     columns of the pool that name one row; without it they are looked for in the rows
    """
    if not feed.has_headers and feed.format != "fixed":
        raise InputError("a feed without headers cannot be taken in.", path=feed.path, remedy="Have headers sent.")
    if feed.separator != ",":
        raise InputError("columns are not divided by commas.", path=feed.path, remedy="Have it sent with commas.")
    department, _, table = name.partition("_")
    if not department or not table:
        raise InputError(f"{name!r} names no table.", remedy="Write --table department_table, such as hrss_insured.")
    known = tables.get(name)
    columns = tuple(_columns(feed, choices, known))
    if sum(column.item.key == REGION for column in columns) != 1:
        remedy = f"Say which column it is: --set HEADER={REGION}."
        raise InputError(
            "no column, or more than one, says which region a row belongs to.", path=feed.path, remedy=remedy
        )
    pool = {column.column for column in columns}
    titles = [other.department_title for other in tables.values() if other.department == department]
    return Table(
        department=department,
        name=table,
        title=known.title if known else Bilingual(table, table),
        department_title=titles[0] if titles else Bilingual(department, department),
        format=feed.format,
        encoding=feed.encoding,
        gzip=feed.gzip,
        delivery=known.delivery if known else YEARLY,
        columns=columns,
        key=tuple(key) or _key(feed, columns, known),
        references={at: to for at, to in (known.references if known else {}).items() if at in pool},
    )


def _columns(feed: Feed, choices: Sequence[Choice], known: Table | None) -> list[Column]:
    catalogue = load_catalogue()
    required = {column.column for column in known.columns if column.required} if known else set()
    widths = feed.widths or (0,) * len(choices)
    names = feed.headers if feed.has_headers else tuple(choice.column for choice in choices)
    return [
        Column(name, catalogue[choice.item], choice.column, width, choice.column in required or choice.item == REGION)
        for name, choice, width in zip(names, choices, widths, strict=True)
    ]


def _key(feed: Feed, columns: Sequence[Column], known: Table | None) -> tuple[str, ...]:
    """The known key where its columns are there, else the fewest columns whose values never repeat together."""
    pool = [name for column in columns for name, _ in column.standard_columns]
    if known is not None and set(known.key) <= set(pool):
        return known.key
    for size in range(1, MOST_KEY_COLUMNS + 1):
        for places in combinations(range(len(columns)), size):
            rows = list(zip(*(feed.values[at] for at in places), strict=True))
            if len(set(rows)) == len(rows) and all(all(row) for row in rows):
                return tuple(columns[at].column for at in places)
    raise InputError("no few columns name one row.", path=feed.path, remedy="Say which: --key COLUMN,COLUMN.")


def source_text(table: Table, tables: Mapping[str, Table]) -> str:
    """The description of the table's whole department, with this table in its place, as YAML.

    An agency's file replaces a department whole, so the other tables of it are written out as they are described.
    Raises InputError when the description could not be read back.
    """
    together = {name: other for name, other in tables.items() if other.department == table.department}
    together[table.full_name] = table
    lines = [
        f"# What {table.department} delivers. Confirmed by a steward with `anlan data map --accept`.",
        f"department: {table.department}",
        f"title: {_flow(table.department_title.to_json())}",
        "tables:",
        *(line for other in together.values() for line in _table_lines(other)),
    ]
    text = "\n".join(lines) + "\n"
    with TemporaryDirectory() as folder:
        Path(folder, f"{table.department}.yaml").write_text(text, encoding="utf-8")
        load_sources(Path(folder))
    return text


def _table_lines(table: Table) -> list[str]:
    lines = [
        f"  {table.name}:",
        f"    title: {_flow(table.title.to_json())}",
        f"    format: {table.format}",
        f"    encoding: {table.encoding}",
        *(["    gzip: true"] if table.gzip else []),
        *([f"    delivery: {table.delivery}"] if table.delivery != YEARLY else []),
        f"    key: {_flow(list(table.key))}",
        "    columns:",
        *(f"      - {_flow(_column_json(column))}" for column in table.columns),
    ]
    return [*lines, *([f"    references: {_flow(dict(table.references))}"] if table.references else [])]


def _column_json(column: Column) -> dict[str, Any]:
    content: dict[str, Any] = {"name": column.name, "item": column.item.key}
    if column.column != column.item.key:
        content["column"] = column.column
    if column.width:
        content["width"] = column.width
    return {**content, "required": True} if column.required else content


def _flow(value: Any) -> str:
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    return text.strip()
