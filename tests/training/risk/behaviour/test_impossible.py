"""Bills that sex or age rules out: learned from the others' bills, and cleared where the register was corrected."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datapool.marts import Snapshot
from tests.training.risk.world import AS_OF, World
from training.risk.casebook import open_casebook
from training.risk.records.asking import ask, columns_of
from training.risk.records.impossible import IMPOSSIBLE

NOW = datetime(2026, 3, 1, tzinfo=UTC)
_DIAGNOSIS, _PLAIN = "N92.0", "J06.9"


def bill(
    world: World, place: int, sex: str, diagnosis: str, *, born: int = 1985, kind: str = "11", insured: str = ""
) -> str:
    (person,) = world.person(born=date(born, 5, 5), sex=insured or sex)
    member = f"m{place:04d}"
    world.of_them(
        "health_members", member_no=member, sex=sex, birth_date=date(born, 5, 5), medical_scheme="310",
        registered_on=date(2012, 1, 1),
    )  # fmt: skip
    world.add(
        "health_settlements", member_no=member, provider_no="p1", settlement_kind=kind, admitted_on=date(2022, 5, 1),
        discharged_on=date(2022, 5, 1), settled_on=date(2022, 5, 1), diagnosis=diagnosis, service_item=f"S{diagnosis}",
        quantity=1, bill_amount=100, fund_payment=60, person_payment=40,
    )  # fmt: skip
    return person


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    world = World()
    for place in range(50):
        bill(world, place, "2", _DIAGNOSIS, born=1975 + place % 20)
        bill(world, 100 + place, str(1 + place % 2), _PLAIN, born=1950 + place)
    bill(world, 200, "1", _DIAGNOSIS)
    corrected = bill(world, 201, "1", _DIAGNOSIS)
    world.add(
        "hrss_operations", operation_kind="10", person_no=corrected, operation_no="o1", clerk_no="c1",
        done_at=datetime(2022, 8, 1, 10),
    )  # fmt: skip
    bill(world, 202, "1", _DIAGNOSIS, kind="41")
    bill(world, 203, "1", _PLAIN)
    bill(world, 205, "1", _DIAGNOSIS, insured="2")
    bill(world, 204, "2", _DIAGNOSIS, born=1932)
    root: Path = world.lay(tmp_path_factory.mktemp("bills"))
    with open_casebook(Snapshot(root, AS_OF), columns_of((IMPOSSIBLE,)), who="tests", now=NOW) as casebook:
        return ask(casebook, IMPOSSIBLE).table.to_pylist()


def test_only_bills_that_hardly_anybody_else_of_the_sex_or_age_has_are_cases(cases: list[dict[str, object]]) -> None:
    """Neither a purchase in a pharmacy, which may be for the family, nor a diagnosis of both sexes is one."""
    assert len(cases) == 4
    assert sorted((case["other_sex"], case["item_other_sex"]) for case in cases) == [(0, 0), (1, 1), (1, 1), (1, 1)]
    (old,) = (case for case in cases if not case["other_sex"])
    assert old["beyond"] > 20  # type: ignore[operator]


def test_a_correction_and_another_register_that_has_them_of_the_other_sex_speak_for_the_patient(
    cases: list[dict[str, object]],
) -> None:
    of_sex = [case for case in cases if case["other_sex"]]
    told = sorted((case["corrected_after"], case["registers_differ"], case["impossible_and_stands"]) for case in of_sex)
    assert told == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]
    assert all(case["paid_fen"] == 60_00 for case in cases)
