"""Persons by their citizen numbers: which numbers are one person's, and whose number it really is."""

import duckdb

from datapool.persons.components import make_components
from datapool.persons.linker import Doubt, Rule

# What departments write in place of a character that their system lacks.
BLURRED = "[?*〇]"
# One folded name may be a slip of the other: it sounds the same, or one character is another or unreadable. Lengths
# and places are counted in characters, which the distances of DuckDB do not do.
MACROS = (
    "CREATE OR REPLACE TEMP MACRO is_one_off(a, b) AS length(a) > 1 AND length(a) = length(b) AND "
    "len(list_filter(list_zip(string_split(a, ''), string_split(b, '')), lambda pair: pair[1] <> pair[2])) <= 1",
    "CREATE OR REPLACE TEMP MACRO is_readable_as(a, b) AS length(a) > 1 AND NOT regexp_matches(a, '^" + BLURRED + "') "
    "AND b LIKE regexp_replace(translate(a, '%_', ''), '" + BLURRED + "', '_%', 'g')",
    "CREATE OR REPLACE TEMP MACRO is_alike(folded_a, sound_a, folded_b, sound_b) AS folded_a = folded_b "
    "OR sound_a = sound_b OR is_one_off(folded_a, folded_b) OR is_readable_as(folded_a, folded_b) "
    "OR is_readable_as(folded_b, folded_a)",
)
_RENAMED = "SELECT citizen_id, unnest([before, after]) AS name FROM changes WHERE NOT is_number"


