"""What the agency's own offices write down: awards, certifications, unemployment benefit, operations, findings."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import NEVER, Table
from datapool.synthetic.feeds.fields import Field, days, decimals, fen, ints, key, moments, months, number, texts_of
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.identities.organisations import (
    CLERK_DIGITS,
    DOCTOR_DIGITS,
    EMPLOYER_DIGITS,
    PROVIDER_DIGITS,
)
from datapool.synthetic.identities.persons import PERSON_DIGITS

AWARDS, CERTIFICATIONS, UNEMPLOYMENT = "hrss_awards", "hrss_certifications", "hrss_unemployment"
OPERATIONS, INVESTIGATIONS = "hrss_operations", "hrss_investigations"
_SECONDS_PER_DAY = 86400
_OPEN = NEVER
_INDEX_DECIMALS = 4
_PERSON, _EMPLOYER, _PROVIDER, _CLERK = 1, 2, 3, 4


def awards(rendering: Rendering) -> Iterator[Piece]:
    """A row for each award, on the day it was made."""
    rows = rendering.sorted_rows("hrss", rendering.block.rows.awards, "day")
    if not rows:
        return
    person, day = ints(rows, "person"), ints(rows, "day")
    fields = {
        "person_no": rendering.person_no(person),
        "pension_scheme": number(ints(rows, "scheme"), 3),
        "retirement_kind": number(ints(rows, "kind"), 1),
        "first_benefit_month": months(calendar(rendering, ints(rows, "month"))),
        "awarded_on": days(day),
        "file_birth_date": days(ints(rows, "file_born")),
        "work_start_month": months(calendar(rendering, ints(rows, "file_work_start"))),
        "altered_entries": number(ints(rows, "altered")),
        "contribution_months": number(ints(rows, "contribution_months")),
        "deemed_months": number(ints(rows, "deemed_months")),
        "contribution_index": decimals(rows["index"].astype(np.float64), _INDEX_DECIMALS),
        "account_balance": fen(ints(rows, "balance")),
        "basic_pension": fen(ints(rows, "basic")),
        "account_pension": fen(ints(rows, "account_part")),
        "transitional_pension": fen(ints(rows, "transitional")),
        "pension_amount": fen(ints(rows, "total")),
        "appraiser_no": key(rendering.organisations.doctor_no, ints(rows, "appraiser"), DOCTOR_DIGITS),
        "clerk_no": _clerk(rendering, rows, "clerk"),
        "approver_no": _clerk(rendering, rows, "approver"),
        "region_code": rendering.region(rendering.county_on(person, day)),
    }
    yield from rendering.pieces(AWARDS, day, fields)


def certifications(rendering: Rendering) -> Iterator[Piece]:
    """A row for each proof that a pensioner is alive; of several on a day the first."""
    rows = rendering.sorted_rows("hrss", rendering.block.rows.certifications, "day")
    if not rows:
        return
    first = np.unique(ints(rows, "person") * 2**20 + ints(rows, "day"), return_index=True)[1]
    rows = {name: values[first] for name, values in rows.items()}
    person, day = ints(rows, "person"), ints(rows, "day")
    fields = {
        "person_no": rendering.person_no(person),
        "certified_on": days(day),
        "certification_channel": number(ints(rows, "channel"), 1),
        "device_no": rendering.device(ints(rows, "device")),
        "phone": rendering.phone(ints(rows, "phone")),
        "region_code": rendering.region(rendering.county_on(person, day)),
    }
    yield from rendering.pieces(CERTIFICATIONS, day, fields)


def unemployment(rendering: Rendering) -> Iterator[Piece]:
    """A row for each month paid, late in that month."""
    rows = rendering.sorted_rows("hrss", rendering.block.rows.unemployment, "month")
    if not rows:
        return
    person, month = ints(rows, "person"), ints(rows, "month")
    claimed = ints(rows, "claimed_day")
    employer = ints(rows, "employer")
    fields = {
        "person_no": rendering.person_no(person),
        "employer_no": key(rendering.organisations.employer_no, employer, EMPLOYER_DIGITS),
        "unemployment_reason": number(ints(rows, "reason"), 1),
        "claimed_on": days(claimed),
        "period": months(calendar(rendering, month)),
        "unemployment_benefit": fen(ints(rows, "amount")),
        "account_no": rendering.account(ints(rows, "account")),
        "device_no": rendering.device(ints(rows, "device")),
        "phone": rendering.phone(ints(rows, "phone")),
        "region_code": rendering.region(rendering.county_in(person, month)),
    }
    yield from rendering.pieces(UNEMPLOYMENT, rendering.province.month_starts[month + 1] - 1, fields)


def operations(rendering: Rendering) -> Iterator[Piece]:
    """A row for each operation of a clerk, in the order of time."""
    rows = in_order_of(rendering.block.rows.operations, "second")
    if not rows:
        return
    clerk, second = ints(rows, "clerk"), ints(rows, "second")
    fields = {
        "operation_no": rendering.running(OPERATIONS, len(clerk)),
        "operation_kind": number(ints(rows, "kind"), 2),
        "person_no": rendering.person_no(ints(rows, "person")),
        "other_person_no": rendering.person_no(ints(rows, "other")),
        "employer_no": key(rendering.organisations.employer_no, ints(rows, "employer"), EMPLOYER_DIGITS),
        "new_account_no": rendering.account(ints(rows, "new_account")),
        "contribution_months": number(ints(rows, "months")),
        "operation_amount": fen(ints(rows, "amount")),
        "clerk_no": _clerk(rendering, rows, "clerk"),
        "approver_no": _clerk(rendering, rows, "approver"),
        "done_at": moments(second),
        "region_code": rendering.region(rendering.province.clerks.county[clerk]),
    }
    yield from rendering.pieces(OPERATIONS, second // _SECONDS_PER_DAY, fields)


def investigations(rendering: Rendering) -> Iterator[Piece]:
    """A row for each case; those still open when history ends come with the day on which they were opened."""
    rows = in_order_of(rendering.block.rows.investigations, "opened")
    if not rows:
        return
    kind, subject = ints(rows, "subject_kind"), ints(rows, "subject")
    opened, closed = ints(rows, "opened"), ints(rows, "closed")
    is_closed = (closed >= 0) & (closed < rendering.province.month_starts[-1])
    finding = np.where(is_closed, ints(rows, "finding"), 3)
    fields = {
        "case_no": rendering.running(INVESTIGATIONS, len(kind)),
        "subject_kind": number(kind, 1),
        "subject_no": texts_of(_subjects(rendering, kind, subject)),
        "typology": texts_of(np.char.add("T", np.char.zfill(ints(rows, "typology").astype("U2"), 2))),
        "finding": number(finding, 1),
        "opened_on": days(opened),
        "closed_on": days(np.where(is_closed, closed, NEVER)),
        "region_code": rendering.region(_county_of(rendering, kind, subject, opened)),
    }
    yield from rendering.pieces(INVESTIGATIONS, np.where(is_closed, closed, opened), fields)


def in_order_of(rows: Table, column: str) -> Table:
    """Rows by that column; ties by the clerk or subject."""
    if not rows:
        return rows
    order = np.lexsort((ints(rows, "clerk" if "clerk" in rows else "subject"), rows[column]))
    return {name: values[order] for name, values in rows.items()}


def calendar(rendering: Rendering, month: NDArray[np.integer]) -> Index:
    """Months of history as months since 1970-01; NEVER stays."""
    first = rendering.province.first_month
    origin = (first.year - 1970) * MONTHS_PER_YEAR + first.month - 1
    return np.where(month == NEVER, NEVER, month.astype(np.int64) + origin)


def _clerk(rendering: Rendering, rows: Table, column: str) -> Field:
    return key(rendering.organisations.clerk_no, ints(rows, column), CLERK_DIGITS)


def _subjects(rendering: Rendering, kind: Index, subject: Index) -> NDArray[np.str_]:
    """Key of each subject as text: of a person (an index in the block), employer, provider or clerk."""
    made = rendering.organisations
    keys = np.zeros(len(kind), dtype="U32")
    for which, numbers, width in (
        (_PERSON, rendering.identities.person_no, PERSON_DIGITS),
        (_EMPLOYER, made.employer_no, EMPLOYER_DIGITS),
        (_PROVIDER, made.provider_no, PROVIDER_DIGITS),
        (_CLERK, made.clerk_no, CLERK_DIGITS),
    ):
        rows = np.flatnonzero(kind == which)
        if rows.size:
            keys[rows] = np.char.zfill(numbers[subject[rows]].astype("U20"), width)
    return keys


def _county_of(rendering: Rendering, kind: Index, subject: Index, day: Index) -> Index:
    province = rendering.province
    county = np.zeros(len(kind), dtype=np.int64)
    rows = np.flatnonzero(kind == _PERSON)
    county[rows] = rendering.county_on(subject[rows], day[rows])
    for which, counties in (
        (_EMPLOYER, province.employers.county),
        (_PROVIDER, province.providers.county),
        (_CLERK, province.clerks.county),
    ):
        rows = np.flatnonzero(kind == which)
        county[rows] = counties[subject[rows]]
    return county
