"""Aggregates made of finest cells that a test names, published as a pool's are."""

from collections.abc import Mapping
from datetime import date

from datapool.aggregates.published import Aggregates, table_of
from datapool.aggregates.schema import BREAKDOWNS, SCHEMA_VERSION
from datapool.aggregates.suppression import Path


def aggregates_of(
    tables: Mapping[str, Mapping[Path, tuple[int, ...]]], *, first: int = 2023, last: int = 2024
) -> Aggregates:
    """[table][path] persons and measures."""
    return Aggregates(
        schema=SCHEMA_VERSION,
        title={"zh": "某地", "en": "A place"},
        is_made_up=True,
        first_year=first,
        cut_off=date(last, 12, 31),
        batches={},
        tables={name: table_of(each, tables.get(name, {})) for name, each in BREAKDOWNS.items()},
    )
