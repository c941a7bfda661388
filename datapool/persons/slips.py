"""Records whose citizen number is one slip away from somebody's."""

import duckdb

from datapool.persons.linker import Rule
from datapool.persons.numbers import BLURRED

# A wrong digit, two digits in the wrong order, or one too few or too many leaves this many characters of a number
# untouched at one of its ends.
_UNTOUCHED = 8


def find_by_slip(connection: duckdb.DuckDBPyConnection) -> None:
    """Add to `candidates`: numbers one slip apart, under a name that is alike or with the same birth.

    Only that one end of the number and something else are equal brings two together; nothing is compared with all.
    """
    connection.execute(
        f"CREATE TABLE ends AS SELECT DISTINCT anchor, citizen_id, born, folded, sound, folded[1] AS family, "
        f"left(citizen_id, {_UNTOUCHED}) AS head, right(citizen_id, {_UNTOUCHED}) AS tail "
        "FROM numbers JOIN called USING (anchor)"
    )
    head = f"e.head = left(l.written, {_UNTOUCHED})"
    joins = (
        f"{head} AND e.sound = l.sound",
        f"{head} AND e.born = l.born",
        f"{head} AND e.family = l.folded[1] AND regexp_matches(l.folded, '{BLURRED}')",
        f"e.tail = right(l.written, {_UNTOUCHED})",
    )
    found = " UNION ".join(
        "SELECT record, anchor, l.folded = e.folded AS exact, is_alike(l.folded, l.sound, e.folded, e.sound) AS alike, "
        f"coalesce(l.born = e.born, false) AS same_birth FROM loose l JOIN ends e ON {join} "
        "WHERE damerau_levenshtein(l.written, e.citizen_id) = 1"
        for join in joins
    )
    connection.execute(
        "INSERT INTO candidates SELECT record, anchor, "
        f"CASE WHEN bool_or(alike) THEN '{Rule.SLIP_AND_NAME}' ELSE '{Rule.SLIP_AND_BIRTH}' END, bool_or(exact) "
        f"FROM ({found}) WHERE alike OR same_birth GROUP BY record, anchor"
    )
    connection.execute("DROP TABLE ends")
