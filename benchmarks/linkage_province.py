"""The made-up province's registers joined by the pool's rules, by the number alone, and by weights, scored by kind.

python -m benchmarks.linkage_province --persons 20000 --seed 6 --weights

prints one object: F1 of each way by kind of error
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from benchmarks.person_truth import lay_beside, score
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.linkage.linking import link
from datapool.persons.gathering import gather
from datapool.persons.linking import bring_persons_up_to_date
from datapool.persons.records import load_record_tables
from datapool.pool import Pool, described_tables
from datapool.standards.regions import POOL_FILE, load_regions
from datapool.synthetic.generate import generate

TABLES = tuple(table.table for table in load_record_tables())
_BY_NUMBER = """
    SELECT record, min(place) AS cluster FROM (
        SELECT record, dense_rank() OVER (ORDER BY citizen_id) AS place
        FROM (SELECT DISTINCT record, citizen_id FROM seen WHERE citizen_id IS NOT NULL)
    ) GROUP BY record
"""
_BY_RULES = """
    SELECT m.record, min(dense) AS cluster FROM mentions m
    JOIN (SELECT *, dense_rank() OVER (ORDER BY person) AS dense FROM '{links}') l
    ON l.batch = m.batch AND l.line = m.line AND l.role = m.role GROUP BY m.record
"""
# What a register tells of a person, by its last row that tells it; registers of births and deaths tell little else.
_RECORDS = """
    SELECT record, last(written ORDER BY place, line) AS number, last(name ORDER BY place, line) AS name,
    last(sex ORDER BY place, line) AS sex, last(strftime(birth_date, '%Y%m%d') ORDER BY place, line) AS born,
    last(phone ORDER BY place, line) AS phone, last(address ORDER BY place, line) AS address
    FROM mentions GROUP BY record ORDER BY record
"""
_WORKERS = 2
Scores = dict[str, dict[str, float]]


def scores(persons: int, seed: int, *, weights: bool) -> Scores:
    """[way][kind of error, or all] F1 over pairs of records one of which has the error; pairs: how many there are."""
    with TemporaryDirectory(prefix="anlan-linkage-") as place:
        root = generate(persons, seed, Path(place) / "province", workers=_WORKERS)
        for delivery in (root / "feeds").glob("*/*"):
            if f"{delivery.parent.name}_{delivery.name}" not in TABLES:
                shutil.rmtree(delivery)
        land(root, [FolderSource(root, described_tables(root))], workers=_WORKERS)
        pool = Pool.open(root)
        index = bring_persons_up_to_date(pool, workers=_WORKERS)
        with pool.connect(TABLES, threads=_WORKERS) as connection:
            connection.execute("ATTACH ':memory:' AS laid; USE laid")
            gather(connection, pool, load_record_tables())
            lay_beside(connection, root, TABLES)
            connection.execute(f"CREATE TABLE by_rules AS {_BY_RULES.format(links=index.links)}")
            connection.execute(f"CREATE TABLE by_number AS {_BY_NUMBER}")
            if weights:
                connection.register("weighed", by_weights(connection, pool))
            names = ("by_rules", "by_number", *(("weighed",) if weights else ()))
            ways = {way: score(connection, f"SELECT * FROM {way}") for way in names}
    found = {way: {kind: each.f1 for kind, each in kinds.items()} for way, kinds in ways.items()}
    return found | {"pairs": {kind: float(each.true) for kind, each in ways["by_rules"].items()}}


def by_weights(connection: duckdb.DuckDBPyConnection, pool: Pool) -> pa.Table:
    """record, cluster: what `link` makes of one row a record, columns without any meaning known beforehand."""
    records = connection.sql(_RECORDS).to_arrow_table()
    linked = link(records.drop_columns(["record"]), regions=load_regions(pool.root / POOL_FILE))
    clusters = pa.table({"record": records["record"], "cluster": linked.clusters})
    linked.close()
    return clusters


def main() -> None:
    """Make a province, join its registers in three ways, and print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--weights", action="store_true", help="by weights as well")
    chosen = parser.parse_args()
    sys.stdout.write(json.dumps(scores(chosen.persons, chosen.seed, weights=chosen.weights)) + "\n")


if __name__ == "__main__":
    main()
