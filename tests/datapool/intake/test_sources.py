"""One list of checks that every source must pass, and what only a folder or only a database has."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.errors import FileMissing, InputError
from datapool.intake.folder import FolderSource
from datapool.intake.landing import land
from datapool.intake.record import DUPLICATE, LANDED, REJECTED
from datapool.intake.source import Source
from datapool.pool import Pool, described_tables
from datapool.standards.sources import Table
from tests.datapool.intake.expectations import check_values, landed_rows
from tests.datapool.intake.feeds import Row, deliver, good_rows, make_pool_file, render
from tests.datapool.intake.server import BINARIES, execute, fill, running

TABLE = "hrss_contributions"


@dataclass
class Place:
    """A source under test: `give` adds a delivery of rows, `rename` breaks a column, `source` is what is read."""

    root: Path
    table: Table
    give: Callable[[Sequence[Row], str], None]
    rename: Callable[[], None]
    source: Callable[[], Source]

    def land(self) -> Any:
        return land(self.root, [self.source()])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not BINARIES:
        pytest.skip("there is no PostgreSQL server: apt-get install postgresql")
    with running(tmp_path_factory.mktemp("server")) as address:
        yield address


def folder_place(root: Path, table: Table) -> Place:
    def give(rows: Sequence[Row], delivery: str) -> None:
        folder = root / "feeds" / table.department / table.name / delivery
        deliver(root, table, render(table, rows), delivery=delivery, part=len(list(folder.glob("*"))))

    def rename() -> None:
        for path in (root / "feeds").rglob("*.gz"):
            path.unlink()
        data = render(table, good_rows(table, 5)).replace("缴费基数".encode(), "缴费工资".encode())
        deliver(root, table, data)

    return Place(root, table, give, rename, lambda: FolderSource(root, described_tables(root)))


def database_place(root: Path, table: Table, address: str) -> Place:
    from datapool.intake.postgresql import PostgresqlSource, Relation

    execute(address, "DROP TABLE IF EXISTS contributions")
    return Place(
        root,
        table,
        lambda rows, delivery: fill(address, table, rows, name="contributions", delivery=delivery),
        lambda: execute(address, "ALTER TABLE contributions RENAME COLUMN 缴费基数 TO 缴费工资"),
        lambda: PostgresqlSource(address, {TABLE: Relation("contributions", "批次")}, {TABLE: table}),
    )


@pytest.fixture(params=["folder", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    root = make_pool_file(tmp_path / "place")
    table = described_tables(root)[TABLE]
    if request.param == "folder":
        return folder_place(root, table)
    return database_place(root, table, request.getfixturevalue("server"))


def rows_by_key(place: Place) -> dict[str, dict[str, Any]]:
    pool = Pool.open(place.root)
    found = [
        row
        for each in pool.batches()
        if each.state == LANDED
        for row in landed_rows(pool, place.table, each.batch).values()
    ]
    assert len({row["person_no"] for row in found}) == len(found)
    return {row["person_no"]: row for row in found}


def test_every_row_lands_with_its_values(place: Place) -> None:
    rows = good_rows(place.table, 30)
    place.give(rows, "2019")
    (record,) = place.land().records
    assert (record.state, record.rows, record.landed, record.delivery) == (LANDED, 30, 30, "2019")
    landed = rows_by_key(place)
    for row in rows:
        check_values(place.table, landed[row["person_no"]], row)


def test_a_bad_row_is_kept_back_with_its_reason_and_the_others_land(place: Place) -> None:
    rows = good_rows(place.table, 30)
    rows[7]["received_on"] = "1899-12-31"
    rows[9]["contribution_base"] = "5亿"
    place.give(rows, "2019")
    (record,) = place.land().records
    assert (record.landed, record.quarantined) == (28, 2)
    kept = {row.columns: row for row in Pool.open(place.root).quarantined()}
    assert kept["received_on",].reasons == ("out_of_range",)
    assert kept["contribution_base",].reasons == ("not_money",)
    assert all(
        rows[at]["person_no"].encode() in row.original
        for at, row in zip((7, 9), sorted(kept.values(), key=lambda r: r.columns, reverse=True), strict=True)
    )


def test_the_same_twice_is_the_same_as_once(place: Place) -> None:
    place.give(good_rows(place.table, 30), "2019")
    first = place.land()
    again = place.land()
    assert len(first.fresh) == 1
    assert len(rows_by_key(place)) == 30
    assert again.records == first.records and again.fresh == frozenset()


def test_a_new_delivery_is_added_to_those_before(place: Place) -> None:
    place.give(good_rows(place.table, 30, seed=1), "2018")
    place.land()
    place.give(good_rows(place.table, 20, seed=2), "2019")
    records = place.land().records
    assert [(record.delivery, record.landed) for record in records if record.state == LANDED][-1] == ("2019", 20)
    assert len(rows_by_key(place)) == 50


def test_a_renamed_column_is_refused_by_name(place: Place) -> None:
    place.give(good_rows(place.table, 5), "2019")
    place.rename()
    (record,) = place.land().records
    assert (record.state, record.reason, record.files) == (REJECTED, "header", ())
    assert "缴费工资" in (record.detail or "") and "缴费基数 is missing" in (record.detail or "")


def test_a_delivery_can_be_read_twice_and_be_sent_to_another_process(place: Place) -> None:
    place.give(good_rows(place.table, 30), "2019")
    (delivery,) = place.source().deliveries()
    (copy,) = pickle.loads(pickle.dumps([delivery]))
    contents = []
    for each in (delivery, delivery, copy):
        with each.open() as stream:
            parts = []
            while part := stream.read(100):
                assert len(part) <= 100
                parts.append(part)
            contents.append(b"".join(parts))
    assert contents[0] == contents[1] == contents[2] != b""


def test_amounts_in_another_unit_are_refused(place: Place) -> None:
    place.give(good_rows(place.table, 40, seed=1), "2018")
    rows = good_rows(place.table, 40, seed=2)
    for row in rows:
        row["contribution_base"] = row["contribution_base"].replace(".", "")
    place.give(rows, "2019")
    states = {record.delivery: (record.state, record.reason) for record in place.land().records}
    assert states == {"2018": (LANDED, None), "2019": (REJECTED, "unit")}


def test_the_same_content_in_another_period_is_a_duplicate(place: Place) -> None:
    rows = good_rows(place.table, 30)
    place.give(rows, "2018")
    place.give(rows, "2019")
    assert [record.state for record in place.land().records] == [LANDED, DUPLICATE]
    assert len(rows_by_key(place)) == 30


def test_rows_of_a_database_come_in_the_order_of_their_key(server: str, tmp_path: Path) -> None:
    place = database_place(
        make_pool_file(tmp_path / "p"), described_tables(make_pool_file(tmp_path / "p"))[TABLE], server
    )
    rows = good_rows(place.table, 30)
    contents = []
    for order in (rows, rows[::-1]):
        execute(server, "DROP TABLE IF EXISTS contributions")
        place.give(order, "2019")
        with place.source().deliveries()[0].open() as stream:
            contents.append(stream.read(10**6))
    assert contents[0] == contents[1]
    keys = [line.split(b'"')[3] for line in contents[0].splitlines()]
    assert keys == sorted(keys) and len(keys) == 30


def test_awkward_letters_of_a_database_arrive_as_they_are(server: str, tmp_path: Path) -> None:
    from datapool.intake.postgresql import PostgresqlSource, Relation

    root = make_pool_file(tmp_path / "p")
    table = described_tables(root)["hrss_employers"]
    names = ['甲"乙"公司', "甲\\乙公司", "甲,乙公司", "a\u2028b公司", "甲'乙公司", "{甲}", "\\.", "甲\t乙", "甲\n乙"]
    rows = good_rows(table, 20)
    for row, name in zip(rows, names, strict=False):
        row["employer_name"] = name
    execute(server, "DROP TABLE IF EXISTS employers")
    fill(server, table, rows, name="employers")
    execute(server, "UPDATE employers SET 单位地址 = NULL WHERE 单位编号 = %(no)s", {"no": rows[0]["employer_no"]})
    (record,) = land(
        root, [PostgresqlSource(server, {"hrss_employers": Relation("employers", "批次")}, {"hrss_employers": table})]
    ).records
    landed = {row["employer_no"]: row for row in landed_rows(Pool.open(root), table, record.batch).values()}
    assert (record.landed, record.quarantined) == (18, 2)
    assert [landed[row["employer_no"]]["employer_name"] for row in rows[:7]] == names[:7]
    assert landed[rows[0]["employer_no"]]["address"] is None
    assert {row.reasons for row in Pool.open(root).quarantined()} == {("control_character",)}


def test_typed_columns_of_a_database_are_read_as_text(server: str, tmp_path: Path) -> None:
    from datapool.intake.postgresql import PostgresqlSource, Relation

    root = make_pool_file(tmp_path / "p")
    table = described_tables(root)["civil_allowances"]
    rows = good_rows(table, 12)
    execute(server, "DROP TABLE IF EXISTS allowances CASCADE")
    fill(server, table, rows, name="allowances")
    execute(
        server,
        "ALTER TABLE allowances ALTER 登记日期 TYPE date USING 登记日期::date, "
        "ALTER 月保障金额 TYPE numeric(12,2) USING 月保障金额::numeric, ALTER 保障人数 TYPE int USING 保障人数::int",
    )
    execute(server, "CREATE OR REPLACE VIEW given AS SELECT * FROM allowances")
    source = PostgresqlSource(
        server, {"civil_allowances": Relation("public.given", "批次")}, {"civil_allowances": table}
    )
    (record,) = land(root, [source]).records
    landed = {row["allowance_no"]: row for row in landed_rows(Pool.open(root), table, record.batch).values()}
    for row in rows:
        check_values(table, landed[row["allowance_no"]], row)


def test_a_whole_table_without_deliveries_is_one_snapshot(server: str, tmp_path: Path) -> None:
    from datapool.intake.postgresql import PostgresqlSource, Relation

    place = database_place(
        make_pool_file(tmp_path / "p"), described_tables(make_pool_file(tmp_path / "p"))[TABLE], server
    )
    place.give(good_rows(place.table, 8), "2019")
    execute(server, "ALTER TABLE contributions DROP COLUMN 批次")
    (record,) = land(
        place.root, [PostgresqlSource(server, {TABLE: Relation("contributions")}, {TABLE: place.table})]
    ).records
    assert (record.delivery, record.landed) == ("snapshot", 8)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    from datapool.intake.postgresql import PostgresqlSource, Relation

    table = described_tables(make_pool_file(tmp_path))[TABLE]
    address = "postgresql://someone:secret-word@127.0.0.1:1/data"
    with pytest.raises(FileMissing) as found:
        PostgresqlSource(address, {TABLE: Relation("contributions")}, {TABLE: table}).deliveries()
    assert "secret-word" not in str(found.value) and "127.0.0.1" in str(found.value)


def test_a_table_that_is_not_there_is_an_error_of_the_settings(server: str, tmp_path: Path) -> None:
    from datapool.intake.postgresql import PostgresqlSource, Relation

    table = described_tables(make_pool_file(tmp_path))[TABLE]
    with pytest.raises(InputError, match="42P01"):
        PostgresqlSource(server, {TABLE: Relation("no_such_table")}, {TABLE: table}).deliveries()
    with pytest.raises(InputError, match="no source description for tax_x"):
        PostgresqlSource(server, {"tax_x": Relation("x")}, {TABLE: table}).deliveries()
