"""Versions of aggregates: the same content gives the same bytes, nothing half-written is ever current."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import FileMissing, InputError
from datapool.aggregates import publishing, storing
from datapool.aggregates.publishing import publish
from datapool.aggregates.storing import AggregatesNotWritten, current_version, read_aggregates
from datapool.intake.record import Places
from datapool.pool import Pool
from tests.datapool.aggregates.tiny_pool import insured, member, paid_in, pool_of
from tests.datapool.quality.laid_out import write_batch

BEFORE = date(2015, 3, 1)


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    rows = [insured(f"P{number}", BEFORE, sex="12"[number % 2]) for number in range(40)]
    paid = [row for number in range(30) for row in paid_in(f"P{number}", 2019, [11, 12])]
    return pool_of(tmp_path / "pool-of-forty", hrss_insured=rows, hrss_contributions=paid)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_publishing_twice_into_two_folders_gives_the_same_bytes(pool: Pool, tmp_path: Path) -> None:
    published = [publish(pool, tmp_path / name) for name in "ab"]
    assert published[0].version == published[1].version
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def test_what_is_read_is_what_was_published(pool: Pool, tmp_path: Path) -> None:
    published, read = publish(pool, tmp_path / "out"), read_aggregates(tmp_path / "out")
    assert read.describe() == published.describe() and read.version == published.version
    assert all(read.tables[name].equals(table) for name, table in published.tables.items())
    assert read.is_made_up and read.cut_off == date(2020, 12, 31) and read.first_year == 2019
    assert read.title == {"zh": "小省（虚构）", "en": "Small (made up)"}


def test_cells_are_found_by_their_keys_empty_ones_are_zero_and_small_ones_unknown(pool: Pool, tmp_path: Path) -> None:
    read = publish(pool, tmp_path / "out")
    assert (read.cell("members", 2019) or {})["persons"] == 40
    assert (read.cell("members", 2019, "110", "paying", "employer", "1") or {})["persons"] == 15
    assert (read.cell("members", 2019, "120") or {})["persons"] == 0
    assert (read.cell("members", 2050) or {})["persons"] == 0
    # Ten did not pay, five of each sex: neither is shown.
    assert read.cell("members", 2019, "110", "interrupted", "employer", "1") is None
    assert read.cell("members", 2019, "110", "interrupted", "employer", "1", 35) is None
    assert read.parts("members", 2019, "110", "interrupted", "employer") == {"1": None, "2": None}


def test_a_pool_that_has_not_changed_is_not_counted_again(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(pool, tmp_path / "out")

    def refuse(*_: object) -> None:
        raise AssertionError("counted again")

    monkeypatch.setattr(publishing, "partial_aggregates", refuse)
    assert publish(Pool.open(pool.root), tmp_path / "out").version == first.version


def test_a_further_batch_makes_a_further_version_and_keeps_the_old_one(pool: Pool, tmp_path: Path) -> None:
    first = publish(pool, tmp_path / "out")
    rows = [member(f"M{number}", BEFORE) for number in range(12)]
    write_batch(Places(pool.root), "health_members", "2015", rows)
    second = publish(Pool.open(pool.root), tmp_path / "out")
    kept = {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()}
    assert second.version != first.version and kept == {first.version, second.version}
    assert current_version(tmp_path / "out") == second.version
    assert (second.cell("medical_members", 2019) or {})["persons"] == 12


def test_a_disk_that_fails_leaves_the_version_before_current(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(pool, tmp_path / "out")
    write_batch(Places(pool.root), "health_members", "2015", [member("M1", BEFORE)])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing.parquet, "write_table", full)
    with pytest.raises(AggregatesNotWritten, match="No space left"):
        publish(Pool.open(pool.root), tmp_path / "out")
    assert read_aggregates(tmp_path / "out").version == first.version
    assert [path.name for path in (tmp_path / "out").iterdir() if path.is_dir()] == [first.version]


def test_a_folder_without_aggregates_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match="anlan data build"):
        read_aggregates(tmp_path)


def test_a_changed_table_is_refused_by_its_hash(pool: Pool, tmp_path: Path) -> None:
    published = publish(pool, tmp_path / "out")
    path = tmp_path / "out" / published.version / "members.parquet"
    storing.parquet.write_table(published.tables["members"].slice(1), path)
    with pytest.raises(InputError, match="hash"):
        read_aggregates(tmp_path / "out")


def test_a_table_that_is_no_parquet_is_refused_by_name(pool: Pool, tmp_path: Path) -> None:
    published = publish(pool, tmp_path / "out")
    (tmp_path / "out" / published.version / "deaths.parquet").write_bytes(b"x" * 50)
    with pytest.raises(InputError, match=r"deaths\.parquet"):
        read_aggregates(tmp_path / "out")


def storing_places(pool: Pool) -> "Places":
    return Places(pool.root)
