"""Pensions of the made-up people: who draws which, what the rule book grants, what is paid until a death is known."""

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic import kernels
from datapool.synthetic.block import NEVER, NOBODY, Block, Months, People
from datapool.synthetic.careers import Careers
from datapool.synthetic.draws import Draws
from datapool.synthetic.law import Law
from datapool.synthetic.people import population
from datapool.synthetic.province import PUBLIC_BODY, Province
from rules.formulas.retirement import payout_months

EMPLOYEES, PUBLIC_BODIES, RESIDENTS = 110, 120, 170
AT_AGE = 6
_FEN = 100.0
_ACCOUNTS_SINCE = 1996
_PAYDAY = 15
_LOWEST_INDEX, _HIGHEST_INDEX = 0.6, 3.0


def retire(block: Block, province: Province, law: Law, careers: Careers, draws: Draws) -> None:
    """Fill schemes, pensions due and paid, and the awards of the block."""
    people, months = block.people, block.months
    draw = draws.generator("pensions")
    sums, balance = _records(people, months, province, law, careers, draw)
    draws_employee = _choose_schemes(people, months, province, law, careers, sums)
    people.balance_before[:] = _balance_before(people, law, careers)
    parts = _award(people, province, law, sums, balance, draws_employee)
    died = province.month_of(people.died)
    last_paid = np.where(died == NEVER, province.months - 1, died)
    kernels.pay_employees(
        draws_employee, people.retired_month, last_paid, np.round(parts[:, 3], 2), law.increase,
        province.first_month.month - 1, months.pension_due,
    )  # fmt: skip
    account = _residents_account(people, draw)
    is_resident = people.scheme == RESIDENTS
    kernels.pay_residents(
        is_resident, people.retired_month, last_paid, law.resident_minimum, _local_addition(law),
        account / law.resident_payout, months.pension_due,
    )  # fmt: skip
    pay_until_known(people, months, province)
    parts[is_resident, 0] = law.resident_minimum[_month_in_history(people, province)][is_resident] + _local_addition(
        law
    )
    parts[is_resident, 1] = account[is_resident] / law.resident_payout
    parts[is_resident, 3] = parts[is_resident, :2].sum(axis=1)
    block.rows.awards = _awards(block, province, draw, sums, np.where(is_resident, account * _FEN, balance), parts)


def pay_until_known(people: People, months: Months, province: Province) -> None:
    """Payments follow what is due, and go on unchanged until the pension agency knows of a death on a payday."""
    months.pension_paid[:] = months.pension_due
    died, known = province.month_of(people.died), province.month_of(people.death_known - _PAYDAY + 1)
    over = np.flatnonzero((people.died != NEVER) & (known > died))
    for person in over:
        last = died[person]
        if 0 <= last < province.months:
            months.pension_paid[person, last + 1 : known[person] + 1] = months.pension_due[person, last]


