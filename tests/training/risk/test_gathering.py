"""Cases to learn from: as they stand at the end, and as they looked while they went on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.training.risk.world import AS_OF, World
from training.risk.gathering import Gathered, end_of_month, gather

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Gathered:
    """One fraud that goes on to the end, one that was over long ago, and a family that was late in the summer."""
    world = World()
    for first, count, closed_on in (
        (date(2022, 11, 1), 14, date(2023, 12, 20)),
        (date(2021, 1, 1), 12, date(2022, 6, 1)),
        (date(2023, 1, 1), 7, None),
    ):
        (person,) = world.person()
        world.pension(person, first, count)
        died = date(2023, 6, 10) if closed_on is None else first.replace(day=20)
        world.of_them("civil_cremations", death_date=died, registered_on=died.replace(day=28))
        if closed_on is not None:
            world.finding(person, "T01", true=True, closed_on=closed_on)
    return gather([(world.lay(tmp_path_factory.mktemp("pool")), AS_OF)], who="tests", now=NOW)


def test_everything_is_gathered_as_of_the_last_day_and_what_went_on_as_of_earlier_ones(gathered: Gathered) -> None:
    at_the_end, *earlier = gathered.cases["after_death"]
    assert sorted(at_the_end[0].table["months"].to_pylist()) == [1, 11, 13]
    assert [sorted(cases.table["months"].to_pylist()) for cases, _, _ in earlier] == [[1, 8], [1], []]


def test_a_case_of_earlier_is_labelled_by_what_was_found_later(gathered: Gathered) -> None:
    for cases, confirmed, unfounded in gathered.cases["after_death"]:
        months = cases.table["months"].to_pylist()
        late_family = [False] * len(months) if len(months) == 1 else [count == 1 for count in months]
        assert confirmed.tolist() == [not honest for honest in late_family]
        assert not unfounded.any()


def test_a_case_of_earlier_goes_on_and_that_of_today_may_be_over(gathered: Gathered) -> None:
    at_the_end, in_july, *_ = gathered.cases["after_death"]
    paid = dict(zip(in_july[0].table["months"].to_pylist(), in_july[0].table["still_paid"].to_pylist(), strict=True))
    assert paid == {1: 1.0, 8: 1.0}
    assert sorted(at_the_end[0].table["still_paid"].to_pylist()) == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("before", "ends"), [(1, date(2023, 11, 30)), (12, date(2022, 12, 31)), (22, date(2022, 2, 28))]
)
def test_an_earlier_look_is_on_the_last_day_of_a_month(before: int, ends: date) -> None:
    assert end_of_month(AS_OF, before) == end_of_month(AS_OF.replace(day=1), before) == ends


def test_a_pool_that_did_not_exist_yet_adds_no_cases(tmp_path: Path) -> None:
    world = World()
    (person,) = world.person()
    world.pension(person, date(2023, 10, 1), 3)
    world.of_them("civil_cremations", death_date=date(2023, 10, 10), registered_on=date(2023, 10, 12))
    parts = gather([(world.lay(tmp_path / "pool"), AS_OF)], who="tests", now=NOW).cases["after_death"]
    assert [cases.table.num_rows for cases, _, _ in parts] == [1, 0, 0, 0]
