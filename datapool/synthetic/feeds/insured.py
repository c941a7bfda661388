"""The agency's register of insured persons, year by year new and changed entries."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import FLEXIBLE, NEVER, NOBODY, Table
from datapool.synthetic.feeds.accounts import accounts_in
from datapool.synthetic.feeds.casework import calendar
from datapool.synthetic.feeds.fields import days, ints, key, months, number
from datapool.synthetic.feeds.homes import home_address
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.feeds.residents import years_paid
from datapool.synthetic.feeds.snapshots import Entries, new_and_changed
from datapool.synthetic.identities.organisations import EMPLOYER_DIGITS
from datapool.synthetic.registrations import is_second

TABLE = "hrss_insured"
PAYING, PAUSED, DRAWING, ENDED = 1, 2, 3, 4
EMPLOYED, SELF_PAID, RESIDENT = 1, 2, 3
CADRE, WORKER, OTHER = 1, 2, 9
TOWN, COUNTRY = 10, 20
_RESIDENTS_SCHEME = 170
_SECONDS_PER_DAY = 86400
_ADULT_DAYS = 16 * 366
_LONGEST_BEFORE = 5000
_PERSON = 1
_FIRST_DAYS, _SOME_DAYS = 4, 300
_LATE_IN_YEAR, _SPREAD = 335, 28

Years = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _States:
    """[entry, year] what the register says at the end of each year."""

    status: Years
    form: Years
    employer: Years
    county: Years
    account: Years
    version: Years

    def all(self) -> list[NDArray[np.integer]]:
        """Each of them."""
        return [self.status, self.form, self.employer, self.county, self.account, self.version]


def insured(rendering: Rendering) -> Iterator[Piece]:
    """A row for everybody the agency gets to know, and for whoever's entry has changed by the end of a year."""
    people, province, wrote = rendering.block.people, rendering.province, rendering.wrote["hrss"]
    states = _states(rendering)
    entries = new_and_changed(states.all(), _present(rendering), rendering.order_of("hrss"))
    person, year = entries.person, entries.year
    day = np.where(entries.is_first, _first_day(rendering, entries), _changed_day(rendering, entries))
    end_of_year = province.month_starts[_last_months(rendering)[year] + 1] - 1
    employer = states.employer[person, year]
    fields = {
        "person_no": rendering.person_no(person),
        "person_name": wrote.name_on(person, end_of_year),
        "citizen_id": wrote.id_on(person, end_of_year),
        "sex": number(np.where(wrote.male[person], 1, 2), 1),
        "birth_date": days(wrote.born[person]),
        "ethnic_group": number(people.ethnic[person].astype(np.int64), 2),
        "hukou_kind": number(np.where(people.rural[person], COUNTRY, TOWN), 2),
        "personnel_identity": number(_identity(rendering)[person], 1),
        "employment_form": number(states.form[person, year], 1),
        "insured_status": number(states.status[person, year], 1),
        "employer_no": key(rendering.organisations.employer_no, employer, EMPLOYER_DIGITS),
        "first_insured_month": months(_first_month(rendering, person, year)),
        "phone": rendering.phone(people.phone[person]),
        "address": home_address(rendering, TABLE, person, _last_months(rendering)[year]),
        "account_no": rendering.account(states.account[person, year]),
        "registered_on": days(day),
        "region_code": rendering.region(states.county[person, year]),
    }
    rendering.record_written(TABLE, person, end_of_year, ("id", "name", "sex", "birth"))
    yield from rendering.pieces(TABLE, day, fields)


def _last_months(rendering: Rendering) -> Index:
    """[year] index of its last month."""
    years = len(rendering.province.years)
    return np.minimum((np.arange(years) + 1) * MONTHS_PER_YEAR, rendering.province.months) - 1


