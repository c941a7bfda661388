"""A mart gives a purpose what it covers, nothing that was known later, and nobody's identity."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from core.errors import InputError, UnknownRegion
from datapool import marts
from datapool.intake.record import Places
from datapool.marts.opening import marts_folder
from datapool.marts.purpose import FOLDER, PurposeExceeded, find_purpose
from datapool.marts.release_log import releases
from datapool.pool import Pool
from tests.datapool.quality.laid_out import write_batch
from tests.datapool.quality.mini_province import Province

PURPOSES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
NOW, EARLY, LATE = datetime(2026, 11, 24, 9, 30), date(2020, 6, 30), date(2022, 12, 31)
KEY = bytes(range(32))
PARTS = {"train", "validation", "test"}
# Columns that say who somebody is, wherever they stand.
IDENTIFYING = (
    "person_no", "member_no", "taxpayer_no", "citizen_id", "citizen_id_written", "husband_id", "wife_id", "mother_id",
    "person_name", "former_name", "phone", "agent_phone", "account_no", "new_account_no", "address", "clerk_no",
    "approver_no", "doctor_no", "device_no", "household_no", "other_person_no",
)  # fmt: skip


def opened(root: Path, purpose: str = "risk", as_of: date = LATE, **more: Any) -> marts.Mart:
    region = more.pop("region", None)
    settings: dict[str, Any] = {"who": "tests", "now": NOW, "key": KEY, **more}
    return marts.open(purpose, marts.Snapshot(root, as_of, region), **settings)


@pytest.fixture(scope="module")
def late(laid_out: Path) -> Mapping[str, pa.Table]:
    return {name: table.table() for name, table in opened(laid_out).tables.items()}


@pytest.fixture(scope="module")
def early(laid_out: Path) -> Mapping[str, pa.Table]:
    return {name: table.table() for name, table in opened(laid_out, as_of=EARLY).tables.items()}


def test_an_unknown_purpose_or_a_column_beyond_it_is_refused_and_leaves_no_trace(laid_out: Path) -> None:
    before = releases(marts_folder(laid_out))
    with pytest.raises(PurposeExceeded, match="no purpose called 'curiosity'"):
        opened(laid_out, "curiosity")
    with pytest.raises(PurposeExceeded, match="does not cover person_name of hrss_pensions"):
        opened(laid_out, columns={"hrss_pensions": ["amount", "person_name"]})
    with pytest.raises(PurposeExceeded, match="does not cover the table health_settlements"):
        opened(laid_out, "statistics", columns={"health_settlements": ["bill_amount"]})
    assert releases(marts_folder(laid_out)) == before


def test_nobody_opens_a_mart_without_a_name_or_of_a_region_that_is_not_there(laid_out: Path) -> None:
    with pytest.raises(InputError, match="nobody says who"):
        opened(laid_out, who=" ")
    with pytest.raises(UnknownRegion, match="no rows of region 9999"):
        opened(laid_out, region="9999")


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("as_of", [EARLY, LATE])
def test_a_mart_holds_exactly_the_rows_known_by_the_day(laid_out: Path, purpose: str, as_of: date) -> None:
    pool = Pool.open(laid_out)
    for name, table in opened(laid_out, purpose, as_of).tables.items():
        scope = find_purpose(purpose).tables[name]
        known = " AND ".join(f"CAST({day} AS DATE) <= DATE '{as_of}'" for day in scope.known_on)
        with pool.connect([name]) as connection:
            due = connection.execute(f"SELECT count(*) FROM {name} WHERE {known}").fetchall()[0][0]
        assert table.table().num_rows == due, name


def test_no_day_on_which_something_became_known_lies_after_the_snapshot(early: Mapping[str, pa.Table]) -> None:
    checked = 0
    for name, scope in find_purpose("risk").tables.items():
        for day in set(scope.known_on) & set(scope.shows):
            days = [value for value in early[name].column(day).to_pylist() if value is not None]
            assert all((value.date() if isinstance(value, datetime) else value) <= EARLY for value in days)
            checked += len(days)
    assert checked > 1000


def test_a_finding_is_not_known_before_its_case_is_closed(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    case = {
        "case_no": "C1", "subject_kind": "1", "subject_no": "4701000001", "typology": "T01", "finding": "1",
        "opened_on": date(2020, 1, 7), "closed_on": date(2020, 9, 1), "region_code": "470102",
    }  # fmt: skip
    write_batch(Places(root), "hrss_investigations", "2020", [dict(case)], part=7)

    def found(as_of: date) -> list[dict[str, Any]]:
        wanted = {"hrss_investigations": ["opened_on", "finding", "closed_on"]}
        rows = opened(root, as_of=as_of, columns=wanted).tables["hrss_investigations"].table().to_pylist()
        return [row for row in rows if row["opened_on"] == case["opened_on"]]

    assert found(date(2020, 1, 6)) == []
    assert [(row["finding"], row["closed_on"]) for row in found(date(2020, 8, 31))] == [(None, None)]
    assert [(row["finding"], row["closed_on"]) for row in found(date(2020, 9, 1))] == [("1", date(2020, 9, 1))]


def texts(tables: Mapping[str, pa.Table]) -> Iterator[str]:
    for table in tables.values():
        for column in table.columns:
            if pa.types.is_string(column.type):
                yield from (value for value in column.unique().to_pylist() if value is not None)


def test_nothing_in_a_mart_says_who_somebody_is(province: Province, late: Mapping[str, pa.Table]) -> None:
    identities = {
        str(row[column]) for rows in province.rows.values() for row in rows for column in IDENTIFYING if row.get(column)
    }
    assert len(identities) > 1000
    assert identities.isdisjoint(texts(late))


def test_the_same_number_has_the_same_name_in_every_table_of_a_purpose(late: Mapping[str, pa.Table]) -> None:
    persons = set(late["hrss_insured"].column("person_no").to_pylist())
    for table in ("hrss_contributions", "hrss_pensions", "hrss_awards"):
        assert set(late[table].column("person_no").to_pylist()) <= persons
    clerks = set(late["hrss_clerks"].column("clerk_no").to_pylist())
    assert set(late["hrss_awards"].column("approver_no").to_pylist()) - {None} <= clerks


def test_names_of_two_purposes_or_two_keys_have_nothing_in_common(laid_out: Path) -> None:
    wanted = {"hrss_awards": ["person_no"]}

    def names(purpose: str, key: bytes) -> set[str]:
        mart = opened(laid_out, purpose, key=key, columns=wanted)
        return set(mart.tables["hrss_awards"].table().column("person_no").to_pylist())

    risk, fitting, other_key = names("risk", KEY), names("simulation_fitting", KEY), names("risk", KEY[::-1])
    assert len(risk) == len(fitting) == len(other_key) > 10
    assert risk.isdisjoint(fitting) and risk.isdisjoint(other_key)


def test_a_person_is_in_one_part_of_the_split_whatever_the_table(late: Mapping[str, pa.Table]) -> None:
    parts: dict[str, set[str]] = {}
    tables: dict[str, set[str]] = {}
    for name, table in late.items():
        if "_person" in table.column_names:
            for person, part in set(zip(*(table.column(c).to_pylist() for c in ("_person", "_split")), strict=True)):
                if person is not None:
                    parts.setdefault(person, set()).add(part)
                    tables.setdefault(person, set()).add(name.partition("_")[0])
    assert all(len(each) == 1 for each in parts.values())
    assert set().union(*parts.values()) == PARTS
    assert sum(len(departments) >= 3 for departments in tables.values()) > 100


def test_the_parts_have_the_sizes_they_should(late: Mapping[str, pa.Table]) -> None:
    insured = late["hrss_insured"]
    part_of = dict(zip(insured.column("_person").to_pylist(), insured.column("_split").to_pylist(), strict=True))
    counts = Counter(part_of.values())
    assert 0.6 < counts["train"] / len(part_of) < 0.8
    assert min(counts["validation"], counts["test"]) / len(part_of) > 0.08


def test_the_split_stays_as_snapshots_and_purposes_change(laid_out: Path, early: Mapping[str, pa.Table]) -> None:
    def split(table: pa.Table) -> dict[str, str]:
        numbers = table.column("person_no").to_pylist()
        return dict(zip(numbers, table.column("_split").to_pylist(), strict=True))

    before, after = split(early["hrss_insured"]), split(opened(laid_out).tables["hrss_insured"].table())
    assert len(before) > 100 and before.items() <= after.items()
    counts = Counter(after.values())
    fitting = opened(laid_out, "simulation_fitting").tables["hrss_insured"].table()
    assert Counter(split(fitting).values()) == counts


def test_the_case_of_a_person_is_in_the_part_of_that_person(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    shown = {"hrss_insured": ["person_no"], "hrss_investigations": ["subject_no", "subject_kind"]}
    insured = opened(root, columns=shown).tables["hrss_insured"].table().to_pylist()
    pool = Pool.open(root)
    with pool.connect(["hrss_insured"]) as connection:
        numbers = [row[0] for row in connection.execute("SELECT DISTINCT person_no FROM hrss_insured").fetchall()]
    cases = [
        {"case_no": f"C{n}", "subject_kind": "1", "subject_no": number, "typology": "T01", "finding": "1",
         "opened_on": date(2020, 1, 7), "closed_on": None, "region_code": "470102"}
        for n, number in enumerate(numbers)
    ]  # fmt: skip
    write_batch(Places(root), "hrss_investigations", "2020", cases, part=8)
    found = opened(root, columns=shown).tables["hrss_investigations"].table().to_pylist()
    part_of = {row["person_no"]: (row["_person"], row["_split"]) for row in insured}
    mine = [row for row in found if row["subject_no"] in part_of]
    assert len(mine) >= len(numbers) > 100
    assert all(part_of[row["subject_no"]] == (row["_person"], row["_split"]) for row in mine)


def test_statistics_give_no_name_at_all(laid_out: Path) -> None:
    for table in opened(laid_out, "statistics").tables.values():
        shown = set(table.reader().schema.names)
        assert "_person" not in shown and shown.isdisjoint(IDENTIFYING)


def test_a_region_gives_only_its_rows(laid_out: Path) -> None:
    table = opened(laid_out, region="4702", columns={"hrss_contributions": ["region_code"]}).tables[
        "hrss_contributions"
    ]
    codes = table.table().column("region_code").to_pylist()
    assert codes and all(code.startswith("4702") for code in codes)


def test_a_reader_gives_pieces_no_larger_than_asked_for(laid_out: Path) -> None:
    table = opened(laid_out).tables["hrss_contributions"]
    sizes = [batch.num_rows for batch in table.reader(512)]
    assert len(sizes) > 3 and max(sizes) <= 512
    assert sum(sizes) == table.table().num_rows


def test_the_data_hash_names_purpose_day_columns_key_and_content(laid_out: Path, tmp_path: Path) -> None:
    root = tmp_path / "pool"
    shutil.copytree(laid_out, root)
    first = opened(root).data_hash
    assert opened(root, who="somebody else", now=datetime(2027, 1, 1)).data_hash == first
    others = [
        opened(root, "statistics").data_hash,
        opened(root, as_of=EARLY).data_hash,
        opened(root, key=KEY[::-1]).data_hash,
        opened(root, region="4702").data_hash,
        opened(root, columns={"hrss_pensions": ["amount"]}).data_hash,
    ]
    write_batch(Places(root), "hrss_clerks", "2021", [], part=9)
    others.append(opened(root).data_hash)
    assert len({first, *others}) == len(others) + 1


def test_every_opening_is_a_line_of_the_log(laid_out: Path) -> None:
    mart = opened(laid_out, columns={"hrss_pensions": ["amount"]}, who="risk training")
    line = releases(marts_folder(laid_out))[-1]
    assert line["release"] == mart.release and line["who"] == "risk training"
    assert line["data_hash"] == mart.data_hash and line["columns"] == {"hrss_pensions": ["amount"]}
    assert line["as_of"] == LATE.isoformat() and line["at"] == NOW.isoformat()
    assert mart.keep_until == date(2028, 11, 23) and line["keep_until"] == "2028-11-23"
