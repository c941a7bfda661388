"""What every department gets about a block: strict encodings, whole keys, and nothing that tells what was made up."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from stdnum import numdb

from datapool.standards.item_types import ItemType
from datapool.standards.sources import load_sources
from datapool.synthetic import feeds
from datapool.synthetic.block import Block, Truth
from datapool.synthetic.feeds.writing import tables
from datapool.synthetic.generate import Shared
from datapool.synthetic.registrations import is_invented, is_second
from tests.datapool.synthetic.feeds.reading import Rendered

UNSHARED = "4706"
NOT_GIVEN = ("tax", "police", "civil")
ROW_TABLES = sorted(name for name, table in load_sources().items() if table.format != "xlsx")
IDENTIFIERS = (ItemType.CITIZEN_ID, ItemType.USCC)


@pytest.mark.parametrize("name", sorted(load_sources()))
def test_every_table_has_rows(rendered: Rendered, name: str) -> None:
    assert all(rendered.content[name].values())


@pytest.mark.parametrize("name", ROW_TABLES)
def test_required_columns_are_filled_and_codes_are_of_their_lists(rendered: Rendered, name: str) -> None:
    for column in tables()[name].columns:
        values = Counter(row[column.column] for row in rendered.rows(name))
        if column.required:
            assert None not in values, column.name
        if column.item.type == ItemType.CODE and column.item.code_list is not None and column.item.code_list.codes:
            assert set(values) - {None} <= set(column.item.code_list.codes), column.name


@pytest.mark.parametrize("name", ROW_TABLES)
def test_no_two_rows_have_the_same_key(rendered: Rendered, name: str) -> None:
    source = tables()[name]
    columns = {column.column for column in source.columns}
    key = [part if part in columns else part.removesuffix("_written") for part in source.key]
    with_id = [
        row for row in rendered.rows(name) if all(row[part] is not None for part in key if part != "employer_no")
    ]
    counts = Counter(tuple(row[part] for part in key) for row in with_id)
    assert max(counts.values()) == 1


@pytest.mark.parametrize("name", [name for name in ROW_TABLES if load_sources()[name].references])
def test_what_a_row_points_to_stands_in_its_table(rendered: Rendered, name: str) -> None:
    for column, target in tables()[name].references.items():
        table, of = target.split(".")
        if tables()[table].format == "xlsx":
            continue
        known = {row[of] for row in rendered.rows(table)} | {None}
        assert {row[column] for row in rendered.rows(name)} <= known


@pytest.mark.parametrize("name", ROW_TABLES)
def test_the_prefecture_that_does_not_share_is_absent_where_it_does_not(rendered: Rendered, name: str) -> None:
    regions = Counter(str(row["region_code"])[:4] for row in rendered.rows(name))
    if tables()[name].department in NOT_GIVEN:
        assert UNSHARED not in regions
    elif sum(regions.values()) > 1000:
        assert regions[UNSHARED] > 0
    assert {region[:2] for region in regions} == {"47"}


def test_no_number_belongs_to_a_province_that_exists(rendered: Rendered) -> None:
    table = numdb.get("cn/loc")
    for name in ROW_TABLES:
        for column in tables()[name].columns:
            if column.item.type not in IDENTIFIERS:
                continue
            start = 2 if column.item.type == ItemType.USCC else 0
            provinces = {row[column.column][start : start + 2] for row in rendered.rows(name) if row[column.column]}
            for province in provinces:
                assert not any(props for _, props in table.info(f"{province}0101")), (name, column.name)


def test_rows_come_in_the_delivery_of_their_day(rendered: Rendered) -> None:
    for name, column in (
        ("hrss_contributions", "received_on"),
        ("tax_wages", "declared_on"),
        ("health_settlements", "settled_on"),
    ):
        for year, rows in rendered.by_delivery[name].items():
            assert {str(row[column])[:4] for row in rows} == {year}


def test_old_stock_comes_with_the_first_delivery(rendered: Rendered) -> None:
    first, *later = rendered.by_delivery["police_population"].values()
    assert sum(str(row["registered_on"]) < "20150101" for row in first) > 0.7 * len(rendered.block.people)
    assert all(str(row["registered_on"]) >= "20160101" for rows in later for row in rows)


def test_the_truth_names_every_person_no_in_the_files(rendered: Rendered) -> None:
    (truth,) = rendered.block.truth.identities
    known = {f"{number:010d}" for number in truth["person_no"].tolist()}
    assert {row["person_no"] for row in rendered.rows("hrss_insured")} <= known


def test_the_truth_holds_what_each_department_wrote_at_first(rendered: Rendered) -> None:
    (truth,) = rendered.block.truth.identities
    once = ~is_second(rendered.block.people)
    written = dict(zip(truth["member_no"][once].tolist(), truth["health_id"][once].tolist(), strict=True))
    first: dict[int, str] = {}
    for row in rendered.rows("health_members"):
        first.setdefault(int(str(row["member_no"])), row["citizen_id"] or "")
    changed = set(truth["member_no"][truth["id_changed_on"] < 2**31 - 1].tolist())
    assert {key: given for key, given in first.items() if key not in changed and given != written[key]} == {}


def test_second_and_invented_entries_are_at_the_agency_alone(rendered: Rendered) -> None:
    (truth,) = rendered.block.truth.identities
    odd = is_second(rendered.block.people) | is_invented(rendered.block.people)
    at_agency = {row["person_no"] for row in rendered.rows("hrss_insured")}
    assert {f"{number:010d}" for number in truth["person_no"][odd].tolist()} <= at_agency
    invented = set(truth["citizen_id"][is_invented(rendered.block.people)].tolist())
    assert invented
    for name in ("police_population", "health_members", "tax_taxpayers"):
        assert not invented & {row["citizen_id"] for row in rendered.rows(name)}


def test_the_order_of_rows_does_not_tell_which_entries_were_added(rendered: Rendered) -> None:
    (truth,) = rendered.block.truth.identities
    odd = is_second(rendered.block.people) | is_invented(rendered.block.people)
    added = {f"{number:010d}" for number in truth["person_no"][odd].tolist()}
    places: list[float] = []
    for name in ("hrss_contributions", "hrss_pensions", "hrss_insured"):
        for rows in rendered.by_delivery[name].values():
            keys = [row["person_no"] for row in rows]
            assert keys == sorted(keys, key=str)
            places += [at / len(keys) for at in {key: at for at, key in enumerate(keys) if key in added}.values()]
    assert len(places) > 20
    assert 0.25 < np.mean(places) < 0.75


def test_rendering_twice_gives_the_same_bytes_and_the_same_truth(rendered: Rendered, shared: Shared) -> None:
    block = rendered.block
    again = Block(
        block.index,
        block.people,
        block.months,
        block.rows,
        Truth(frauds=block.truth.frauds, lookalikes=block.truth.lookalikes),
    )
    pieces = {(table, year): content for table, year, content in feeds.render(again, shared.province)}
    assert all(rendered.content[table][year] == content for (table, year), content in pieces.items())
    assert len(again.truth.errors) == len(block.truth.errors)


def test_running_numbers_rise_within_a_file_of_a_block(rendered: Rendered) -> None:
    numbers = defaultdict(list)
    for name, column in (("health_settlements", "settlement_no"), ("hrss_operations", "operation_no")):
        for rows in rendered.by_delivery[name].values():
            numbers[name].append([str(row[column]) for row in rows])
    assert all(part == sorted(part) for parts in numbers.values() for part in parts)
