"""Health and medical insurance: members, settlements, maternity allowances, certificates of birth and death."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import Table
from datapool.synthetic.events.membership import EMPLOYEE, NONE, RETIREE, medical_groups
from datapool.synthetic.feeds.fields import Field, days, fen, ints, key, number, text
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.feeds.snapshots import Entries, new_and_changed
from datapool.synthetic.identities.organisations import DOCTOR_DIGITS, PROVIDER_DIGITS
from datapool.synthetic.identities.persons import MEMBER_DIGITS

MEMBERS, SETTLEMENTS, MATERNITY = "health_members", "health_settlements", "health_maternity"
DEATHS, BIRTHS = "health_deaths", "health_births"
EMPLOYEES, RESIDENTS = 310, 390
_STOCK_DAYS = 4000


def members(rendering: Rendering) -> Iterator[Piece]:
    """A row for everybody who joins, and for whoever has changed scheme or county by the end of a year."""
    people, province, wrote = rendering.block.people, rendering.province, rendering.wrote["health"]
    last = np.minimum((np.arange(len(province.years)) + 1) * MONTHS_PER_YEAR, province.months) - 1
    group = medical_groups(rendering.block, province, rendering.draws)
    present, scheme = _joined(rendering, group), _schemes(group[:, last])
    everybody, every_year = np.repeat(np.arange(len(people)), len(last)), np.tile(last, len(people))
    county = rendering.county_in(everybody, every_year).reshape(scheme.shape).astype(np.int64)
    entries = new_and_changed([scheme, county], present, rendering.order_of("health"))
    person, year = entries.person, entries.year
    day = _entry_day(rendering, entries)
    fields = {
        "member_no": number(rendering.identities.member_no[person], MEMBER_DIGITS),
        "person_name": wrote.name_on(person, day),
        "citizen_id": wrote.id_on(person, day),
        "sex": number(np.where(wrote.male[person], 1, 2), 1),
        "birth_date": days(wrote.born[person]),
        "medical_scheme": number(scheme[person, year], 3),
        "phone": rendering.phone(people.phone[person]),
        "registered_on": days(day),
        "region_code": rendering.region(county[person, year]),
    }
    rendering.record_written(MEMBERS, person, day, ("id", "name", "sex", "birth"))
    yield from rendering.pieces(MEMBERS, day, fields)


def _schemes(group: NDArray[np.int8]) -> Index:
    """[entry, year] scheme at the end of the year; of those in none the last one they were in, residents' at first."""
    now = np.select([np.isin(group, (EMPLOYEE, RETIREE)), group != NONE], [EMPLOYEES, RESIDENTS], 0)
    schemes = np.empty(now.shape, dtype=np.int64)
    scheme = np.full(len(now), RESIDENTS, dtype=np.int64)
    for year in range(now.shape[1]):
        scheme = np.where(now[:, year] > 0, now[:, year], scheme)
        schemes[:, year] = scheme
    return schemes


