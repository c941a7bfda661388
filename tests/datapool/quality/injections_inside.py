"""Errors inside a department's own rows, as data: each names the rule that must find it."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from datapool.quality.rule_files import load_rules
from datapool.standards.sources import load_sources
from tests.datapool.quality.mini_province import Row
from tests.datapool.quality.world import (
    BIRTH,
    DAY,
    IDENTITY,
    LATE,
    UNKNOWN,
    Injection,
    Spoil,
    World,
    added,
    alive,
    bad_id,
    changed,
    elsewhere,
    no_id,
    quarantined,
    registered,
)


def injections_inside() -> list[Injection]:
    """Values, rows, days and references."""
    return [*_within(), *_in_time(), *_references(), *_simple(), *_missing(), *_of_persons()]


def _simple() -> Iterator[Injection]:
    yield Injection("Q-C-001", "hrss_certifications", "empty", quarantined("missing", "certified_on"))
    yield Injection("Q-V-001", "tax_wages", "no-date", quarantined("not_a_date", "declared_on"))
    yield Injection("Q-V-002", "health_settlements", "no-code", quarantined("not_in_code_list", "settlement_kind"))
    yield Injection("Q-V-003", "hrss_pensions", "unit", quarantined("out_of_range", "amount"))
    yield Injection("Q-V-004", "hrss_contributions", "long", quarantined("too_long", "employer_no"))
    yield Injection("Q-V-005", "tax_wages", "torn", quarantined("columns", ""))
    for table in ("hrss_insured", "tax_taxpayers", "health_members", "civil_allowances"):
        yield Injection("Q-C-002", table, "no-id", no_id("citizen_id"), alive)
        yield Injection("Q-V-013", table, "stand-in", changed(person_name="张?"), alive)
        yield Injection("Q-V-014", table, "test", changed(person_name="测试"), alive, also=frozenset({"Q-X-103"}))
        yield Injection("Q-V-010", table, "bad-id", bad_id("citizen_id"), alive, also=frozenset({"Q-U-015"}))
        yield Injection("Q-X-103", table, "name", changed(person_name="王五六"), registered)
    for table, column in (
        ("health_deaths", "citizen_id"),
        ("health_births", "mother_id"),
        ("civil_marriages", "wife_id"),
    ):
        yield Injection("Q-C-003", table, "no-id", no_id(column), also=frozenset({"Q-X-110", "Q-X-124", "Q-X-112"}))


def _missing() -> Iterator[Injection]:
    yield Injection("Q-C-004", "hrss_employers", "no-code", no_id("uscc"), elsewhere, count=3)
    yield Injection("Q-V-011", "hrss_employers", "bad-code", bad_id("uscc"), elsewhere, count=3)
    yield Injection(
        "Q-C-005", "hrss_insured", "no-employer", changed(employer_no=None), lambda w, r: r["insured_status"] == "1"
    )
    yield Injection("Q-C-006", "hrss_contributions", "no-employer", changed(employer_no=None))
    for table in ("hrss_pensions", "hrss_unemployment", "health_maternity"):
        yield Injection("Q-C-007", table, "no-account", changed(account_no=None))
    yield Injection(
        "Q-C-008", "health_settlements", "no-doctor", changed(doctor_no=None), lambda w, r: r["settlement_kind"] == "21"
    )
    yield Injection("Q-C-009", "hrss_awards", "no-approver", changed(approver_no=None))
    yield Injection("Q-C-010", "hrss_certifications", "no-device", changed(device_no=""))
    yield Injection("Q-C-011", "health_members", "no-phone", changed(phone=None))
    yield Injection("Q-C-012", "civil_cremations", "no-day", changed(death_date=None))
    yield Injection("Q-C-013", "hrss_investigations", "no-day", changed(closed_on=None))


def _of_persons() -> Iterator[Injection]:
    for table in ("hrss_insured", "health_members"):
        yield Injection("Q-V-015", table, "placeholder", changed(birth_date=date(1901, 1, 1)), registered, BIRTH)
        yield Injection("Q-V-016", table, "placeholder", changed(phone="11111111111"))
        yield Injection("Q-V-018", table, "unborn", changed(birth_date=date(2022, 1, 9)), registered, BIRTH)
        yield Injection(
            "Q-X-001",
            table,
            "sex",
            changed(sex=lambda r: "2" if r["sex"] == "1" else "1"),
            registered,
            IDENTITY | {"Q-X-016"},
        )
        yield Injection(
            "Q-X-102",
            table,
            "sex",
            changed(sex=lambda r: "2" if r["sex"] == "1" else "1"),
            registered,
            IDENTITY | {"Q-X-016"},
        )
        yield Injection(
            "Q-X-002", table, "birth", changed(birth_date=lambda r: r["birth_date"] + 40 * DAY), registered, BIRTH
        )
        yield Injection(
            "Q-X-101", table, "birth", changed(birth_date=lambda r: r["birth_date"] - DAY), registered, BIRTH
        )
    yield Injection("Q-X-104", "hrss_insured", "ethnic", changed(ethnic_group="15"), registered)
    yield Injection("Q-V-017", "hrss_contributions", "unit", changed(contribution_base=60_000_000.0))


def _within() -> Iterator[Injection]:
    yield Injection("Q-X-004", "health_settlements", "bill", changed(bill_amount=lambda r: r["bill_amount"] + 10))
    yield Injection("Q-X-005", "hrss_awards", "total", changed(pension_amount=lambda r: r["pension_amount"] + 10))
    yield Injection("Q-X-006", "health_maternity", "amount", changed(maternity_allowance=25_000.0))
    for table in ("hrss_awards", "hrss_operations"):
        yield Injection("Q-X-007", table, "one-clerk", changed(approver_no=lambda r: r["clerk_no"]))
    yield Injection("Q-X-008", "hrss_contributions", "before", changed(period=date(2009, 6, 1)), also=LATE)
    yield Injection(
        "Q-X-009",
        "hrss_awards",
        "child",
        changed(work_start_month=lambda r: date(r["file_birth_date"].year + 10, 1, 1)),
    )
    yield Injection(
        "Q-X-009", "hrss_insured", "child", changed(first_insured_month=lambda r: date(r["birth_date"].year + 12, 1, 1))
    )
    yield Injection("Q-X-010", "hrss_pensions", "early", changed(period=date(1995, 1, 1)), also=LATE)
    yield Injection("Q-X-011", "hrss_insured", "late", changed(first_insured_month=date(2024, 1, 1)))
    yield Injection(
        "Q-X-012",
        "hrss_awards",
        "young",
        changed(first_benefit_month=lambda r: date(r["file_birth_date"].year + 30, 1, 1)),
    )
    yield Injection(
        "Q-X-013", "hrss_operations", "unhired", changed(done_at=lambda r: r["done_at"].replace(year=2011)), also=LATE
    )
    yield Injection(
        "Q-X-014", "health_settlements", "undesignated", changed(settled_on=date(2010, 2, 2)), also=LATE | {"Q-X-003"}
    )
    yield Injection("Q-X-015", "health_settlements", "pharmacy", changed(settlement_kind="41"))
    for sex, diagnosis in (("1", "O80.0"), ("2", "N40")):
        yield Injection(
            "Q-X-016",
            "health_settlements",
            diagnosis[:2],
            changed(diagnosis=diagnosis),
            lambda w, r, sex=sex: w.person(r).sex == sex,
        )
    yield Injection("Q-X-017", "tax_wages", "deducted", changed(insurance_deducted=9000.0))
    yield Injection("Q-X-017", "tax_wages", "tax", changed(wage_tax=5000.0))
    yield Injection(
        "Q-X-018", "civil_marriages", "child", changed(registered_on=date(1985, 1, 1)), also=LATE | {"Q-X-020"}
    )
    yield Injection("Q-X-019", "health_births", "father", _father, also=frozenset({"Q-X-103", "Q-X-124"}))
    yield Injection(
        "Q-X-020",
        "civil_marriages",
        "again",
        added(marriage_no=lambda r: r["marriage_no"] + "b", registered_on=lambda r: r["registered_on"] + 90 * DAY),
    )
    for place in _places("Q-X-003"):
        first, then = place.words["first"], place.words["then"]
        name = f"{first}-{then}"
        also = LATE | {"Q-X-014", "Q-X-110", "Q-X-112", "Q-X-114", "Q-X-115", "Q-X-116", "Q-X-117", "Q-V-018"}
        yield Injection("Q-X-003", place.table, name, _before(first, then), also=also, count=6)


def _later(world: World, row: Row) -> bool:
    return bool(row["period"] > date(2019, 1, 1))


def _father(world: World, row: Row) -> None:
    men = [
        p
        for p in world.people.values()
        if p.male and p.job is not None and p.kind == "ric18" and p.number not in world.subjects
    ]
    man = world.random.choice(men)
    row.update(mother_id=man.id_number, mother_id_written=man.id_number, mother_id_kind="ric18")


def _before(first: str, then: str) -> Spoil:
    return changed(**{then: lambda row: row[first] - 60 * DAY})


@cache
def _places(rule: str) -> tuple[Any, ...]:
    return next(each for each in load_rules(load_sources()) if each.code == rule).targets


def _in_time() -> Iterator[Injection]:
    for table, column in (
        ("hrss_pensions", "paid_on"),
        ("tax_taxpayers", "registered_on"),
        ("health_settlements", "settled_on"),
    ):
        yield Injection("Q-T-001", table, "future", changed(**{column: date(2031, 1, 1)}), also=LATE | {"Q-U-001"})
    for table, column in (("hrss_certifications", "certified_on"), ("tax_wages", "declared_on")):
        yield Injection(
            "Q-T-002",
            table,
            "late",
            changed(**{column: date(2019, 1, 2)}),
            lambda w, r: r["_delivery"] == "2021",
            LATE | {"Q-X-003", "Q-X-110", "Q-X-116"},
        )
    yield Injection(
        "Q-T-010",
        "hrss_contributions",
        "late",
        changed(received_on=lambda r: r["period"] + 150 * DAY),
        also=frozenset({"Q-T-001"}),
    )
    yield Injection(
        "Q-T-011",
        "tax_wages",
        "late",
        changed(declared_on=lambda r: r["period"] + 110 * DAY),
        also=frozenset({"Q-T-001"}),
    )
    yield Injection(
        "Q-T-012",
        "police_changes",
        "late",
        changed(registered_on=lambda r: r["event_on"] + 400 * DAY),
        also=frozenset({"Q-T-001", "Q-X-110"}),
    )
    yield Injection(
        "Q-T-013",
        "health_deaths",
        "late",
        changed(registered_on=lambda r: r["death_date"] + 60 * DAY),
        also=frozenset({"Q-T-001"}),
    )
    yield Injection("Q-T-014", "civil_cremations", "late", changed(registered_on=lambda r: r["cremated_on"] + 60 * DAY))
    yield Injection(
        "Q-T-015", "health_settlements", "late", changed(settled_on=lambda r: r["discharged_on"] + 100 * DAY)
    )
    yield Injection(
        "Q-T-016",
        "hrss_pensions",
        "late",
        changed(paid_on=lambda r: r["period"] + 100 * DAY),
        also=frozenset({"Q-T-001", "Q-X-110"}),
    )
    yield Injection(
        "Q-T-017", "police_sentences", "late", changed(registered_on=lambda r: r["sentence_from"] + 200 * DAY), count=4
    )


def _references() -> Iterator[Injection]:
    side = frozenset({"Q-U-001", "Q-R-003", "Q-X-123", "Q-X-007", "Q-R-001"})
    for rule in ("Q-R-001", "Q-R-002"):
        for place in _places(rule):
            column = place.words["column"]
            many = 2 if place.table == "health_doctors" else 6
            if place.table in ("hrss_resident_contributions",):
                continue
            spoil = changed(**({"uscc": UNKNOWN, "uscc_written": UNKNOWN} if column == "uscc" else {column: UNKNOWN}))
            yield Injection(rule, place.table, column, spoil, also=side, count=many)
    yield Injection("Q-R-003", "hrss_pensions", "no-award", changed(pension_scheme="120"), _later)
    for kind in "1234":
        yield Injection(
            "Q-R-004", "hrss_investigations", f"kind-{kind}", changed(subject_kind=kind, subject_no=UNKNOWN), count=4
        )
    yield Injection(
        "Q-R-005",
        "health_maternity",
        "no-employer",
        changed(uscc="91470100000008888X", uscc_written="91470100000008888X"),
    )
