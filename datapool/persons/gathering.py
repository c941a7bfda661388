"""All that the pool tells of persons in one table: a row for each person of each row, in standard form."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from core.errors import UnknownKey
from datapool.persons.names import make_names
from datapool.persons.records import Change, PersonColumns, RecordTable
from datapool.pool import Pool
from datapool.standards.sources import KIND, WRITTEN
from datapool.standards.sql import identifier, quote

# [what a row may tell] its type; the name, the number and their forms stand in every row.
_TOLD = {
    "former_name": "VARCHAR",
    "sex": "VARCHAR",
    "birth_date": "DATE",
    "phone": "VARCHAR",
    "address": "VARCHAR",
    "household": "VARCHAR",
    "died": "DATE",
    "child_sex": "VARCHAR",
    "child_born": "DATE",
}
_OF_THE_CHILD = {"child_sex": "sex", "child_born": "birth_date"}
# Where the pool's views are, when the tables of the linking are made elsewhere.
_VIEWS = "memory.main"
_NO_CHANGES = "SELECT '' AS before, '' AS after, '' AS citizen_id, false AS is_number WHERE false"


def gather(connection: duckdb.DuckDBPyConnection, pool: Pool, tables: Sequence[RecordTable]) -> None:
    """Make the tables `mentions`, `records`, `changes`, `names` and `seen` in the current schema.

    mentions    a row for each person of each row: record, place of the table in `tables`, role, batch, line, what it
                tells, and the record of the spouse
    records     a record is all rows under one key: record (number, in the order of precedence and key), place, key
    changes     before, after, citizen_id, is_number: names and numbers that a register says were changed
    names       name, folded, sound: see `make_names`
    seen        record and each combination of name, number, sex, birth, phone and area under which it is known
    """
    views = [_checked(table, pool) for table in tables if table.table in pool.tables()]
    told = [
        _person(place, table, person, pool)
        for place, table in enumerate(tables)
        if table in views
        for person in table.persons
    ]
    connection.execute(f"CREATE TABLE told AS {' UNION ALL '.join(told)}")
    connection.execute(
        "CREATE TABLE records AS SELECT CAST(row_number() OVER (ORDER BY place, key) AS INTEGER) AS record, place, key "
        "FROM (SELECT key, min(place) AS place FROM told GROUP BY key)"
    )
    connection.execute(
        "CREATE TABLE mentions AS SELECT r.record, s.record AS spouse, told.* EXCLUDE (key, spouse_key) "
        "FROM told JOIN records r USING (key) LEFT JOIN records s ON s.key = told.spouse_key"
    )
    connection.execute("DROP TABLE told")
    connection.execute(f"CREATE TABLE changes AS {' UNION ALL '.join(_changes(views)) or _NO_CHANGES}")
    make_names(connection)
    connection.execute(
        "CREATE TABLE seen AS SELECT DISTINCT record, place, folded, sound, citizen_id, written, sex, "
        "birth_date AS born, phone, area FROM mentions LEFT JOIN names USING (name)"
    )


def _checked(table: RecordTable, pool: Pool) -> RecordTable:
    """The table, if the pool has the columns that no record can do without."""
    columns = pool.columns(table.table)
    needed = [person.columns[what] for person in table.persons for what in ("name", "citizen_id")]
    for name in (table.known_on, *([table.number] if table.number else []), *needed):
        if name not in columns:
            raise UnknownKey(
                f"the pool's table {table.table} has no column {name}.",
                remedy="Let the description of the feed name it so: persons cannot be told apart without it.",
            )
    return table


def _person(place: int, table: RecordTable, person: PersonColumns, pool: Pool) -> str:
    """SQL for the persons of one role in one table."""
    number = person.columns["citizen_id"]
    told = [f"{_told(what, table, person, pool)} AS {what}" for what in _TOLD]
    roles = {other.role: other for other in table.persons}
    spouse = _key(table, roles[person.spouse], pool) if person.spouse else "CAST(NULL AS VARCHAR)"
    return (
        f"SELECT CAST({place} AS TINYINT) AS place, {quote(person.role)} AS role, _batch AS batch, "
        f"CAST(_line AS INTEGER) AS line, {_key(table, person, pool)} AS key, {spouse} AS spouse_key, "
        f"{identifier(person.columns['name'])} AS name, {identifier(number)} AS citizen_id, "
        f"upper(trim({identifier(number + WRITTEN)})) AS written, {identifier(number + KIND)} AS kind, "
        f"{', '.join(told)}, region AS area FROM {_VIEWS}.{identifier(table.table)}"
    )


def _told(what: str, table: RecordTable, person: PersonColumns, pool: Pool) -> str:
    """SQL of one thing told, NULL where the table does not tell it."""
    column = person.child.get(_OF_THE_CHILD[what]) if what in _OF_THE_CHILD else person.columns.get(what)
    if what == "sex" and person.sex_is is not None:
        return quote(person.sex_is)
    if column is None or column not in pool.columns(table.table):
        return f"CAST(NULL AS {_TOLD[what]})"
    if what == "died" and person.died_if:
        return f"CASE WHEN {_matches(person.died_if)} THEN {identifier(column)} END"
    return identifier(column)


def _key(table: RecordTable, person: PersonColumns, pool: Pool) -> str:
    """SQL for the key of the record: the department's number, or what names the row, or the row itself."""
    if table.number is not None:
        return f"{quote(f'{table.table}:')} || {identifier(table.number)}"
    columns = [*pool.tables()[table.table].key, person.columns["name"]]
    parts = " || '|' || ".join(f"CAST({identifier(column)} AS VARCHAR)" for column in columns)
    return f"{quote(f'{table.table}:{person.role}:')} || coalesce({parts}, _batch || '/' || _line)"


def _changes(tables: Sequence[RecordTable]) -> Iterator[str]:
    for table in tables:
        for change, is_number in ((table.renamed, "false"), (table.renumbered, "true")):
            if change is not None:
                yield _change(table, change, is_number)


def _change(table: RecordTable, change: Change, is_number: str) -> str:
    before, after = (f"trim({identifier(column)})" for column in (change.before, change.after))
    number = identifier(table.persons[0].columns["citizen_id"])
    return (
        f"SELECT {before} AS before, {after} AS after, {number} AS citizen_id, {is_number} AS is_number "
        f"FROM {_VIEWS}.{identifier(table.table)} "
        f"WHERE {_matches(change.where)} AND {before} <> '' AND {after} <> ''"
    )


def _matches(where: Mapping[str, str]) -> str:
    return " AND ".join(f"{identifier(column)} = {quote(value)}" for column, value in where.items())
