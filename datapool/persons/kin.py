"""Records without a usable number, found by what the row tells of the person's life: marriage, a child, death."""

import duckdb

from datapool.persons.linker import Rule
from datapool.persons.namesakes import BEARERS_AT_MOST


def find_by_kin(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to `candidates` whom spouse, child or day of death tell; needs `bearers` of the namesakes."""
    connection.execute(
        "CREATE TABLE homes AS SELECT DISTINCT anchor, household FROM anchored JOIN mentions USING (record) "
        "WHERE household IS NOT NULL"
    )
    connection.execute(
        "CREATE TABLE unknown AS SELECT DISTINCT m.record, m.spouse, m.sex, m.died, m.area, m.child_sex, m.child_born, "
        "n.folded, n.sound FROM mentions m JOIN names n USING (name) ANTI JOIN anchored a ON a.record = m.record"
    )
    _by_spouse(connection)
    _by_couple(connection)
    _by_child(connection)
    _by_death(connection)
    connection.execute("DROP TABLE homes; DROP TABLE unknown")


def _by_spouse(connection: duckdb.DuckDBPyConnection) -> None:
    """Who lives in a household of the spouse, under a name that is alike, of the right sex."""
    connection.execute(
        f"INSERT INTO candidates SELECT u.record, c.anchor, '{Rule.SPOUSE}', bool_or(u.folded = c.folded) "
        "FROM unknown u JOIN anchored s ON s.record = u.spouse JOIN homes theirs ON theirs.anchor = s.anchor "
        "JOIN homes own ON own.household = theirs.household AND own.anchor <> s.anchor "
        "JOIN called c ON c.anchor = own.anchor AND is_alike(c.folded, c.sound, u.folded, u.sound) "
        "JOIN numbers n ON n.anchor = c.anchor AND n.sex = u.sex GROUP BY u.record, c.anchor"
    )


def _by_couple(connection: duckdb.DuckDBPyConnection) -> None:
    """Where neither of a couple has a number: who lives with somebody of the spouse's name."""
    connection.execute(
        f"INSERT INTO candidates SELECT u.record, c.anchor, '{Rule.SPOUSE}', bool_or(u.folded = c.folded) "
        "FROM unknown u JOIN unknown s ON s.record = u.spouse JOIN called c ON c.sound = u.sound "
        "JOIN numbers n ON n.anchor = c.anchor AND n.sex = u.sex JOIN homes own ON own.anchor = c.anchor "
        "JOIN homes theirs ON theirs.household = own.household AND theirs.anchor <> own.anchor "
        "JOIN called sc ON sc.anchor = theirs.anchor AND sc.sound = s.sound "
        "JOIN numbers sn ON sn.anchor = sc.anchor AND sn.sex = s.sex GROUP BY u.record, c.anchor"
    )


def _by_child(connection: duckdb.DuckDBPyConnection) -> None:
    """Who lives with a child of that birth and sex, under a name that sounds alike."""
    connection.execute(
        "CREATE TABLE children AS SELECT DISTINCT h.household, h.anchor, n.born, n.sex FROM homes h "
        "JOIN numbers n USING (anchor) SEMI JOIN unknown u ON u.child_born = n.born"
    )
    connection.execute(
        f"INSERT INTO candidates SELECT u.record, c.anchor, '{Rule.CHILD}', bool_or(u.folded = c.folded) "
        "FROM unknown u JOIN children k ON k.born = u.child_born AND k.sex = u.child_sex "
        "JOIN homes own ON own.household = k.household AND own.anchor <> k.anchor "
        "JOIN called c ON c.anchor = own.anchor AND c.sound = u.sound "
        "JOIN numbers n ON n.anchor = c.anchor AND n.sex = u.sex GROUP BY u.record, c.anchor"
    )
    connection.execute("DROP TABLE children")


def _by_death(connection: duckdb.DuckDBPyConnection) -> None:
    """The same day of death under a name that sounds alike; a common name only in the same prefecture."""
    connection.execute(
        "CREATE TABLE deaths AS SELECT DISTINCT a.anchor, m.died, m.area, n.folded, n.sound FROM mentions m "
        "JOIN names n USING (name) JOIN anchored a USING (record) WHERE m.died IS NOT NULL"
    )
    connection.execute(
        f"INSERT INTO candidates SELECT u.record, d.anchor, '{Rule.NAME_DEATH}', bool_or(u.folded = d.folded) "
        "FROM unknown u JOIN deaths d ON d.died = u.died AND d.sound = u.sound JOIN bearers b ON b.sound = u.sound "
        "JOIN numbers n ON n.anchor = d.anchor AND coalesce(n.sex = u.sex, true) "
        f"WHERE d.area = u.area OR b.bearers <= {BEARERS_AT_MOST} GROUP BY u.record, d.anchor"
    )
    connection.execute("DROP TABLE deaths")
