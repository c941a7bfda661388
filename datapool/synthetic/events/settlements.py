"""Settlements of medical bills: contacts of the living and insured, what they cost, and what the fund pays."""

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.events import kernels
from datapool.synthetic.events.bills import charge
from datapool.synthetic.events.choosing import choose
from datapool.synthetic.events.contacts import OPEN, PURCHASE, STAY, VISIT, Columns, in_order, joined, taken
from datapool.synthetic.events.coverage import (
    LONG_KIND,
    PHARMACY_KIND,
    STAY_KIND,
    VISIT_KIND,
    Coverage,
    reimburse,
)
from datapool.synthetic.events.illness import diagnosis_row, diagnosis_shares
from datapool.synthetic.events.market import doctors_at
from datapool.synthetic.events.membership import NONE
from datapool.synthetic.events.prescriptions import dialyse, prescribe
from datapool.synthetic.events.rates import delays, rates
from datapool.synthetic.events.scene import Scene
from datapool.synthetic.events.spans import Absences, county_on
from datapool.synthetic.events.stays import deliver, keep_in_psychiatry, spend_last_year, stay, treat_tumours
from datapool.synthetic.events.visits import purchase, visit

_KINDS = np.array([VISIT_KIND, PHARMACY_KIND, LONG_KIND, STAY_KIND], np.int8)
_SHORTEST_PARTED, _LONGEST = 4, 150


def settle(
    scene: Scene, births: Table, groups: NDArray[np.int8], absences: Absences, coverage: Coverage, draws: Draws
) -> Table:
    """The settlements of the block, by person and day.

    groups    [person, month] medical scheme
    absences  when a person is out of the reach of the insurance
    """
    contacts = _contacts(scene, births, draws)
    contacts = taken(contacts, _reaches_insurance(scene, contacts, groups, absences))
    contacts = _apart(contacts, draws)
    _find_places(scene, contacts, draws)
    year = scene.province.month_of(contacts["day"]) // MONTHS_PER_YEAR
    bills = charge(contacts, year, scene.province, draws.generator("events bills"))
    discharged = contacts["day"] + np.where(contacts["way"] == STAY, contacts["days"], 0)
    table: Columns = {
        "person": contacts["person"],
        "provider": contacts["provider"],
        "doctor": contacts["doctor"],
        "kind": _KINDS[contacts["way"]],
        "admitted": contacts["day"],
        "discharged": discharged.astype(np.int32),
        "diagnosis": contacts["diagnosis"],
        "item": bills.item,
        "quantity": bills.quantity,
        "days_supplied": bills.days_supplied,
        "bill": bills.bill,
        "settled": _settled(discharged, contacts["way"], draws),
    }
    table = taken(table, table["settled"] < scene.province.month_starts[-1])
    reimburse(table, groups, scene.province, coverage)
    return table


def _contacts(scene: Scene, births: Table, draws: Draws) -> Columns:
    """All contacts with their diagnosis and length, by person and day; on one day series come before chance."""

    def of(purpose: str) -> np.random.Generator:
        return draws.generator(f"events {purpose}")

    contacts = joined(
        [
            *deliver(scene, births, of("deliveries")),
            spend_last_year(scene, of("last year")),
            treat_tumours(scene, of("tumours")),
            keep_in_psychiatry(scene, of("psychiatry")),
            prescribe(scene, of("prescriptions")),
            dialyse(scene, of("dialysis")),
            stay(scene, of("stays")),
            visit(scene.people, scene.province, scene.lives, of("visits")),
            purchase(scene.people, scene.province, scene.lives, of("purchases")),
        ]
    )
    _diagnose(scene, contacts, of("diagnoses"))
    _set_lengths(scene, contacts, of("lengths"))
    return in_order(joined([contacts, _transferred(contacts, of("transfers"))]))


def _diagnose(scene: Scene, contacts: Columns, draw: np.random.Generator) -> None:
    """Where it is open: often the person's own condition, else what people of the age and sex have."""
    care, share = scene.care, rates("medical")["with_condition"]["of_own_condition"]
    place = np.flatnonzero(contacts["diagnosis"] == OPEN)
    person, day, way = (contacts[name][place] for name in ("person", "day", "way"))
    ways = [diagnosis_shares(care, weight) for weight in (care.visit, care.purchase, care.visit, care.stay)]
    row = way.astype(np.int32) * len(ways[0]) + diagnosis_row(scene.people, person, day)
    found = choose(np.concatenate(ways), row, draw)
    own = (scene.illness.since[person] <= day) & (draw.random(place.size, np.float32) < share)
    contacts["diagnosis"][place] = np.where(own, scene.illness.diagnosis[person], found)


