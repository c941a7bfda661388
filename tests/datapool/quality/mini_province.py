"""A small province whose five departments agree in everything, with the noise of the real world that is no error.

Noise: 15-digit ID numbers, foreigners, name changes, deaths registered late while a pension runs on for some weeks,
persons who move and are registered anew, and a prefecture (4706) that shares nothing but its own social security.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

Row = dict[str, Any]

YEARS = (2019, 2020, 2021)
MONTHS = (1, 3, 5, 7, 9, 11)
REGIONS = ("4701", "4702", "4703", "4706")
SILENT = "4706"
BASE = 6000.0


@dataclass
class Person:
    number: int
    region: str
    male: bool
    born: date
    name: str
    id_number: str
    kind: str
    job: int | None = None
    retired: bool = False
    died: date | None = None
    registered_death: date | None = None
    former_name: str | None = None
    prisoner: bool = False
    unemployed: bool = False

    @property
    def county(self) -> str:
        return f"{self.region}02"

    @property
    def sex(self) -> str:
        return "1" if self.male else "2"

    @property
    def person_no(self) -> str:
        return f"4701{self.number:06d}"

    @property
    def member_no(self) -> str:
        return f"M{self.number * 7 + 1:08d}"

    @property
    def taxpayer_no(self) -> str:
        return f"T{self.number * 3 + 2:08d}"

    @property
    def account(self) -> str:
        return f"62{self.number:014d}"

    @property
    def phone(self) -> str:
        return f"139{(self.number * 7919 + 10_203_040) % 10**8:08d}"

    @property
    def dies_alone(self) -> bool:
        """Nobody certifies the death or knows of it before the register does, months later."""
        late = self.died is not None and self.registered_death is not None
        return late and self.shares and (self.registered_death - self.died).days > 100

    @property
    def shares(self) -> bool:
        return self.region != SILENT


@dataclass
class Province:
    """[table] rows; each has `_delivery` beside its columns."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def add(self, table: str, delivery: int, **row: Any) -> None:
        self.rows.setdefault(table, []).append({"_delivery": str(delivery), **row})


def identifier(column: str, number: str | None, kind: str, written: str | None = None) -> Row:
    return {column: number, f"{column}_written": written or number, f"{column}_kind": kind}


def id_of(person: Person, column: str = "citizen_id") -> Row:
    short = person.id_number[:6] + person.id_number[8:17] if person.kind == "ric15" else None
    return identifier(column, person.id_number, person.kind, short)


def credit_code(employer: int) -> str:
    return f"9147010000000{employer:04d}X"


def uscc(employer: int) -> Row:
    return identifier("uscc", credit_code(employer), "uscc")


def employer_no(employer: int) -> str:
    return f"E{employer:05d}"


def build_province(persons: int = 1200, seed: int = 1) -> Province:
    random = Random(seed)
    province = Province()
    province.people = [_person(number, random) for number in range(persons)]
    for fill in (_social_security, _contributions, _pensions, _tax, _police, _civil, _health):
        fill(province, random)
    return province