def _by_year(rendering: Rendering, monthly: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[entry, year] whether any month of the year is true."""
    starts = np.arange(0, rendering.province.months, MONTHS_PER_YEAR)
    return np.logical_or.reduceat(monthly, starts, axis=1)


def _states(rendering: Rendering) -> _States:
    people, lived = rendering.block.people, rendering.block.months
    last = _last_months(rendering)
    payer = lived.insured_by[:, last].astype(np.int64)
    paid_as_resident = years_paid(rendering)
    end_of_year = rendering.province.month_starts[last + 1]
    is_over = people.death_known[:, None] < end_of_year
    status = np.select(
        [lived.pension_paid[:, last] > 0, (payer != NOBODY) | paid_as_resident, is_over],
        [DRAWING, PAYING, ENDED],
        PAUSED,
    )
    everybody = np.repeat(np.arange(len(people)), len(last))
    every_year = np.tile(last, len(people))
    wrote = rendering.wrote["hrss"]
    version = (end_of_year > wrote.name_since[:, None]) + 2 * (end_of_year > wrote.id_since[:, None])
    return _States(
        status=status,
        form=_forms(rendering, payer, paid_as_resident),
        employer=np.maximum(payer, NOBODY),
        county=rendering.county_in(everybody, every_year).reshape(payer.shape).astype(np.int64),
        account=accounts_in(rendering, everybody, every_year).reshape(payer.shape),
        version=version.astype(np.int64),
    )


def _forms(rendering: Rendering, payer: Years, paid_as_resident: NDArray[np.bool_]) -> Years:
    """Form of employment: the last one known; a residents' pensioner's is that of residents."""
    now = np.select([payer >= 0, payer == FLEXIBLE, paid_as_resident], [EMPLOYED, SELF_PAID, RESIDENT], 0)
    form = np.where(rendering.block.people.scheme == _RESIDENTS_SCHEME, RESIDENT, EMPLOYED).astype(np.int64)
    forms = np.empty(payer.shape, dtype=np.int64)
    for year in range(payer.shape[1]):
        form = np.where(now[:, year] > 0, now[:, year], form)
        forms[:, year] = form
    return forms


def _present(rendering: Rendering) -> NDArray[np.bool_]:
    """[entry, year] whether the agency knows of somebody: by a payment in the year or before history, or an event."""
    people, lived, province = rendering.block.people, rendering.block.months, rendering.province
    present = _by_year(rendering, (lived.insured_by != NOBODY) | (lived.pension_paid > 0)) | years_paid(rendering)
    present[:, 0] |= (people.months_before > 0) & (people.death_known > province.month_starts[0])
    rows = rendering.block.rows
    cases = rows.investigations
    if cases:
        are_persons = cases["subject_kind"] == _PERSON
        _mark(rendering, present, ints(cases, "subject")[are_persons], ints(cases, "opened")[are_persons])
    seconds = {"operations": "second"}
    names = {"certifications": "day", "awards": "day", "unemployment": "claimed_day"} | seconds
    for name, column in names.items():
        table: Table = getattr(rows, name)
        if table:
            when = ints(table, column) // (_SECONDS_PER_DAY if name in seconds else 1)
            for who in ("person", "other"):
                if who in table:
                    _mark(rendering, present, ints(table, who), when)
    # An old number on which nothing was ever paid still stands in the register.
    present[:, 0] |= is_second(people) & ~present.any(axis=1)
    return present


def _mark(rendering: Rendering, present: NDArray[np.bool_], person: Index, day: Index) -> None:
    year = np.clip(rendering.province.month_of(day) // MONTHS_PER_YEAR, 0, present.shape[1] - 1)
    known = person >= 0
    present[person[known], year[known]] = True


def _first_day(rendering: Rendering, entries: Entries) -> Index:
    """Day of the registration: in the first month insured; else before history for pensioners, or some day."""
    people, province = rendering.block.people, rendering.province
    person, year = entries.person, entries.year
    chance = rendering.keyed("registered", people.number[person])
    first = _first_insured(rendering)[person]
    within = first <= _last_months(rendering)[year]
    month = np.where(within, calendar(rendering, np.minimum(first, province.months)), 0)
    day = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + (chance * _FIRST_DAYS).astype(
        np.int64
    )
    some_day = province.month_starts[year * MONTHS_PER_YEAR] + (chance * _SOME_DAYS).astype(np.int64)
    adult_for = np.maximum(province.month_starts[0] - people.born[person] - _ADULT_DAYS, 1)
    back = (chance * np.minimum(_LONGEST_BEFORE, adult_for)).astype(np.int64)
    is_old = (year == 0) & ((rendering.block.months.pension_paid[person, 0] > 0) | is_second(people)[person])
    return np.where(within, day, np.where(is_old, province.month_starts[0] - 1 - back, some_day))


def _changed_day(rendering: Rendering, entries: Entries) -> Index:
    """A day late in the year."""
    numbers = rendering.block.people.number[entries.person] * 64 + entries.year
    start = rendering.province.month_starts[entries.year * MONTHS_PER_YEAR].astype(np.int64)
    return start + _LATE_IN_YEAR + (rendering.keyed("changed", numbers) * _SPREAD).astype(np.int64)


def _identity(rendering: Rendering) -> Index:
    people = rendering.block.people
    works = (people.scheme != _RESIDENTS_SCHEME) & ((people.months_before > 0) | (people.work_start != NEVER))
    return np.where(people.cadre, CADRE, np.where(works, WORKER, OTHER))


def _first_month(rendering: Rendering, person: Index, year: Index) -> Index:
    """First month insured, from 1970-01; NEVER for those without one so far."""
    first = _first_insured(rendering)[person]
    known = first <= _last_months(rendering)[year]
    return calendar(rendering, np.where(known, first, NEVER))


def _first_insured(rendering: Rendering) -> Index:
    """[entry] first month insured, counted from the first of history and negative before it; NEVER."""
    before = rendering.block.people.months_before.astype(np.int64)
    is_insured = rendering.block.months.insured_by != NOBODY
    first = np.where(is_insured.any(axis=1), np.argmax(is_insured, axis=1), NEVER)
    return np.where(before > 0, -before, first)
