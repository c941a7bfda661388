"""The database as judge: a column whose content is changed may change only what the lineage says depends on it."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from datapool.lineage.statements import Lineage, Output

ROWS = 9
Schema = Mapping[str, Mapping[str, str]]
_WORDS = ("1", "2", "4701", "4702", "110", "x", "q1")
_MAKERS = {
    "INTEGER": lambda chance: chance.choice([None, 0, 1, 2, 3, 4, 5, 6]),
    "VARCHAR": lambda chance: chance.choice([None, *_WORDS]),
    "DATE": lambda chance: f"2024-0{chance.randint(1, 6)}-01",
    "VARCHAR[]": lambda chance: [chance.choice(_WORDS) for _ in range(chance.randint(0, 3))],
    "STRUCT(city VARCHAR, street VARCHAR)": lambda chance: {
        "city": chance.choice(_WORDS),
        "street": chance.choice(_WORDS),
    },
    "MAP(VARCHAR, INTEGER)": lambda chance: {"a": chance.randint(0, 5)},
    "JSON": lambda chance: f'{{"x": {chance.randint(0, 5)}}}',
}


@dataclass(frozen=True)
class Leak:
    """An output column that changed with a source column of which its lineage says nothing."""

    output: str
    source: str


class World:
    """Small tables of chance content."""

    def __init__(self, schema: Schema, seed: int) -> None:
        self.schema, self.chance = schema, random.Random(seed)
        self.connection = duckdb.connect(config={"threads": 1})
        for table, columns in schema.items():
            listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            self.connection.execute(f'CREATE TABLE "{table}" ({listed})')
            marks = ", ".join(f"CAST(? AS {kind})" for kind in columns.values())
            for _ in range(ROWS):
                row = [_MAKERS[kind](self.chance) for kind in columns.values()]
                self.connection.execute(f'INSERT INTO "{table}" SELECT {marks}', row)

    def close(self) -> None:
        self.connection.close()

    def answer(self, sql: str) -> list[Counter[str]]:
        """The contents of each output column, in no order."""
        found = self.connection.execute(sql)
        width, rows = len(found.description), found.fetchall()
        return [Counter(repr(row[at]) for row in rows) for at in range(width)]

    def changing(self, table: str, column: str, sql: str) -> list[Counter[str]]:
        """The answer where this one column has other contents."""
        kind = self.schema[table][column]
        self.connection.execute("BEGIN")
        try:
            values = [_MAKERS[kind](self.chance) for _ in range(ROWS)]
            fresh = f"(CAST(? AS {kind}[]))[rowid + 1]"
            self.connection.execute(f'UPDATE "{table}" SET "{column}" = {fresh}', [values])
            return self.answer(sql)
        finally:
            self.connection.execute("ROLLBACK")


def leaks(world: World, sql: str, lineage: Lineage, trials: int) -> Iterator[Leak]:
    """What the database shows to depend and the lineage does not know."""
    before = world.answer(sql)
    if any(column.name == "*" for column in lineage.columns):
        return
    assert len(before) == len(lineage.columns)
    for table, columns in world.schema.items():
        if table not in sql:
            continue
        for column in columns:
            source = f"{table}.{column}"
            for _ in range(trials):
                after = world.changing(table, column, sql)
                for output, old, new in zip(lineage.columns, before, after, strict=True):
                    if old != new and not _knows(output, source):
                        yield Leak(output.name, source)


def _knows(output: Output, source: str) -> bool:
    known = {f"{each.table}.{each.column}" for each in output.value | output.influence}
    return source in known or bool(output.unknown)
