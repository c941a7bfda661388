"""A person is found by name, by a former name and by every department's number, and nobody else is."""

from pathlib import Path

import duckdb
import pytest

from core.errors import InputError, UnknownKey
from datapool.persons.finding import find_person, links_of
from datapool.pool import Pool
from tests.datapool.persons.registers import insured, linked, member, number, pool_of, resident

BORN = "1980-03-04"
HERS = number(BORN, 12)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    stranger = insured("9", "赵强", HERS, "1962-07-08", "1")
    made = pool_of(
        tmp_path_factory.mktemp("finding"),
        {
            "hrss_insured": [insured("0001", "王芳", HERS, BORN, "2"), stranger],
            "health_members": [member("7", "王芳", HERS, BORN, "2")],
            "police_population": [resident("王芳", HERS, BORN, "2")],
            "civil_allowances": [{"person_name": "王芳", "citizen_id": HERS, "region_code": "470101"}],
            "civil_cremations": [
                {"person_name": "赵强", "citizen_id": "47010119620708", "sex": "1", "region_code": "470101"}
            ],
        },
    )
    linked(made)
    return made


def test_every_department_leads_to_the_same_person(pool: Pool) -> None:
    asked = ["hrss:0001", "hrss: 0001 ", "health:7", f"police:{HERS}", f"civil:{HERS.lower()}"]
    found = {find_person(pool, each) for each in asked}
    assert len(found) == 1
    (person,) = found
    index = linked(pool)
    assert {link.table for link in links_of(index, person)} == {
        "hrss_insured",
        "health_members",
        "police_population",
        "civil_allowances",
    }


def test_the_name_of_any_record_leads_to_the_person(pool: Pool) -> None:
    index = linked(pool)
    for person, record in duckdb.execute(f"SELECT person, record FROM '{index.links}'").fetchall():
        assert find_person(pool, record) == person == links_of(index, record)[0].person


def test_a_wrong_number_is_found_as_it_stands(pool: Pool) -> None:
    wrong = find_person(pool, "civil:47010119620708")
    assert wrong not in {find_person(pool, "hrss:9"), find_person(pool, "hrss:0001")}


@pytest.mark.parametrize("asked", ["", "王芳", "hrss", "hrss:", "nobody:1", "HRSS:0001", HERS, "a" * 19, "A" * 20])
def test_what_names_no_person_is_refused_and_not_repeated(pool: Pool, asked: str) -> None:
    with pytest.raises(InputError) as refused:
        find_person(pool, asked)
    assert len(asked) < 6 or asked not in str(refused.value)


@pytest.mark.parametrize(
    "asked", ["hrss:2", "health:0001", "tax:7", "police:1' OR '1'='1", "hrss:1' OR '1'='1", "f" * 20]
)
def test_who_is_not_there_is_not_found(pool: Pool, asked: str) -> None:
    with pytest.raises(UnknownKey):
        find_person(pool, asked)


def test_two_persons_under_one_number_are_both_named(tmp_path: Path) -> None:
    rows = {
        "police_population": [resident("王芳", HERS, BORN, "2"), resident("赵强", HERS, "1962-07-08", "1")],
        "health_members": [member("7", "王芳", HERS, BORN, "2")],
    }
    pool = pool_of(tmp_path, rows)
    linked(pool)
    with pytest.raises(UnknownKey, match="more than one person") as refused:
        find_person(pool, f"police:{HERS}")
    assert find_person(pool, "health:7") in str(refused.value) and HERS not in str(refused.value)
