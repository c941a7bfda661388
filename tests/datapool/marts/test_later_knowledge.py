"""Attempts to find in a mart what became known after its day, and to lose a mart because the pool has grown."""

import shutil
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError, UnknownKey
from datapool import marts
from datapool.intake.record import Places
from datapool.marts.opening import marts_folder
from datapool.marts.purpose import FOLDER
from datapool.marts.release_log import releases
from tests.datapool.quality.laid_out import lay_out, write_batch
from tests.datapool.quality.mini_province import Province, Row

PURPOSES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
NOW, YEAR_END, LATE = datetime(2026, 11, 24), date(2020, 12, 31), date(2022, 12, 31)
KEY = bytes(range(32))


def opened(root: Path, as_of: date = YEAR_END, purpose: str = "risk", **more: Any) -> marts.Mart:
    state = more.pop("state", None)
    return marts.open(purpose, marts.Snapshot(root, as_of, state=state), who="tests", now=NOW, key=KEY, **more)


def rows_of(mart: marts.Mart, without: tuple[str, ...] = ()) -> dict[str, Counter[tuple[Any, ...]]]:
    found = {}
    for name, table in mart.tables.items():
        kept = table.table().drop_columns([each for each in without if each in table.reader().schema.names])
        found[name] = Counter(zip(*(column.to_pylist() for column in kept.columns), strict=True))
    return found


@pytest.fixture(scope="module")
def short(province: Province, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pool as it stood when the deliveries after 2020 had not come."""
    known = {table: [dict(row) for row in rows if row["_delivery"] <= "2020"] for table, rows in province.rows.items()}
    return lay_out(tmp_path_factory.mktemp("short"), known)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_deliveries_that_came_later_change_nothing_in_a_mart_of_the_day(
    laid_out: Path, short: Path, purpose: str
) -> None:
    before, after = (rows_of(opened(root, purpose=purpose), ("_split",)) for root in (short, laid_out))
    assert sum(rows.total() for rows in before.values()) > 500
    assert before == after


def late_row(**changes: Any) -> Row:
    row = {
        "_delivery": "2021", "person_no": "4701000001", "person_name": "李四", "citizen_id": None,
        "citizen_id_written": "1", "citizen_id_kind": "wrong_length", "sex": "1", "birth_date": date(1950, 1, 1),
        "employment_form": "3", "insured_status": "1", "registered_on": date(2018, 3, 5), "region_code": "470102",
    }  # fmt: skip
    return {**row, **changes}


def test_a_row_dated_back_is_not_known_before_its_delivery(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    write_batch(Places(root), "hrss_insured", "2021", [late_row()], part=5)
    wanted = {"hrss_insured": ["registered_on"]}

    def has_it(as_of: date) -> bool:
        days = opened(root, as_of, columns=wanted).tables["hrss_insured"].table().column("registered_on").to_pylist()
        return date(2018, 3, 5) in days

    assert not has_it(date(2018, 12, 31)) and not has_it(date(2021, 12, 30))
    assert has_it(date(2021, 12, 31))


def test_a_register_row_dated_back_moves_nobody_to_another_part(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    wanted = {"hrss_insured": ["person_no", "registered_on"]}
    before = rows_of(opened(root, columns=wanted))["hrss_insured"]
    numbers = sorted({f"4701{number:06d}" for number in range(100)})
    write_batch(Places(root), "hrss_insured", "2021", [late_row(person_no=each) for each in numbers], part=5)
    after = rows_of(opened(root, columns=wanted))["hrss_insured"]
    assert before == after and len(before) > 100


def test_who_a_number_belongs_to_is_not_told_before_the_register_knew_it(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    valid = {"citizen_id": "47010219800101001X", "citizen_id_kind": "ric18"}
    number = {"person_no": "4799999999", **valid}
    write_batch(Places(root), "hrss_insured", "2021", [late_row(registered_on=date(2021, 3, 1), **number)], part=5)
    paid = {
        "person_no": "4799999999", "employer_no": None, "period": date(2020, 2, 1), "contribution_kind": "10",
        "contribution_base": 12_345.0, "employer_contribution": 1.0, "person_contribution": 1.0,
        "received_on": date(2020, 2, 9), "region_code": "470102",
    }  # fmt: skip
    write_batch(Places(root), "hrss_contributions", "2020", [paid], part=5)
    wanted = {"hrss_contributions": ["contribution_base"]}

    def person(as_of: date) -> tuple[str, str]:
        rows = opened(root, as_of, columns=wanted).tables["hrss_contributions"].table().to_pylist()
        ((who, part),) = {(r["_person"], r["_split"]) for r in rows if r["contribution_base"] == 12_345}
        return who, part

    assert person(YEAR_END)[0] != person(LATE)[0]
    assert person(YEAR_END)[1] == person(LATE)[1]


def test_a_mart_opens_again_as_it_was_although_the_pool_has_grown(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    wanted = {"hrss_insured": ["person_no", "sex"], "hrss_contributions": ["person_no", "contribution_base"]}
    first = opened(root, LATE, columns=wanted)
    before = rows_of(first)
    for table, rows in build_more().items():
        write_batch(Places(root), table, "2021", rows, part=6)
    again, grown = (opened(root, LATE, columns=wanted, state=state) for state in (first.state, None))
    assert rows_of(again) == before and again.data_hash == first.data_hash and again.state == first.state
    assert rows_of(grown) != before and grown.data_hash != first.data_hash and grown.state != first.state
    assert grown.rows["hrss_insured"] == first.rows["hrss_insured"] + 1


def build_more() -> dict[str, list[Row]]:
    return {"hrss_insured": [late_row(registered_on=date(2021, 5, 5))]}


def test_the_log_tells_state_and_rows_of_every_table(laid_out: Path) -> None:
    mart = opened(laid_out, purpose="simulation_fitting")
    line = releases(marts_folder(laid_out))[-1]
    assert line["state"] == mart.state and line["rows"] == dict(mart.rows)
    assert mart.rows == {name: table.table().num_rows for name, table in mart.tables.items()}


def test_a_state_nobody_kept_or_that_was_changed_is_refused(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    name = opened(root).state
    for unknown in ("0123456789abcdef", f"../states/{name}"):
        with pytest.raises(UnknownKey, match="has kept no state"):
            opened(root, state=unknown)
    path = marts_folder(root) / "states" / f"{name}.json"
    path.write_text("[]")
    with pytest.raises(InputError, match="its hash differs"):
        opened(root, state=name)
    path.write_text("{")
    with pytest.raises(InputError, match="cannot be read"):
        opened(root, state=name)


def test_a_state_whose_batches_are_gone_is_refused(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    name = opened(root).state
    next(iter(sorted(Places(root).records.glob("*.json")))).unlink()
    with pytest.raises(InputError, match="1 batches of this state are gone"):
        opened(root, state=name)
