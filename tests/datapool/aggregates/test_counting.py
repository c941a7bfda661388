"""Every table counted by hand on a few rows: newest rows win, nobody counts twice, nothing is lost."""

from datetime import date
from pathlib import Path

from tests.datapool.aggregates.tiny_pool import (
    HERE,
    SILENT,
    THERE,
    cells_of,
    changed,
    citizen,
    insured,
    member,
    paid_in,
    paid_out,
    pool_of,
    resident,
    treated,
)
from tests.datapool.quality.mini_province import identifier

ALL = range(1, 13)
BEFORE = date(2015, 3, 1)
HUNDRED = 100


def test_the_newest_row_of_a_person_counts_once_at_each_year_end(tmp_path: Path) -> None:
    rows = [
        insured("P1", BEFORE, insured_status="2"),
        insured("P1", date(2020, 6, 1), insured_status="4"),
        insured("P1", date(2020, 6, 1), insured_status="4"),
    ]
    found = {path[:4]: sums[0] for path, sums in cells_of(pool_of(tmp_path, hrss_insured=rows), "members").items()}
    assert found == {(2019, "110", "interrupted", "employer"): 1, (2020, "110", "ended", "any"): 1}


def test_who_moves_between_regions_is_counted_where_they_are_registered_last(tmp_path: Path) -> None:
    rows = [insured("P1", BEFORE), insured("P1", date(2020, 3, 1), region_code=THERE), insured("P2", BEFORE)]
    paid = [*paid_in("P1", 2019, ALL), *paid_in("P1", 2020, ALL, region_code=THERE)]
    cells = cells_of(pool_of(tmp_path, hrss_insured=rows, hrss_contributions=paid), "members")
    heads = {path[:4]: sums[0] for path, sums in cells.items()}
    assert heads == {
        (2019, "110", "paying", "employer"): 1, (2019, "110", "interrupted", "employer"): 1,
        (2020, "110", "paying", "employer"): 1, (2020, "110", "interrupted", "employer"): 1,
    }  # fmt: skip


def test_state_and_scheme_follow_what_was_paid_in_december(tmp_path: Path) -> None:
    rows = [
        *(insured(f"P{number}", BEFORE) for number in (1, 2, 3)),
        insured("P4", BEFORE, insured_status="3"),
        insured("P5", BEFORE, insured_status="3", birth_date=date(1950, 5, 1)),
        insured("P6", BEFORE, employment_form="3", employer_no=None),
    ]
    pool = pool_of(
        tmp_path,
        hrss_insured=rows,
        hrss_contributions=[
            *paid_in("P1", 2019, ALL),
            *paid_in("P2", 2019, ALL, employer_no="E2"),
            *paid_in("P3", 2019, [12], employer_no=None, contribution_kind="30"),
        ],
        hrss_pensions=[*paid_out("P4", 2019, [12], payment_result="2"), *paid_out("P5", 2019, ALL)],
        hrss_resident_contributions=[
            {
                "_delivery": "2019", "person_no": "P6", "contribution_year": 2019, "resident_grade": 300.0,
                "resident_subsidy": 40.0, "received_on": date(2019, 5, 1), "region_code": HERE,
            }
        ],
    )  # fmt: skip
    cells = {path: sums for path, sums in cells_of(pool, "members").items() if path[0] == 2019}
    months = (2019 - 2010) * 12 + 11
    assert cells == {
        (2019, "110", "paying", "employer", "2", 35, "", 39): (1, 500_000, 0, months),
        (2019, "120", "paying", "employer", "2", 35, "", 39): (1, 500_000, 0, months),
        (2019, "110", "paying", "flexible", "2", 35, "", 39): (1, 500_000, 0, months),
        (2019, "110", "unpaid", "any", "2", 35, "", 39): (1, 0, 0, months),
        (2019, "110", "drawing", "any", "2", 65, "0", 69): (1, 0, 200_000, months),
        (2019, "170", "paying", "resident", "2", 35, "", 39): (1, 0, 0, months),
    }


