"""A run as a whole: the same pool whatever the number of workers, one run at a time, nothing half landed."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError
from datapool.intake.folder import FolderSource
from datapool.intake.landing import Landing, land
from datapool.intake.record import DUPLICATE, LANDED, REJECTED, Places
from datapool.intake.refusal import NotLanded, PoolBusy
from datapool.pool import described_tables
from tests.conftest import ROOT
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render
from tests.datapool.intake.killing import die
from tests.processes import run_python

TABLE = "civil_allowances"
# Files cannot grow beyond so many bytes: what a full disk looks like to a program, without filling one.
TOGETHER = """
import sys
from pathlib import Path
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import described_tables
root = Path(sys.argv[1])
try:
    land(root, [FolderSource(root, described_tables(root))])
except Exception as err:
    print(type(err).__name__)
"""
LIMITED = """
import resource, sys
from pathlib import Path
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import described_tables
root = Path(sys.argv[1])
for limit in map(int, sys.argv[2:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        land(root, [FolderSource(root, described_tables(root))])
    except Exception as err:
        left = [p.name for p in (root / "pool").rglob("*") if p.is_file() and p.name != ".lock"]
        print(type(err).__name__, "the disk is full" in str(err), left)
"""


def run(root: Path, **named: Any) -> Landing:
    return land(root, [FolderSource(root, described_tables(root))], **named)


def give(root: Path, *, rows: int = 20, seed: int = 1, delivery: str = "2019", part: int = 0, **fixed: str) -> Path:
    table = described_tables(root)[TABLE]
    return deliver(root, table, render(table, good_rows(table, rows, seed, **fixed)), delivery=delivery, part=part)


def contents(root: Path) -> dict[str, str]:
    """[path] hash of every file of a pool."""
    files = (path for path in sorted((root / "pool").rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_pool_file(tmp_path / "place")


def test_one_worker_and_two_make_the_same_bytes(root: Path, tmp_path: Path) -> None:
    tables = described_tables(root)
    for name in ("civil_allowances", "police_changes", "health_deaths"):
        for year in (2017, 2018, 2019):
            for part in range(2):
                rows = good_rows(tables[name], 40, seed=year * 10 + part)
                rows[3]["registered_on"] = "2019-02-30"
                deliver(root, tables[name], render(tables[name], rows), delivery=str(year), part=part)
    shutil.copy(give(root, seed=5, part=7), give(root, seed=6, part=8))
    give(root, rows=40, seed=7, delivery="2020", allowance_amount="1.00")
    other = tmp_path / "other"
    shutil.copytree(root, other)
    one, two = run(root), run(other, workers=2)
    assert one == two
    assert contents(root) == contents(other)
    states = [record.state for record in one.records]
    assert (states.count(LANDED), states.count(DUPLICATE), states.count(REJECTED)) == (19, 1, 1)


def test_records_do_not_depend_on_where_the_pool_lies(root: Path, tmp_path: Path) -> None:
    give(root)
    other = tmp_path / "elsewhere" / "deep"
    shutil.copytree(root, other)
    run(root)
    run(other)
    assert contents(root) == contents(other)


def test_of_two_equal_files_the_first_by_name_lands(root: Path) -> None:
    second = give(root, part=1)
    shutil.copy(second, second.with_name("allowances-2019-0.csv"))
    records = run(root).records
    assert [(Path(record.path).name, record.state) for record in records] == [
        ("allowances-2019-0.csv", LANDED),
        ("allowances-2019-1.csv", DUPLICATE),
    ]
    assert records[0].batch == records[1].batch
    assert run(root).fresh == frozenset()


def test_content_of_one_table_is_no_duplicate_of_another(root: Path) -> None:
    tables = described_tables(root)
    path = give(root)
    folder = root / "feeds/civil/cremations/2019"
    folder.mkdir(parents=True)
    shutil.copy(path, folder)
    assert [record.state for record in run(root).records] == [LANDED, REJECTED]
    assert tables[TABLE].full_name == TABLE


def test_a_second_run_opens_nothing_it_knows(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(root)
    first = run(root)
    monkeypatch.setattr("datapool.intake.landing.take_in", lambda *words: pytest.fail("opened again"))
    second = run(root)
    assert second.records == first.records
    assert second.fresh == frozenset()


def test_a_changed_file_is_a_new_batch_and_the_old_one_stays(root: Path) -> None:
    give(root, seed=1)
    (first,) = run(root).records
    give(root, seed=2)
    (second,) = run(root).records
    assert first.path == second.path and first.batch != second.batch
    assert len(list((root / "pool/batches").glob("*.json"))) == 2


def test_a_refused_file_is_looked_at_again_when_the_standards_have_changed(root: Path) -> None:
    give(root, region_code="110105")
    (record,) = run(root).records
    assert (record.state, record.reason) == (REJECTED, "other_province")
    assert run(root).fresh == frozenset()
    text = (root / "pool.yaml").read_text(encoding="utf-8")
    (root / "pool.yaml").write_text(text.replace('province: "47"\n', ""), encoding="utf-8")
    (record,) = run(root).records
    assert (record.state, record.landed, record.regions) == (LANDED, 20, ("1101",))


def test_a_steward_may_let_a_batch_through_the_gate(root: Path) -> None:
    give(root, rows=40, delivery="2018", seed=1)
    give(root, rows=40, delivery="2019", seed=2, allowance_amount="1.00")
    records = {record.delivery: record for record in run(root).records}
    assert records["2019"].reason == "unit"
    trusted = frozenset([records["2019"].batch])
    records = {record.delivery: record for record in run(root, trusted=trusted).records}
    assert (records["2019"].state, records["2019"].landed) == (LANDED, 40)


def test_what_nobody_has_described_is_refused_and_not_forgotten(root: Path) -> None:
    folder = root / "feeds/civil/dances/2019"
    folder.mkdir(parents=True)
    (folder / "dances-2019-0.csv").write_text("a,b\n1,2\n")
    (folder / ".dances.swp").write_text("x")
    (folder / "~$dances.xlsx").write_text("x")
    (record,) = run(root).records
    assert (record.state, record.reason, record.table) == (REJECTED, "unknown_table", "civil_dances")


def test_a_file_beside_its_delivery_folder_tells_the_period_by_its_name(root: Path) -> None:
    path = give(root)
    path.rename(path.parent.parent / "allowances_202003_final.csv")
    give(root, seed=2).rename(path.parent.parent / "allowances.csv")
    assert [record.delivery for record in run(root).records] == ["202003", "undated"]


def test_without_a_folder_of_feeds_the_departments_are_looked_for_in_the_folder_itself(root: Path) -> None:
    give(root)
    shutil.move(root / "feeds/civil", root / "civil")
    (root / "feeds").rmdir()
    (root / "truth").mkdir()
    (root / "truth/frauds.parquet").write_text("nobody may read this")
    records = run(root).records
    assert [(record.table, record.path) for record in records] == [
        (TABLE, "civil/allowances/2019/allowances-2019-0.csv")
    ]


def test_while_one_run_is_at_work_another_says_so_and_stops(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(root)
    monkeypatch.setattr("datapool.intake.holding.WAIT_S", 0.1)
    places = Places(root)
    places.pool.mkdir()
    holder = os.open(places.lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(holder, fcntl.LOCK_EX)
    with pytest.raises(PoolBusy) as found:
        run(root)
    assert found.value.exit_code == 1 and not isinstance(found.value, InputError)
    assert not places.records.exists()
    os.close(holder)
    assert run(root).records[0].state == LANDED


def test_runs_started_together_land_everything_once(root: Path) -> None:
    for part in range(3):
        give(root, seed=part, part=part)
    words = [sys.executable, "-c", TOGETHER, str(root)]
    both = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert all(text in ("", "PoolBusy\n") for text in said)
    assert sorted(record.landed for record in run(root).records) == [20, 20, 20]
    assert len(list((root / "pool/standard").glob("*/*/*"))) == 6


def test_what_an_interrupted_run_left_is_removed_and_what_landed_stays(root: Path) -> None:
    give(root)
    run(root)
    before = contents(root)
    places = Places(root)
    strays = [
        places.landed(TABLE, "4701", "0" * 24),
        places.quarantined("0" * 24),
        places.staging / "half.parquet",
        places.records / "half.tmp",
        places.landed("tax_wages", "4706", "1" * 24),
    ]
    for stray in strays:
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_bytes(b"half")
    assert run(root).recovered == len(strays)
    assert contents(root) == before


def test_a_full_disk_is_named_and_leaves_nothing_half_landed(root: Path) -> None:
    """Files that may not grow beyond so many bytes are what a full disk looks like to a program."""
    give(root, rows=400)
    done = run_python(["-c", LIMITED, str(root), "100", "900", "2500"], folder=ROOT)
    assert done.stdout.splitlines() == ["NotLanded True []"] * 3, done.stderr
    assert run(root).records[0].landed == 400


def test_a_worker_that_dies_is_an_error_and_what_landed_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in range(3):
        give(root, seed=part, part=part)
    monkeypatch.setattr("datapool.intake.landing.work", die)
    with pytest.raises(NotLanded, match="fewer workers"):
        run(root, workers=2)
    monkeypatch.undo()
    assert [record.state for record in run(root).records] == [LANDED] * 3


def test_progress_ends_where_everything_is_done(root: Path) -> None:
    give(root)
    seen: list[tuple[int, int]] = []
    run(root, progress=lambda done, total: seen.append((done, total)))
    assert seen[0][0] == 0 and seen[-1][0] == seen[-1][1] > 0
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_record_says_what_was_delivered_and_holds_no_clock(root: Path) -> None:
    path = give(root)
    (record,) = run(root).records
    kept = json.loads((root / f"pool/batches/{record.batch}.json").read_text(encoding="utf-8"))
    data = path.read_bytes()
    assert kept["sha256"] == hashlib.sha256(data).hexdigest()
    assert kept["batch"] == hashlib.sha256(f"{TABLE}\n".encode() + data).hexdigest()[:24]
    assert (kept["bytes"], kept["path"]) == (len(data), "feeds/civil/allowances/2019/allowances-2019-0.csv")
    assert sum(file["rows"] for file in kept["files"]) == kept["landed"] == 20
    assert not any("time" in key or key.endswith("_at") for key in kept)


def test_a_file_that_may_not_be_read_is_an_error_of_the_input(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(root).unlink()
    (root / "feeds/civil/allowances/2019/allowances-2019-0.csv").symlink_to(root / "nowhere")
    assert run(root).records == ()
    give(root, part=1)
    monkeypatch.setattr(
        "datapool.intake.folder.file_sha256", lambda path: (_ for _ in ()).throw(PermissionError(13, "no"))
    )
    with pytest.raises(InputError, match="cannot be read"):
        run(root)
