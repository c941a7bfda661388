"""What is hidden in a made-up province reaches neither the pool nor anything given out, whatever is tried."""

import hashlib
import shutil
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet
import pytest

from core.errors import InputError
from datapool import marts
from datapool.build import BuildReport, build
from datapool.intake.record import REJECTED
from datapool.pool import Pool, described_tables
from datapool.synthetic.generate import TRUTH
from tests.datapool.intake.feeds import deliver, good_rows, render
from tests.datapool.two_years import two_years

PURPOSES = ("risk", "statistics", "simulation_fitting")
AS_OF = date(2024, 12, 31)
ASKING = {"who": "a test", "now": datetime(2026, 1, 1, tzinfo=UTC), "key": b"k" * 32, "threads": 1}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_years(tmp_path_factory.mktemp("made") / "province")


@contextmanager
def silent(stage: str):
    yield lambda done, total: None


def built(root: Path) -> BuildReport:
    return build(root, workers=1, showing=silent)


def state(root: Path) -> dict[str, str]:
    """Every file of the pool and its hash, the logs of who opened what and the key of names aside."""
    files = (path for path in sorted((root / "pool").rglob("*")) if path.is_file() and "marts" not in path.parts)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def given_out(root: Path) -> dict[str, tuple[str, list[pa.Table]]]:
    """[purpose] the hash of its mart and the rows of its tables, sorted."""
    opened = {purpose: marts.open(purpose, marts.Snapshot(root, AS_OF), **ASKING) for purpose in PURPOSES}
    return {
        purpose: (mart.data_hash, [_sorted(mart.tables[name].table()) for name in sorted(mart.tables)])
        for purpose, mart in opened.items()
    }


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in table.column_names]).combine_chunks()


def lie(root: Path) -> None:
    """Everybody innocent is guilty and the other way round, and every person another."""
    for path in sorted((root / TRUTH).rglob("*.parquet")):
        table = parquet.read_table(path)
        order = pa.array(range(table.num_rows - 1, -1, -1))
        columns = [table.column(0).take(order), *(table.column(at) for at in range(1, table.num_columns))]
        for at, column in enumerate(columns):
            if pa.types.is_integer(column.type):
                columns[at] = pc.bit_wise_xor(column, pa.scalar(1, column.type))
        parquet.write_table(pa.table(columns, names=table.column_names), path)


def test_pool_and_marts_are_the_same_with_the_truth_with_another_and_without(made: Path, tmp_path: Path) -> None:
    found = []
    for change in (None, lie, lambda root: shutil.rmtree(root / TRUTH)):
        # One name for all: a pool remembers the paths of its deliveries.
        root = tmp_path / "province"
        shutil.copytree(made, root)
        if change is not None:
            before = {path: path.read_bytes() for path in (root / TRUTH).rglob("*.parquet")}
            change(root)
            assert all(not path.exists() or path.read_bytes() != old for path, old in before.items())
        report = built(root)
        found.append((state(root), given_out(root), report.scores, report.tickets))
        shutil.rmtree(root)
    assert found[0][2] and found[0][0]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("place", ["hrss/truth/2024", "truth/frauds/2024", "hrss/insured/2024"])
def test_the_truth_delivered_as_a_feed_is_refused_whole(made: Path, tmp_path: Path, place: str) -> None:
    root = tmp_path / "province"
    shutil.copytree(made, root)
    shutil.rmtree(root / "feeds" / "health")
    target = root / "feeds" / place
    target.mkdir(parents=True, exist_ok=True)
    stolen = [shutil.copy(path, target / f"{path.parent.name}.csv") for path in (root / TRUTH).glob("*/*.parquet")]
    built(root)
    pool = Pool.open(root)
    names = {Path(path).relative_to(root).as_posix() for path in stolen}
    records = [record for record in pool.batches() if record.path in names]
    assert {record.path for record in records} == names
    assert all(record.state == REJECTED and not record.files for record in records)


def test_a_feed_that_leads_into_the_truth_is_refused_too(made: Path, tmp_path: Path) -> None:
    root = tmp_path / "province"
    shutil.copytree(made, root)
    shutil.rmtree(root / "feeds")
    deliver_one(root)
    (root / "feeds/hrss/insured/2023").symlink_to(root / TRUTH / "frauds")
    built(root)
    led = [record for record in Pool.open(root).batches() if "/2023/" in record.path]
    assert led and all(record.state == REJECTED for record in led)


def deliver_one(root: Path) -> None:
    table = described_tables(root)["hrss_insured"]
    deliver(root, table, render(table, good_rows(table, 20)), delivery="2024")


def test_no_purpose_opens_a_table_of_the_truth(made: Path, tmp_path: Path) -> None:
    root = tmp_path / "province"
    shutil.copytree(made, root)
    built(root)
    for purpose in PURPOSES:
        for table in ("frauds", "truth_frauds", "../truth/frauds", "identities"):
            with pytest.raises(InputError):
                marts.open(purpose, marts.Snapshot(root, AS_OF), columns={table: ["typology"]}, **ASKING)
    with pytest.raises(InputError):
        Pool.open(root).files("frauds")