def test_months_due_run_from_the_first_to_the_last_paid_and_over_a_year_end_that_was_paid_through(
    tmp_path: Path,
) -> None:
    paid = [
        *paid_in("P1", 2019, [3, 4, 8]),
        *paid_in("P2", 2019, [1, 12]),
        *paid_in("P2", 2020, [1, 2, 3]),
        *paid_in("P3", 2019, [11], received_on=date(2020, 2, 1)),
    ]
    rows = [insured(f"P{number}", BEFORE) for number in (1, 2, 3)]
    cells = cells_of(pool_of(tmp_path, hrss_insured=rows, hrss_contributions=paid), "contributions")
    of_2019 = cells[(2019, "110", "employer")]
    assert of_2019[:3] == (3, 6, 6 + 12 + 1)
    assert of_2019[3:6] == (6 * 5000 * HUNDRED, 6 * 800 * HUNDRED, 6 * 400 * HUNDRED)
    assert of_2019[7:9] == (5 * 800 * HUNDRED, 5 * 400 * HUNDRED)
    assert cells[(2020, "110", "employer")][:3] == (2, 3, 3)
    assert cells[(2020, "110", "employer")][7] == 4 * 800 * HUNDRED


def test_returned_payments_are_no_pensions_and_late_ones_belong_to_the_year_of_payment(tmp_path: Path) -> None:
    rows = [insured("P1", BEFORE, insured_status="3")]
    paid = [*paid_out("P1", 2019, [1, 2]), *paid_out("P1", 2019, [3], payment_result="2")]
    paid += paid_out("P1", 2019, [12], paid_on=date(2020, 1, 20))
    cells = cells_of(pool_of(tmp_path, hrss_insured=rows, hrss_pensions=paid), "pensions")
    assert cells == {
        (2019, "110", "2"): (1, 3, 6000 * HUNDRED, 4000 * HUNDRED),
        (2020, "110", "2"): (1, 0, 0, 2000 * HUNDRED),
    }


def test_a_person_with_a_new_number_who_moves_or_dies_is_one_resident_at_most(tmp_path: Path) -> None:
    old, new, gone, moved, dead = (citizen(number) for number in range(1, 6))
    newborn = citizen(6, male=True, born=date(2020, 11, 20))
    population = [
        resident(old, BEFORE),
        resident(new, date(2020, 4, 2)),
        resident(gone, BEFORE),
        resident(moved, BEFORE),
        resident(moved, date(2020, 7, 1), region_code=THERE),
        resident(dead, BEFORE),
        resident(newborn, date(2021, 2, 1), sex="1", birth_date=date(2020, 11, 20)),
    ]
    changes = [
        changed(old, "04", date(2020, 4, 1), former_value=old, new_value=new),
        changed(gone, "06", date(2020, 5, 1)),
        changed(moved, "06", date(2020, 6, 28)),
        changed(dead, "02", date(2020, 8, 1)),
    ]
    pool = pool_of(tmp_path, police_population=population, police_changes=changes)
    heads = {path: sums[0] for path, sums in cells_of(pool, "population").items()}
    assert heads == {
        (2019, "1", "2", 35, 39): 4,
        (2020, "1", "2", 40, 40): 2,
        (2020, "1", "1", 0, 0): 1,
    }
    assert cells_of(pool, "births") == {(2020, "1"): (1,)}
    assert cells_of(pool, "deaths") == {(2020, "2", 40, 40): (1,)}


def test_one_death_told_by_three_departments_is_one_and_the_earliest_day_holds(tmp_path: Path) -> None:
    dead = citizen(1, born=date(1940, 1, 1))
    pool = pool_of(
        tmp_path,
        police_population=[resident(dead, BEFORE, birth_date=date(1940, 1, 1))],
        police_changes=[changed(dead, "02", date(2020, 1, 3))],
        health_deaths=[
            {
                "_delivery": "2020", "certificate_no": "C1", "person_name": "王五", "death_date": date(2019, 12, 30),
                "registered_on": date(2020, 1, 2), "region_code": THERE, **identifier("citizen_id", dead, "ric18"),
            }
        ],
        civil_cremations=[
            {
                "_delivery": "2020", "cremation_no": "K1", "person_name": "王五", "death_date": None, "sex": "2",
                "cremated_on": date(2020, 1, 2), "registered_on": date(2020, 1, 2), "region_code": HERE,
                **identifier("citizen_id", dead, "ric18"),
            }
        ],
    )  # fmt: skip
    assert cells_of(pool, "deaths") == {(2019, "2", 75, 79): (1,)}
    assert cells_of(pool, "population") == {}


