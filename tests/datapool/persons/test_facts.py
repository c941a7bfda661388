"""What is known of a person: every value stands where its source says, and nothing is from later."""

import csv
import gzip
import io
import json
import random
import re
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest

from core.errors import FileMissing, UnknownKey
from datapool.persons.facts import PersonFacts, facts_of_all, person_facts
from datapool.persons.finding import links_of
from datapool.persons.storing import Index
from datapool.persons.survivorship import Source, Told
from datapool.pool import Pool
from datapool.standards.item_types import ItemType
from datapool.standards.sources import Column, Table
from tests.datapool.persons.registers import insured, linked, member, number, pool_of, resident

LATE = date(2030, 1, 1)
BORN = "1980-03-04"
HERS = number(BORN, 12)


@cache
def lines(path: Path, encoding: str) -> list[bytes]:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()


def cell(root: Path, table: Table, source: Source) -> str:
    """The text that was delivered, read without any of the code that took it in."""
    line = lines(root / source.path, table.encoding)[source.line - 1]
    column = column_of(table, source)
    if table.format == "fixed":
        begin = sum(each.width for each in table.columns[: table.columns.index(column)])
        return line[begin : begin + column.width].decode(table.encoding).strip()
    text = line.decode(table.encoding)
    if table.format == "jsonl":
        return str(json.loads(text)[column.name])
    return next(csv.reader(io.StringIO(text)))[table.columns.index(column)]


def column_of(table: Table, source: Source) -> Column:
    return next(c for c in table.columns if source.column in {name for name, _ in c.standard_columns})


def is_told(value: str, written: str, kind: ItemType) -> bool:
    """Whether the standard value is what was written: dates with or without signs, months as their first day."""
    if kind is ItemType.CITIZEN_ID:
        return value == written.strip().upper() or value[:6] + value[8:17] == written.strip()
    if kind in (ItemType.DATE, ItemType.MONTH):
        digits = re.sub(r"\D", "", written)
        return value.replace("-", "") == digits.ljust(8, "0")[:6] + (digits[6:8] or "01")
    if kind is ItemType.MONEY:
        return float(value) == float(written)
    if kind is ItemType.NAME:
        return value == re.sub("[•‧・∙．]", "·", written)
    return value == written


