"""The linker that comes with the pool: rules in the order of their strength, and no guess where two persons fit."""

import duckdb

from datapool.persons.components import make_components
from datapool.persons.kin import find_by_kin
from datapool.persons.linker import Doubt, Rule
from datapool.persons.namesakes import find_by_name, find_only_bearers
from datapool.persons.numbers import make_anchors
from datapool.persons.slips import find_by_slip

# What speaks for a record that no valid number joins, the strongest first.
STRENGTH = (
    Rule.SLIP_AND_NAME,
    Rule.SLIP_AND_BIRTH,
    Rule.NAME_BIRTH_SEX,
    Rule.NAME_PHONE,
    Rule.SPOUSE,
    Rule.CHILD,
    Rule.NAME_DEATH,
    Rule.ONLY_BEARER,
)


class RuleLinker:
    """Valid numbers first, then one slip in a number, then name with birth, phone, spouse or death."""

    version = "rules 1"

    def link(self, connection: duckdb.DuckDBPyConnection) -> None:
        """See `Linker`."""
        make_anchors(connection)
        _find_candidates(connection)
        _choose(connection)
        _gather_the_rest(connection)
        _join(connection)


def _find_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `loose` (what is seen of records without an anchor) and `candidates` (record, anchor, rule, exact name)."""
    connection.execute("CREATE TABLE loose AS SELECT * FROM seen ANTI JOIN anchored USING (record)")
    known = "FROM anchored JOIN seen USING (record)"
    connection.execute(f"CREATE TABLE phones AS SELECT DISTINCT anchor, phone {known} WHERE phone IS NOT NULL")
    connection.execute(f"CREATE TABLE areas AS SELECT DISTINCT anchor, area {known}")
    connection.execute("CREATE TABLE candidates (record INTEGER, anchor INTEGER, rule VARCHAR, exact BOOLEAN)")
    find_by_slip(connection)
    find_by_name(connection)
    find_by_kin(connection)
    find_only_bearers(connection)
    connection.execute("DROP TABLE phones; DROP TABLE areas; DROP TABLE bearers")


def _choose(connection: duckdb.DuckDBPyConnection) -> None:
    """The candidate of the strongest rule; where that rule finds several, the one with the exact name, or nobody."""
    cases = " ".join(f"WHEN '{rule}' THEN {place}" for place, rule in enumerate(STRENGTH))
    connection.execute(
        f"CREATE TABLE ranked AS SELECT record, anchor, rule, exact, CASE rule {cases} END AS place FROM candidates"
    )
    connection.execute(
        "CREATE TABLE best AS SELECT * FROM ranked "
        "QUALIFY (place, NOT exact) = min((place, NOT exact)) OVER (PARTITION BY record)"
    )
    single = "SELECT record FROM best GROUP BY record HAVING count(DISTINCT anchor) = 1"
    connection.execute(
        f"INSERT INTO anchored SELECT record, anchor, rule FROM best SEMI JOIN ({single}) USING (record)"
    )
    connection.execute(
        f"INSERT INTO doubts SELECT b.record, min(a.record), '{Doubt.SEVERAL_CANDIDATES}' FROM best b "
        f"JOIN anchored a USING (anchor) ANTI JOIN ({single}) s ON s.record = b.record GROUP BY b.record, b.anchor"
    )
    connection.execute("DROP TABLE ranked; DROP TABLE best; DROP TABLE candidates")


def _gather_the_rest(connection: duckdb.DuckDBPyConnection) -> None:
    """Records without an anchor of their own that tell the same: of one person, and of its anchor if one has it."""
    connection.execute(
        "CREATE TABLE left_over AS SELECT l.*, a.anchor, a.rule FROM loose l LEFT JOIN anchored a USING (record)"
    )
    same = {
        Rule.SAME_WRITTEN: "one.written = other.written AND length(one.written) >= 14 AND one.sound = other.sound",
        Rule.NAME_BIRTH_SEX: "one.sound = other.sound AND one.born = other.born AND one.sex = other.sex "
        "AND one.area = other.area",
        Rule.NAME_PHONE: "one.sound = other.sound AND one.phone = other.phone",
    }
    connection.execute(
        "CREATE TABLE ties AS "
        + " UNION ".join(
            f"SELECT one.record AS one, other.record AS other, '{rule}' AS rule FROM left_over one "
            f"JOIN left_over other ON {condition} WHERE one.record < other.record "
            "AND (one.anchor IS NULL OR other.anchor IS NULL)"
            for rule, condition in same.items()
        )
    )
    make_components(connection, "rest", "SELECT one, other FROM ties")
    connection.execute(
        "CREATE TABLE rest_anchors AS SELECT label, min(anchor) AS anchor, count(DISTINCT anchor) AS anchors "
        "FROM rest LEFT JOIN anchored ON record = node GROUP BY label"
    )
    connection.execute(
        "CREATE TABLE tied AS SELECT record, min(rule) AS rule FROM "
        "(SELECT one AS record, rule FROM ties UNION ALL SELECT other, rule FROM ties) GROUP BY record"
    )
    connection.execute(
        "INSERT INTO anchored SELECT node, r.anchor, t.rule FROM rest JOIN rest_anchors r USING (label) "
        "JOIN tied t ON t.record = node ANTI JOIN anchored a ON a.record = node WHERE anchors = 1"
    )
    connection.execute(
        f"INSERT INTO doubts SELECT o.node, min(x.node), '{Doubt.SEVERAL_CANDIDATES}' FROM rest o "
        "JOIN rest_anchors r ON r.label = o.label AND r.anchors > 1 JOIN rest x ON x.label = o.label "
        "JOIN anchored a ON a.record = x.node ANTI JOIN anchored mine ON mine.record = o.node GROUP BY o.node, a.anchor"
    )


def _join(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `joined`: the smallest record of a cluster names it."""
    connection.execute(
        "CREATE TABLE joined AS SELECT record, min(record) OVER (PARTITION BY anchor) AS cluster, rule, "
        "CAST(NULL AS DOUBLE) AS weight FROM anchored UNION ALL "
        f"SELECT r.record, coalesce(min(rest.label), r.record), coalesce(min(t.rule), '{Rule.ALONE}'), NULL "
        "FROM records r LEFT JOIN "
        "(SELECT node, label FROM rest JOIN rest_anchors USING (label) WHERE anchors = 0) rest "
        "ON rest.node = r.record LEFT JOIN tied t ON t.record = rest.node "
        "ANTI JOIN anchored a ON a.record = r.record GROUP BY r.record"
    )
    for table in ("anchored", "numbers", "called", "loose", "left_over", "ties", "tied", "rest"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DROP TABLE rest_anchors")
