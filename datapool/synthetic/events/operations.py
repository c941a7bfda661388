"""The log of the agency's desks: every registration, change, transfer, award and suspension that the events bring."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.money import FEN_PER_YUAN
from datapool.synthetic.block import NEVER, NOBODY, Block, Table, append
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.certifications import Proofs
from datapool.synthetic.events.changes import NAME, NUMBER
from datapool.synthetic.events.contacts import Columns
from datapool.synthetic.events.desks import SECONDS_A_DAY, Desks, desks_of, handled, office_seconds
from datapool.synthetic.events.rates import rates, whole_between
from datapool.synthetic.events.spans import chance_days, county_on, lives
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

REGISTRATION, RENAMING, RENUMBERING, NEW_ACCOUNT, TRANSFER = range(1, 6)
BACK_PAYMENT, AWARD, RESUMPTION, CORRECTION, SUSPENSION = range(7, 12)
_ACCOUNT_RATE = 0.08
_EACH = 8
_MOST_DAYS = 2**20
_ADULT_DAYS = 18 * 365


@dataclass(frozen=True, slots=True)
class Desk:
    """A block, its province, and those who work for it; each kind of operation draws from a stream of its own."""

    block: Block
    province: Province
    desks: Desks
    draws: Draws

    def of(self, kind: int) -> np.random.Generator:
        """The stream of that kind of operation."""
        return self.draws.generator(f"events operations {kind}")

    def record(self, kind: int, person: NDArray[Any], day: NDArray[Any], **given: Any) -> Table:
        """Operations of one kind on the days, as far as they lie in history: clerk, approver and second are drawn."""
        draw, starts = self.of(kind), self.province.month_starts
        county = county_on(self.block.people, self.province, person, day)
        approves = draw.random(person.size) < rates("operations")["approved"][kind]
        clerk, approver = handled(self.desks, county, approves, draw)
        second = office_seconds(np.asarray(day), draw)
        table: Table = {
            "kind": np.full(person.size, kind, np.int8),
            "person": person.astype(np.int32),
            "other": np.full(person.size, NOBODY, np.int32),
            "employer": _column(given.get("employer"), person.size, NOBODY, np.int32),
            "new_account": _column(given.get("new_account"), person.size, NOBODY, np.int64),
            "months": _column(given.get("months"), person.size, 0, np.int32),
            "amount": _column(given.get("amount"), person.size, 0, np.int64),
            "clerk": _column(given.get("clerk"), person.size, clerk, np.int32),
            "approver": _column(given.get("approver"), person.size, approver, np.int32),
            "second": second,
        }
        inside = (second >= int(starts[0]) * SECONDS_A_DAY) & (second < int(starts[-1]) * SECONDS_A_DAY)
        return {name: values[inside] for name, values in table.items()}


def _column(given: Any, count: int, otherwise: Any, kind: Any) -> NDArray[Any]:
    column = np.empty(count, kind)
    column[:] = otherwise if given is None else given
    return column


def operate(block: Block, province: Province, proofs: Proofs, suspended: Columns, draws: Draws) -> Table:
    """All operations in the order of their seconds.

    proofs      certifications with the day on which the earlier one had lapsed
    suspended   pensions suspended for a sentence, see sentences.suspend_pensions
    """
    desk = Desk(block, province, desks_of(province), draws)
    table: Table = {}
    for rows in (
        _registrations(desk),
        _renamed(desk),
        _new_accounts(desk),
        _transfers(desk),
        _back_payments(desk),
        _awards(desk),
        _corrections(desk),
        *_lapses(desk, proofs),
        *_sentences(desk, suspended),
    ):
        append(table, rows)
    order = np.lexsort((table["person"], table["kind"], table["second"]))
    return {name: values[order] for name, values in table.items()}


def _registrations(desk: Desk) -> Table:
    """Whenever an employer enrols somebody whom it did not enrol the month before."""
    by = desk.block.months.insured_by
    begins = (by[:, 1:] >= 0) & (by[:, 1:] != by[:, :-1])
    person, month = np.nonzero(begins)
    span = rates("operations")["registration_after_days"]
    day = desk.province.month_starts[month + 1] + whole_between(desk.of(REGISTRATION), span, person.size)
    return desk.record(REGISTRATION, person, day, employer=by[person, month + 1])


def _renamed(desk: Desk) -> Table:
    """New names and numbers of the population register, brought to the agency by those whom it knows."""
    table: Table = {}
    changes, known = desk.block.rows.changes, _is_known(desk.block)
    span = rates("operations")["updated_after_days"]
    for kind, change in ((RENAMING, NAME), (RENUMBERING, NUMBER)):
        rows = (changes["kind"] == change) & known[changes["person"]]
        person = changes["person"][rows]
        day = changes["registered"][rows] + whole_between(desk.of(kind), span, person.size)
        append(table, desk.record(kind, person, day))
    return table


def _is_known(block: Block) -> NDArray[np.bool_]:
    insured = (block.months.insured_by != NOBODY).any(axis=1)
    return np.asarray(insured | (block.people.retired_month != NEVER) & (block.people.scheme > 0))


def _new_accounts(desk: Desk) -> Table:
    """Changed bank accounts: a fresh number, for a few that of somebody in the family."""
    rule, draw, people = rates("operations"), desk.draws.generator("events new accounts"), desk.block.people
    pays = desk.block.months.pension_paid.any(axis=1)
    chance = np.where(pays, rule["account_changes"]["pensioner"], rule["account_changes"]["insured"])
    person, day = _chance(desk, chance * _is_known(desk.block), draw)
    fresh = rule["accounts_from"] + people.number[person] * _EACH + draw.integers(0, _EACH, person.size)
    partner = people.partner[person]
    family = (partner != NOBODY) & (draw.random(person.size) < rule["new_account_of_family"])
    account = np.where(family, people.account[np.maximum(partner, 0)], fresh)
    return desk.record(NEW_ACCOUNT, person, day, new_account=account)


def _corrections(desk: Desk) -> Table:
    draw = desk.draws.generator("events corrections")
    return desk.record(CORRECTION, *_chance(desk, rates("operations")["corrections"] * _is_known(desk.block), draw))


def _chance(desk: Desk, per_year: NDArray[Any], draw: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
    """Person and day of chance operations of adults; nobody's second registration takes part."""
    people, province = desk.block.people, desk.province
    counts = ~is_second(people) & ~is_invented(people)
    span = lives(people, province)
    adult = (span.year_starts[:-1] - people.born[:, None]) > _ADULT_DAYS
    return chance_days(span, (per_year * counts)[:, None] * adult, draw)


