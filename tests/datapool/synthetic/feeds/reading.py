"""Feeds read back by plain Python, without any of the code that wrote them."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from datapool.standards.sources import Table
from datapool.synthetic.block import Block
from datapool.synthetic.province import Province

Row = dict[str, str | None]


@dataclass(frozen=True)
class Rendered:
    """A block, its province and its feeds: [table][delivery] bytes without header, and the rows in them."""

    block: Block
    province: Province
    content: dict[str, dict[str, bytes]]
    by_delivery: dict[str, dict[str, list[Row]]]

    def rows(self, table: str) -> Iterator[Row]:
        """All rows of a table, the oldest delivery first."""
        return chain.from_iterable(rows for _, rows in sorted(self.by_delivery[table].items()))

    def errors(self, table: str, kind: str) -> set[int]:
        """Numbers of the persons whose rows of a table are noted to carry a kind of mistake."""
        found: set[int] = set()
        for noted in self.block.truth.errors:
            if noted["table"][0] == table and noted["kind"][0] == kind:
                found |= set(noted["person"].tolist())
        return found


def parsed(source: Table, content: bytes) -> list[Row]:
    """Rows of a piece by column of the pool, read without any of our code; missing values are None."""
    plain = gzip.decompress(content) if source.gzip else content
    encoding = "utf-8" if source.encoding == "utf-8-sig" else source.encoding
    names = [column.column for column in source.columns]
    if source.format == "csv":
        lines = csv.reader(io.StringIO(plain.decode(encoding), newline=""))
        return [{name: cell or None for name, cell in zip(names, line, strict=True)} for line in lines]
    if source.format == "jsonl":
        objects = [json.loads(line) for line in plain.decode(encoding).splitlines()]
        return [{column.column: given[column.name] for column in source.columns} for given in objects]
    return [_cut(source, line) for line in plain.split(b"\n")[:-1]]


def _cut(source: Table, line: bytes) -> Row:
    row: Row = {}
    at = 0
    for column in source.columns:
        row[column.column] = line[at : at + column.width].decode(source.encoding).rstrip(" ") or None
        at += column.width
    assert at == len(line)
    return row
