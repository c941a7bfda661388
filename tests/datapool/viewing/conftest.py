"""A hand-made pool of two prefectures, with the persons that make trouble, linked once."""

from pathlib import Path
from shutil import copytree

import pytest

from datapool.pool import Pool
from tests.datapool.persons.registers import insured, linked, member, number, pool_of, resident

BORN, OTHER_BORN = "1980-03-04", "1975-06-07"
HERE, THERE = "470101", "470601"
HERS = number(BORN, 12)
TWINS = (number("1990-01-02", 21), number("1990-01-02", 23))
SHARED = number(BORN, 32)
ONE_FOR_TWINS = number("1992-02-03", 51)
THREE = tuple(number(OTHER_BORN, order) for order in (41, 43, 45))


def lay_out(root: Path) -> Pool:
    """王芳 is known in two prefectures; twins; two people under one number; and one person with three numbers."""
    twin_one, twin_two = TWINS
    rows = {
        "hrss_insured": [
            insured("0001", "王芳", HERS, BORN, "2", account_no="9222000011112222333", address="甲路1号"),
            insured("0002", "陈大", twin_one, "1990-01-02", "1", address="乙路2号"),
            insured("0003", "陈二", twin_two, "1990-01-02", "1", address="乙路2号", region_code=THERE),
            insured("0004", "周洁", SHARED, BORN, "2"),
            insured("0006", "孙一", ONE_FOR_TWINS, "1992-02-03", "1"),
            insured("0007", "孙启明", ONE_FOR_TWINS, "1992-02-03", "1"),
            insured("0005", "何三", THREE[0], OTHER_BORN, "1"),
        ],
        "health_members": [
            member("7", "王芳", HERS, BORN, "2", region_code=THERE, registered_on="2018-01-01"),
            member("8", "黄海", SHARED, "1966-07-08", "1"),
        ],
        "police_population": [
            resident("王芳", HERS, BORN, "2", address="丙路3号", former_name="王丽芳"),
            resident("周洁", SHARED, BORN, "2"),
        ],
        "civil_marriages": [
            {
                "husband_name": "陈大",
                "husband_id": twin_one,
                "wife_name": "王芳",
                "wife_id": HERS,
                "registered_on": "2017-05-06",
                "region_code": HERE,
            }
        ],
    }
    pool_of(root, rows)
    for year, citizen_id in zip(("2020", "2021"), THREE[1:], strict=True):
        again = insured("0005", "何三", citizen_id, OTHER_BORN, "1", registered_on=f"{year}-02-01")
        pool_of(root, {"hrss_insured": [again]}, delivery=year)
    pool = Pool.open(root)
    linked(pool)
    return pool


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return lay_out(tmp_path_factory.mktemp("viewing") / "pool")


@pytest.fixture
def pool(laid_out: Pool, tmp_path: Path) -> Pool:
    """A copy of its own, with an empty log."""
    copytree(laid_out.root, tmp_path / "pool", ignore=lambda folder, names: {"sharing"} & set(names))
    return Pool.open(tmp_path / "pool")