def _transfers(desk: Desk) -> Table:
    """The insured relation follows a move within the province: months and the account so far."""
    people, months, province = desk.block.people, desk.block.months, desk.province
    moved = (people.moved_from != NOBODY) & (people.moved_month < province.months) & _has_worked(desk.block)
    person = np.flatnonzero(moved & (people.retired_month > people.moved_month))
    month = people.moved_month[person]
    before = np.arange(province.months) < month[:, None]
    paid = (months.insured_by[person] != NOBODY) & before
    account = (months.base[person] * paid).sum(axis=1, dtype=np.float64) * _ACCOUNT_RATE * FEN_PER_YUAN
    span = rates("operations")["transfer_after_days"]
    day = province.month_starts[month] + whole_between(desk.of(TRANSFER), span, person.size)
    return desk.record(
        TRANSFER,
        person,
        day,
        months=people.months_before[person] + paid.sum(axis=1),
        amount=people.balance_before[person] + np.rint(account).astype(np.int64),
    )


def _has_worked(block: Block) -> NDArray[np.bool_]:
    return np.asarray((block.people.months_before > 0) | (block.months.insured_by != NOBODY).any(axis=1))


def _back_payments(desk: Desk) -> Table:
    """Approvals of payments in arrears that make up several months of one person, or come long after their month."""
    months, rule = desk.block.months, rates("operations")
    person, month = np.nonzero(months.back_paid_on)
    day = months.back_paid_on[person, month]
    late = desk.province.month_of(day) - month
    key, place = np.unique(person * _MOST_DAYS + day, return_inverse=True)
    cells = np.stack([key // _MOST_DAYS, key % _MOST_DAYS])
    count = np.bincount(place, minlength=key.size)
    latest = np.zeros(key.size, np.int64)
    np.maximum.at(latest, place, late)
    amount = np.bincount(place, months.base[person, month].astype(np.float64), cells.shape[1])
    employer = np.full(cells.shape[1], NOBODY, np.int64)
    employer[place] = months.insured_by[person, month]
    many = (count >= rule["back_payments"]["months_at_once"]) | (latest >= rule["back_payments"]["months_late"])
    span = rule["approved_days_before_payment"]
    before = whole_between(desk.of(BACK_PAYMENT), span, int(many.sum()))
    return desk.record(
        BACK_PAYMENT,
        cells[0, many],
        cells[1, many] - before,
        employer=np.where(employer[many] >= 0, employer[many], NOBODY),
        months=count[many],
        amount=np.rint(amount[many] * FEN_PER_YUAN).astype(np.int64),
    )


def _awards(desk: Desk) -> Table:
    """Every award of a pension, by the clerk and the approver who signed it."""
    awards = desk.block.rows.awards
    if not awards:
        return {}
    return desk.record(
        AWARD,
        awards["person"],
        awards["day"],
        months=awards["contribution_months"],
        amount=awards["total"],
        clerk=awards["clerk"],
        approver=awards["approver"],
    )


def _lapses(desk: Desk, proofs: Proofs) -> tuple[Table, Table]:
    """Suspended when the period for a proof of life was over, resumed when the proof came: months and what was due."""
    rule = rates("operations")
    rows = np.flatnonzero(proofs.lapsed_on != NEVER)
    person, since, until = proofs.person[rows], proofs.lapsed_on[rows], proofs.day[rows]
    draw = desk.draws.generator("events lapses")
    stopped = since + whole_between(draw, rule["suspended_after_days"], rows.size)
    is_stopped = stopped < until
    person, stopped, until = person[is_stopped], stopped[is_stopped], until[is_stopped]
    first, last = desk.province.month_of(stopped) + 1, desk.province.month_of(until)
    due = np.zeros((len(desk.block.people), desk.province.months + 1), np.int64)
    np.cumsum(desk.block.months.pension_due, axis=1, out=due[:, 1:])
    begin = np.minimum(first, desk.province.months)
    end = np.clip(last + 1, begin, desk.province.months)
    resumed = until + whole_between(draw, rule["resumed_after_days"], until.size)
    suspension = desk.record(SUSPENSION, person, stopped)
    return suspension, desk.record(
        RESUMPTION, person, resumed, months=end - begin, amount=due[person, end] - due[person, begin]
    )


def _sentences(desk: Desk, suspended: Columns) -> tuple[Table, Table]:
    """Pensions stopped when the agency learned of a sentence, and paid again after the release."""
    draw, rule = desk.draws.generator("events suspensions"), rates("operations")
    person = suspended["person"]
    stopped = suspended["registered"] + whole_between(draw, rule["suspended_after_days"], person.size)
    resumed = suspended["released"].astype(np.int64) + whole_between(draw, rule["resumed_after_days"], person.size)
    lives_on = desk.block.people.died[person] > resumed
    return desk.record(SUSPENSION, person, stopped), desk.record(RESUMPTION, person[lives_on], resumed[lives_on])