def make_anchors(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that say who stands behind the valid numbers.

    numbers   citizen_id, anchor, born, sex: an anchor is a person with one number, or with several after a change;
              birth and sex are those that the number itself tells
    anchored  record, anchor, rule: records that a valid number joins, each to one anchor
    called    anchor, folded, sound: every name under which an anchor is known
    doubts    record, other, reason: so far
    """
    for macro in MACROS:
        connection.execute(macro)
    connection.execute("CREATE TABLE doubts (record INTEGER, other INTEGER, reason VARCHAR)")
    _number_anchors(connection)
    _anchor_records(connection)
    _call(connection)
    _part_strangers(connection)
    connection.execute("DROP TABLE called")
    _call(connection)


def _number_anchors(connection: duckdb.DuckDBPyConnection) -> None:
    """Which numbers are one person's: those of one record, of one name and phone, or of which a register says so.

    The first two only if they tell the same birth and sex.
    """
    connection.execute(
        "CREATE TABLE told_numbers AS SELECT CAST(row_number() OVER (ORDER BY citizen_id) AS INTEGER) AS number, "
        "citizen_id, CAST(TRY_STRPTIME(citizen_id[7:14], '%Y%m%d') AS DATE) AS born, "
        "CASE WHEN CAST(citizen_id[17:17] AS INTEGER) % 2 = 1 THEN '1' ELSE '2' END AS sex "
        "FROM (SELECT DISTINCT citizen_id FROM seen WHERE citizen_id IS NOT NULL)"
    )
    connection.execute(
        "CREATE TABLE bearers AS SELECT DISTINCT record, number, t.born, t.sex "
        "FROM seen JOIN told_numbers t USING (citizen_id)"
    )
    # Twins share birth, sex and phone, but no name.
    connection.execute(
        "CREATE TABLE reached AS SELECT DISTINCT number, s.sound, s.born, s.sex, s.phone FROM seen s "
        "JOIN told_numbers t ON t.citizen_id = s.citizen_id AND t.born = s.born AND t.sex = s.sex "
        "WHERE s.phone IS NOT NULL"
    )
    make_components(
        connection,
        "changed_numbers",
        "SELECT a.number, b.number FROM bearers a JOIN bearers b USING (record, born, sex) WHERE a.number < b.number "
        "UNION SELECT a.number, b.number FROM reached a JOIN reached b USING (sound, born, sex, phone) "
        "WHERE a.number < b.number "
        "UNION SELECT a.number, b.number FROM changes JOIN told_numbers a ON a.citizen_id = upper(before) "
        "JOIN told_numbers b ON b.citizen_id = upper(after) WHERE is_number",
    )
    connection.execute(
        "CREATE TABLE numbers AS SELECT citizen_id, coalesce(label, number) AS anchor, born, sex "
        "FROM told_numbers LEFT JOIN changed_numbers ON node = number"
    )


def _anchor_records(connection: duckdb.DuckDBPyConnection) -> None:
    """A record under numbers of several persons goes to the one whose other records share its name, or whose birth."""
    connection.execute(
        "CREATE TABLE claims AS SELECT record, anchor, count(DISTINCT number) AS numbers FROM bearers "
        "JOIN (SELECT citizen_id, number FROM told_numbers) USING (number) JOIN numbers USING (citizen_id) GROUP BY ALL"
    )
    connection.execute("DROP TABLE told_numbers; DROP TABLE bearers; DROP TABLE reached; DROP TABLE changed_numbers")
    torn = "SELECT record FROM claims GROUP BY record HAVING count(*) > 1"
    connection.execute(
        "CREATE TABLE torn AS SELECT c.record, c.anchor, count(DISTINCT o.record) AS others, "
        "coalesce(bool_or(mine.born = n.born AND mine.sex = n.sex), false) AS fits "
        f"FROM claims c JOIN ({torn}) USING (record) JOIN seen mine USING (record) "
        "JOIN numbers n ON n.anchor = c.anchor LEFT JOIN claims x ON x.anchor = c.anchor AND x.record <> c.record "
        "LEFT JOIN seen o ON o.record = x.record AND o.folded = mine.folded GROUP BY c.record, c.anchor"
    )
    connection.execute(
        "CREATE TABLE anchored AS SELECT record, anchor, "
        f"CASE WHEN numbers > 1 THEN '{Rule.CHANGED_NUMBER}' ELSE '{Rule.CITIZEN_ID}' END AS rule FROM claims "
        "ANTI JOIN torn USING (record) UNION ALL "
        f"SELECT record, arg_max(anchor, (others, fits, -anchor)), '{Rule.CITIZEN_ID}' FROM torn GROUP BY record"
    )
    connection.execute(
        f"INSERT INTO doubts SELECT DISTINCT t.record, min(c.record), '{Doubt.ONE_RECORD_TWO_NUMBERS}' "
        "FROM torn t JOIN claims c ON c.anchor = t.anchor AND c.record <> t.record "
        "ANTI JOIN anchored a ON a.record = t.record AND a.anchor = t.anchor GROUP BY t.record, t.anchor"
    )
    connection.execute("DROP TABLE claims; DROP TABLE torn")


def _call(connection: duckdb.DuckDBPyConnection) -> None:
    """Names of the records of an anchor, and those that a register says it had before or after a change."""
    connection.execute(
        "CREATE TABLE called AS "
        "SELECT anchor, folded, sound FROM anchored JOIN seen USING (record) WHERE folded <> '' "
        "UNION SELECT anchor, folded, sound FROM anchored JOIN mentions m USING (record) "
        "JOIN names ON names.name = m.former_name "
        f"UNION SELECT anchor, folded, sound FROM ({_RENAMED}) JOIN numbers USING (citizen_id) JOIN names USING (name)"
    )


def _part_strangers(connection: duckdb.DuckDBPyConnection) -> None:
    """Take a number from records whose name is another and whose birth or sex is not that of the number.

    A record whose name alone is another keeps its number: names change, and not every register hears of it.
    """
    connection.execute(
        "CREATE TABLE views AS SELECT DISTINCT record, place, anchor, folded, sound, "
        "s.born IS DISTINCT FROM n.born AND s.born IS NOT NULL AS other_birth, "
        "s.sex IS DISTINCT FROM n.sex AND s.sex IS NOT NULL AS other_sex "
        "FROM anchored JOIN seen s USING (record) JOIN numbers n USING (anchor) "
        "JOIN (SELECT anchor FROM called GROUP BY anchor HAVING count(DISTINCT sound) > 1) USING (anchor) "
        "WHERE s.citizen_id = n.citizen_id"
    )
    # Whose number it is: the name of most records that fit the number, of two as many the one that comes first.
    connection.execute(
        "CREATE TABLE owners AS SELECT anchor, arg_max(folded, (fits, records, -first)) AS folded, "
        "arg_max(sound, (fits, records, -first)) AS sound, arg_max(first, (fits, records, -first)) AS record FROM ("
        "SELECT anchor, folded, sound, bool_or(NOT other_birth AND NOT other_sex) AS fits, "
        "count(DISTINCT record) AS records, min(record) AS first FROM views GROUP BY anchor, folded, sound) "
        "GROUP BY anchor"
    )
    _own_names(connection)
    connection.execute(
        "CREATE TABLE strangers AS SELECT v.record, v.anchor, bool_or(other_birth OR other_sex) AS is_other "
        "FROM views v LEFT JOIN own_names o ON o.anchor = v.anchor "
        "AND is_alike(v.folded, v.sound, o.folded, o.sound) GROUP BY v.record, v.anchor HAVING count(o.folded) = 0"
    )
    connection.execute(
        "INSERT INTO doubts SELECT s.record, o.record, CASE WHEN is_other "
        f"THEN '{Doubt.ONE_NUMBER_TWO_PEOPLE}' ELSE '{Doubt.NAME_DIFFERS}' END "
        "FROM strangers s JOIN owners o USING (anchor) WHERE s.record <> o.record"
    )
    connection.execute("DELETE FROM anchored WHERE record IN (SELECT record FROM strangers WHERE is_other)")
    connection.execute("DROP TABLE views; DROP TABLE owners; DROP TABLE own_names; DROP TABLE strangers")


def _own_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `own_names` (anchor, folded, sound): names of the owners, and those that a register ties to them."""
    ties = (
        "SELECT anchor, before, after FROM changes JOIN numbers USING (citizen_id) WHERE NOT is_number UNION "
        "SELECT anchor, former_name, name FROM anchored JOIN mentions USING (record) WHERE former_name IS NOT NULL"
    )
    connection.execute(
        "CREATE TABLE ties AS SELECT anchor, b.folded AS folded, b.sound AS sound, a.folded AS other, a.sound AS heard "
        f"FROM ({ties}) JOIN names b ON b.name = before JOIN names a ON a.name = after"
    )
    connection.execute(
        "CREATE TABLE own_names AS SELECT anchor, folded, sound FROM owners UNION "
        "SELECT anchor, unnest([t.folded, t.other]), unnest([t.sound, t.heard]) FROM ties t "
        "JOIN owners o USING (anchor) "
        "WHERE is_alike(t.folded, t.sound, o.folded, o.sound) OR is_alike(t.other, t.heard, o.folded, o.sound)"
    )
    connection.execute("DROP TABLE ties")
