"""An assessment kept is read back as it was, keeps its history, and is never seen half."""

import json
from pathlib import Path

import pytest

from datapool.quality.assess import assess
from datapool.quality.keeping import bring_up_to_date, ticket_book
from datapool.quality.store import AssessmentNotWritten, history, load, quality_folder, save
from datapool.quality.tickets.writing import tickets_of
from tests.datapool.quality.small import deliver, insured, pool_of


def content(folder: Path) -> dict[str, bytes]:
    """Every file but the book of tickets."""
    files = [path for path in sorted(folder.rglob("*.*")) if path.is_file() and "sqlite" not in path.name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019), insured(2, 2019, sex="1"))
    found = assess(pool)
    save(tmp_path, found)
    kept = load(tmp_path)
    assert kept is not None
    assert kept.scores(("department", "delivery")) == found.scores(("department", "delivery"))
    assert kept.findings("Q-X-001").equals(found.findings("Q-X-001"))
    assert kept.errors.to_pylist() == found.errors.to_pylist()
    assert (kept.rules, kept.skipped, kept.version) == (found.rules, found.skipped, found.version)


def test_two_pools_with_the_same_content_keep_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(tmp_path / name, assess(pool_of(tmp_path / name, insured(1, 2019), insured(2, 2019, sex="1"))))
    assert content(quality_folder(tmp_path / "a")) == content(quality_folder(tmp_path / "b"))


def test_doing_it_twice_changes_nothing(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019, sex="2"))
    bring_up_to_date(pool)
    before = content(quality_folder(tmp_path))
    bring_up_to_date(pool)
    assert content(quality_folder(tmp_path)) == before


def test_history_grows_with_every_build_and_earlier_ones_can_be_read(tmp_path: Path) -> None:
    first = bring_up_to_date(pool_of(tmp_path, insured(1, 2019)))
    second = bring_up_to_date(deliver(tmp_path, 2020, [insured(2, 2020)]))
    assert history(tmp_path) == (first.version, second.version)
    kept = load(tmp_path, first.version)
    assert kept is not None
    assert kept.scores() == first.scores()
    current = load(tmp_path)
    assert current is not None
    assert current.version == second.version


def test_nothing_is_kept_yet(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    assert history(tmp_path) == ()


def test_a_failure_while_writing_leaves_the_former_one_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bring_up_to_date(pool_of(tmp_path, insured(1, 2019)))
    found = assess(deliver(tmp_path, 2020, [insured(2, 2020)]))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("datapool.quality.store.parquet.write_table", full)
    with pytest.raises(AssessmentNotWritten, match="still the current one"):
        save(tmp_path, found)
    kept = load(tmp_path)
    assert kept is not None
    assert kept.version == first.version
    assert not [path for path in quality_folder(tmp_path).iterdir() if path.name.startswith(".fresh")]
    pointer = json.loads((quality_folder(tmp_path) / "current.json").read_text(encoding="utf-8"))
    assert pointer["history"] == [first.version]


def test_what_a_killed_run_left_behind_is_gone_after_the_next(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019))
    left = quality_folder(tmp_path) / ".fresh-left"
    left.mkdir(parents=True)
    (left / "counts.parquet").write_bytes(b"half")
    found = bring_up_to_date(pool)
    assert not left.exists()
    kept = load(tmp_path)
    assert kept is not None
    assert kept.version == found.version


def test_a_run_broken_off_before_the_assessment_was_kept_is_taken_up_without_a_second_ticket(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, insured(1, 2019, sex="2"))
    found = assess(pool)
    ticket_book(pool).take_in(tickets_of(found, pool.tables()), found.version)
    before = ticket_book(pool).tickets()
    bring_up_to_date(pool)
    assert ticket_book(pool).tickets() == before != []
    assert all(len(ticket_book(pool).history(ticket.number)) == 1 for ticket in before)
