"""Working lives: who starts when, where they work and what they earn, who pays for themselves, who loses a job."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic import kernels
from datapool.synthetic.block import NEVER, NOBODY, Months, People
from datapool.synthetic.draws import Draws
from datapool.synthetic.law import DELAY_IN_FORCE, Law
from datapool.synthetic.people import DAYS_PER_YEAR, ages, population
from datapool.synthetic.province import PUBLIC_BODY, Province
from rules.formulas.retirement import statutory_retirement_month

MALE, CADRE, WORKER = 0, 1, 2
_NORMAL, _SPECIAL, _SICK = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Careers:
    """What the working life leaves for the benefits.

    sector     [person] kernels.EMPLOYEE, SELF or RESIDENT
    category   [person] 0 men, 1 cadre women, 2 working women
    statutory  [person] month in which an employee reaches retirement age
    level      [person] wage over the average
    lost       [person, month] 1 where a job was lost against the person's will
    """

    sector: NDArray[np.int8]
    category: NDArray[np.int8]
    statutory: NDArray[np.int32]
    level: NDArray[np.float64]
    lost: NDArray[np.int8]


def work(people: People, months: Months, province: Province, law: Law, draws: Draws) -> Careers:
    """Fill works_for, insured_by, taxed_by, wage and base of `months`, and the working facts of `people`."""
    rule, draw = population(), draws.generator("careers")
    category = _categories(people)
    sector = _sectors(draw, people.rural, rule["sectors"])
    statutory = _statutory(people, province, law, category)
    _start(people, draw, province, sector)
    earlier = _early(people, draw, rule["retirement"])
    _retire(people, province, law, sector, statutory, earlier)
    lost = np.zeros(months.wage.shape, np.int8)
    stop = np.minimum(np.minimum(people.retired_month, statutory), province.month_of(people.died))
    _live(people, months, province, draws, sector, stop, lost)
    level = _earn(people, months, province, law, draws)
    _declare(months, province, draws)
    return Careers(sector, category, statutory, level, lost)


def _sectors(draw: np.random.Generator, rural: NDArray[np.bool_], rule: dict[str, list[float]]) -> NDArray[np.int8]:
    u = draw.random(rural.size)
    first, second = (np.where(rural, sum(rule["rural"][:n]), sum(rule["urban"][:n])) for n in (1, 2))
    return np.where(u < first, kernels.EMPLOYEE, np.where(u < second, kernels.SELF, kernels.RESIDENT)).astype(np.int8)


def _statutory(people: People, province: Province, law: Law, category: NDArray[np.int8]) -> NDArray[np.int32]:
    """[person] month of retirement by law, from the month of birth; computed once per category and month of birth."""
    origin = province.first_month.ordinal
    born = province.month_of(people.born).astype(np.int64) + origin
    found = np.empty(born.size, np.int64)
    for kind in range(3):
        months, place = np.unique(born[category == kind], return_inverse=True)
        by_month = [
            statutory_retirement_month(
                int(month), int(law.old_age[kind]), int(law.start[kind]), int(law.step[kind]), int(law.longest[kind])
            )
            for month in months
        ]
        found[category == kind] = np.array(by_month, np.int64)[place]
    return (found - origin).astype(np.int32)


def _start(people: People, draw: np.random.Generator, province: Province, sector: NDArray[np.int8]) -> None:
    rule = population()["first_job_age"]
    mean, spread = (np.where(people.cadre, rule[f"cadre{end}"], rule[f"worker{end}"]) for end in ("", "_spread"))
    age = np.maximum(draw.normal(mean, spread), 16.1)
    start = province.month_of(people.born + (age * DAYS_PER_YEAR).astype(np.int64))
    # Those who pay for themselves or come from the country begin to be insured later in life.
    later = np.where(sector == kernels.SELF, draw.integers(24, 180, age.size), 0)
    later += np.where(people.rural & (sector == kernels.EMPLOYEE), draw.integers(0, 96, age.size), 0)
    people.work_start[:] = np.where(sector == kernels.RESIDENT, NEVER, start + later)
    worked = np.clip(-people.work_start.astype(np.int64), 0, 480)
    share = draw.beta(8.0, 1.6, age.size) * np.where(sector == kernels.SELF, 0.7, 1.0)
    people.months_before[:] = np.where(sector == kernels.RESIDENT, 0, worked * share).astype(np.int16)


def _early(people: People, draw: np.random.Generator, rule: dict[str, float]) -> NDArray[np.int64]:
    """[person] months by which special work or illness lets a person retire earlier; sets the kind of retirement."""
    u = draw.random(len(people))
    special = (u < rule["special_work"]) & ~people.cadre
    sick = ~special & (u < rule["special_work"] + rule["sick"])
    people.retirement_kind[:] = np.where(special, _SPECIAL, np.where(sick, _SICK, _NORMAL))
    months = draw.integers(12, int(rule["sick_years_earlier"]) * MONTHS_PER_YEAR, u.size)
    return np.select([special, sick], [int(rule["special_years_earlier"]) * MONTHS_PER_YEAR, months], 0)


def _retire(
    people: People,
    province: Province,
    law: Law,
    sector: NDArray[np.int8],
    statutory: NDArray[np.int32],
    earlier: NDArray[np.int64],
) -> None:
    """Retirement month of employees: the statutory one, or earlier, delayed only if that lies after the new law."""
    category = _categories(people)
    old = province.month_of(people.born) + law.old_age[category]
    first = old - earlier
    delay = np.where(first >= DELAY_IN_FORCE.since(province.first_month), statutory - old, 0)
    insured = sector != kernels.RESIDENT
    people.retired_month[:] = np.where(insured, np.where(earlier > 0, first + delay, statutory), NEVER)
    people.retirement_kind[~insured] = 0


def _categories(people: People) -> NDArray[np.int8]:
    return np.where(people.male, MALE, np.where(people.cadre, CADRE, WORKER)).astype(np.int8)


def _live(
    people: People,
    months: Months,
    province: Province,
    draws: Draws,
    sector: NDArray[np.int8],
    stop: NDArray[np.int64],
    lost: NDArray[np.int8],
) -> None:
    rule = population()["leaving"]
    draw = draws.generator("jobs")
    start, order, cumulative, market_of = _markets(province)
    employers = province.employers
    kernels.live(
        people.work_start, np.minimum(stop, province.months).astype(np.int32), sector,
        _market_by_month(people, province, market_of), start, order, cumulative, employers.opened, employers.closed,
        np.clip(-people.work_start.astype(np.int64), 0, 96).astype(np.int32) // 2, np.array(rule["by_years"]),
        rule["finding"], rule["public_factor"], employers.kind == PUBLIC_BODY, rule["back_at_once"],
        rule["to_flexible"], draw.random((*months.wage.shape, 3), dtype=np.float32), months.works_for,
        months.insured_by, lost,
    )  # fmt: skip
    gone = draw.random(months.wage.shape, dtype=np.float32) >= population()["flexible"]["pays_monthly"]
    months.insured_by[(months.insured_by == kernels.FLEXIBLE) & gone] = NOBODY


def _markets(province: Province) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], int]:
    """Employers by prefecture and by public or private: starts of each market, order, cumulative sizes, prefectures."""
    employers, prefectures = province.employers, int(province.counties.prefecture.max()) + 1
    market = province.counties.prefecture[employers.county] * 2 + (employers.kind == PUBLIC_BODY)
    order = np.argsort(market, kind="stable")
    start = np.searchsorted(market[order], np.arange(2 * prefectures + 1))
    return start, order, np.cumsum(employers.size[order]), prefectures


def _market_by_month(people: People, province: Province, prefectures: int) -> NDArray[np.int16]:
    """[person, month] the labour market: that of the prefecture where they live, public bodies for most cadres."""
    counties = province.counties.prefecture
    now = counties[people.county] * 2 + people.cadre
    before = counties[np.where(people.moved_from >= 0, people.moved_from, people.county)] * 2 + people.cadre
    has_moved = np.arange(province.months) >= np.where(people.moved_from >= 0, people.moved_month, -1)[:, None]
    return np.where(has_moved, now[:, None], before[:, None]).astype(np.int16)


def _earn(people: People, months: Months, province: Province, law: Law, draws: Draws) -> NDArray[np.float64]:
    rule, draw = population()["wages"], draws.generator("wages")
    count, years = len(people), len(province.years)
    age = ages(people, int(province.month_starts[0]))[:, None] + np.arange(years)
    curve = np.maximum(1.0 - rule["age_curve"] * (age - rule["age_peak"]) ** 2, 0.5)
    level = draw.lognormal(-(rule["person_spread"] ** 2) / 2, rule["person_spread"], count)
    level *= np.where(people.male, 1.06, rule["woman"]) * np.where(people.cadre, rule["cadre"], 1.0)
    yearly = curve * draw.lognormal(0.0, rule["yearly_spread"], (count, years))
    kernels.earn(
        months.works_for, months.insured_by, np.ones(province.months), level, yearly, province.employers.wage_level,
        law.current_wage, law.average_wage, law.floor, law.ceiling, province.first_month.month - 1,
        draw.random(count) < population()["flexible"]["base_at_floor"], months.wage, months.base,
    )  # fmt: skip
    return np.asarray(level * curve.mean(axis=1))


def _declare(months: Months, province: Province, draws: Draws) -> None:
    """Tax declarations follow work; some employers pay contributions months later, all their staff together."""
    employers = province.employers
    works = months.works_for >= 0
    months.taxed_by[:] = np.where(works & employers.pays_tax[months.works_for], months.works_for, NOBODY)
    paid_late = _late_payments(province)
    at_employer = months.insured_by >= 0
    person, month = np.nonzero(at_employer)
    delay = paid_late[months.insured_by[person, month], month]
    is_late = delay > 0
    late_month = np.minimum(month[is_late] + delay[is_late], province.months - 1)
    months.back_paid_on[person[is_late], month[is_late]] = province.month_starts[late_month] + 14


def _late_payments(province: Province) -> NDArray[np.int8]:
    """[employer, month] months by which the employer paid late; the same for all blocks."""
    rule = population()["arrears"]
    draw = province.draws(-1).generator("arrears")
    late = np.zeros((len(province.employers), province.months), np.int8)
    count = int(late.size * rule["share_of_months"])
    place = draw.integers(0, late.size, count)
    late.reshape(-1)[place] = draw.integers(1, rule["longest_months"] + 1, count)
    return late
