from dataclasses import replace

import pyarrow as pa
import pytest

from core.errors import UnknownKey
from datapool.linkage.columns import IGNORED, NO_PARTNER, NOT_SAID, ONE_VALUE, ROW_NUMBER, look_at
from datapool.linkage.configuration import Configuration
from datapool.linkage.kind import Kind
from datapool.standards.regions import Regions, load_regions
from tests.datapool.linkage.made_files import Shape, make, make_two

ALL = ("given", "family", "born", "street", "town", "post", "phone", "mail", "code", "sex", "constant", "amount")
KINDS = {
    "given": Kind.NAME, "family": Kind.NAME, "born": Kind.DATE, "street": Kind.CODE, "town": Kind.NAME,
    "post": Kind.CODE, "phone": Kind.PHONE, "mail": Kind.EMAIL, "code": Kind.CODE, "sex": Kind.NAME,
    "constant": Kind.LEFT_OUT, "amount": Kind.NUMBER,
}  # fmt: skip


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load_regions()


def kinds_of(table: pa.Table, regions: Regions) -> list[Kind]:
    return [each.trait.kind for each in look_at(table, None, Configuration(), regions, truth=["person", "person"])]


@pytest.mark.parametrize(
    "tongue", [pytest.param("latin", marks=pytest.mark.slow), "greek", pytest.param("turkish", marks=pytest.mark.slow)]
)
def test_kinds_are_seen_from_contents_and_renaming_changes_nothing(tongue: str, regions: Regions) -> None:
    table = make(Shape(persons=80, copies=0.5, tongue=tongue, columns=tuple(n for n in ALL if n != "street"), holes=0))
    found = {
        each.left: each.trait.kind
        for each in look_at(table, None, Configuration(), regions, truth=["person", "person"])
    }
    assert {name: found[name] for name in KINDS if name in found} == {n: k for n, k in KINDS.items() if n in found}
    swapped = table.rename_columns([n if n == "person" else f"x{at}" for at, n in enumerate(table.column_names)])
    assert kinds_of(swapped, regions) == list(found.values())


def test_chinese_names_addresses_and_checked_numbers_are_seen(regions: Regions) -> None:
    table = pa.table(
        {
            "a": ["11010519491231002X", "110105491231002", "11010519491231002X", None],
            "b": ["张伟", "王秀英", "阿不都·热合曼", "李娜"],
            "c": [
                "朝阳区建国路一段三号楼二单元",
                "海淀区中关村大街八号院",
                "丰台区南三环西路十五号",
                "西城区某街九号楼三门",
            ],
        }
    )
    assert kinds_of(table, regions) == [Kind.CITIZEN_ID, Kind.HAN, Kind.TEXT]


def test_numbers_of_rows_are_no_evidence_but_numbers_of_persons_are(regions: Regions) -> None:
    left, right = make_two(Shape(persons=200, columns=("given", "code", "constant"), dirt=0.02, holes=0), overlap=0.7)
    why = {each.left: each.why for each in look_at(left, right, Configuration(), regions, truth=["person", "person"])}
    assert why == {"record": ROW_NUMBER, "given": NOT_SAID, "code": NOT_SAID, "constant": ONE_VALUE}
    assert {each.left: each.why for each in look_at(left, None, Configuration(), regions, truth=["person", "person"])}[
        "code"
    ] == ROW_NUMBER


def test_columns_of_two_files_find_each_other_by_contents(regions: Regions) -> None:
    left, right = make_two(Shape(persons=150), overlap=0.6)
    names = {name: f"feld_{at}" for at, name in enumerate(reversed(right.column_names)) if name != "person"}
    renamed = right.rename_columns([names.get(name, name) for name in right.column_names])
    found = look_at(left, renamed, Configuration(), regions, truth=["person", "person"])
    assert {each.left: each.right for each in found} == {each.left: names[each.left] for each in found}


def test_what_a_person_says_of_columns_holds(regions: Regions) -> None:
    left, right = make_two(Shape(persons=60), overlap=0.5)
    said = Configuration(kinds={"post": Kind.TEXT}, ignore=frozenset({"mail"}), columns={"given": "family"})
    found = {
        each.left: each
        for each in look_at(left, right.drop_columns(["town"]), said, regions, truth=["person", "person"])
    }
    assert found["post"].trait.kind is Kind.TEXT
    assert found["mail"].why == IGNORED and not found["mail"].is_evidence
    assert found["given"].right == "family" and found["town"].why == NO_PARTNER


@pytest.mark.parametrize("said", [Configuration(kinds={"x": Kind.NAME}), Configuration(ignore=frozenset({"x"}))])
def test_a_column_that_is_not_there_is_named(said: Configuration, regions: Regions) -> None:
    with pytest.raises(UnknownKey, match="'x'"):
        look_at(make(replace(Shape(), persons=20)), None, said, regions, truth=None)
