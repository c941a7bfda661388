"""A small pool of random lives, and what each person's years are, worked out by plain Python from the same rows."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from rules.book import RuleBook, RulesInForce
from rules.formulas.retirement import statutory_retirement_month
from tests.datapool.quality.laid_out import lay_out
from tests.datapool.quality.mini_province import Row, identifier

FIRST, LAST = 2023, 2025
YEARS = range(FIRST, LAST + 1)
REGIONS = ("4701", "4702")
DESCRIPTION = """\
province: "47"
title: {zh: 小样本（虚构）, en: A handful (made up)}
made_up: true
regions: []
history: {first: 2023-01, last: 2025-12}
"""

Rows = dict[str, list[Row]]


def random_rows(persons: int = 160, seed: int = 1) -> Rows:
    """Persons who move, pay with gaps or in two places, draw, save, fall ill, and share an ID now and then."""
    random, rows = Random(seed), Rows()
    rows["hrss_employers"] = [
        {"_delivery": "2023", "employer_no": f"E{number}", "employer_kind": "2" if number % 3 == 0 else "1",
         "registered_on": date(2010, 1, 1), "region_code": f"{REGIONS[number % 2]}02"}
        for number in range(6)
    ]  # fmt: skip
    for number in range(persons):
        _live(rows, number, random)
    return rows


def lay_out_random(root: Path, rows: Rows) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "pool.yaml").write_text(DESCRIPTION, encoding="utf-8")
    return lay_out(root, rows)


def _add(rows: Rows, table: str, year: int, **row: Any) -> None:
    rows.setdefault(table, []).append({"_delivery": str(min(max(year, FIRST), LAST)), **row})


def _live(rows: Rows, number: int, random: Random) -> None:
    number_of_id = number - 1 if number % 9 == 1 else number
    valid = number % 11 != 3
    own = identifier("citizen_id", f"47010219700101{number_of_id:04d}" if valid else None, "ric18", f"written{number}")
    born = date(random.randint(1938, 2003), random.randint(1, 12), random.randint(1, 28))
    county = f"{random.choice(REGIONS)}02"
    first = random.choice((None, date(2019, 3, 1), date(random.randint(2022, LAST), random.randint(1, 12), 1)))
    person = {
        "person_no": f"P{number:05d}", "person_name": "张三", **own, "sex": random.choice("12"), "birth_date": born,
        "personnel_identity": random.choice("129"), "first_insured_month": first,
    }  # fmt: skip
    day = date(random.choice((2015, 2022, 2023)), random.randint(1, 12), 5)
    for _ in range(random.choice((1, 1, 2, 3))):
        _add(
            rows, "hrss_insured", day.year, **person, employment_form=random.choice("1123"),
            insured_status=random.choice("112334"), registered_on=day, region_code=county,
            employer_no=random.choice((None, *(f"E{employer}" for employer in range(6)))),
        )  # fmt: skip
        day += timedelta(days=random.randint(100, 700))
        county = f"{random.choice(REGIONS)}02"
    months = [date(year, month, 1) for year in YEARS for month in range(1, 13)]
    for month in months if random.random() < 0.6 else []:
        for _ in range(random.choice((0, 1, 1, 1, 2))):
            _add(
                rows, "hrss_contributions", month.year, person_no=person["person_no"], employer_no=None, period=month,
                contribution_kind="10", contribution_base=float(random.randint(3000, 9000)), employer_contribution=1.0,
                person_contribution=1.0, received_on=month, region_code=f"{random.choice(REGIONS)}02",
            )  # fmt: skip
    draws = random.random() < 0.4
    for month in months if draws else []:
        for scheme in ("110", "170") if number % 7 == 0 else (random.choice(("110", "120")),):
            _add(
                rows, "hrss_pensions", month.year, person_no=person["person_no"], pension_scheme=scheme, period=month,
                amount=float(random.randint(500, 4000)), payment_result=random.choice("1112"), paid_on=month,
                region_code=f"{random.choice(REGIONS)}02",
            )  # fmt: skip
    for year in YEARS if random.random() < 0.3 else []:
        _add(
            rows, "hrss_resident_contributions", year, person_no=person["person_no"], contribution_year=year,
            resident_grade=float(random.choice((100, 200, 500))), resident_subsidy=30.0, received_on=date(year, 9, 1),
            region_code=county,
        )  # fmt: skip
    if number % 5:
        _fall_ill(rows, number, own, random)


def _fall_ill(rows: Rows, number: int, own: Row, random: Random) -> None:
    _add(
        rows, "health_members", FIRST, member_no=f"M{number}", person_name="张三", **own, sex="1",
        birth_date=date(1970, 1, 1), medical_scheme="310", registered_on=date(2018, 1, 1), region_code="470102",
    )  # fmt: skip
    for bill in range(random.randint(0, 40)):
        day = date(random.choice(YEARS), random.randint(1, 12), 9)
        _add(
            rows, "health_settlements", day.year, settlement_no=f"S{number}-{bill}", member_no=f"M{number}",
            provider_no="V", settlement_kind="11", admitted_on=day, discharged_on=day, diagnosis="J03",
            bill_amount=float(random.randint(10, 999)), fund_payment=float(random.randint(0, 9)), person_payment=1.0,
            settled_on=day, region_code=f"{random.choice(REGIONS)}02",
        )  # fmt: skip


def _order(row: Row) -> tuple[Any, ...]:
    return row["registered_on"], row["_batch"], row["_line"]


def standing(rows: Rows, year: int) -> list[Row]:
    """The newest row of every person at the end of a year, the relation not having ended."""
    newest: dict[str, Row] = {}
    for row in sorted(rows["hrss_insured"], key=_order):
        if row["registered_on"] <= date(year, 12, 31):
            newest[row["person_no"]] = row
    return [row for row in newest.values() if row["insured_status"] != "4"]


def years_of_persons(rows: Rows) -> list[dict[str, Any]]:
    """Every row of `insured_years` of every region, by loops."""
    lives = _Lives(rows)
    return [_year(lives, row, year) for year in YEARS for row in lives.standing[year]]


class _Lives:
    """The rows by person, member and year, so that loops end."""

    def __init__(self, rows: Rows) -> None:
        self.insured = sorted(rows["hrss_insured"], key=_order)
        self.standing = {year: standing(rows, year) for year in YEARS}
        self.kinds = {row["employer_no"]: row["employer_kind"] for row in rows["hrss_employers"]}
        self.members = rows.get("health_members", [])
        self.paid = self._by(rows, "hrss_contributions", "person_no", "period")
        self.drawn = self._by(rows, "hrss_pensions", "person_no", "period")
        self.saved = self._by(rows, "hrss_resident_contributions", "person_no", "received_on")
        self.bills = self._by(rows, "health_settlements", "member_no", "settled_on")

    @staticmethod
    def _by(rows: Rows, table: str, number: str, day: str) -> dict[tuple[str, int], list[Row]]:
        found: dict[tuple[str, int], list[Row]] = {}
        for row in rows.get(table, []):
            found.setdefault((row[number], row[day].year), []).append(row)
        return found


def _year(lives: _Lives, row: Row, year: int) -> dict[str, Any]:
    number = row["person_no"]
    paid = lives.paid.get((number, year), [])
    drawn = [each for each in lives.drawn.get((number, year), []) if each["payment_result"] == "1"]
    paid_months, drawn_months = ({each["period"].month for each in some} for some in (paid, drawn))
    schemes = {each["pension_scheme"] for each in drawn}
    form = {"1": "employer", "2": "flexible", "3": "resident"}[row["employment_form"]]
    own = "170" if form == "resident" else "120" if lives.kinds.get(row["employer_no"]) == "2" else "110"
    months = (
        of * 12 + each["period"].month - 1 for of in YEARS if of <= year for each in lives.paid.get((number, of), [])
    )
    last = max(months, default=FIRST * 12 - 1)
    saved = sum(each["resident_grade"] for each in lives.saved.get((number, year), []))
    first = row["first_insured_month"]
    return {
        "year": year,
        "region": row["region_code"][:4],
        "sex": row["sex"],
        "age": year - row["birth_date"].year,
        "scheme": next((code for code in ("120", "110", "170") if code in schemes), own),
        "form": form,
        "status": row["insured_status"],
        "months_since_first": None if first is None else year * 12 + 11 - first.year * 12 - first.month + 1,
        "months_to_retirement": retirement(row, year) - year * 12 - 11,
        "pays_months": len(paid_months),
        "gap_months": year * 12 + 11 - last,
        "gap_24": _gap(lives, row, year, 24),
        "gap_60": _gap(lives, row, year, 60),
        "years_since_move": _since_move(lives, number, year),
        "base": sum(each["contribution_base"] for each in paid) / len(paid_months) if paid else None,
        "saved": saved,
        "draws": bool(drawn),
        "schemes_drawn": len(schemes),
        "pension": sum(each["amount"] for each in drawn) / len(drawn_months) if drawn else None,
        "months_of_both": len(paid_months & drawn_months),
        "numbers_of_id": _numbers(lives, row["citizen_id"], year),
        **_care(lives, row["citizen_id"], year),
    }


def _gap(lives: "_Lives", row: Row, year: int, last: int) -> int:
    """Months of the last so many that lie in the history and not before the first insured month, less those paid."""
    first, due, paid = row["first_insured_month"], 0, 0
    for month in range(max(FIRST * 12, year * 12 + 12 - last), year * 12 + 12):
        due += first is None or first.year * 12 + first.month - 1 <= month
        some = lives.paid.get((row["person_no"], month // 12), [])
        paid += any(each["period"].month == month % 12 + 1 for each in some)
    return max(0, due - paid)


def _since_move(lives: "_Lives", number: str, year: int) -> int | None:
    mine = [row for row in lives.insured if row["person_no"] == number and row["registered_on"] <= date(year, 12, 31)]
    moves = [
        new["registered_on"].year for old, new in pairwise(mine) if old["region_code"][:4] != new["region_code"][:4]
    ]
    return year - moves[-1] if moves else None


@cache
def _law(year: int) -> RulesInForce:
    return RuleBook.load("china").at(date(year + 1, 1, 1))


def retirement(row: Row, year: int) -> int:
    """The statutory month by the formula of the rule book, under the law of the day after the year."""
    law = _law(year)
    worker = "female_cadre" if row["personnel_identity"] == "1" else "female_worker"
    category = "male" if row["sex"] == "1" else worker
    old = int(law.number(f"retirement.old_age.{category}") * 12)
    born = row["birth_date"].year * 12 + row["birth_date"].month - 1
    if not law.has(f"retirement.start_month.{category}"):
        return born + old
    begins, step, longest = (
        int(law.number(f"retirement.{key}.{category}")) for key in ("start_month", "months_per_step", "longest_delay")
    )
    return statutory_retirement_month(born, old, begins, step, longest)


def _numbers(lives: _Lives, citizen_id: str | None, year: int) -> int:
    if citizen_id is None:
        return 1
    return max(1, len({row["person_no"] for row in lives.standing[year] if row["citizen_id"] == citizen_id}))


def _care(lives: _Lives, citizen_id: str | None, year: int) -> dict[str, Any]:
    members = {row["member_no"] for row in lives.members if citizen_id is not None and row["citizen_id"] == citizen_id}
    bills = [bill for member in sorted(members) for bill in lives.bills.get((member, year), [])]
    return {
        "is_linked": bool(members),
        "settlements": len(bills),
        "bill": sum(bill["bill_amount"] for bill in bills),
        "fund": sum(bill["fund_payment"] for bill in bills),
    }