def _records(
    people: People, months: Months, province: Province, law: Law, careers: Careers, draw: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """[person, 2] contribution months and the sum of indices until retirement; [person] account in fen then."""
    before = people.months_before.astype(np.float64)
    index = np.clip(careers.level * draw.lognormal(0.0, 0.1, len(people)), _LOWEST_INDEX, _HIGHEST_INDEX)
    sums = np.stack([before, before * index], axis=1)
    balance = _balance_before(people, law, careers)
    until = np.minimum(np.minimum(people.retired_month, province.month_of(people.died)), province.months)
    kernels.gather(
        months.base, months.insured_by, law.average_wage, law.account_rate, law.credit, law.share_of_year,
        province.first_month.month - 1, until.astype(np.int32), balance, sums,
    )  # fmt: skip
    return sums, balance


def _balance_before(people: People, law: Law, careers: Careers) -> NDArray[np.int64]:
    """Fen in the personal account when history begins: credited months since accounts exist, at half today's wage."""
    level = np.clip(careers.level, _LOWEST_INDEX, _HIGHEST_INDEX)
    credited = np.minimum(people.months_before, (2015 - _ACCOUNTS_SINCE) * MONTHS_PER_YEAR)
    fen: NDArray[np.int64] = np.round(credited * level * law.average_wage[0] * 0.5 * law.account_rate[0] * _FEN).astype(
        np.int64
    )
    return fen


def _choose_schemes(
    people: People,
    months: Months,
    province: Province,
    law: Law,
    careers: Careers,
    sums: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Employees with the least contribution months draw the employees' pension, the others the residents'."""
    least = law.minimum_months[_month_in_history(people, province)]
    is_employee = (careers.sector != kernels.RESIDENT) & (sums[:, 0] >= least) & (people.retired_month != NEVER)
    served = _last_employer(months)
    is_public = (served >= 0) & (province.employers.kind[served] == PUBLIC_BODY)
    is_public |= people.cadre & (people.retired_month < 0)
    people.scheme[:] = np.where(is_employee, np.where(is_public, PUBLIC_BODIES, EMPLOYEES), 0)
    age_month = province.month_of(people.born) + law.resident_age
    takes = ~is_employee & (population()["residents"]["pays_yearly"] > _keyed(people))
    resident = takes & (age_month < province.months + MONTHS_PER_YEAR * 40)
    people.scheme[resident] = RESIDENTS
    people.retired_month[:] = np.where(is_employee, people.retired_month, np.where(resident, age_month, NEVER))
    people.retirement_kind[:] = np.where(is_employee, people.retirement_kind, np.where(resident, AT_AGE, 0))
    return np.asarray(is_employee)


def _keyed(people: People) -> NDArray[np.float64]:
    """[person] a fixed number between 0 and 1 that stands for how ready a person is to pay."""
    return ((people.number * 2654435761) % 2**32) / 2**32


def _last_employer(months: Months) -> NDArray[np.int32]:
    columns = months.works_for.shape[1]
    works = months.works_for >= 0
    last = columns - 1 - np.argmax(works[:, ::-1], axis=1)
    return np.where(works.any(axis=1), months.works_for[np.arange(len(works)), last], NOBODY)


def _month_in_history(people: People, province: Province) -> NDArray[np.int32]:
    return np.clip(people.retired_month, 0, province.months - 1)


def _award(
    people: People,
    province: Province,
    law: Law,
    sums: NDArray[np.float64],
    balance: NDArray[np.int64],
    chosen: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """[person, 4] yuan a month: basic, account, transitional pension, sum.

    Who retired before history has the pension of its beginning, taken back by the increases since.
    """
    month = _month_in_history(people, province)
    age = np.where(chosen, people.retired_month.astype(np.int64) - province.month_of(people.born), 0)
    by_age = {int(a): payout_months(int(a), law.payout) for a in np.unique(age)}
    index = sums[:, 1] / np.maximum(sums[:, 0], 1.0)
    parts = np.zeros((len(people), 4))
    earlier = np.where(people.retired_month < 0, people.retired_month / MONTHS_PER_YEAR, 0.0)
    kernels.award(
        chosen, law.average_wage[month] * 0.97 ** np.clip(-earlier, 0, 30), index, sums[:, 0] / MONTHS_PER_YEAR,
        _deemed(people, province) / MONTHS_PER_YEAR, law.accrual[month], law.transition[month], balance / _FEN,
        np.array([by_age[int(a)] for a in age]), parts,
    )  # fmt: skip
    return parts


def _deemed(people: People, province: Province) -> NDArray[np.float64]:
    """[person] months of work before personal accounts, counted as paid."""
    accounts = (_ACCOUNTS_SINCE - province.first_month.year) * MONTHS_PER_YEAR
    span = np.clip(accounts - np.minimum(people.work_start, accounts).astype(np.int64), 0, 480)
    return np.minimum(span, people.months_before).astype(np.float64)


def _residents_account(people: People, draw: np.random.Generator) -> NDArray[np.float64]:
    """[person] yuan in a resident's account at 60: years paid at the person's grade, with the subsidy."""
    rule = population()["residents"]["grades"]
    grades = draw.choice([int(grade) for grade in rule], len(people), p=list(rule.values()))
    return np.round(draw.integers(3, 16, len(people)) * (grades + 45.0), 2)


def _local_addition(law: Law) -> float:
    return round(float(law.resident_minimum[0]) * 0.2, 2)


def _awards(
    block: Block,
    province: Province,
    draw: np.random.Generator,
    sums: NDArray[np.float64],
    balance: NDArray[np.int64],
    parts: NDArray[np.float64],
) -> dict[str, NDArray[np.generic]]:
    """The awards made within history, each handled by a clerk of the county and approved by another."""
    people = block.people
    retired = people.retired_month
    alive = province.month_of(people.died) > retired
    person = np.flatnonzero((people.scheme > 0) & (retired >= 0) & (retired < province.months) & alive)
    clerk, approver = _officers(draw, province, people.county[person])
    month = retired[person]
    day = province.month_starts[month] + draw.integers(-25, 20, person.size)
    fen = np.round(parts[person] * _FEN).astype(np.int64)
    return {
        "person": person,
        "kind": people.retirement_kind[person],
        "scheme": people.scheme[person],
        "month": month,
        "day": np.maximum(day, province.month_starts[0]).astype(np.int32),
        "contribution_months": sums[person, 0].astype(np.int32),
        "deemed_months": _deemed(people, province)[person].astype(np.int32),
        "index": np.round(sums[person, 1] / np.maximum(sums[person, 0], 1.0), 4),
        "balance": balance[person].astype(np.int64),
        **{name: fen[:, column] for column, name in enumerate(("basic", "account_part", "transitional", "total"))},
        "file_born": people.born[person],
        "file_work_start": people.work_start[person],
        "altered": (draw.random(person.size) < 0.03).astype(np.int32),
        "appraiser": _appraisers(draw, province, people, person),
        "clerk": clerk,
        "approver": approver,
    }


def _officers(
    draw: np.random.Generator, province: Province, county: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """A handling and an approving clerk of each county's office (of the province where the office has none)."""
    clerks = province.clerks
    chosen = []
    for post in (1, 2):
        officer = np.empty(county.size, np.int32)
        everybody = np.flatnonzero(clerks.post == post)
        for place in np.unique(county):
            at_office = np.flatnonzero((clerks.post == post) & (clerks.county == place))
            here = county == place
            officer[here] = draw.choice(at_office if at_office.size else everybody, int(here.sum()))
        chosen.append(officer)
    return chosen[0], chosen[1]


def _appraisers(
    draw: np.random.Generator, province: Province, people: People, person: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Sick retirement rests on a hospital doctor's appraisal: a few of each prefecture do it."""
    hospital = np.flatnonzero(province.providers.kind[province.doctors.provider] == 1)
    prefecture = province.counties.prefecture
    of_doctor = prefecture[province.providers.county[province.doctors.provider[hospital]]]
    found = np.full(person.size, NOBODY, np.int32)
    sick = people.retirement_kind[person] == 3
    for place in np.unique(prefecture):
        here = sick & (prefecture[people.county[person]] == place)
        doctors = hospital[of_doctor == place]
        panel = (doctors if doctors.size else hospital)[:6]
        found[here] = draw.choice(panel, int(here.sum()))
    return found
