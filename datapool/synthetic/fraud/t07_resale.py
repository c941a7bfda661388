"""T07: patients fetch more drugs than they can take and sell them; rings of them go shopping on the same days."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.care import NO_ITEM
from datapool.synthetic.fraud.medical_rows import (
    BOUGHT,
    LONG,
    add_bills,
    clinics,
    drug_price,
    pharmacies,
    providers_near,
)
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.stage import Index, Scene, part_of, record_frauds, record_organisers
from datapool.synthetic.province import HOSPITAL, PHARMACY, PRIMARY

CODE = "T07"
PROVIDER = 3
_DAYS_PER_MONTH = 30
# Members on one errand at most, since rings vary their traces and before.
_LARGEST_PARTY, _EARLY_PARTY = 6, 9


def after_events(scene: Scene) -> None:
    """Rounds of purchases for the members of each ring, and honest patients with as much in the cupboard."""
    draw = scene.draw(CODE)
    paid = []
    for ring in scene.rings(CODE):
        chosen = scene.choose(
            draw, _patients(scene, ring.start), int(ring.members[scene.block.index]), prefecture=ring.prefecture
        )
        months = max(ring.end - ring.start, 6)
        joins = ring.start + draw.integers(0, max(1, months // 3), chosen.size)
        leaves = np.minimum(
            np.maximum(ring.end - draw.integers(0, max(1, months // 3), chosen.size), joins + 4), scene.months
        )
        scene.add_fraud(CODE, part_of(chosen, joins, leaves, ring.number))
        paid.append(_shop(scene, draw, chosen, joins, leaves, ring))
    if paid:
        record_frauds(scene, CODE, np.concatenate(paid))
    count = sum(len(piece) for piece in paid)
    _choose_lookalikes(scene, draw, count)
    record_organisers(scene, CODE, PROVIDER, scene.rings(CODE), "providers")


def _patients(scene: Scene, month: int) -> NDArray[np.bool_]:
    """Alive for a year, with a condition whose drugs resellers buy."""
    people, care = scene.block.people, scene.province.care
    sold = np.array([(care.resale[items[items != NO_ITEM]]).any() for items in care.long_items])
    kinds = np.unique(care.chronic[sold])
    alive = scene.province.month_of(people.died) > min(month + 12, scene.months - 1)
    return np.asarray(np.isin(people.chronic, kinds[kinds > 0]) & alive)


def _drug_of(scene: Scene, draw: np.random.Generator, persons: Index, *, resold: bool) -> tuple[Index, Index]:
    """For each person a diagnosis of their condition and a drug of its long prescription."""
    care = scene.province.care
    diagnosis, item = np.empty(persons.size, np.int64), np.empty(persons.size, np.int64)
    for row, condition in enumerate(scene.block.people.chronic[persons]):
        choices = [d for d in np.flatnonzero(care.chronic == condition) if _drugs(care, int(d), resold).size]
        diagnosis[row] = draw.choice(choices)
        item[row] = draw.choice(_drugs(care, int(diagnosis[row]), resold))
    return diagnosis, item


def _drugs(care: Any, diagnosis: int, resold: bool) -> Index:
    items = care.long_items[diagnosis]
    items = items[(items != NO_ITEM)]
    items = items[care.is_drug[items]]
    return np.asarray(items[care.resale[items]] if resold else items)


def _shop(scene: Scene, draw: np.random.Generator, persons: Index, joins: Index, leaves: Index, ring: Ring) -> Index:
    """On each round, small parties of members fetch drugs at one place on one day; returns fund payments by member."""
    if not persons.size:
        return np.empty(0, np.int64)
    rule = scene.typology(CODE).rest["supply"]
    diagnosis, item = _drug_of(scene, draw, persons, resold=True)
    # Rounds and places are the ring's, the same in every block.
    plan = scene.province.draws(-1).generator(f"rounds {CODE} {ring.number}")
    rounds = max(1, round((ring.end - ring.start) * rule["rounds_per_month"]))
    first = int(scene.province.month_starts[ring.start])
    last = int(scene.province.month_starts[min(ring.end, scene.months)])
    days = np.sort(first + plan.integers(0, max(last - first, 1), rounds))
    shops = _places(scene, plan, ring)
    party_of = plan.integers(0, max(1, ring.size // (_LARGEST_PARTY if ring.is_varied else _EARLY_PARTY)), 4096)
    who, when, where = [], [], []
    for number, day in enumerate(days):
        month = int(scene.province.month_of(day))
        present = (month >= joins) & (month < leaves) & (draw.random(persons.size) < rule["takes_part"])
        members = np.flatnonzero(present)
        party = party_of[(scene.block.people.number[persons[members]] + 17 * number) % 4096]
        who.append(members)
        when.append(day + party % 3)
        where.append(shops[(party * 7 + number * 3) % shops.size])
    member, day, provider = (np.concatenate(values).astype(np.int64) for values in (who, when, where))
    within = day < scene.province.month_starts[-1]
    member, day, provider = member[within], day[within], provider[within]
    what = Fetched(persons[member], day, provider, diagnosis[member], item[member])
    fund = _fetch(scene, draw, what, draw.uniform(rule["days"][0], rule["days"][1], member.size))
    return np.bincount(member, weights=fund, minlength=persons.size).astype(np.int64)


def _places(scene: Scene, plan: np.random.Generator, ring: Ring) -> Index:
    """A pharmacy or two and a clinic at first; many pharmacies since rings vary their traces."""
    shops = providers_near(scene, ring.prefecture, (PHARMACY,))
    others = providers_near(scene, ring.prefecture, (HOSPITAL, PRIMARY))
    count = min(shops.size, int(plan.integers(4, 8)) if ring.is_varied else int(plan.integers(1, 4)))
    chosen = np.concatenate([plan.choice(shops, count, replace=False), plan.choice(others, 1)])
    if not ring.is_varied:
        ring.providers = [int(shop) for shop in np.sort(chosen[:count])]
    return chosen


@dataclass(frozen=True, slots=True)
class Fetched:
    """[purchase] who fetches which drug for which diagnosis, when and where."""

    persons: Index
    day: Index
    provider: Index
    diagnosis: Index
    item: Index


def _fetch(scene: Scene, draw: np.random.Generator, what: Fetched, supply: NDArray[np.float64]) -> Index:
    """Bills for about so many days of supply each; returns what the fund pays."""
    care = scene.province.care
    wanted = supply * draw.uniform(0.85, 1.15, what.persons.size)
    lasts = np.maximum(care.days_per_unit[what.item], 1)
    quantity = np.maximum(np.round(wanted / lasts), 1).astype(np.int64)
    at_shop = scene.province.providers.kind[what.provider] == PHARMACY
    fund = np.zeros(what.persons.size, np.int64)
    for kind, rows in ((BOUGHT, at_shop), (LONG, ~at_shop)):
        fund[rows] = add_bills(
            scene, draw, kind, person=what.persons[rows], provider=what.provider[rows], diagnosis=what.diagnosis[rows],
            item=what.item[rows], quantity=quantity[rows], days_supplied=(quantity * lasts)[rows],
            admitted=what.day[rows], discharged=what.day[rows], bill=drug_price(scene, what.item[rows], quantity[rows]),
        )  # fmt: skip
    return fund


@dataclass(frozen=True, slots=True)
class Habit:
    """How an honest patient comes by much: days between purchases, days of supply, most places, months it goes on."""

    every: int
    supply: int
    places: int
    months: int


_HABITS = {
    "long_prescription": Habit(84, 90, 2, 60),
    "high_dose": Habit(28, 60, 3, 24),
    "bought_for_partner": Habit(24, 45, 14, 24),
    "two_homes": Habit(30, 50, 9, 18),
}


def _choose_lookalikes(scene: Scene, draw: np.random.Generator, frauds: int) -> None:
    """As many drugs, lawfully: ninety days at a time, a doubled dose, a partner's drugs, two homes."""
    for kind, habit in _HABITS.items():
        start = draw.integers(2, max(3, scene.months - habit.months - 2))
        eligible = _patients(scene, int(start))
        if kind == "bought_for_partner":
            eligible &= scene.block.people.partner >= 0
        chosen = scene.choose(draw, eligible, scene.lookalikes_wanted(CODE, kind, draw, frauds))
        if chosen.size:
            begins = draw.integers(2, max(3, scene.months - habit.months), chosen.size)
            scene.add_lookalike(CODE, kind, part_of(chosen, begins, begins + habit.months))
            _buy(scene, draw, chosen, begins, habit)


