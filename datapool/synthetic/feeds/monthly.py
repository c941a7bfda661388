"""The tables with a row per person and month: contributions, pensions and wages. They are nine tenths of all rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import FLEXIBLE, NOBODY
from datapool.synthetic.feeds.accounts import accounts_in
from datapool.synthetic.feeds.fields import Field, days, fen, months, number, text
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rates import FEN, LARGE, PUBLIC, SMALL, load_rates, load_tax
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.identities.organisations import EMPLOYER_DIGITS
from datapool.synthetic.identities.permutations import key_of, mixed
from datapool.synthetic.identities.persons import TAXPAYER_DIGITS
from datapool.synthetic.province import PUBLIC_BODY

CONTRIBUTIONS, PENSIONS, WAGES, TAXPAYERS = "hrss_contributions", "hrss_pensions", "tax_wages", "tax_taxpayers"
_IN_TIME, _ARREARS, _SELF_PAID = 10, 20, 30
_PAID, _SUSPENDED = 1, 3
_PAYDAY = 15
_RESIDENTS = 170
_FIRST_PAYDAY, _PAYDAYS = 4, 20
_LAST_DECLARING_DAY = 15
# Employers of a size above this share of all count as large under the relief of 2020.
_LARGE_FROM = 0.99
_EPOCH_YEAR = 1970


def _calendar(rendering: Rendering, month: NDArray[np.integer]) -> NDArray[np.integer]:
    """Months of history counted from 1970-01."""
    first = rendering.province.first_month
    return month + ((first.year - _EPOCH_YEAR) * MONTHS_PER_YEAR + first.month - 1)


def _cells(rendering: Rendering, department: str, chosen: NDArray[np.bool_]) -> tuple[Index, Index]:
    """Person and month of the chosen cells, persons in the order of the department's file."""
    order = rendering.order_of(department)
    place, month = np.nonzero(chosen[order])
    return order[place], month


def contributions(rendering: Rendering) -> Iterator[Piece]:
    """A row for every month insured, on the day of payment: in its month, or in arrears."""
    paid, province = rendering.block.months, rendering.province
    person, month = _cells(rendering, "hrss", paid.insured_by != NOBODY)
    employer = paid.insured_by[person, month]
    base = np.rint(paid.base[person, month].astype(np.float64) * FEN).astype(np.int64)
    arrears = paid.back_paid_on[person, month]
    by_employer, by_person = _shares(rendering, employer, month)
    is_self_paid = employer == FLEXIBLE
    day = np.where(arrears > 0, arrears, province.month_starts[month] + _payday(rendering, employer, month, person))
    kind = np.where(arrears > 0, _ARREARS, np.where(is_self_paid, _SELF_PAID, _IN_TIME))
    fields = {
        "person_no": rendering.person_no(person),
        "employer_no": _employer_no(rendering, employer),
        "period": months(_calendar(rendering, month)),
        "contribution_kind": number(kind, 2),
        "contribution_base": fen(base),
        "employer_contribution": fen(np.rint(base * by_employer).astype(np.int64)),
        "person_contribution": fen(np.rint(base * by_person).astype(np.int64)),
        "received_on": days(day),
        "region_code": rendering.region(rendering.county_in(person, month)),
    }
    yield from rendering.pieces(CONTRIBUTIONS, day, fields)


def _employer_no(rendering: Rendering, employer: NDArray[np.integer]) -> Field:
    numbers = rendering.organisations.employer_no[np.maximum(employer, 0)]
    return number(np.where(employer < 0, -1, numbers), EMPLOYER_DIGITS)


def _payday(rendering: Rendering, employer: NDArray[np.integer], month: Index, person: Index) -> NDArray[np.int64]:
    """Days after the first of the month: the same for all whom an employer pays for that month."""
    payer = np.where(employer >= 0, employer, -1 - person)
    chance = mixed(payer.astype(np.int64) * 4096 + month, key_of(rendering.province.seed, "paydays"))
    return _FIRST_PAYDAY + (chance % np.uint64(_PAYDAYS)).astype(np.int64)


