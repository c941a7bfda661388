"""The regions as tables of a DuckDB connection."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from core.errors import InputError
from datapool.standards.regions import BirthYears, Regions

# Places with the years of birth they may stand for, from first to last and again until; and the codes ever assigned.
PLACES, CODES = "anlan_places", "anlan_codes"
_PLACE_COLUMNS = ("anlan_place", "anlan_first", "anlan_last", "anlan_again", "anlan_until")
# A code that was abolished may have been given to another place once more; oftener it does not happen.
_MOST_TIMES = 2
_NO_YEARS = BirthYears("", 1, 0)


def make_place_tables(connection: duckdb.DuckDBPyConnection, regions: Regions) -> None:
    """Make both tables, or make them anew."""
    places = zip(*_places(regions), strict=True)
    _make_table(connection, PLACES, dict(zip(_PLACE_COLUMNS, places, strict=True)))
    _make_table(connection, CODES, {"anlan_code": sorted(regions.codes)})


def _make_table(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[int | str]]) -> None:
    rows = f"{name}_rows"
    connection.register(rows, pa.table({key: pa.array(values) for key, values in columns.items()}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {rows}")
    connection.unregister(rows)


def _places(regions: Regions) -> Iterator[tuple[int, int, int, int, int]]:
    """(place, first, last, again, until) of every code that a citizen number may begin with."""
    for code, years in regions.birth_years.items():
        if len(years) > _MOST_TIMES:
            remedy = "Give it as one stretch of years, or two."
            raise InputError(f"the code {code} is in force at more than {_MOST_TIMES} times.", remedy=remedy)
        first, again = years[0], years[1] if len(years) == _MOST_TIMES else _NO_YEARS
        yield int(code), first.first, first.last, again.first, again.last
