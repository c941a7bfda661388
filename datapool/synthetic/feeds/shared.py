"""The tables that belong to no block of persons: employers, firms, clerks, providers and doctors."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER
from datapool.synthetic.feeds.fields import Field, Fields, days, number, text, texts_of
from datapool.synthetic.feeds.noise import load_noise
from datapool.synthetic.feeds.organisations import organisations_of
from datapool.synthetic.feeds.pieces import Piece, by_year
from datapool.synthetic.feeds.spreadsheets import spreadsheet
from datapool.synthetic.feeds.writing import tables, written
from datapool.synthetic.identities.addresses import addresses, shortened
from datapool.synthetic.identities.contacts import ACCOUNT_DIGITS, ACCOUNT_PREFIX, account_numbers, phone_numbers
from datapool.synthetic.identities.organisations import (
    CLERK_DIGITS,
    DOCTOR_DIGITS,
    EMPLOYER_DIGITS,
    PROVIDER_DIGITS,
    employer_names,
    provider_names,
)
from datapool.synthetic.identities.permutations import fractions, key_of
from datapool.synthetic.province import Province

EMPLOYERS, CLERKS, FIRMS = "hrss_employers", "hrss_clerks", "tax_firms"
PROVIDERS, DOCTORS = "health_providers", "health_doctors"
NORMAL, STRUCK_OFF = 1, 3
_NO_LEVEL = 9

Index = NDArray[np.int64]


def render_province(province: Province) -> Iterator[Piece]:
    """Every row of the shared tables, in the delivery of its registration."""
    yield from _employers(province)
    yield from _firms(province)
    yield from _clerks(province)
    yield from _providers(province)
    yield from _doctors(province)


def _employers(province: Province) -> Iterator[Piece]:
    employers, made = province.employers, organisations_of(province)
    day = _opened(province, employers.opened)
    fields = {
        "employer_no": number(made.employer_no, EMPLOYER_DIGITS),
        "uscc": texts_of(made.employer_uscc),
        "employer_name": texts_of(_names(province)),
        "employer_kind": number(employers.kind.astype(np.int64), 1),
        "industry": texts_of(employers.industry),
        "address": texts_of(_addresses(province, "hrss")),
        "phone": _phone(province, employers.phone),
        "account_no": _account(province, employers.account),
        "agent_phone": _phone(province, employers.agent_phone),
        "registered_on": days(day),
        "region_code": _region(province, employers.county),
    }
    yield from _pieces(province, EMPLOYERS, day, fields)


def _firms(province: Province) -> Iterator[Piece]:
    """Firms of the counties that share; their status is that of the end of the year in which they come."""
    employers, made = province.employers, organisations_of(province)
    day = _opened(province, employers.opened) + 3
    year = np.maximum(province.month_of(day), 0) // 12
    closed = (employers.closed != NEVER) & (employers.closed < (year + 1) * 12)
    fields = {
        "uscc": texts_of(made.employer_uscc),
        "employer_name": texts_of(_names(province)),
        "industry": texts_of(employers.industry),
        "firm_status": number(np.where(closed, STRUCK_OFF, NORMAL), 1),
        "address": texts_of(_addresses(province, "tax")),
        "phone": _phone(province, employers.phone),
        "account_no": _account(province, employers.account),
        "registered_on": days(day),
        "region_code": _region(province, employers.county),
    }
    yield from _pieces(province, FIRMS, day, fields, province.counties.shares[employers.county])


def _clerks(province: Province) -> Iterator[Piece]:
    clerks = province.clerks
    day = clerks.hired.astype(np.int64)
    fields = {
        "clerk_no": number(organisations_of(province).clerk_no, CLERK_DIGITS),
        "clerk_post": number(clerks.post.astype(np.int64), 1),
        "phone": _phone(province, clerks.phone),
        "account_no": _account(province, clerks.account),
        "hired_on": days(day),
        "region_code": _region(province, clerks.county),
    }
    yield from _pieces(province, CLERKS, day, fields)


def _providers(province: Province) -> Iterator[Piece]:
    """One workbook, with the first delivery: all were designated before history."""
    providers, made = province.providers, organisations_of(province)
    names = provider_names(providers.kind, providers.level, _counties(province, providers.county), province.seed)
    day = _designated(province, len(providers)).astype("datetime64[D]").astype("U10")
    codes = np.array(province.counties.code)[providers.county]
    columns = {
        "provider_no": np.char.zfill(made.provider_no.astype("U20"), PROVIDER_DIGITS),
        "provider_name": names,
        "provider_kind": providers.kind.astype("U1"),
        "provider_level": providers.level.astype("U1"),
        "beds": np.where(providers.beds > 0, providers.beds.astype("U8"), ""),
        "uscc": made.provider_uscc,
        "registered_on": day,
        "region_code": codes,
    }
    source = tables()[PROVIDERS]
    rows = list(zip(*(columns[column.column].tolist() for column in source.columns), strict=True))
    cells = [[cell or None for cell in row] for row in rows]
    yield Piece(PROVIDERS, str(province.years[0]), spreadsheet([column.name for column in source.columns], cells))


def _doctors(province: Province) -> Iterator[Piece]:
    doctors, made = province.doctors, organisations_of(province)
    day = _designated(province, len(province.providers))[doctors.provider] + 30
    fields = {
        "doctor_no": number(made.doctor_no, DOCTOR_DIGITS),
        "provider_no": number(made.provider_no[doctors.provider], PROVIDER_DIGITS),
        "doctor_department": number(doctors.department.astype(np.int64), 2),
        "registered_on": days(day),
        "region_code": _region(province, province.providers.county[doctors.provider]),
    }
    yield from _pieces(province, DOCTORS, day, fields)


def _pieces(
    province: Province, table: str, day: Index, fields: Fields, given: NDArray[np.bool_] | None = None
) -> Iterator[Piece]:
    for year, rows in by_year(province, day):
        kept = rows if given is None else rows[given[rows]]
        if kept.size:
            yield Piece(table, year, written(table, fields, kept))


def _opened(province: Province, month: NDArray[np.integer]) -> Index:
    """Day on which an organisation was registered, from the month in which it opened."""
    first = np.datetime64(str(province.first_month), "M")
    start = (first + month.astype(np.int64)).astype("datetime64[D]").astype(np.int64)
    chance = fractions(np.arange(len(month)), key_of(province.seed, "opening days"))
    return start + (chance * 25).astype(np.int64)


def _designated(province: Province, count: int) -> Index:
    """[provider] a day of the years before history."""
    chance = fractions(np.arange(count), key_of(province.seed, "designation"))
    return int(province.month_starts[0]) - 60 - (chance * 4000).astype(np.int64)


def _counties(province: Province, county: NDArray[np.integer]) -> NDArray[np.str_]:
    names: NDArray[np.str_] = np.array(province.counties.name)
    return np.asarray(names[county])


def _names(province: Province) -> NDArray[np.str_]:
    employers = province.employers
    return employer_names(employers.kind, employers.industry, _counties(province, employers.county), province.seed)


def _addresses(province: Province, department: str) -> NDArray[np.str_]:
    """[employer] address; equal numbers give equal addresses, unless a clerk shortened one of them."""
    employers = province.employers
    counties, in_town = _counties(province, employers.county), np.zeros(len(employers), bool)
    texts = addresses(employers.address, counties, key_of(province.seed, "offices"), rural=in_town)
    chance = fractions(np.arange(len(employers)), key_of(province.seed, f"short offices {department}"))
    short = chance < load_noise().rate("address_short", department)
    return np.where(short, np.array([shortened(address) for address in texts.tolist()]), texts)


def _phone(province: Province, numbers: Index) -> Field:
    return number(phone_numbers(numbers, province.seed))


def _account(province: Province, numbers: Index) -> Field:
    return number(account_numbers(numbers, province.seed), ACCOUNT_DIGITS, prefix=ACCOUNT_PREFIX)


def _region(province: Province, county: NDArray[np.integer]) -> Field:
    return text(np.array(province.counties.code), county)
