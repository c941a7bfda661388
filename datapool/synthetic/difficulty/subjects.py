"""The hidden truth joined to the keys by which the feeds know everybody, for the difficulty contract and tests."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from core.errors import FileMissing
from datapool.standards.regions import POOL_FILE
from datapool.synthetic.feeds.organisations import organisations_of
from datapool.synthetic.identities.organisations import CLERK_DIGITS, EMPLOYER_DIGITS, PROVIDER_DIGITS
from datapool.synthetic.identities.persons import MEMBER_DIGITS, PERSON_DIGITS, TAXPAYER_DIGITS
from datapool.synthetic.province import make_province
from datapool.synthetic.registrations import person_number

TRUTH = "truth"
EMPLOYER, PROVIDER, CLERK = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Hidden:
    """frauds, lookalikes, errors as the generator wrote them; `keys` [entry] person behind it and its keys as texts."""

    frauds: pa.Table
    lookalikes: pa.Table
    errors: pa.Table
    keys: pa.Table
    organisations: pa.Table
    persons: int
    seed: int


def read_truth(folder: Path) -> Hidden:
    """Everything below `folder`/truth. Raises FileMissing where the folder has no truth."""
    root = folder / TRUTH
    if not root.is_dir():
        raise FileMissing(
            "the hidden truth is not here.", path=root, remedy="Describe a folder that `anlan data generate` made."
        )
    about = yaml.safe_load((folder / POOL_FILE).read_text(encoding="utf-8"))
    identities = _table(root, "identities")
    numbers = identities["number"].to_numpy()
    keys = {
        "number": pa.array(person_number(numbers)),
        "entry": pa.array(numbers),
        "person_no": _texts(identities, "person_no", PERSON_DIGITS),
        "taxpayer_no": _texts(identities, "taxpayer_no", TAXPAYER_DIGITS),
        "member_no": _texts(identities, "member_no", MEMBER_DIGITS),
    }
    return Hidden(
        _table(root, "frauds"), _table(root, "lookalikes"), _table(root, "errors"), pa.table(keys),
        _organisations(int(about["persons"]), int(about["seed"])), int(about["persons"]), int(about["seed"]),
    )  # fmt: skip


def _table(root: Path, name: str) -> pa.Table:
    files = sorted((root / name).glob("*.parquet")) or sorted(root.glob(f"{name}.parquet"))
    pieces = [pq.read_table(file) for file in files]
    return pa.concat_tables(pieces, promote_options="permissive") if pieces else pa.table({})


def _texts(identities: pa.Table, name: str, digits: int) -> pa.Array:
    return pa.array(_padded(identities[name].to_numpy(), digits))


def _padded(numbers: np.ndarray, digits: int) -> list[str]:
    return [f"{number:0{digits}d}" for number in numbers.tolist()]


def _organisations(persons: int, seed: int) -> pa.Table:
    """Keys of employers, providers and clerks: they follow from size and seed."""
    made = organisations_of(make_province(persons, seed))
    parts = (
        (EMPLOYER, made.employer_no, EMPLOYER_DIGITS),
        (PROVIDER, made.provider_no, PROVIDER_DIGITS),
        (CLERK, made.clerk_no, CLERK_DIGITS),
    )
    kinds = np.concatenate([np.full(numbers.size, kind, np.int8) for kind, numbers, _ in parts])
    subjects = np.concatenate([np.arange(numbers.size) for _, numbers, _ in parts])
    keys = [key for _, numbers, digits in parts for key in _padded(numbers, digits)]
    return pa.table({"subject_kind": kinds, "subject": subjects, "key": keys})


def load_truth(connection: duckdb.DuckDBPyConnection, hidden: Hidden) -> None:
    """Tables truth_frauds (typology, key, person, ring, overpaid), truth_lookalikes and truth_keys in DuckDB.

    `key` is a person's number in the province, as text, or the key of an employer, provider or clerk.
    """
    for name in ("frauds", "lookalikes", "keys", "organisations", "errors"):
        connection.register(f"given_{name}", getattr(hidden, name))
    connection.execute("CREATE OR REPLACE TABLE truth_keys AS SELECT * FROM given_keys")
    for name, more in (("frauds", 'ring, role, overpaid, organised, way, start, "end",'), ("lookalikes", "kind,")):
        connection.execute(f"""
            CREATE OR REPLACE TABLE truth_{name} AS
            SELECT typology, {more} t.subject_kind, coalesce(o.key, t.subject::VARCHAR) AS key
            FROM given_{name} t LEFT JOIN given_organisations o
            ON t.subject_kind <> 1 AND o.subject_kind = t.subject_kind AND o.subject = t.subject
        """)
