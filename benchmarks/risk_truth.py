"""The hidden truth of a made-up province under the names that the purpose `risk` sees; to score, never to find."""

from pathlib import Path

import pyarrow as pa

from datapool.marts.linked import ITEM
from datapool.marts.naming import MACRO, Naming, pool_key
from datapool.marts.opening import marts_folder
from datapool.persons.storing import read_index
from datapool.pool import Pool
from datapool.synthetic.difficulty.subjects import read_truth

PERSON = 1


def persons_of_truth(root: Path, table: str) -> pa.Table:
    """`frauds` or `lookalikes` of persons: their columns, and `person`, the name that the purpose `risk` sees.

    A second registration counts as the person behind it. Persons whom the pool does not know are NULL.
    """
    truth = read_truth(root)
    rows, keys = (truth.frauds if table == "frauds" else truth.lookalikes), truth.keys
    naming = Naming.of(pool_key(marts_folder(root)), "risk")
    links = read_index(root).links
    with Pool.open(root).connect(["hrss_insured"], threads=2) as connection:
        connection.execute(naming.macro())
        connection.register("guilty", rows)
        connection.register("keys", keys)
        # Health and tax numbers of those whom the pension scheme never knew are not needed: every fraud draws from it.
        connection.execute(
            f"CREATE TEMP TABLE names AS SELECT r.person_no, {MACRO}('{ITEM}', any_value(l.person)) AS person "
            f"FROM hrss_insured r JOIN read_parquet('{links}') l ON l.\"table\" = 'hrss_insured' "
            "AND l.batch = r._batch AND l.line = r._line GROUP BY 1"
        )
        return connection.sql(
            "SELECT g.*, n.person FROM guilty g LEFT JOIN keys k ON k.entry = g.subject "
            f"LEFT JOIN names n USING (person_no) WHERE g.subject_kind = {PERSON}"
        ).to_arrow_table()
