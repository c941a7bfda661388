"""On a made-up province that came through intake, what its truth calls a slip is found, and nobody else is accused."""

import duckdb
import pytest

from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import Pool, described_tables
from datapool.quality.assess import assess
from datapool.synthetic.generate import generate

pytestmark = pytest.mark.slow

PERSONS, SEED = 6_000, 2
NUMBERS = {"hrss_insured": "person_no", "health_members": "member_no", "tax_taxpayers": "taxpayer_no"}
SLIPS = [
    ("id_typo", "Q-V-010", "hrss_insured"),
    ("id_typo", "Q-V-010", "health_members"),
    ("id_typo", "Q-V-010", "tax_taxpayers"),
    ("id_missing", "Q-C-002", "hrss_insured"),
    ("id_missing", "Q-C-002", "health_members"),
    ("sex_slip", "Q-X-001", "hrss_insured"),
    ("sex_slip", "Q-X-001", "health_members"),
    ("birth_slip", "Q-X-002", "hrss_insured"),
    ("birth_slip", "Q-X-002", "health_members"),
]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The pool's views, `finding` and the truth: `slip` (table, person, kind) and `known` (person and its numbers)."""
    folder = tmp_path_factory.mktemp("generated") / "province"
    generate(PERSONS, SEED, folder, workers=1)
    land(folder, [FolderSource(folder, described_tables(folder))], workers=1)
    pool = Pool.open(folder)
    con = pool.connect()
    con.register("finding", assess(pool).findings_table)
    con.execute(f"CREATE VIEW slip AS SELECT * FROM read_parquet('{folder}/truth/errors/*.parquet')")
    con.execute(f"CREATE VIEW known AS SELECT * FROM read_parquet('{folder}/truth/identities/*.parquet')")
    return con


def persons(con: duckdb.DuckDBPyConnection, sql: str) -> set[int]:
    return {number for (number,) in con.execute(sql).fetchall()}


@pytest.mark.parametrize(("kind", "rule", "table"), SLIPS)
def test_slips_are_found_and_nobody_else_is_accused(
    province: duckdb.DuckDBPyConnection, kind: str, rule: str, table: str
) -> None:
    key = NUMBERS[table]
    mine = f"known.{key} = TRY_CAST(r.{key} AS BIGINT)"
    judged = persons(province, f"SELECT DISTINCT known.number FROM {table} r JOIN known ON {mine}")
    slipped = persons(province, f"SELECT person FROM slip WHERE kind = '{kind}' AND \"table\" = '{table}'") & judged
    if rule in ("Q-X-001", "Q-X-002"):
        slipped &= persons(
            province,
            f"SELECT known.number FROM {table} r JOIN known ON {mine} WHERE r.citizen_id_kind IN ('ric18', 'ric15')",
        )
    accused = persons(
        province,
        f"""SELECT DISTINCT known.number FROM finding f JOIN {table} r ON r._batch = f.batch AND r._line = f.line
            JOIN known ON {mine} WHERE f.rule = '{rule}'""",
    )
    assert slipped, "the province has no such slip"
    assert len(slipped & accused) / len(slipped) >= 0.99
    assert len(accused - slipped) / len(judged) <= 0.001
