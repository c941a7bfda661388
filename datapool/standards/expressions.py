"""From delivered text to standard values, in DuckDB: what a column becomes, what is wrong with it, and whole tables.

    prepare(connection, regions)                      once for each connection
    standard_values(column, sql), fault(column, sql)  expressions for one column
    standardise(table, relation)                      one query for a whole table: the quick way

Rules of reading: blanks around a value are dropped. In identifiers, codes and regions full-width characters are
narrowed and small letters made large. A code is compared as text: 1 is not 01. A number is plain decimal: no plus,
leading zeros, exponent, thousands commas or words such as 亿. Days are YYYY-MM-DD, YYYYMMDD or YYYY/MM/DD, months
YYYYMM or YYYY-MM, moments YYYY-MM-DD HH:MM:SS.
"""

import duckdb

from datapool.standards.column_sql import fault_of, value_of
from datapool.standards.macros import macros
from datapool.standards.place_tables import make_place_tables
from datapool.standards.regions import Regions
from datapool.standards.sources import KIND, WRITTEN, Column
from datapool.standards.sql import identifier, quote
from datapool.standards.table_sql import FAULTS, standardise

__all__ = ["FAULTS", "fault", "identifier", "prepare", "quote", "standard_values", "standardise"]


def prepare(connection: duckdb.DuckDBPyConnection, regions: Regions) -> None:
    """Make the macros and the tables of regions that the expressions need; again whenever the regions change."""
    make_place_tables(connection, regions)
    for signature, body in macros(regions).items():
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}")


def standard_values(column: Column, sql: str) -> tuple[tuple[str, str], ...]:
    """(name, SQL) of what a column becomes in the pool.

    sql  the delivered text: a column or any expression of type VARCHAR
    """
    if not column.item.type.is_identifier:
        return ((column.column, value_of(column.item, sql)),)
    checked = f"anlan_{column.item.type}({sql})"
    written, kind = f"{column.column}{WRITTEN}", f"{column.column}{KIND}"
    return (column.column, f"{checked}.value"), (written, sql), (kind, f"{checked}.kind")


def fault(column: Column, sql: str) -> str:
    """SQL for the word that says what is wrong with a delivered text; NULL when nothing is.

    An identifier that is merely invalid has no fault: its row lands, and its kind says why it is none.
    """
    return fault_of(column, sql, "" if column.item.type.is_identifier else value_of(column.item, sql))
