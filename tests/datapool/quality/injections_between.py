"""Errors that only several rows or several departments show, as data: each names the rule that must find it."""

from collections.abc import Callable, Iterator
from datetime import date

from tests.datapool.quality.mini_province import Person, Row
from tests.datapool.quality.world import (
    DAY,
    IDENTITY,
    LATE,
    Injection,
    World,
    added,
    changed,
    dead,
    registered,
)


def injections_between() -> list[Injection]:
    """What may be there once only, and what departments must agree about."""
    return [*_across(), *_once()]


def _once() -> Iterator[Injection]:
    for table in ("hrss_contributions", "tax_wages", "hrss_pensions", "health_members", "police_changes"):
        yield Injection(
            "Q-U-001", table, "twice", added(_delivery=lambda r: r["_delivery"]), also=frozenset({"Q-U-014", "Q-X-020"})
        )
    for table in ("health_settlements", "hrss_contributions"):
        yield Injection(
            "Q-U-002",
            table,
            "again",
            added(_delivery="2022"),
            lambda w, r: r["_delivery"] == "2020",
            LATE | {"Q-U-013"},
        )
    for table in ("hrss_insured", "tax_taxpayers", "health_members"):
        yield Injection("Q-U-010", table, "shared", _share_id, registered, IDENTITY | {"Q-X-009", "Q-X-012", "Q-X-124"})
    yield Injection(
        "Q-U-011",
        "hrss_employers",
        "twice",
        added(employer_no=lambda r: r["employer_no"] + "b"),
        count=2,
        also=frozenset({"Q-U-011"}),
    )
    yield Injection(
        "Q-U-012",
        "health_deaths",
        "twice",
        added(certificate_no=lambda r: r["certificate_no"] + "b"),
        also=frozenset({"Q-U-012"}),
    )
    yield Injection(
        "Q-U-013",
        "health_settlements",
        "twice",
        added(settlement_no=lambda r: r["settlement_no"] + "b"),
        lambda w, r: r["settlement_kind"] == "21",
        frozenset({"Q-U-013"}),
    )
    yield Injection(
        "Q-U-014",
        "hrss_pensions",
        "two-regions",
        added(region_code=lambda r: "470302" if r["region_code"] != "470302" else "470102"),
        also=frozenset({"Q-U-014", "Q-U-001"}),
    )
    yield Injection("Q-U-015", "hrss_insured", "new-id", _second_id, registered, frozenset({"Q-U-015"}))


def _share_id(world: World, row: Row) -> None:
    others = [
        p for p in world.people.values() if p.kind == "ric18" and p.died is None and p.shares and p.job is not None
    ]
    other = world.random.choice([p for p in others if p.number not in world.subjects])
    world.subjects.add(other.number)
    world.allowed |= {(rule, other.number) for rule in ("Q-U-010", *IDENTITY)}
    row.update(citizen_id=other.id_number, citizen_id_written=other.id_number, citizen_id_kind="ric18")


def _second_id(world: World, row: Row) -> Row:
    number = "470105" + world.person(row).id_number[6:]
    return world.add(
        row,
        "hrss_insured",
        citizen_id=number,
        citizen_id_written=number,
        citizen_id_kind="ric18",
        registered_on=date(2021, 9, 9),
        _delivery="2021",
    )


def _across() -> Iterator[Injection]:
    late = date(2021, 9, 1)
    yield Injection(
        "Q-X-110", "hrss_pensions", "dead", added(period=late, paid_on=late + 9 * DAY, _delivery="2021"), dead
    )
    yield Injection("Q-X-111", "hrss_contributions", "dead", _contribution_of_the_dead)
    yield Injection(
        "Q-X-112",
        "health_settlements",
        "dead",
        added(
            admitted_on=late,
            discharged_on=late,
            settled_on=late,
            settlement_no=lambda r: r["settlement_no"] + "d",
            _delivery="2021",
        ),
        dead,
    )
    yield Injection("Q-X-113", "tax_wages", "dead", _wage_of_the_dead)
    yield Injection("Q-X-114", "hrss_certifications", "dead", added(certified_on=late, _delivery="2021"), dead)
    yield Injection(
        "Q-X-115",
        "health_deaths",
        "day",
        changed(death_date=lambda r: r["death_date"] - 90 * DAY),
        lambda w, r: w.person(r).shares and w.person(r).kind != "foreign",
        LATE,
    )
    yield Injection(
        "Q-X-116",
        "police_population",
        "living",
        _not_deregistered,
        lambda w, r: w.person(r).died is not None and not w.person(r).dies_alone,
    )
    yield Injection(
        "Q-X-117",
        "hrss_pensions",
        "prison",
        added(period=late, paid_on=late + 9 * DAY, _delivery="2021"),
        lambda w, r: w.person(r).prisoner and w.person(r).shares and w.person(r).kind != "foreign",
    )
    sharing = lambda w, r: not r["region_code"].startswith("4706")  # noqa: E731
    yield Injection("Q-X-120", "hrss_employers", "name", changed(employer_name="另一公司"), sharing, count=2)
    yield Injection("Q-X-121", "hrss_employers", "industry", changed(industry="A"), sharing, count=2)
    yield Injection(
        "Q-X-122",
        "hrss_employers",
        "unknown",
        changed(uscc="91470100000007777X", uscc_written="91470100000007777X"),
        sharing,
        frozenset({"Q-R-005"}),
        2,
    )
    yield Injection("Q-X-123", "hrss_unemployment", "working", _works)
    yield Injection(
        "Q-X-124", "health_maternity", "no-birth", changed(delivered_on=lambda r: r["delivered_on"] + 31 * DAY)
    )


def _contribution_of_the_dead(world: World, row: Row) -> Row:
    return _of_the_dead(
        world,
        row,
        "hrss_contributions",
        lambda p: {
            "person_no": p.person_no,
            "period": date(2021, 9, 1),
            "received_on": date(2021, 9, 15),
            "_delivery": "2021",
        },
    )


def _wage_of_the_dead(world: World, row: Row) -> Row:
    person = _some_dead(world)
    like = world.rows("tax_taxpayers")[0]
    id_number = {"citizen_id": person.id_number, "citizen_id_written": person.id_number, "citizen_id_kind": person.kind}
    world.add(
        like,
        "tax_taxpayers",
        taxpayer_no=person.taxpayer_no,
        person_name=person.name,
        _subject=person.number,
        **id_number,
    )
    return world.add(
        row,
        "tax_wages",
        taxpayer_no=person.taxpayer_no,
        period=date(2021, 9, 1),
        declared_on=date(2021, 10, 10),
        _delivery="2021",
        _subject=person.number,
    )


def _of_the_dead(world: World, row: Row, table: str, changes: Callable[[Person], Row]) -> Row:
    person = _some_dead(world)
    return world.add(row, table, _subject=person.number, **changes(person))


def _some_dead(world: World) -> Person:
    found = [p for p in world.people.values() if p.died and not p.dies_alone and p.shares and p.kind != "foreign"]
    person = world.random.choice([p for p in found if p.number not in world.subjects])
    world.subjects.add(person.number)
    return person


def _not_deregistered(world: World, row: Row) -> None:
    changes = world.rows("police_changes")
    changes[:] = [each for each in changes if each["_subject"] != row["_subject"]]


def _works(world: World, row: Row) -> None:
    like = world.rows("hrss_contributions")[0]
    changes = {column: row[column] for column in ("person_no", "period", "_delivery", "_subject", "region_code")}
    world.add(like, "hrss_contributions", **changes, received_on=row["period"] + 9 * DAY)
