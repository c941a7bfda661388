"""The hidden truth of a made-up province under the names that the purpose `risk` sees; to score, never to find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.risk_delay import Began
from datapool.marts.linked import ITEM
from datapool.marts.naming import MACRO, Naming, pool_key
from datapool.marts.opening import marts_folder
from datapool.persons.storing import read_index
from datapool.pool import Pool
from datapool.synthetic.difficulty.subjects import EMPLOYER, read_truth
from training.risk.typologies import load_typologies

PERSON = 1
_FEN = 100


@dataclass(frozen=True, slots=True)
class Guilty:
    """Those who did it: [typology][subject] the yuan that they cost, and when each began."""

    yuan: Mapping[str, Mapping[str, float]]
    begun: Sequence[Began]


def guilty_of(root: Path) -> Guilty:
    """Of every typology that is looked for. Those whom no department knows are left out."""
    people, firms = persons_of_truth(root, "frauds"), _employers(root)
    yuan: dict[str, dict[str, float]] = {}
    begun = []
    for code, typology in load_typologies().items():
        rows = people if typology.subject == "person" else firms
        rows = rows.filter(pc.equal(rows["typology"], int(code[1:])))
        yuan[code] = {}
        for row in rows.select(["person", "overpaid", "start", "end"]).to_pylist():
            if row["person"] is not None:
                yuan[code][row["person"]] = yuan[code].get(row["person"], 0.0) + (row["overpaid"] or 0) / _FEN
                begun.append(Began(code, row["person"], row["start"], row["end"]))
    return Guilty(yuan, begun)


def _employers(root: Path) -> pa.Table:
    """Frauds of employers: their columns, and `person`, the number that the purpose sees."""
    hidden = read_truth(root)
    firms = hidden.organisations.filter(pc.equal(hidden.organisations["subject_kind"], EMPLOYER))
    key = dict(zip(firms["subject"].to_pylist(), firms["key"].to_pylist(), strict=True))
    rows = hidden.frauds.filter(pc.equal(hidden.frauds["subject_kind"], EMPLOYER))
    return rows.append_column("person", pa.array([key[one] for one in rows["subject"].to_pylist()], pa.string()))


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
