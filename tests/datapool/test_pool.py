"""Readers see what has been committed, and nothing else."""

import shutil
from pathlib import Path

import pytest

from core.errors import FileMissing, InputError, UnknownKey, UnknownRegion
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.pool import Pool, described_tables
from tests.datapool.intake.feeds import deliver, good_rows, make_pool_file, render

TABLE = "civil_allowances"


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_pool_file(tmp_path_factory.mktemp("pool"))
    table = described_tables(root)[TABLE]
    for number, year in enumerate(("2018", "2019")):
        rows = good_rows(table, 30, seed=number)
        for row in rows[: 3 * (number + 1)]:
            row["registered_on"] = "1899-12-31"
        deliver(root, table, render(table, rows), delivery=year)
    land(root, [FolderSource(root, described_tables(root))])
    return root


@pytest.fixture
def root(landed: Path, tmp_path: Path) -> Path:
    shutil.copytree(landed, tmp_path / "copy")
    return tmp_path / "copy"


def count(pool: Pool, table: str = TABLE, region: str | None = None) -> int:
    with pool.connect([table], region) as connection:
        found = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert found is not None
    return int(found[0])


def test_a_view_has_the_columns_of_its_description_and_those_of_the_intake(root: Path) -> None:
    pool = Pool.open(root)
    with pool.connect() as connection:
        for table in pool.tables():
            described = connection.execute(f'DESCRIBE "{table}"').fetchall()
            assert {name: kind for name, kind, *_ in described} == pool.columns(table), table


def test_a_table_without_rows_is_an_empty_view(root: Path) -> None:
    pool = Pool.open(root)
    assert count(pool, "tax_wages") == 0
    assert pool.files("tax_wages") == []


def test_a_region_has_its_own_rows_and_together_they_are_all(root: Path) -> None:
    pool = Pool.open(root)
    assert pool.regions() == ["4701", "4706"]
    assert [count(pool, region=region) > 0 for region in pool.regions()] == [True, True]
    assert sum(count(pool, region=region) for region in pool.regions()) == count(pool) == 51
    with pool.connect([TABLE], "4701") as connection:
        found = connection.execute(f"SELECT DISTINCT region, region_code[:4] FROM {TABLE}").fetchall()
    assert found == [("4701", "4701")]


def test_a_file_that_no_record_names_is_not_read(root: Path) -> None:
    (first, *_) = Pool.open(root).files(TABLE)
    shutil.copy(first, first.with_name("0" * 24 + ".parquet"))
    assert count(Pool.open(root)) == 51


def test_a_batch_without_its_record_is_not_there(root: Path) -> None:
    record = next(record for record in Pool.open(root).batches() if record.delivery == "2019")
    (root / f"pool/batches/{record.batch}.json").unlink()
    assert count(Pool.open(root)) == 27


def test_an_open_pool_does_not_change_when_more_lands(root: Path) -> None:
    pool = Pool.open(root)
    with pool.connect([TABLE]) as connection:
        table = described_tables(root)[TABLE]
        deliver(root, table, render(table, good_rows(table, 10, seed=9)), delivery="2020")
        land(root, [FolderSource(root, described_tables(root))])
        assert connection.execute(f"SELECT count(*) FROM {TABLE}").fetchone() == (51,)
    assert count(pool) == 51
    assert count(Pool.open(root)) == 61


def test_kept_back_rows_come_with_line_reasons_and_bytes(root: Path) -> None:
    pool = Pool.open(root)
    rows = list(pool.quarantined())
    assert [(row.delivery, row.line) for row in rows] == [("2018", n) for n in (2, 3, 4)] + [
        ("2019", n) for n in range(2, 8)
    ]
    data = (root / rows[0].path).read_bytes().split(b"\n")
    assert rows[0].original == data[rows[0].line - 1]
    assert (rows[0].reasons, rows[0].columns) == (("out_of_range",), ("registered_on",))
    assert len(list(pool.quarantined(limit=4))) == 4
    assert list(pool.quarantined(table="tax_wages")) == []
    assert len(list(pool.quarantined(batch=rows[-1].batch))) == 6


def test_columns_described_later_are_empty_in_what_landed_before(root: Path) -> None:
    own = root / "sources"
    own.mkdir()
    text = (Path(described_tables.__code__.co_filename).parent / "standards/sources/civil.yaml").read_text("utf-8")
    added = "      - {name: 保障类别, item: address}\n      - {name: 月保障金额"
    (own / "civil.yaml").write_text(text.replace("      - {name: 月保障金额", added), encoding="utf-8")
    table = described_tables(root)[TABLE]
    deliver(root, table, render(table, good_rows(table, 10, seed=9)), delivery="2020")
    land(root, [FolderSource(root, described_tables(root))])
    with Pool.open(root).connect([TABLE]) as connection:
        found = connection.execute(f"SELECT count(*), count(address), count(region) FROM {TABLE}").fetchone()
    assert found == (61, 10, 61)


def test_a_damaged_record_is_named_and_its_batch_lands_again_once_it_is_gone(root: Path) -> None:
    (path, *_) = sorted((root / "pool/batches").glob("*.json"))
    before = path.read_bytes()
    for text in (before[:-20], b"[]", b"{}", before.replace(b'"files"', b'"filed"')):
        path.write_bytes(text)
        with pytest.raises(InputError, match=path.name):
            Pool.open(root)
    path.unlink()
    land(root, [FolderSource(root, described_tables(root))])
    assert path.read_bytes() == before
    assert count(Pool.open(root)) == 51


def test_what_is_not_there_is_named(root: Path, tmp_path: Path) -> None:
    pool = Pool.open(root)
    with pytest.raises(FileMissing, match="anlan data build"):
        Pool.open(tmp_path)
    with pytest.raises(UnknownKey, match="no table x"):
        pool.files("x")
    with pytest.raises(UnknownKey, match="no batch x"):
        list(pool.quarantined(batch="x"))
    with pytest.raises(UnknownRegion, match="4701, 4706"):
        pool.connect(region="9999")