def _person(number: int, random: Random) -> Person:
    male = number % 2 == 0
    old = number % 4 == 3
    born = date(random.randint(1940, 1955) if old else random.randint(1970, 1995), random.randint(1, 12), 7)
    region = REGIONS[(number // 4) % 4]
    order = number % 500 * 2 + int(male)
    id_number = f"{region}{number // 500 + 10}{born:%Y%m%d}{order:03d}{number % 10}"
    foreign = number % 97 == 5
    kind = "foreign" if foreign else "ric15" if number % 41 == 0 else "ric18"
    name = chr(0x4E00 + number % 3000) + chr(0x5000 + number % 2500)
    person = Person(number, region, male, born, name, id_number, kind, retired=old)
    if old and number % 3 == 0:
        person.died = date(2020, random.randint(2, 6), 11)
        person.registered_death = person.died + timedelta(days=random.choice((5, 20, 200)))
    if not old:
        person.job = number % 24
        person.unemployed = number % 50 == 2
    person.prisoner = old and number % 20 == 7 and person.died is None
    person.former_name = person.name + "旧" if number % 30 == 1 else None
    return person


def _social_security(province: Province, random: Random) -> None:
    for employer in range(24):
        region = REGIONS[employer % 4]
        province.add(
            "hrss_employers", 2019, employer_no=employer_no(employer), **uscc(employer),
            employer_name=f"澜江第{employer}公司", employer_kind="1", industry="C", address="澜江路",
            phone="02888001234", account_no=f"88{employer:010d}", agent_phone="13900001111",
            registered_on=date(2010, 3, 1), region_code=f"{region}02",
        )  # fmt: skip
    for clerk in range(8):
        province.add(
            "hrss_clerks", 2019, clerk_no=f"C{clerk}", clerk_post="1", phone="13911112222", account_no=f"77{clerk:08d}",
            hired_on=date(2012, 1, 5), region_code=f"{REGIONS[clerk % 4]}02",
        )  # fmt: skip
    for person in province.people:
        for year in (2018, *([2020] if person.number % 10 == 4 else [2021] if person.number % 10 == 6 else [])):
            province.add("hrss_insured", max(year, 2019), **_insured(person, date(year, 5, 4)))
    for number in range(200):
        person = province.people[random.randrange(len(province.people))]
        year = YEARS[number % 3]
        province.add(
            "hrss_operations", year, operation_no=f"O{number:06d}", operation_kind="10", person_no=person.person_no,
            other_person_no=None, employer_no=None, new_account_no=None, contribution_months=None,
            operation_amount=None, clerk_no=f"C{number % 8}", approver_no=f"C{(number + 1) % 8}",
            done_at=datetime(year, 6, 3, 10, 30), region_code=person.county,
        )  # fmt: skip
    for number in range(120):
        person = province.people[number * 5 % len(province.people)]
        year = YEARS[number % 3]
        province.add(
            "hrss_investigations", year, case_no=f"K{number:05d}", subject_kind="1", subject_no=person.person_no,
            typology="T01", finding="1", opened_on=date(year, 2, 1), closed_on=date(year, 8, 1),
            region_code=person.county,
        )  # fmt: skip


def _insured(person: Person, registered: date) -> Row:
    works = person.job is not None
    return {
        "person_no": person.person_no, "person_name": person.name, **id_of(person), "sex": person.sex,
        "birth_date": person.born, "ethnic_group": "01", "hukou_kind": "10", "personnel_identity": "2",
        "employment_form": "1" if works else "3", "insured_status": "1" if works else "3",
        "employer_no": employer_no(person.job) if person.job is not None else None,
        "first_insured_month": date(2016, 1, 1), "phone": person.phone, "address": "澜江路1号",
        "account_no": person.account, "registered_on": registered, "region_code": person.county,
    }  # fmt: skip


def months() -> Iterator[date]:
    return (date(year, month, 1) for year in YEARS for month in MONTHS)


def _contributions(province: Province, random: Random) -> None:
    for person in province.people:
        if person.job is not None and not person.unemployed:
            for month in months():
                province.add(
                    "hrss_contributions", month.year, person_no=person.person_no, employer_no=employer_no(person.job),
                    period=month, contribution_kind="10", contribution_base=BASE, employer_contribution=BASE * 0.16,
                    person_contribution=BASE * 0.08, received_on=month + timedelta(days=14), region_code=person.county,
                )  # fmt: skip
        if person.unemployed:
            for month in months():
                province.add(
                    "hrss_unemployment", month.year, person_no=person.person_no, employer_no=employer_no(0),
                    unemployment_reason="1", claimed_on=date(2019, 1, 2), period=month, unemployment_benefit=1500.0,
                    account_no=person.account, device_no="D1", phone=person.phone, region_code=person.county,
                )  # fmt: skip
        if person.job is None and not person.retired:
            raise AssertionError("everybody works or draws a pension")


def _pensions(province: Province, random: Random) -> None:
    for person in province.people:
        if not person.retired:
            continue
        province.add(
            "hrss_awards", 2019, person_no=person.person_no, pension_scheme="110", retirement_kind="1",
            first_benefit_month=date(person.born.year + 60, 2, 1), awarded_on=date(2018, 1, 9),
            file_birth_date=person.born, work_start_month=date(person.born.year + 20, 1, 1), altered_entries=0,
            contribution_months=300, deemed_months=60, contribution_index=1.1, account_balance=90_000.0,
            basic_pension=2000.0, account_pension=800.5, transitional_pension=99.5, pension_amount=2900.0,
            appraiser_no=None, clerk_no="C1", approver_no="C2", region_code=person.county,
        )  # fmt: skip
        for month in months():
            end = _known(person) + timedelta(days=40) if person.died else date.max
            if month >= end or (person.prisoner and month >= date(2021, 3, 1)):
                break
            province.add(
                "hrss_pensions", month.year, person_no=person.person_no, pension_scheme="110", period=month,
                amount=2900.0, account_no=person.account, payment_result="1", paid_on=month + timedelta(days=9),
                region_code=person.county,
            )  # fmt: skip
        for year in YEARS:
            if not person.died or date(year, 1, 20) < person.died:
                province.add(
                    "hrss_certifications", year, person_no=person.person_no, certified_on=date(year, 1, 20),
                    certification_channel="1", device_no=f"D{person.number}", phone=person.phone,
                    region_code=person.county,
                )  # fmt: skip


def _known(person: Person) -> date:
    """The day on which anybody registers the death."""
    assert person.died and person.registered_death
    return person.registered_death if person.dies_alone else person.died + timedelta(days=1)


def _tax(province: Province, random: Random) -> None:
    for employer in range(24):
        region = REGIONS[employer % 4]
        if region != SILENT:
            province.add(
                "tax_firms", 2019, **uscc(employer), employer_name=f"澜江第{employer}公司", industry="C",
                firm_status="1", address="澜江路", phone="02888001234", account_no=f"88{employer:010d}",
                registered_on=date(2010, 2, 1), region_code=f"{region}02",
            )  # fmt: skip
    sharing = [employer for employer in range(24) if REGIONS[employer % 4] != SILENT]
    for person in province.people:
        if person.job is None or not person.shares:
            continue
        province.add(
            "tax_taxpayers", 2019, taxpayer_no=person.taxpayer_no, person_name=person.name, id_kind="1",
            **id_of(person), phone=person.phone, registered_on=date(2018, 6, 6), region_code=person.county,
        )  # fmt: skip
        for month in months():
            province.add(
                "tax_wages", month.year, **uscc(sharing[person.number % len(sharing)]),
                taxpayer_no=person.taxpayer_no, period=month, wage_income=8000.0, insurance_deducted=840.0,
                wage_tax=64.8, declared_on=month + timedelta(days=40), region_code=person.county,
            )  # fmt: skip
    for row in province.rows["tax_wages"]:
        row["_delivery"] = str(row["declared_on"].year)


def _police(province: Province, random: Random) -> None:
    for person in province.people:
        if not person.shares or person.kind == "foreign":
            continue
        province.add(
            "police_population", 2019, **id_of(person), person_name=person.name, former_name=person.former_name,
            sex=person.sex, ethnic_group="01", birth_date=person.born, hukou_kind="10", household_no="H1",
            address="澜江路1号", registered_on=date(2015, 1, 1), region_code=person.county,
        )  # fmt: skip
        if person.registered_death and person.died:
            province.add(
                "police_changes", person.registered_death.year, **id_of(person), person_name=person.name,
                population_change="02", event_on=person.died, registered_on=person.registered_death,
                former_value=None, new_value=None, region_code=person.county,
            )  # fmt: skip
        if person.prisoner:
            province.add(
                "police_sentences", 2021, **id_of(person), person_name=person.name, birth_date=person.born,
                sentence_from=date(2021, 2, 15), sentence_until=date(2023, 2, 14), registered_on=date(2021, 3, 1),
                region_code=person.county,
            )  # fmt: skip
    for number, person in enumerate([p for p in province.people if p.former_name]):
        if number % 2 and person.job is not None:
            for row in province.rows["hrss_insured"]:
                if row["person_no"] == person.person_no:
                    row["person_name"] = person.former_name


def _civil(province: Province, random: Random) -> None:
    young = [p for p in province.people if p.job is not None and p.shares and p.kind != "foreign"]
    husbands, wives = [p for p in young if p.male], [p for p in young if not p.male]
    for number, (husband, wife) in enumerate(zip(husbands, wives, strict=False)):
        if number % 3 == 0:
            province.add(
                "civil_marriages", 2021, marriage_no=f"J{number:06d}", marriage_event="1",
                registered_on=date(2021, 5, 20), husband_name=husband.name, **id_of(husband, "husband_id"),
                wife_name=wife.name, **id_of(wife, "wife_id"), region_code=husband.county,
            )  # fmt: skip
        if number % 4 == 0:
            province.add(
                "civil_allowances", 2020, allowance_no=f"A{number:06d}", person_name=wife.name, **id_of(wife),
                household_size=3, allowance_from=date(2020, 2, 1), allowance_until=None, allowance_amount=640.0,
                registered_on=date(2020, 1, 20), region_code=wife.county,
            )  # fmt: skip
    for person in province.people:
        if person.died and person.shares and not person.dies_alone:
            province.add(
                "civil_cremations", 2020, cremation_no=f"R{person.number:06d}", person_name=person.name,
                **id_of(person), sex=person.sex, death_date=person.died, cremated_on=person.died + timedelta(days=3),
                registered_on=person.died + timedelta(days=4), region_code=person.county,
            )  # fmt: skip


def _health(province: Province, random: Random) -> None:
    for number in range(12):
        province.add(
            "health_providers", 2019, provider_no=f"P{number}", provider_name=f"医院{number}",
            provider_kind="3" if number >= 9 else "1", provider_level="3", beds=100, **uscc(9000 + number),
            registered_on=date(2011, 1, 1), region_code=f"{REGIONS[number % 4]}02",
        )  # fmt: skip
        province.add(
            "health_doctors", 2019, doctor_no=f"D{number}", provider_no=f"P{number}", doctor_department="01",
            registered_on=date(2012, 1, 1), region_code=f"{REGIONS[number % 4]}02",
        )  # fmt: skip
    for person in province.people:
        province.add(
            "health_members", 2019, member_no=person.member_no, person_name=person.name, **id_of(person),
            sex=person.sex, birth_date=person.born, medical_scheme="310", phone=person.phone,
            registered_on=date(2018, 7, 1), region_code=person.county,
        )  # fmt: skip
        for year in YEARS:
            if not person.died or date(year, 1, 20) < person.died:
                _settlement(province, person, year)
        if person.died and not person.dies_alone:
            province.add(
                "health_deaths", 2020, certificate_no=f"S{person.number:06d}", person_name=person.name, **id_of(person),
                death_date=person.died, cause="I21", provider_no="P1", registered_on=person.died + timedelta(days=1),
                region_code=person.county,
            )  # fmt: skip
    mothers = [p for p in province.people if not p.male and p.job is not None and p.kind != "foreign"]
    for mother in mothers[::4]:
        born = date(2020, 4, 1 + mother.number % 28)
        province.add(
            "health_births", 2020, certificate_no=f"B{mother.number:06d}", mother_name=mother.name,
            **id_of(mother, "mother_id"), sex="1", birth_date=born, provider_no="P2",
            registered_on=born + timedelta(days=2), region_code=mother.county,
        )  # fmt: skip
        province.add(
            "health_maternity", 2020, claim_no=f"G{mother.number:06d}", member_no=mother.member_no, **uscc(3),
            delivered_on=born, maternity_base=6000.0, maternity_days=98, maternity_allowance=19600.0,
            account_no=mother.account, claimed_on=born + timedelta(days=60), region_code=mother.county,
        )  # fmt: skip


def _settlement(province: Province, person: Person, year: int) -> None:
    stay = person.number % 3 == 0
    provider = person.number % 9
    admitted = date(year, 1, 20)
    province.add(
        "health_settlements", year, settlement_no=f"Y{year}{person.number:06d}", member_no=person.member_no,
        provider_no=f"P{provider}", doctor_no=f"D{provider}", settlement_kind="21" if stay else "11",
        admitted_on=admitted, discharged_on=admitted + timedelta(days=5 if stay else 0), diagnosis="J18.9",
        service_item="XM001", quantity=2, days_supplied=7, bill_amount=1200.0 + person.number,
        fund_payment=900.0, person_payment=300.0 + person.number, settled_on=admitted + timedelta(days=6),
        region_code=person.county,
    )  # fmt: skip
