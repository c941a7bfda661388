"""A pool in sums: what is paid and done adds up, and nobody is seen in a group of fewer than ten."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from core.errors import FileMissing, ValueOutOfRange
from tests.datapool.quality.laid_out import lay_out
from tests.training.risk.world import World
from training.operation.periods import STEPS
from training.operation.pooled import cases, last_day, money
from training.operation.series import History, Note

MONTH, END = STEPS["month"], date(2020, 12, 31)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pensions in January 2020, ten from then on; two of residents, one returned; cases of two businesses."""
    world = World()
    for number in range(12):
        (person,) = world.person()
        world.pension(person, date(2020, 1, 1), 1 if number < 2 else 12, yuan=1000)
        world.contributions(person, date(2020, 1, 1), 12)
        world.add("hrss_operations", operation_kind="01", person_no=person, done_at=datetime(2020, 2, 3, 9))
        if number < 2:
            world.pension(person, date(2020, 1, 1), 12, yuan=100, scheme="170")
            world.add("hrss_operations", operation_kind="06", person_no=person, done_at=datetime(2020, 2, 3, 9))
    world.add(
        "hrss_pensions", person_no="4701000000", pension_scheme="110", period=date(2020, 5, 1), amount=9999,
        payment_result="2", paid_on=date(2020, 5, 15),
    )  # fmt: skip
    root = tmp_path_factory.mktemp("pool")
    lay_out(root, world.rows)
    return root


def by_name(found: History) -> dict[str, list[float]]:
    return {one.name: one.values.tolist() for one in found.series}


def test_money_is_that_of_its_month_and_a_returned_payment_is_none(pool: Path) -> None:
    found = by_name(money(pool, MONTH, as_of=END))
    assert found["payments · 110 · 4701"] == [12_000.0] + [10_000.0] * 11
    assert found["collections · 110 · 4701"] == [14_400.0] * 12


def test_a_scheme_of_two_persons_is_left_out_by_name(pool: Path) -> None:
    found = money(pool, MONTH, as_of=END)
    assert [(one.name, one.why, one.figure) for one in found.left_out] == [("payments · 170 · 4701", "few_persons", 12)]


def test_no_month_of_fewer_than_ten_persons_is_shown(pool: Path) -> None:
    whole = money(pool, STEPS["day"], as_of=date(2020, 2, 20))
    assert {one.name for one in whole.series} == {"payments · 110 · 4701", "collections · 110 · 4701"}
    for one in whole.series:
        assert np.unique(one.values[one.values > 0]).size <= 2


def test_a_business_of_two_persons_is_left_out_of_cases(pool: Path) -> None:
    found = cases(pool, STEPS["week"], as_of=date(2020, 3, 1))
    assert by_name(found) == {"01 · 4701": [12.0, 0.0, 0.0, 0.0]}
    assert [(one.name, one.why) for one in found.left_out] == [("06 · 4701", "few_persons")]
    assert found.title("business", "01", "zh") == "参保登记"


def test_rows_after_the_day_and_a_month_that_is_not_over_do_not_show(pool: Path) -> None:
    found = by_name(money(pool, MONTH, as_of=date(2020, 6, 20)))
    assert len(found["payments · 110 · 4701"]) == 5


def test_one_month_too_small_in_a_long_series_is_a_gap(tmp_path: Path) -> None:
    world = World()
    for number in range(10):
        (person,) = world.person()
        world.pension(person, date(2020, 1, 1), 6, yuan=1000)
        if number:
            world.pension(person, date(2020, 7, 1), 1, yuan=1000)
        world.pension(person, date(2020, 8, 1), 5, yuan=1000)
    lay_out(tmp_path, world.rows)
    (one,) = money(tmp_path, MONTH, flows=["payments"], as_of=END).series
    assert np.isnan(one.values[6])
    assert Note("held_back", "", 1) in one.notes


def test_the_last_day_is_that_of_the_latest_row(pool: Path) -> None:
    assert last_day(pool) == date(2020, 12, 21)


def test_a_folder_without_a_pool_and_a_pool_without_rows_are_refused(tmp_path: Path, pool: Path) -> None:
    with pytest.raises(FileMissing, match="no pool"):
        money(tmp_path, MONTH, as_of=END)
    with pytest.raises(ValueOutOfRange, match="by then"):
        cases(pool, STEPS["week"], as_of=date(2001, 1, 1))