def _joined(rendering: Rendering, group: NDArray[np.int8]) -> NDArray[np.bool_]:
    """[entry, year] whether a person of flesh and blood is a member in the year, or has a bill or allowance in it."""
    starts = np.arange(0, rendering.province.months, MONTHS_PER_YEAR)
    present: NDArray[np.bool_] = np.logical_or.reduceat(group != NONE, starts, axis=1)
    counts = np.zeros(len(present), dtype=bool)
    counts[rendering.persons] = True
    present &= counts[:, None]
    rows = rendering.block.rows
    for table, column in ((rows.settlements, "settled"), (rows.maternity, "claimed")):
        if table:
            year = np.clip(rendering.province.month_of(table[column]) // MONTHS_PER_YEAR, 0, present.shape[1] - 1)
            present[table["person"], year] = True
    return present


def _entry_day(rendering: Rendering, entries: Entries) -> Index:
    """Old members joined before history, infants soon after birth, the others some day of the year."""
    people, province = rendering.block.people, rendering.province
    person, year = entries.person, entries.year
    chance = rendering.keyed("members", people.number[person] * 64 + year)
    start = province.month_starts[year * MONTHS_PER_YEAR].astype(np.int64)
    end = province.month_starts[np.minimum((year + 1) * MONTHS_PER_YEAR, province.months)].astype(np.int64)
    born = people.born[person].astype(np.int64)
    back = (chance * np.clip(start - born, 1, _STOCK_DAYS)).astype(np.int64)
    stock = start - 1 - back
    in_year = np.maximum(start, np.minimum(born + 1, end - 1))
    within = in_year + (chance * (end - in_year)).astype(np.int64)
    return np.where((year == 0) & (born < start), stock, within)


def settlements(rendering: Rendering) -> Iterator[Piece]:
    """A row for each bill settled."""
    rows = rendering.sorted_rows("health", rendering.block.rows.settlements, "settled")
    if not rows:
        return
    made, care = rendering.organisations, rendering.province.care
    person, admitted, settled = (ints(rows, name) for name in ("person", "admitted", "settled"))
    item = ints(rows, "item")
    is_drug = ints(rows, "days_supplied") > 0
    fields = {
        "settlement_no": rendering.running(SETTLEMENTS, len(person)),
        "member_no": number(rendering.identities.member_no[person], MEMBER_DIGITS),
        "provider_no": key(made.provider_no, ints(rows, "provider"), PROVIDER_DIGITS),
        "doctor_no": key(made.doctor_no, ints(rows, "doctor"), DOCTOR_DIGITS),
        "settlement_kind": number(ints(rows, "kind"), 2),
        "admitted_on": days(admitted),
        "discharged_on": days(ints(rows, "discharged")),
        "diagnosis": text(np.array(care.diagnosis_codes), ints(rows, "diagnosis")),
        "service_item": text(np.array(care.item_codes), item),
        "quantity": number(np.where(item < 0, -1, ints(rows, "quantity"))),
        "days_supplied": number(np.where(is_drug, ints(rows, "days_supplied"), -1)),
        "bill_amount": fen(ints(rows, "bill")),
        "fund_payment": fen(ints(rows, "fund")),
        "person_payment": fen(ints(rows, "own")),
        "settled_on": days(settled),
        "region_code": rendering.region(rendering.county_on(person, admitted)),
    }
    yield from rendering.pieces(SETTLEMENTS, settled, fields)


def maternity(rendering: Rendering) -> Iterator[Piece]:
    """A row for each allowance claimed."""
    rows = rendering.sorted_rows("health", rendering.block.rows.maternity, "claimed")
    if not rows:
        return
    person, claimed = ints(rows, "person"), ints(rows, "claimed")
    fields = {
        "claim_no": rendering.running(MATERNITY, len(person)),
        "member_no": number(rendering.identities.member_no[person], MEMBER_DIGITS),
        "uscc": text(rendering.organisations.employer_uscc, ints(rows, "employer")),
        "delivered_on": days(ints(rows, "delivered")),
        "maternity_base": fen(ints(rows, "base")),
        "maternity_days": number(ints(rows, "days")),
        "maternity_allowance": fen(ints(rows, "amount")),
        "account_no": rendering.account(ints(rows, "account")),
        "claimed_on": days(claimed),
        "region_code": rendering.region(rendering.county_on(person, claimed)),
    }
    yield from rendering.pieces(MATERNITY, claimed, fields)


def deaths(rendering: Rendering) -> Iterator[Piece]:
    """A row for each hospital's certificate that reached the file."""
    rows = rendering.sorted_rows("health", rendering.block.rows.deaths, "issued")
    if not rows:
        return
    draw = rendering.draws.generator("missing deaths health")
    lost = draw.random(len(rows["person"])) < rendering.noise.rate("missing_death", "health")
    rendering.record(DEATHS, "missing_death", ints(rows, "person")[lost])
    rows = {name: values[~lost] for name, values in rows.items()}
    person, issued, wrote = ints(rows, "person"), ints(rows, "issued"), rendering.wrote["health"]
    fields = {
        "certificate_no": rendering.running(DEATHS, len(person)),
        "person_name": wrote.name_on(person, issued),
        "citizen_id": wrote.id_on(person, issued),
        "death_date": days(ints(rows, "day")),
        "cause": text(np.array(rendering.province.care.diagnosis_codes), ints(rows, "cause")),
        "registered_on": days(issued),
        **_place(rendering, rows),
    }
    rendering.record_written(DEATHS, person, issued, ("id", "name"))
    yield from rendering.pieces(DEATHS, issued, fields)


def births(rendering: Rendering) -> Iterator[Piece]:
    """A row for each certificate of birth, under the mother's name."""
    rows = rendering.sorted_rows("health", rendering.block.rows.births, "day")
    if not rows:
        return
    mother, day, wrote = ints(rows, "person"), ints(rows, "day"), rendering.wrote["health"]
    issued = ints(rows, "issued") if "issued" in rows else day + 3
    fields = {
        "certificate_no": rendering.running(BIRTHS, len(mother)),
        "mother_name": wrote.name_on(mother, issued),
        "mother_id": wrote.id_on(mother, issued),
        "sex": number(np.where(rows["male"].astype(bool), 1, 2), 1),
        "birth_date": days(day),
        "registered_on": days(issued),
        **_place(rendering, rows),
    }
    rendering.record_written(BIRTHS, mother, issued, ("id", "name"))
    yield from rendering.pieces(BIRTHS, issued, fields)


def _place(rendering: Rendering, rows: Table) -> dict[str, Field]:
    """The provider that signs, and where it is."""
    provider = ints(rows, "provider")
    county = rendering.province.providers.county[np.maximum(provider, 0)]
    return {
        "provider_no": key(rendering.organisations.provider_no, provider, PROVIDER_DIGITS),
        "region_code": rendering.region(county),
    }