def _shares(
    rendering: Rendering, employer: NDArray[np.integer], month: Index
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """[row] shares of the base that the employer and the person pay."""
    province = rendering.province
    rates = load_rates(province.first_month, province.months)
    employers = province.employers
    is_large = employers.size >= np.quantile(employers.size, _LARGE_FROM)
    size = np.where(employers.kind == PUBLIC_BODY, PUBLIC, np.where(is_large, LARGE, SMALL))
    is_employed = employer >= 0
    by_employer = np.where(is_employed, rates.employer[size[np.maximum(employer, 0)], month], 0.0)
    return by_employer, np.where(is_employed, rates.person[month], rates.flexible[month])


def pensions(rendering: Rendering) -> Iterator[Piece]:
    """A row for every month paid, and one without money for every month due between payments in which none was made."""
    block, province = rendering.block, rendering.province
    paid = block.months.pension_paid
    person, month = _cells(rendering, "hrss", (paid > 0) | _suspended(rendering))
    amount = paid[person, month].astype(np.int64)
    day = province.month_starts[month] + (_PAYDAY - 1)
    fields = {
        "person_no": rendering.person_no(person),
        "pension_scheme": number(_schemes(rendering, person, month), 3),
        "period": months(_calendar(rendering, month)),
        "amount": fen(amount),
        "account_no": rendering.account(accounts_in(rendering, person, month)),
        "payment_result": number(np.where(amount > 0, _PAID, _SUSPENDED), 1),
        "paid_on": days(day),
        "region_code": rendering.region(rendering.county_in(person, month)),
    }
    yield from rendering.pieces(PENSIONS, day, fields)


def _schemes(rendering: Rendering, person: Index, month: Index) -> Index:
    """[row] the scheme that pays: whose award came later than a payment was a resident then."""
    scheme, rows = rendering.block.people.scheme.astype(np.int64), rendering.block.rows.awards
    since = np.full(len(scheme), -1, dtype=np.int64)
    if rows:
        same = rows["scheme"] == scheme[rows["person"]]
        since[rows["person"][same]] = rows["month"][same]
    return np.where(month < since[person], _RESIDENTS, scheme[person])


def _suspended(rendering: Rendering) -> NDArray[np.bool_]:
    """[person, month] due, not paid, and paid both before and afterwards."""
    months_ = rendering.block.months
    is_paid = months_.pension_paid > 0
    before = np.maximum.accumulate(is_paid, axis=1)
    after = np.maximum.accumulate(is_paid[:, ::-1], axis=1)[:, ::-1]
    return np.asarray((months_.pension_due > 0) & ~is_paid & before & after)


@dataclass(frozen=True, slots=True)
class _Wages:
    """Rows as the tax offices have them."""

    person: Index
    month: Index
    employer: NDArray[np.int32]


def wages(rendering: Rendering) -> Iterator[Piece]:
    """Taxpayers as they are first declared, and a row for every month an employer declares."""
    block, province = rendering.block, rendering.province
    rows = _declared(rendering)
    income = np.rint(block.months.wage[rows.person, rows.month].astype(np.float64) * FEN).astype(np.int64)
    rates = load_rates(province.first_month, province.months)
    base = np.rint(block.months.base[rows.person, rows.month].astype(np.float64) * FEN)
    is_insured_there = block.months.insured_by[rows.person, rows.month] == rows.employer
    deducted = np.rint(base * rates.deducted[rows.month] * is_insured_there).astype(np.int64)
    tax = load_tax().withheld(
        income, deducted, follows=_follows(rendering, rows), ordinals=province.first_month.ordinal + rows.month
    )
    yield from _taxpayers(rendering, rows)
    kept = np.flatnonzero(~_missing(rendering, rows))
    person, month, employer = rows.person[kept], rows.month[kept], rows.employer[kept]
    day = province.month_starts[month + 1] + _declaring_day(rendering, employer, month)
    fields = {
        "uscc": text(rendering.organisations.employer_uscc, employer),
        "taxpayer_no": number(rendering.identities.taxpayer_no[person], TAXPAYER_DIGITS),
        "period": months(_calendar(rendering, month)),
        "wage_income": fen(income[kept]),
        "insurance_deducted": fen(deducted[kept]),
        "wage_tax": fen(tax[kept]),
        "declared_on": days(day),
        "region_code": rendering.region(province.employers.county[employer]),
    }
    yield from rendering.pieces(WAGES, day, fields)


def _declared(rendering: Rendering) -> _Wages:
    taxed_by = rendering.block.months.taxed_by
    person, month = _cells(rendering, "tax", taxed_by != NOBODY)
    employer = taxed_by[person, month]
    given = rendering.is_given("tax", rendering.province.employers.county[employer])
    return _Wages(person[given], month[given], employer[given])


def _follows(rendering: Rendering, rows: _Wages) -> NDArray[np.bool_]:
    """Whether the row before is of the same person, employer and calendar year."""
    year = (rendering.province.first_month.ordinal + rows.month) // MONTHS_PER_YEAR
    follows = np.zeros(len(rows.person), dtype=bool)
    follows[1:] = (
        (rows.person[1:] == rows.person[:-1]) & (rows.employer[1:] == rows.employer[:-1]) & (year[1:] == year[:-1])
    )
    return follows


def _missing(rendering: Rendering, rows: _Wages) -> NDArray[np.bool_]:
    """Rows that never reached the file; they are noted."""
    draw = rendering.draws.generator("missing wages")
    missing = draw.random(len(rows.person), dtype=np.float32) < rendering.noise.rate("missing_month", "tax")
    month = _calendar(rendering, rows.month[missing])
    period = (_EPOCH_YEAR + month // MONTHS_PER_YEAR) * 100 + month % MONTHS_PER_YEAR + 1
    rendering.record(WAGES, "missing_month", rows.person[missing], period)
    return missing


def _declaring_day(rendering: Rendering, employer: NDArray[np.integer], month: Index) -> NDArray[np.int64]:
    chance = mixed(employer.astype(np.int64) * 4096 + month, key_of(rendering.province.seed, "declaring days"))
    return (chance % np.uint64(_LAST_DECLARING_DAY)).astype(np.int64)


def _taxpayers(rendering: Rendering, rows: _Wages) -> Iterator[Piece]:
    """A row for each person under the first employer that declares a wage; those of the first month are old stock."""
    first = (
        np.flatnonzero(np.r_[True, rows.person[1:] != rows.person[:-1]]) if rows.person.size else np.empty(0, np.int64)
    )
    first = first[np.unique(rendering.identities.taxpayer_no[rows.person[first]], return_index=True)[1]]
    person, month = rows.person[first], rows.month[first]
    people, wrote, province = rendering.block.people, rendering.wrote["tax"], rendering.province
    chance = rendering.keyed("taxpayers", people.number[person])
    day = province.month_starts[month] + (chance * 28).astype(np.int64)
    day = np.where(month == 0, province.month_starts[0] - 1 - (chance * 1800).astype(np.int64), day)
    fields = {
        "taxpayer_no": number(rendering.identities.taxpayer_no[person], TAXPAYER_DIGITS),
        "person_name": wrote.name_on(person, day),
        "id_kind": number(np.ones(len(person), dtype=np.int64), 1),
        "citizen_id": wrote.id_on(person, day),
        "phone": rendering.phone(people.phone[person]),
        "registered_on": days(day),
        "region_code": rendering.region(province.employers.county[rows.employer[first]]),
    }
    rendering.record_written(TAXPAYERS, person, day, ("id", "name"))
    yield from rendering.pieces(TAXPAYERS, day, fields)