def _set_lengths(scene: Scene, contacts: Columns, draw: np.random.Generator) -> None:
    """Days of stays by their diagnosis where they are open; none goes on beyond death."""
    care, stays = scene.care, np.flatnonzero(contacts["way"] == STAY)
    diagnosis, days = contacts["diagnosis"][stays], contacts["days"][stays]
    usual = care.stay_days[diagnosis] * np.exp(care.stay_spread[diagnosis] * draw.standard_normal(stays.size))
    days = np.where(days == OPEN, np.clip(np.rint(usual), 1, _LONGEST), days)
    died = scene.people.died[contacts["person"][stays]].astype(np.int64)
    contacts["days"][stays] = np.minimum(days, np.maximum(died - contacts["day"][stays], 0))


def _transferred(contacts: Columns, draw: np.random.Generator) -> Columns:
    """Second parts of stays that go on in another hospital from the day on which the first lets the person go."""
    may = (contacts["way"] == STAY) & (contacts["provider"] == OPEN) & (contacts["days"] >= _SHORTEST_PARTED)
    parted = np.flatnonzero(may)
    parted = parted[draw.random(parted.size) < rates("medical")["transfers"]["share"]]
    first = draw.integers(1, _SHORTEST_PARTED - 1, parted.size)
    second = taken(contacts, parted)
    second["day"] += first.astype(np.int32)
    second["days"] -= first.astype(np.int32)
    contacts["days"][parted] = first
    return second


def _reaches_insurance(
    scene: Scene, contacts: Columns, groups: NDArray[np.int8], absences: Absences
) -> NDArray[np.bool_]:
    month = np.clip(scene.province.month_of(contacts["day"]), 0, groups.shape[1] - 1)
    person, day = contacts["person"], contacts["day"]
    is_there = (day >= scene.lives.first[person]) & (day < scene.lives.last[person])
    return np.asarray(is_there & (groups[person, month] != NONE) & ~absences.cover(person, day))


def _apart(contacts: Columns, draws: Draws) -> Columns:
    """Without what cannot be: two stays at once, and most visits during a stay."""
    keeps = np.empty(contacts["day"].size, np.bool_)
    u = draws.generator("events apart").random(keeps.size, np.float32)
    share = rates("medical")["contacts_kept_in_stay"]
    kernels.keep_apart(contacts["person"], contacts["day"], contacts["way"], contacts["days"], u, share, keeps)
    return taken(contacts, keeps)


def _find_places(scene: Scene, contacts: Columns, draws: Draws) -> None:
    """Provider and doctor where they are open: the usual one, or another by distance and size."""
    draw, rule = draws.generator("events places"), rates("medical")["usual_provider"]
    person, day, way = (contacts[name] for name in ("person", "day", "way"))
    for kind, usual, shares, word in (
        (VISIT, scene.usual.visit, scene.market.visit, "visit"),
        (PURCHASE, scene.usual.pharmacy, scene.market.pharmacy, "pharmacy"),
        (STAY, scene.usual.stay, scene.market.stay, "stay"),
    ):
        rows = np.flatnonzero((way == kind) & (contacts["provider"] == OPEN))
        found = scene.usual_at(usual, person[rows], day[rows])
        other = np.flatnonzero(draw.random(rows.size, np.float32) >= rule[word])
        county = county_on(scene.people, scene.province, person[rows[other]], day[rows[other]])
        found[other] = choose(shares, county, draw)
        contacts["provider"][rows] = found
    rows = np.flatnonzero((contacts["doctor"] == OPEN) & (way != PURCHASE))
    department = scene.care.department[contacts["diagnosis"][rows]]
    u = draw.random(rows.size, np.float32)
    contacts["doctor"][rows] = doctors_at(scene.market, contacts["provider"][rows], department, u)


def _settled(discharged: NDArray[np.int32], way: NDArray[np.int8], draws: Draws) -> NDArray[np.int32]:
    """Day of settlement: at once, for some stays later because bills went in by hand."""
    draw, rule = draws.generator("events settled"), rates("medical")["settled_later"]
    settled = discharged.astype(np.int32)
    late = np.flatnonzero((way == STAY) & (draw.random(way.size, np.float32) < rule["share"]))
    settled[late] += delays(draw, late.size, rule).astype(np.int32)
    return settled