def _buy(scene: Scene, draw: np.random.Generator, persons: Index, begins: Index, habit: Habit) -> None:
    """Purchases at about equal intervals, mostly at one pharmacy, the others at a clinic and wherever one passes."""
    diagnosis, item = _drug_of(scene, draw, persons, resold=True)
    times = habit.months * _DAYS_PER_MONTH // habit.every
    need = draw.uniform(0.8, 1.7, persons.size)
    row = np.repeat(np.arange(persons.size), times)
    step = np.tile(np.arange(times), persons.size)
    day = scene.province.month_starts[begins][row] + step * habit.every + draw.integers(-9, 10, row.size)
    known = [pharmacies(scene, draw, persons) for _ in range(max(1, habit.places - 1))]
    known.insert(1, clinics(scene, draw, persons))
    # How many of the places one really uses differs from person to person.
    used = draw.integers(1, habit.places + 1, persons.size)
    place = np.where(draw.random(row.size) < 0.45, 0, (draw.random(row.size) * used[row]).astype(np.int64))
    provider = np.stack(known)[place, row]
    dies = scene.block.people.died[persons][row]
    kept = (day >= scene.province.month_starts[0]) & (day < np.minimum(scene.province.month_starts[-1], dies))
    row, day, provider = row[kept], day[kept].astype(np.int64), provider[kept]
    what = Fetched(persons[row], day, provider, diagnosis[row], item[row])
    _fetch(scene, draw, what, habit.supply * need[row])
