"""The corpus of broken files: each lands whole with its own values or is refused whole with the right reason."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.intake.record import LANDED, REJECTED, BatchRecord
from datapool.pool import Pool, described_tables
from tests.datapool.intake.expectations import landed_rows
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render
from tests.datapool.intake.file_damages import LANDS, PACKED, UNPACKED

DAMAGES = [*PACKED, *UNPACKED]
ROWS = 60
Corpus = tuple[Pool, Mapping[str, BatchRecord]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Every damaged file as a part of the delivery of 2019; a good delivery of 2018 went before."""
    root = make_pool_file(tmp_path_factory.mktemp("files"))
    tables = described_tables(root)
    for name in sorted({damage[1] for damage in DAMAGES}):
        deliver(root, tables[name], render(tables[name], good_rows(tables[name], ROWS, seed=99)), delivery="2018")
    paths = {}
    for number, (name, table_name, change, _) in enumerate(DAMAGES):
        table = tables[table_name]
        data = render(table, good_rows(table, ROWS, seed=number))
        if number < len(PACKED):
            path = deliver(root, table, data, part=number)
            path.write_bytes(change(path.read_bytes()))
        else:
            path = deliver(root, table, change(data), part=number)
        paths[path.relative_to(root).as_posix()] = name
    land(root, [FolderSource(root, tables)])
    pool = Pool.open(root)
    return pool, {paths[record.path]: record for record in pool.batches() if record.path in paths}


@pytest.mark.parametrize("name,outcome", [(name, outcome) for name, _, _, outcome in DAMAGES], ids=lambda each: each)
def test_a_file_lands_or_is_refused_for_the_right_reason(corpus: Corpus, name: str, outcome: str) -> None:
    pool, records = corpus
    record = records[name]
    if outcome == LANDS:
        assert record.state == LANDED, record.detail
        table = pool.tables()[record.table]
        assert len(landed_rows(pool, table, record.batch)) == record.landed
        assert record.rows == record.landed + record.quarantined
    else:
        assert (record.state, record.reason) == (REJECTED, outcome), record.detail
        assert record.files == () and record.landed == record.quarantined == 0
        assert record.detail


@pytest.mark.parametrize("name", [name for name, _, _, outcome in DAMAGES if outcome == LANDS])
def test_what_lands_in_spite_of_damage_holds_the_values_of_the_undamaged_file(corpus: Corpus, name: str) -> None:
    pool, records = corpus
    record = records[name]
    number = [damage[0] for damage in DAMAGES].index(name)
    table = pool.tables()[record.table]
    rows = {tuple(sorted(row.items())) for row in good_rows(table, ROWS, seed=number)}
    if "header only" in name:
        assert record.rows == 0
        return
    names = [column.column for column in table.columns if column.item.type in {"key", "name", "code"}]
    wanted = {tuple(dict(row)[n] for n in names) for row in rows}
    for row in landed_rows(pool, table, record.batch).values():
        found = tuple(row[n] for n in names)
        assert found in wanted or "left out" in name


def test_a_refused_file_leaves_nothing_in_the_pool(corpus: Corpus) -> None:
    pool, _ = corpus
    landed = {record.batch for record in pool.batches() if record.state == LANDED}
    files = [*(pool.root / "pool/standard").glob("*/*/*"), *(pool.root / "pool/quarantine").glob("*")]
    assert {path.stem for path in files} <= landed
    assert list((pool.root / "pool/.staging").glob("*")) == []


def test_the_header_names_the_column_and_the_nearest_one(corpus: Corpus) -> None:
    detail = corpus[1]["a column renamed"].detail
    assert detail is not None
    assert "缴费工资" in detail and "perhaps 缴费基数" in detail and "anlan data map" in detail


def test_a_header_that_is_a_row_is_not_repeated_in_the_record(corpus: Corpus) -> None:
    detail = corpus[1]["no header"].detail
    assert detail is not None
    assert "99" not in detail.replace("a column", "")


def test_an_undecodable_byte_is_named_by_line_and_position(corpus: Corpus) -> None:
    record = corpus[1]["one byte that is not UTF-8"]
    assert f"line {ROWS + 1}, byte {record.bytes - 19}" in (record.detail or "")


def test_the_other_encoding_is_named_when_it_fits(corpus: Corpus) -> None:
    assert "can be read as gb18030" in (corpus[1]["GB18030 instead of UTF-8"].detail or "")


def test_a_file_whose_first_rows_are_good_is_refused_when_more_than_half_are_bad(tmp_path: Path) -> None:
    root = make_pool_file(tmp_path)
    tables = described_tables(root)
    table = tables["police_sentences"]
    for part, bad in enumerate((600, 601)):
        rows = good_rows(table, 1200, seed=part)
        for row in rows[-bad:]:
            row["sentence_from"] = "2019-02-30"
        deliver(root, table, render(table, rows), part=part)
    half, more = land(root, [FolderSource(root, tables)]).records
    assert (half.state, half.landed, half.quarantined) == (LANDED, 600, 600)
    assert (more.state, more.reason, more.rows) == (REJECTED, "mostly_bad", 1200)
    assert "601 of 1200" in (more.detail or "") and "sentence_from 601" in (more.detail or "")


def test_an_excel_file_has_at_most_fifty_thousand_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapool.intake.workbook.MOST_ROWS", 20)
    root = make_pool_file(tmp_path)
    tables = described_tables(root)
    table = tables["health_providers"]
    deliver(root, table, render(table, good_rows(table, 20)), part=0)
    deliver(root, table, render(table, good_rows(table, 21)), part=1)
    states = [record.reason for record in land(root, [FolderSource(root, tables)]).records]
    assert states == [None, "too_many_rows"]