def some_persons(index: Index, count: int) -> list[str]:
    """Drawn at random, a quarter of them among those whom more than an equal number joins."""
    asked = f"SELECT DISTINCT person FROM '{index.links}'"
    everybody = duckdb.execute(f"{asked} ORDER BY person").fetchall()
    others = duckdb.execute(f"{asked} WHERE rule NOT IN ('citizen_id', 'alone') ORDER BY person").fetchall()
    drawn = random.Random(1)
    few = drawn.sample(others, min(len(others), count // 4))
    return list(dict.fromkeys(name for (name,) in [*few, *drawn.sample(everybody, len(everybody))]))[:count]


def test_every_field_of_two_hundred_persons_stands_in_the_delivered_file(province: Pool, index: Index) -> None:
    fields, tables = 0, set()
    everybody = facts_of_all(province, some_persons(index, 200), LATE)
    assert len(everybody) == 200
    for known in everybody.values():
        for item, fact in known.facts.items():
            for told in (Told(fact.value, fact.source, True, 0), *fact.earlier, *fact.others):
                table = province.tables()[told.source.table]
                written = cell(province.root, table, told.source)
                assert is_told(told.value, written, column_of(table, told.source).item.type), (item, told.source)
                assert told.source.department in fact.confirmed_by or told.value != fact.value
                fields += 1
                tables.add(told.source.table)
    assert fields > 3_000
    assert tables >= {"hrss_insured", "health_members", "tax_taxpayers", "police_population", "civil_marriages"}


def test_nothing_that_became_known_later_shows(province: Pool, index: Index) -> None:
    persons = some_persons(index, 60)
    whole = facts_of_all(province, persons, LATE)
    for day in (date(2005, 6, 30), date(2016, 12, 30), date(2021, 3, 31)):
        then = facts_of_all(province, persons, day)
        assert 0 < len(then) <= len(whole)
        for name, known in then.items():
            for fact in known.facts.values():
                told = (fact.source, *(each.source for each in fact.earlier + fact.others))
                assert all(source.known_on <= day for source in told)
            assert set(known.records) <= set(whole[name].records) and set(known.facts) <= set(whole[name].facts)
    # Something was learned since the last of the days, or the test has shown nothing.
    assert len(then) < len(whole) or any(known.facts != whole[name].facts for name, known in then.items())


def test_one_person_and_several_are_told_the_same(province: Pool, index: Index) -> None:
    persons = some_persons(index, 5)
    together = facts_of_all(province, persons, LATE)
    assert {name: person_facts(province, name, LATE) for name in persons} == together
    again = links_of(index, persons[0])[-1].record
    assert facts_of_all(province, [again, persons[0]], LATE)[again] == together[persons[0]]


@pytest.fixture
def told(tmp_path: Path) -> Pool:
    slip = HERS[:9] + str((int(HERS[9]) + 1) % 10) + HERS[10:]
    rows = {
        "hrss_insured": [
            insured("1", "王芳", HERS, BORN, "2", phone="13800000001", address="甲路1号"),
            insured("1", "王芳", HERS, BORN, "2", phone="13800000002", registered_on="2018-06-01", address="乙路2号"),
        ],
        "health_members": [member("7", "王方", slip, BORN, "2", phone="13800000003", registered_on="2019-01-01")],
        "police_population": [resident("王芳", HERS, BORN, "2", address="丙路3号")],
    }
    return pool_of(tmp_path, rows)


def known_of(pool: Pool, as_of: date = LATE) -> PersonFacts:
    index = linked(pool)
    return person_facts(
        pool, str(duckdb.execute(f"SELECT any_value(person) FROM '{index.links}'").fetchall()[0][0]), as_of
    )


def test_the_owner_of_an_item_is_believed_and_the_others_are_told(told: Pool) -> None:
    facts = known_of(told).facts
    address = facts["address"]
    assert (address.value, address.source.department, address.ground) == ("丙路3号", "police", "owner")
    assert [(each.source.department, each.value) for each in address.others] == [
        ("hrss", "乙路2号"),
        ("hrss", "甲路1号"),
    ]
    phone = facts["phone"]
    assert (phone.value, phone.ground) == ("13800000002", "latest")
    assert [each.value for each in phone.earlier] == ["13800000001"]
    assert [(each.source.department, each.value) for each in phone.others] == [("health", "13800000003")]
    assert facts["person_name"].confirmed_by == ("hrss", "police")
    assert [each.value for each in facts["person_name"].others] == ["王方"]


def test_a_number_that_fails_its_check_never_stands_before_one_that_passes(told: Pool) -> None:
    citizen_id = known_of(told).facts["citizen_id"]
    assert citizen_id.value == HERS and citizen_id.ground == "checked"
    (other,) = citizen_id.others
    assert other.source.column == "citizen_id_written" and not other.is_checked


def test_each_day_knows_what_it_knew(told: Pool) -> None:
    then = known_of(told, date(2018, 5, 31))
    assert then.facts["phone"].value == "13800000001" and then.facts["phone"].others == ()
    assert "member_no" not in then.facts
    with pytest.raises(UnknownKey, match="nothing was known"):
        known_of(told, date(2014, 4, 30))
    assert set(known_of(told, date(2014, 5, 1)).facts) >= {"citizen_id", "address"}


def test_a_row_brought_late_is_known_from_its_delivery_on(tmp_path: Path) -> None:
    pool_of(tmp_path, {"hrss_insured": [insured("1", "王芳", HERS, BORN, "2", phone="13800000001")]})
    late = insured("1", "王芳", HERS, BORN, "2", phone="13800000002", registered_on="2016-02-01")
    pool = pool_of(tmp_path, {"hrss_insured": [late]}, delivery="2021")
    assert known_of(pool, date(2020, 12, 31)).facts["phone"].value == "13800000001"
    phone = known_of(pool, date(2021, 12, 31)).facts["phone"]
    assert phone.value == "13800000002" and phone.source.known_on == date(2021, 12, 31)


def test_the_child_of_a_birth_certificate_is_not_its_mother(tmp_path: Path) -> None:
    birth = {"mother_name": "王芳", "mother_id": HERS, "sex": "1", "birth_date": "2018-01-02", "region_code": "470101"}
    pool = pool_of(tmp_path, {"health_births": [birth], "hrss_insured": [insured("1", "王芳", HERS, BORN, "2")]})
    facts = known_of(pool).facts
    assert (facts["birth_date"].value, facts["sex"].value) == (BORN, "2")


def test_a_death_in_the_register_of_changes_is_the_day_of_death_and_a_birth_there_is_not(tmp_path: Path) -> None:
    def change(kind: str, on: str) -> dict[str, str]:
        row = {"citizen_id": HERS, "person_name": "王芳", "population_change": kind, "event_on": on}
        return row | {"registered_on": "20190101", "former_value": "", "new_value": "", "region_code": "470101"}

    rows = [change("01", "19800304"), change("02", "20181231")]
    (tmp_path / "dead").mkdir()
    pool = pool_of(tmp_path, {"police_changes": rows})
    death = known_of(pool).facts["death_date"]
    assert death.value == "2018-12-31" and death.source.column == "event_on" and death.source.line == 2
    alive = pool_of(
        tmp_path / "dead", {"police_changes": rows[:1], "police_population": [resident("王芳", HERS, BORN, "2")]}
    )
    assert "death_date" not in known_of(alive).facts


def test_who_is_unknown_and_a_pool_without_an_index_are_said(told: Pool) -> None:
    with pytest.raises(FileMissing):
        person_facts(told, "f" * 20, LATE)
    linked(told)
    for name in ("f" * 20, "'; DROP TABLE x; --", ""):
        with pytest.raises(UnknownKey):
            person_facts(told, name, LATE)
