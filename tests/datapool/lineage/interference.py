"""The database as judge: a column whose content is changed may change only what the lineage says depends on it."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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

    def changing(self, table: str, columns: Sequence[str], sql: str) -> list[Counter[str]]:
        """The answer where these columns of a table have other contents."""
        kinds = [self.schema[table][column] for column in columns]
        self.connection.execute("BEGIN")
        try:
            values = [[_MAKERS[kind](self.chance) for _ in range(ROWS)] for kind in kinds]
            fresh = (f'"{name}" = (CAST(? AS {kind}[]))[rowid + 1]' for name, kind in zip(columns, kinds, strict=True))
            self.connection.execute(f'UPDATE "{table}" SET {", ".join(fresh)}', values)
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
        # Only where something is said not to depend can a change show that it does.
        free = {
            column: [at for at, output in enumerate(lineage.columns) if not _knows(output, f"{table}.{column}")]
            for column in columns
        }
        # Columns of which nothing is said to depend are changed together first: most of them matter to nothing.
        unused = [column for column in columns if len(free[column]) == len(lineage.columns)]
        are_apart = all(world.changing(table, unused, sql) == before for _ in range(trials if unused else 0))
        for column in columns:
            if are_apart and column in unused:
                continue
            for _ in range(trials if free[column] else 0):
                after = world.changing(table, [column], sql)
                for at in free[column]:
                    if before[at] != after[at]:
                        yield Leak(lineage.columns[at].name, f"{table}.{column}")


def _knows(output: Output, source: str) -> bool:
    known = {f"{each.table}.{each.column}" for each in output.value | output.influence}
    return source in known or bool(output.unknown)
