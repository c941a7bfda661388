"""The log of the desks: each operation has its cause, its clerk, and a second in office hours."""

import numpy as np
import pytest

from datapool.synthetic.block import NEVER, NOBODY, Block, Table
from datapool.synthetic.events.changes import NAME
from datapool.synthetic.events.desks import desks_of, handled, office_seconds
from datapool.synthetic.events.operations import (
    AWARD,
    BACK_PAYMENT,
    CORRECTION,
    NEW_ACCOUNT,
    REGISTRATION,
    RENAMING,
    RESUMPTION,
    SUSPENSION,
    TRANSFER,
)
from datapool.synthetic.province import Province

DAY = 86_400


@pytest.fixture(scope="module")
def log(happened: Block) -> Table:
    return happened.rows.operations


def of(log: Table, kind: int) -> Table:
    return {name: values[log["kind"] == kind] for name, values in log.items()}


def test_the_log_is_in_the_order_of_time_and_within_history(log: Table, made_up_province: Province) -> None:
    assert (np.diff(log["second"]) >= 0).all()
    assert log["second"][0] >= int(made_up_province.month_starts[0]) * DAY
    assert log["second"][-1] < int(made_up_province.month_starts[-1]) * DAY


def test_operations_happen_in_office_hours_but_for_overtime(log: Table) -> None:
    hour = log["second"] % DAY / 3600
    weekday = log["second"] // DAY % 7
    in_hours = ((hour >= 8.5) & (hour <= 12)) | ((hour >= 14) & (hour <= 17.5))
    assert 0.98 < in_hours.mean() < 0.998 and (hour < 22).all()
    assert 0 < np.isin(weekday, (2, 3)).mean() < 0.01


def test_every_enrolment_by_another_employer_is_registered(happened: Block, log: Table) -> None:
    by = happened.months.insured_by
    begins = (by[:, 1:] >= 0) & (by[:, 1:] != by[:, :-1])
    rows = of(log, REGISTRATION)
    assert 0.97 * begins.sum() <= rows["person"].size <= begins.sum()
    starts = set(zip(np.nonzero(begins)[0].tolist(), by[:, 1:][begins].tolist(), strict=True))
    assert set(zip(rows["person"].tolist(), rows["employer"].tolist(), strict=True)) <= starts


def test_every_award_is_logged_with_its_clerk_and_its_total(happened: Block, log: Table) -> None:
    rows, awards = of(log, AWARD), happened.rows.awards
    assert rows["person"].size >= 0.99 * awards["person"].size
    signed = zip(awards["total"], awards["clerk"], awards["approver"], strict=True)
    made = dict(zip(awards["person"].tolist(), signed, strict=True))
    told = zip(rows["amount"], rows["clerk"], rows["approver"], strict=True)
    for person, what in zip(rows["person"], told, strict=True):
        assert made[int(person)] == what


def test_the_relation_follows_a_move_with_months_and_account(
    happened: Block, log: Table, made_up_province: Province
) -> None:
    rows, people = of(log, TRANSFER), happened.people
    moved = made_up_province.month_starts[people.moved_month[rows["person"]]]
    after = rows["second"] // DAY - moved
    assert rows["person"].size > 100 and ((after >= 10) & (after <= 123)).all()
    assert (rows["months"] >= people.months_before[rows["person"]]).all()
    assert (rows["amount"] >= people.balance_before[rows["person"]]).all()


def test_new_accounts_are_fresh_or_the_partners(happened: Block, log: Table) -> None:
    rows, people = of(log, NEW_ACCOUNT), happened.people
    fresh = rows["new_account"] >= 3_000_000_000_000
    assert 0.9 < fresh.mean() < 1 and (rows["new_account"] != NOBODY).all()
    partner = people.partner[rows["person"][~fresh]]
    np.testing.assert_array_equal(rows["new_account"][~fresh], people.account[partner])
    owner = (rows["new_account"][fresh] - 3_000_000_000_000) // 8
    np.testing.assert_array_equal(owner, people.number[rows["person"][fresh]])


def test_new_names_come_from_the_register(happened: Block, log: Table) -> None:
    changes = happened.rows.changes
    renamed = set(changes["person"][changes["kind"] == NAME].tolist())
    assert of(log, RENAMING)["person"].size > 0 and set(of(log, RENAMING)["person"].tolist()) <= renamed


def test_arrears_of_long_ago_are_approved_before_they_are_paid(happened: Block, log: Table) -> None:
    rows, paid = of(log, BACK_PAYMENT), happened.months.back_paid_on
    assert rows["person"].size > 0 and (rows["months"] >= 1).all() and (rows["amount"] > 0).all()
    for person, second in list(zip(rows["person"], rows["second"], strict=True))[:100]:
        days = paid[person][paid[person] > 0] - second // DAY
        assert ((days >= -2) & (days <= 12)).any()


def test_every_resumption_follows_a_suspension_of_the_person(happened: Block, log: Table) -> None:
    stopped, resumed = of(log, SUSPENSION), of(log, RESUMPTION)
    assert stopped["person"].size > 100
    for person, second in zip(resumed["person"], resumed["second"], strict=True):
        before = stopped["second"][stopped["person"] == person]
        assert (before <= second).any()


def test_suspended_months_and_what_was_due_for_them_are_told_at_resumption(happened: Block, log: Table) -> None:
    resumed = of(log, RESUMPTION)
    assert (resumed["months"] >= 0).all() and (resumed["months"] > 0).any()
    due = happened.months.pension_due[resumed["person"]].max(axis=1)
    assert (resumed["amount"] <= resumed["months"] * due.astype(np.int64)).all()


def test_corrections_and_accounts_are_a_matter_of_adults(happened: Block, log: Table) -> None:
    for kind in (CORRECTION, NEW_ACCOUNT):
        rows = of(log, kind)
        assert (rows["second"] // DAY - happened.people.born[rows["person"]] >= 18 * 365).all()
        assert (happened.people.died[rows["person"]] >= rows["second"] // DAY - 3).all()


def test_clerks_handle_and_another_approves_but_for_a_few(log: Table, made_up_province: Province) -> None:
    own = log["kind"] != AWARD
    clerks = made_up_province.clerks
    assert (log["clerk"] >= 0).all() and (clerks.post[log["clerk"][own]] == 1).all()
    signed = own & (log["approver"] != NOBODY)
    assert (log["approver"][np.isin(log["kind"], (TRANSFER, BACK_PAYMENT))] != NOBODY).all()
    alone = (log["approver"] == log["clerk"])[signed]
    assert 0 < alone.mean() < 0.02
    others = log["approver"][signed][~alone]
    assert (clerks.post[others] >= 2).all()


def test_a_county_is_served_by_its_own_clerks_where_it_has_any(made_up_province: Province) -> None:
    clerks, draw = made_up_province.clerks, np.random.default_rng(1)
    handles = np.unique(clerks.county[clerks.post == 1])
    county = np.repeat(handles, 20)
    clerk, approver = handled(desks_of(made_up_province), county, np.ones(county.size, bool), draw)
    np.testing.assert_array_equal(clerks.county[clerk], county)
    assert (approver != NOBODY).all()


def test_a_case_of_the_weekend_waits_for_monday_at_the_latest() -> None:
    saturday, sunday = 2 + 7 * 2500, 3 + 7 * 2500
    seconds = office_seconds(np.repeat([saturday, sunday, sunday + 1], 500), np.random.default_rng(2))
    day = seconds // DAY
    assert np.isin(day, (saturday, sunday, sunday + 1)).all() and (day == sunday + 1).mean() > 0.97
    assert day.max() < NEVER
