"""Yearly proof of life: when, by which channel, and with whose device and phone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, Block, People, Table
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.rates import DAYS_PER_YEAR, rates, whole_between
from datapool.synthetic.events.spans import Absences, county_on
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

Index = NDArray[np.int64]
FACE, MATCHING, COMMUNITY, HOME, COUNTER = range(1, 6)


@dataclass(frozen=True, slots=True)
class Proofs:
    """[proof] person, day, and whether it came after the period had lapsed; by person and day."""

    person: NDArray[np.int32]
    day: NDArray[np.int32]
    lapsed_on: NDArray[np.int32]


def prove(block: Block, province: Province, absent: Absences, draws: Draws) -> Proofs:
    """Days of the proofs of all pensioners while they live and are not in prison; lapsed_on is NEVER when in time.

    The first comes within the period after the pension or history began, each next one some weeks before the year
    is over; a few forget it.
    """
    draw, rule, people = draws.generator("events proofs"), rates("certifications"), block.people
    period, starts = int(rule["period_days"]), province.month_starts
    draws_pension = (people.retired_month < province.months) & (block.months.pension_paid.any(axis=1))
    who = np.flatnonzero(draws_pension & ~is_second(people) & ~is_invented(people))
    begins = starts[np.clip(people.retired_month[who], 0, province.months - 1)]
    last = begins + (draw.random(who.size) * period).astype(np.int64) * (people.retired_month[who] < 0)
    last = np.where(people.retired_month[who] < 0, last - period, last)
    found: list[tuple[Index, Index, Index]] = []
    for _ in range(province.months // 12 + 2):
        least, most = rule["after"]
        after = (period * (least + (most - least) * draw.random(who.size))).astype(np.int64)
        late = draw.random(who.size) < rule["late"]["share"]
        after = np.where(late, period + whole_between(draw, rule["late"]["days"], who.size), after)
        day = last + after
        lapsed = np.where(after > period + rule["grace_days"], last + period, NEVER)
        stands = (day < np.minimum(people.died[who], starts[-1])) & (day >= starts[0]) & ~absent.cover(who, day)
        found.append((who[stands], day[stands], np.where(lapsed[stands] >= starts[0], lapsed[stands], NEVER)))
        last = day
    person, day, lapsed = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((day, person))
    return Proofs(*(column[order].astype(np.int32) for column in (person, day, lapsed)))


def certify(proofs: Proofs, people: People, province: Province, draws: Draws) -> Table:
    """The certifications: channel by year and age; device and phone of the face app, data matching without any."""
    draw, rule = draws.generator("events certifications"), rates("certifications")
    person, day = proofs.person, proofs.day
    channel = _channels(people, province, proofs, draw)
    helper = _family_device(people)[person]
    has_own = people.device[person] != NOBODY
    kind = _whose(has_own, helper != NOBODY, draw)
    worker = _worker(people, province, proofs, draw)
    is_face, by_worker = channel == FACE, np.isin(channel, (COMMUNITY, HOME))
    owner = np.where(kind == 0, person, np.maximum(helper, 0))
    device = np.where(kind == 2, rule["devices_from"] + worker, people.device[owner])
    phone = np.where(kind == 2, rule["phones_from"] + worker, people.phone[owner])
    return {
        "person": person,
        "day": day,
        "channel": channel,
        "device": np.select([is_face, by_worker], [device, rule["devices_from"] + worker], NOBODY).astype(np.int64),
        "phone": np.where(is_face, phone, np.where(channel == MATCHING, NOBODY, people.phone[person])).astype(np.int64),
    }


def _channels(people: People, province: Province, proofs: Proofs, draw: np.random.Generator) -> NDArray[np.int8]:
    rule = rates("certifications")
    known = np.array(sorted(rule["channels"]))
    table = np.array([rule["channels"][int(year)] for year in known])
    year = province.years[0] + province.month_of(proofs.day) // 12
    shares = np.stack([np.interp(year, known, column) for column in table.T], axis=1)
    is_old = (proofs.day - people.born[proofs.person]) / DAYS_PER_YEAR >= rule["old"]["age"]
    moved = np.where(is_old, shares[:, 0] * (1 - rule["old"]["face_factor"]), 0.0)
    shares[:, 0] -= moved
    shares[:, 2] += moved / 2
    shares[:, 3] += moved / 2
    sums = np.cumsum(shares, axis=1)
    u = draw.random(year.size) * sums[:, -1]
    return np.asarray(1 + (u[:, None] >= sums[:, :-1]).sum(axis=1), np.int8)


def _whose(has_own: NDArray[np.bool_], has_family: NDArray[np.bool_], draw: np.random.Generator) -> NDArray[np.int8]:
    """0 the person's own device, 1 one of the family, 2 a community worker's."""
    rule, u = rates("certifications"), draw.random(has_own.size)
    own, without = rule["face_with_own"], rule["face_without"]
    with_own = np.where(u < own["own"], 0, np.where(u < own["own"] + own["family"], 1, 2))
    kind = np.where(has_own, with_own, np.where(u < without["family"], 1, 2))
    return np.where((kind == 1) & ~has_family, np.where(has_own, 0, 2), kind).astype(np.int8)


def _family_device(people: People) -> NDArray[np.int64]:
    """[person] a younger member of the household with a smartphone, else the partner with one; NOBODY for none."""
    owner = np.flatnonzero(people.device != NOBODY)
    owner = owner[np.lexsort((-people.born[owner], people.household[owner]))]
    households, first = np.unique(people.household[owner], return_index=True)
    if not households.size:
        return np.full(len(people), NOBODY, np.int64)
    place = np.minimum(np.searchsorted(households, people.household), households.size - 1)
    youngest = owner[first[place]]
    fits = (households[place] == people.household) & (youngest != np.arange(len(people)))
    return np.where(fits, youngest, NOBODY)


def _worker(people: People, province: Province, proofs: Proofs, draw: np.random.Generator) -> Index:
    """[proof] number of a community worker of the county; each serves many persons, most often the same ones."""
    share = province.counties.share
    number = np.maximum((share * province.persons / rates("certifications")["persons_per_worker"]).astype(np.int64), 1)
    first = np.cumsum(number) - number
    county = county_on(people, province, proofs.person, proofs.day)
    usual = people.household[proofs.person] * 2654435761 % 2**32
    any_one = draw.integers(0, 2**31, proofs.day.size)
    which = np.where(draw.random(proofs.day.size) < 0.85, usual, any_one)
    return np.asarray(first[county] + which % number[county])
