"""From what a linker joined to persons: what clerks decided comes last, and every person gets a name."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from datapool.marts.naming import Naming
from datapool.persons.components import make_components
from datapool.persons.decisions import Decision, Verdict
from datapool.persons.linker import Rule
from datapool.persons.naming import record_name_sql

_SCHEMA = pa.schema([("place", pa.int32()), ("name", pa.string()), ("other_name", pa.string()), ("same", pa.bool_())])


def settle(connection: duckdb.DuckDBPyConnection, naming: Naming, decisions: Sequence[Decision]) -> None:
    """Make `named` (record, name) and `settled` (record, person, rule, weight) from `joined`.

    A person is named after its first record: by the order of the tables and the key, whatever else joins it. So an
    index made anew names persons as before, and a name given once always leads to a record.
    """
    connection.execute(naming.macro())
    connection.execute(f"CREATE TABLE named AS SELECT record, {record_name_sql('key')} AS name FROM records")
    connection.execute(
        "CREATE TABLE settled AS SELECT record, min(record) OVER (PARTITION BY cluster) AS person, rule, weight "
        "FROM joined"
    )
    if not decisions:
        return
    _decide(connection, decisions)
    connection.execute(
        "CREATE TABLE unlike AS SELECT d.place, record, other FROM decided d WHERE NOT same ORDER BY place"
    )
    _merge(connection)
    for record, other in connection.execute("SELECT record, other FROM unlike ORDER BY place").fetchall():
        _part(connection, record, other)
    connection.execute("DROP TABLE decided; DROP TABLE unlike")


def _decide(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Make `decided`: the records that decisions name, as far as they are still there."""
    rows = [
        {"place": place, "name": each.record, "other_name": each.other, "same": each.verdict is Verdict.SAME}
        for place, each in enumerate(decisions)
    ]
    connection.register("said", pa.Table.from_pylist(rows, _SCHEMA))
    connection.execute(
        "CREATE TABLE decided AS SELECT place, n.record, o.record AS other, same FROM said "
        "JOIN named n USING (name) JOIN named o ON o.name = other_name"
    )
    connection.unregister("said")


def _merge(connection: duckdb.DuckDBPyConnection) -> None:
    """Put together what was said to be the same, and with it all that had been joined with either."""
    make_components(
        connection,
        "merged",
        "SELECT a.person, b.person FROM decided JOIN settled a USING (record) "
        "JOIN settled b ON b.record = other WHERE same",
    )
    connection.execute("UPDATE settled SET person = label FROM merged WHERE person = node")
    connection.execute(
        f"UPDATE settled SET rule = '{Rule.DECISION}', weight = NULL FROM (SELECT unnest([record, other]) AS record "
        "FROM decided WHERE same) said WHERE said.record = settled.record"
    )
    connection.execute("DROP TABLE merged")


def _part(connection: duckdb.DuckDBPyConnection, record: int, other: int) -> None:
    """Part two records; each other record of the person goes with the one it resembles more, else with the first."""
    first, second = min(record, other), max(record, other)
    found = connection.execute(
        "SELECT count(DISTINCT person), count(*) FROM settled WHERE record IN (?, ?)", [first, second]
    ).fetchall()
    if found != [(1, 2)]:
        return
    resemblance = (
        "max(coalesce(4 * (m.folded = x.folded)::INTEGER, 0) + coalesce(2 * (m.written = x.written)::INTEGER, 0) "
        "+ coalesce(2 * (m.born = x.born)::INTEGER, 0) + coalesce((m.sex = x.sex)::INTEGER, 0) "
        "+ coalesce((m.phone = x.phone)::INTEGER, 0))"
    )
    moved = (
        "SELECT record FROM ("
        f"SELECT m.record, max(likeness) FILTER (WHERE x = {first}) AS to_first, "
        f"max(likeness) FILTER (WHERE x = {second}) AS to_second FROM ("
        f"SELECT m.record, x.record AS x, {resemblance} AS likeness FROM seen m "
        f"JOIN settled s ON s.record = m.record JOIN settled p ON p.person = s.person AND p.record = {first} "
        f"JOIN seen x ON x.record IN ({first}, {second}) GROUP BY m.record, x.record) m GROUP BY m.record) "
        f"WHERE record = {second} OR (record <> {first} AND to_second > to_first)"
    )
    connection.execute(f"CREATE TABLE leaving AS {moved}")
    connection.execute(
        "CREATE TABLE staying AS SELECT record FROM settled WHERE person = "
        f"(SELECT person FROM settled WHERE record = {first}) AND record NOT IN (FROM leaving)"
    )
    for side in ("leaving", "staying"):
        connection.execute(
            f"UPDATE settled SET person = (SELECT min(record) FROM {side}) WHERE record IN (FROM {side})"
        )
    connection.execute(
        f"UPDATE settled SET rule = '{Rule.DECISION}', weight = NULL WHERE record IN ({first}, {second})"
    )
    connection.execute("DROP TABLE leaving; DROP TABLE staying")
