"""The hidden truth of a made-up province beside the records of persons, to score a linking; never for the product."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

_NUMBERED = {"hrss_insured": "person_no", "health_members": "member_no", "tax_taxpayers": "taxpayer_no"}
_SECOND, _INVENTED = 5_000_000_000, 7_000_000_000


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of records: of one person in truth, joined, and both."""

    true: int
    joined: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.joined if self.joined else float("nan")

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else float("nan")

    @property
    def f1(self) -> float:
        return 2 * self.both / (self.true + self.joined) if self.true + self.joined else float("nan")


def lay_beside(connection: duckdb.DuckDBPyConnection, root: Path, tables: tuple[str, ...]) -> None:
    """Make `truth` (record, number) and `slips` (record, kind) from `mentions` and `records`, as `gather` makes them.

    tables  in the order of the places of `mentions`
    A row without the department's own number is known by the number and name that the department wrote; where it wrote
    none, by its name among those of whom the truth says so, and the day of death. What is still not one person's is
    left out: `truth` lacks it.
    """
    folder = root / "truth"
    real = f"CASE WHEN number >= {_SECOND} AND number < {_INVENTED} THEN number - {_SECOND} ELSE number END"
    connection.execute(
        f"CREATE TEMP TABLE identities AS SELECT * REPLACE ({real} AS number) "
        f"FROM read_parquet('{folder}/identities/*.parquet')"
    )
    connection.execute(
        f"CREATE TEMP TABLE lives AS SELECT number, died FROM read_parquet('{folder}/persons/*.parquet')"
    )
    connection.execute(
        f'CREATE TEMP TABLE mistakes AS SELECT "table", {real.replace("number", "person")} AS number, kind '
        f"FROM read_parquet('{folder}/errors/*.parquet')"
    )
    found = [_numbered(place, table) for place, table in enumerate(tables) if table in _NUMBERED]
    for place, table in enumerate(tables):
        if table not in _NUMBERED:
            found += [_written(place, table), _unwritten(place, table)]
    connection.execute(
        "CREATE TEMP TABLE truth AS SELECT record, min(number) AS number FROM (SELECT record, number FROM "
        f"({' UNION ALL '.join(found)}) QUALIFY rank = min(rank) OVER (PARTITION BY record)) "
        "GROUP BY record HAVING count(DISTINCT number) = 1"
    )
    names = ", ".join(f"({place}, '{table}')" for place, table in enumerate(tables))
    connection.execute(
        "CREATE TEMP TABLE slips AS SELECT DISTINCT record, kind FROM truth JOIN records USING (record) "
        f'JOIN (VALUES {names}) t(place, "table") USING (place) JOIN mistakes USING ("table", number)'
    )


def _numbered(place: int, table: str) -> str:
    own = _NUMBERED[table]
    return (
        f"SELECT record, number, 0 AS rank FROM records JOIN identities ON place = {place} "
        f"AND CAST(split_part(key, ':', 2) AS BIGINT) = {own}"
    )


def _written(place: int, table: str) -> str:
    wrote = table.partition("_")[0]
    ids = f"[{wrote}_id, citizen_id, later_id]"
    known = f"SELECT number, unnest({ids}) AS id, [{wrote}_name, name, later_name] AS names FROM identities"
    return (
        f"SELECT record, number, CASE WHEN list_contains(names, m.name) THEN 0 ELSE 1 END AS rank "
        f"FROM mentions m JOIN ({known}) k ON k.id = m.written AND m.place = {place}"
    )


def _unwritten(place: int, table: str) -> str:
    wrote = table.partition("_")[0]
    return (
        f"SELECT record, i.number, 2 AS rank FROM mentions m JOIN identities i ON m.place = {place} "
        f"AND m.name IN (i.{wrote}_name, i.later_name) JOIN lives l ON l.number = i.number "
        f"JOIN mistakes e ON e.\"table\" = '{table}' AND e.number = i.number AND e.kind IN ('id_missing', 'typed_id') "
        "WHERE m.died IS NULL OR m.died = l.died"
    )


def score(connection: duckdb.DuckDBPyConnection, joined: str) -> dict[str, Score]:
    """[kind of mistake, or "all"] pairs of which at least one record has that mistake.

    joined  SQL for record, cluster; a record that is not there is by itself
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE scored AS SELECT record, number, coalesce(cluster, -record) AS cluster "
        f"FROM truth LEFT JOIN ({joined}) USING (record)"
    )
    everything = _pairs(connection, "true")
    kinds = [kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM slips ORDER BY 1").fetchall()]
    scores = {"all": everything}
    for kind in kinds:
        without = _pairs(connection, f"record NOT IN (SELECT record FROM slips WHERE kind = '{kind}')")
        scores[kind] = Score(
            everything.true - without.true, everything.joined - without.joined, everything.both - without.both
        )
    return scores


def _pairs(connection: duckdb.DuckDBPyConnection, where: str) -> Score:
    def count(*columns: str) -> int:
        by = ", ".join(columns)
        counted = f"SELECT count(*) AS n FROM scored WHERE {where} GROUP BY {by}"
        return int(connection.execute(f"SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM ({counted})").fetchall()[0][0])

    return Score(count("number"), count("cluster"), count("number", "cluster"))
