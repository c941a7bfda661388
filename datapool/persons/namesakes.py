"""Records without a usable number, found by their name with birth, phone, or nothing else where nobody shares it."""

import duckdb

from datapool.persons.linker import Doubt, Rule

# Among so many bearers of a name, one in a hundred pairs or fewer shares the day of birth and sex by chance:
# births of one sex spread over some 29,000 days. A name that more bear needs the prefecture or the phone beside.
BEARERS_AT_MOST = 250


def find_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to `candidates` and `doubts` whom name and birth, or name and phone, tell; makes `bearers` of each sound."""
    connection.execute(
        "CREATE TABLE bearers AS SELECT sound, count(DISTINCT anchor) AS bearers FROM called GROUP BY sound"
    )
    _and_birth(connection)
    _and_phone(connection)


def _and_birth(connection: duckdb.DuckDBPyConnection) -> None:
    """The same sound of the name, day of birth and sex."""
    connection.execute(
        "CREATE TABLE namesakes AS SELECT l.record, c.anchor, bool_or(l.folded = c.folded) AS exact, "
        f"bool_or(b.bearers <= {BEARERS_AT_MOST} OR a.anchor IS NOT NULL OR p.anchor IS NOT NULL) AS is_sure "
        "FROM loose l JOIN numbers n ON n.born = l.born AND n.sex = l.sex "
        "JOIN called c ON c.anchor = n.anchor AND c.sound = l.sound JOIN bearers b ON b.sound = l.sound "
        "LEFT JOIN areas a ON a.anchor = n.anchor AND a.area = l.area "
        "LEFT JOIN phones p ON p.anchor = n.anchor AND p.phone = l.phone GROUP BY l.record, c.anchor"
    )
    connection.execute(
        f"INSERT INTO candidates SELECT record, anchor, '{Rule.NAME_BIRTH_SEX}', exact FROM namesakes WHERE is_sure"
    )
    connection.execute(
        f"INSERT INTO doubts SELECT n.record, min(o.record), '{Doubt.NAME_TOO_COMMON}' FROM namesakes n "
        "JOIN anchored o USING (anchor) WHERE NOT is_sure GROUP BY n.record, n.anchor"
    )
    connection.execute("DROP TABLE namesakes")


def _and_phone(connection: duckdb.DuckDBPyConnection) -> None:
    """One phone and a name that sounds alike. One phone, birth and sex under another name may be twins: a doubt."""
    connection.execute(
        f"INSERT INTO candidates SELECT l.record, c.anchor, '{Rule.NAME_PHONE}', bool_or(l.folded = c.folded) "
        "FROM loose l JOIN phones p USING (phone) JOIN called c ON c.anchor = p.anchor AND c.sound = l.sound "
        "JOIN numbers n ON n.anchor = p.anchor WHERE coalesce(n.sex = l.sex OR n.born = l.born, true) "
        "GROUP BY l.record, c.anchor"
    )
    connection.execute(
        f"INSERT INTO doubts SELECT l.record, min(o.record), '{Doubt.BIRTH_SEX_PHONE}' FROM loose l "
        "JOIN phones p USING (phone) JOIN numbers n ON n.anchor = p.anchor AND n.born = l.born AND n.sex = l.sex "
        "JOIN anchored o ON o.anchor = p.anchor ANTI JOIN candidates c ON c.record = l.record "
        "GROUP BY l.record, p.anchor"
    )


def find_only_bearers(connection: duckdb.DuckDBPyConnection) -> None:
    """The only person of the whole pool whose name sounds so, of the right sex and prefecture; a clerk should look.

    Not where the row tells of a death, and not where birth or phone could have been compared and did not agree.
    """
    connection.execute(
        "CREATE TABLE only_bearers AS SELECT l.record, c.anchor, bool_or(l.folded = c.folded) AS exact FROM loose l "
        "JOIN bearers b ON b.sound = l.sound AND b.bearers = 1 JOIN called c ON c.sound = l.sound "
        "JOIN numbers n ON n.anchor = c.anchor AND coalesce(n.sex = l.sex, true) "
        "JOIN areas a ON a.anchor = c.anchor AND a.area = l.area "
        "ANTI JOIN (SELECT record FROM mentions WHERE died IS NOT NULL) m ON m.record = l.record "
        "WHERE l.born IS NULL AND l.phone IS NULL AND l.written IS NULL GROUP BY l.record, c.anchor"
    )
    connection.execute(f"INSERT INTO candidates SELECT record, anchor, '{Rule.ONLY_BEARER}', exact FROM only_bearers")
    connection.execute(
        f"INSERT INTO doubts SELECT b.record, min(o.record), '{Doubt.NAME_ALONE}' FROM only_bearers b "
        "JOIN anchored o USING (anchor) ANTI JOIN candidates c "
        f"ON c.record = b.record AND c.rule <> '{Rule.ONLY_BEARER}' GROUP BY b.record, b.anchor"
    )
    connection.execute("DROP TABLE only_bearers")
