"""Each rule finds the months that it should, and none of the lawful cases beside them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from datapool.marts import Linked, Snapshot
from datapool.marts.identifying import identify
from datapool.persons.finding import find_person
from datapool.persons.storing import read_index
from datapool.pool import Pool
from tests.training.risk.world import AS_OF, World
from training.risk.casebook import PURPOSE, Casebook, open_casebook
from training.risk.records import RULES
from training.risk.records.asking import ROWS_OF_A_CASE, ask, columns_of

Opened = tuple[Casebook, dict[str, str], Path]
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def told(world: World) -> dict[str, str]:
    """[story] the number of its person."""
    who = {}
    (who["drawn on"],) = world.person()
    world.pension(who["drawn on"], date(2021, 1, 1), 20)
    world.of_them(
        "civil_cremations", death_date=date(2021, 6, 10), cremated_on=date(2021, 6, 13), registered_on=date(2021, 6, 14)
    )
    (who["ended in time"],) = world.person()
    world.pension(who["ended in time"], date(2021, 1, 1), 6)
    world.of_them("health_deaths", death_date=date(2021, 6, 10), registered_on=date(2021, 6, 20))
    (who["told late"],) = world.person()
    world.pension(who["told late"], date(2021, 1, 1), 8)
    world.stop(who["told late"], date(2021, 8, 20))
    world.of_them("police_changes", population_change="02", event_on=date(2021, 6, 30), registered_on=date(2021, 8, 19))
    (who["inside"],) = world.person()
    world.pension(who["inside"], date(2021, 1, 1), 36)
    world.of_them(
        "police_sentences",
        birth_date=date(1950, 5, 5),
        sentence_from=date(2022, 3, 10),
        sentence_until=date(2022, 9, 20),
        registered_on=date(2022, 4, 1),
    )
    who["twice"], who["twice too"] = world.person(numbers=2)
    world.pension(who["twice"], date(2022, 1, 1), 24)
    world.pension(who["twice too"], date(2022, 7, 1), 5, yuan=200, scheme="170")
    who["moved"], who["moved too"] = world.person(born=date(1980, 2, 2), numbers=2)
    world.contributions(who["moved"], date(2020, 1, 1), 12)
    world.contributions(who["moved too"], date(2020, 12, 1), 12, "e1")
    world.add(
        "hrss_operations",
        operation_kind="05",
        person_no=who["moved"],
        other_person_no=who["moved too"],
        operation_no="m",
        done_at=datetime(2021, 3, 1),
    )
    (who["at work"],) = world.person(born=date(1985, 3, 3))
    world.benefit(who["at work"], date(2022, 1, 1), 8)
    world.contributions(who["at work"], date(2022, 3, 1), 4, "e2")
    (who["jobless"],) = world.person(born=date(1986, 3, 3))
    world.benefit(who["jobless"], date(2022, 1, 1), 8)
    return who


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    world = World()
    who = told(world)
    root = world.lay(tmp_path_factory.mktemp("risk"))
    with open_casebook(Snapshot(root, AS_OF), columns_of(RULES), who="tests", now=NOW) as opened:
        yield opened, who, root


def cases(casebook: Opened, name: str) -> dict[str, dict[str, Any]]:
    """[story] the case of a rule."""
    opened, who, root = casebook
    rule = next(rule for rule in RULES if rule.name == name)
    found = ask(opened, rule).table.to_pylist()
    if not found:
        return {}
    names = [row["subject"] for row in found]
    index = read_index(root)
    people = identify(root, PURPOSE, names, linked=Linked(index.version, index.links), who="tests", now=NOW)
    assert set(people) == set(names)
    stories = {find_person(Pool.open(root), f"hrss:{number}"): story for story, number in reversed(who.items())}
    return {stories[people[row["subject"]]]: row for row in found}


def test_payments_after_the_month_of_death_are_a_case_and_the_month_itself_is_not(casebook: Opened) -> None:
    found = cases(casebook, "after_death")
    assert set(found) == {"drawn on", "told late"}
    case = found["drawn on"]
    assert (case["first_month"], case["last_month"], case["months"]) == (date(2021, 7, 1), date(2022, 8, 1), 14)
    assert case["paid_fen"] == 14 * 300_000
    assert case["monthly_fen"] == 0
    assert case["months_concealed"] == 14


def test_a_death_that_the_family_reported_is_told_as_reported(casebook: Opened) -> None:
    case = cases(casebook, "after_death")["told late"]
    assert (case["months"], case["reported_at_counter"], case["months_concealed"]) == (2, 1, 0)
    assert case["days_from_police_to_stop"] == 13


def test_only_whole_months_of_a_sentence_count(casebook: Opened) -> None:
    found = cases(casebook, "while_serving")
    assert set(found) == {"inside"}
    assert (found["inside"]["first_month"], found["inside"]["months"]) == (date(2022, 4, 1), 5)
    assert found["inside"]["paid_fen"] == 5 * 300_000


def test_of_two_pensions_the_lower_one_is_beyond_the_limit(casebook: Opened) -> None:
    found = cases(casebook, "drawn_twice")
    assert set(found) == {"twice"}
    assert (found["twice"]["months"], found["twice"]["paid_fen"]) == (5, 5 * 20_000)


def test_months_paid_under_two_numbers_are_told_with_the_transfer(casebook: Opened) -> None:
    found = cases(casebook, "enrolled_twice")
    assert set(found) == {"moved"}
    assert (found["moved"]["months"], found["moved"]["carried_over"], found["moved"]["paid_fen"]) == (1, 1, 0)


def test_months_of_benefit_with_contributions_of_an_employer_are_a_case(casebook: Opened) -> None:
    found = cases(casebook, "at_work")
    assert set(found) == {"at work"}
    case = found["at work"]
    assert (case["first_month"], case["months"], case["paid_fen"]) == (date(2022, 3, 1), 4, 4 * 150_000)
    assert (case["months_on_end"], case["months_of_a_job"]) == (4, 4)


def test_every_row_that_a_case_rests_on_stands_in_the_pool(casebook: Opened) -> None:
    _, _, root = casebook
    pool = Pool.open(root)
    for rule in RULES:
        for case in cases(casebook, rule.name).values():
            assert case["rows"]
            assert len(case["rows"]) <= ROWS_OF_A_CASE
            for name in case["rows"]:
                table, batch, line = name.split(":")
                with pool.connect([table]) as connection:
                    sql = f'SELECT count(*) FROM "{table}" WHERE _batch = ? AND _line = ?'
                    assert connection.execute(sql, [batch, int(line)]).fetchall() == [(1,)]


def test_what_becomes_known_later_makes_no_case(tmp_path: Path) -> None:
    world = World()
    told(world)
    root = world.lay(tmp_path / "pool")
    with open_casebook(Snapshot(root, date(2021, 6, 12)), columns_of(RULES), who="tests", now=NOW) as opened:
        assert ask(opened, RULES[0]).table.num_rows == 0
