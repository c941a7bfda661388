"""Rows of a mart say whom linkage joined and where they stand, and names lead back only through the log."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from core.errors import InputError
from datapool import marts
from datapool.marts.identifying import identify
from datapool.marts.opening import marts_folder
from datapool.marts.release_log import entries, releases
from datapool.persons.finding import find_person
from datapool.persons.linking import bring_persons_up_to_date
from datapool.persons.storing import read_index
from datapool.pool import Pool

NOW, DAY = datetime(2026, 11, 24), date(2022, 12, 31)
TABLES = {"hrss_insured": ["person_no"], "hrss_pensions": ["person_no"], "police_population": ["citizen_id"]}


@pytest.fixture(scope="module")
def pool(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Pool:
    root = tmp_path_factory.mktemp("linked") / "pool"
    shutil.copytree(laid_out, root)
    bring_persons_up_to_date(Pool.open(root), workers=1)
    return Pool.open(root)


def linked_of(pool: Pool) -> marts.Linked:
    index = read_index(pool.root)
    return marts.Linked(index.version, index.links)


def opened(pool: Pool, linked: marts.Linked | None) -> marts.Mart:
    snapshot = marts.Snapshot(pool.root, DAY, linked=linked)
    return marts.open("risk", snapshot, who="tests", now=NOW, columns=TABLES)


def test_every_row_has_its_place_and_its_person_and_no_row_comes_twice(pool: Pool) -> None:
    plain, linked = opened(pool, None), opened(pool, linked_of(pool))
    for name, table in linked.tables.items():
        found = table.table()
        assert found.num_rows == plain.rows[name] > 0
        assert found.column("_linked").null_count == 0
        places = found.column("_row").to_pylist()
        assert len(set(places)) == len(places)
        assert "_row" not in plain.tables[name].table().column_names


def test_the_index_is_part_of_what_a_mart_rests_on(pool: Pool) -> None:
    linked = linked_of(pool)
    hashes = {opened(pool, each).data_hash for each in (None, linked, marts.Linked("another", linked.links))}
    assert len(hashes) == 3
    assert releases(marts_folder(pool.root))[-1]["persons"] == "another"


def test_a_name_leads_back_to_the_person_of_the_index_once_it_is_in_the_log(pool: Pool) -> None:
    linked = linked_of(pool)
    rows = opened(pool, linked).tables["hrss_insured"].table().to_pylist()
    batch, line = rows[0]["_row"].split(":")
    with pool.connect(["hrss_insured"]) as connection:
        [(number,)] = connection.execute(
            "SELECT person_no FROM hrss_insured WHERE _batch = ? AND _line = ?", [batch, int(line)]
        ).fetchall()
    told = identify(pool.root, "risk", [rows[0]["_linked"], "0" * 20], linked=linked, who="w", now=NOW)
    assert told == {rows[0]["_linked"]: find_person(pool, f"hrss:{number}")}
    last = entries(marts_folder(pool.root))[-1]
    assert (last["kind"], last["who"]) == ("identified", "w")
    assert rows[0]["_linked"] in last["names"]


def test_names_of_another_purpose_lead_to_nobody(pool: Pool) -> None:
    linked = linked_of(pool)
    name = opened(pool, linked).tables["hrss_insured"].table().to_pylist()[0]["_linked"]
    assert identify(pool.root, "simulation_fitting", [name], linked=linked, who="w", now=NOW) == {}


@pytest.mark.parametrize(("names", "who"), [([], "w"), (["0" * 20], " ")])
def test_nobody_and_nothing_are_refused_and_not_in_the_log(pool: Pool, names: list[str], who: str) -> None:
    before = len(entries(marts_folder(pool.root)))
    with pytest.raises(InputError):
        identify(pool.root, "risk", names, linked=linked_of(pool), who=who, now=NOW)
    assert len(entries(marts_folder(pool.root))) == before


def test_an_index_that_is_gone_is_told(pool: Pool, tmp_path: Path) -> None:
    gone = marts.Linked("1", tmp_path / "links.parquet")
    with pytest.raises(InputError, match="index of persons"):
        opened(pool, gone).tables["hrss_insured"].table()