def test_where_the_police_are_silent_members_and_insured_stand_in_once_each(tmp_path: Path) -> None:
    both, only_insured, known = citizen(1), citizen(2), citizen(3)
    pool = pool_of(
        tmp_path,
        police_population=[resident(known, BEFORE)],
        health_members=[
            member("M1", BEFORE, region_code=SILENT, **identifier("citizen_id", both, "ric18")),
            member("M2", BEFORE, region_code=SILENT),
            member("M3", BEFORE, region_code=SILENT, **identifier("citizen_id", known, "ric18")),
            member("M4", BEFORE),
        ],
        hrss_insured=[
            insured("P1", BEFORE, region_code=SILENT, **identifier("citizen_id", both, "ric18")),
            insured("P2", BEFORE, region_code=SILENT, **identifier("citizen_id", only_insured, "ric18")),
        ],
    )
    heads = {path[:2]: sums[0] for path, sums in cells_of(pool, "population").items() if path[0] == 2019}
    assert heads == {(2019, "1"): 1, (2019, "2"): 3}


def test_a_patient_is_one_person_however_many_bills_and_keeps_the_scheme_of_the_year(tmp_path: Path) -> None:
    pool = pool_of(
        tmp_path,
        health_members=[member("M1", BEFORE, medical_scheme="390"), member("M1", date(2020, 2, 1))],
        health_settlements=[
            treated("M1", date(2019, 3, 1), 100.0),
            treated("M1", date(2019, 9, 1), 50.0),
            treated("M1", date(2020, 9, 1), 10.0),
            treated("M9", date(2020, 9, 1), 8.0),
        ],
    )
    assert cells_of(pool, "settlements") == {
        (2019, "390", "21", "2", 35): (1, 2, 150 * HUNDRED, 75 * HUNDRED, 75 * HUNDRED),
        (2020, "310", "21", "2", 40): (1, 1, 10 * HUNDRED, 5 * HUNDRED, 5 * HUNDRED),
        (2020, "0", "21", "0", -1): (1, 1, 8 * HUNDRED, 4 * HUNDRED, 4 * HUNDRED),
    }


def test_an_award_that_was_made_again_counts_as_it_stands_last(tmp_path: Path) -> None:
    award = {
        "_delivery": "2019", "person_no": "P1", "pension_scheme": "110", "retirement_kind": "1",
        "first_benefit_month": date(2019, 6, 1), "contribution_months": 240, "deemed_months": 12,
        "contribution_index": 0.9, "account_balance": 1000.0, "basic_pension": 900.0, "account_pension": 50.0,
        "transitional_pension": 50.0, "region_code": HERE,
    }  # fmt: skip
    awards = [
        award | {"awarded_on": date(2019, 5, 20), "pension_amount": 1000.0},
        award | {"awarded_on": date(2019, 8, 20), "pension_amount": 1100.0},
    ]
    pool = pool_of(tmp_path, hrss_insured=[insured("P1", BEFORE, birth_date=date(1969, 5, 1))], hrss_awards=awards)
    assert cells_of(pool, "awards") == {
        (2019, "110", "2", 50, "1", 50): (1, 240, 12, 9000, 100_000, 90_000, 5_000, 5_000, 110_000)
    }


def test_unemployment_benefit_counts_persons_months_and_money(tmp_path: Path) -> None:
    months = [
        {
            "_delivery": "2019", "person_no": "P1", "unemployment_reason": "1", "claimed_on": date(2019, 1, 1),
            "period": date(2019, month, 1), "unemployment_benefit": 1500.5, "region_code": HERE,
        }
        for month in (2, 3)
    ]  # fmt: skip
    pool = pool_of(tmp_path, hrss_insured=[insured("P1", BEFORE)], hrss_unemployment=months)
    assert cells_of(pool, "unemployment") == {(2019, "2", 35): (1, 2, 300_100)}
