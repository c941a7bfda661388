"""T08: hospitals bill stays that never were, or one stay as several; recruiters bring the cards in batches."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.draws import PROVINCE
from datapool.synthetic.fraud.medical_rows import STAY, add_bills
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.stage import FraudPlan, Index, Scene, part_of, record_frauds, record_organisers
from datapool.synthetic.fraud.tables import add_rows, rows_like
from datapool.synthetic.province import HOSPITAL, PRIMARY, Province

CODE = "T08"
PROVIDER = 3
_AILMENTS = ("M54.5", "M47.8", "I25.1", "I69.3", "M17.9", "R42")
_OLD_ENOUGH = 45
_DAYS_PER_YEAR = 365
_FLAT_RATE = (2600_00, 5200_00)


def plan(province: Province, plan: FraudPlan) -> None:
    """Each ring is one small hospital or primary institution with beds; later ones are two."""
    draw = province.draws(PROVINCE).generator(f"plan {CODE}")
    providers = province.providers
    small = (providers.beds > 0) & (
        (providers.kind == PRIMARY) | ((providers.kind == HOSPITAL) & (providers.level < 3))
    )
    home = province.counties.prefecture[providers.county]
    for ring in plan.rings[CODE]:
        near = np.flatnonzero(small & (home == ring.prefecture))
        near = near if near.size else np.flatnonzero(small)
        weights = np.sqrt(providers.beds[near].astype(np.float64))
        count = min(2 if ring.is_varied else 1, near.size)
        ring.providers = [
            int(one) for one in np.sort(draw.choice(near, count, replace=False, p=weights / weights.sum()))
        ]


def after_events(scene: Scene) -> None:
    """Batches of stays for the members of each ring, and honest patients with the same bills."""
    draw = scene.draw(CODE)
    paid = []
    for ring in scene.rings(CODE):
        chosen = scene.choose(
            draw, _elderly(scene, ring), int(ring.members[scene.block.index]), prefecture=ring.prefecture
        )
        start = np.full(chosen.size, ring.start)
        scene.add_fraud(CODE, part_of(chosen, start, ring.end, ring.number))
        paid.append(_sham_stays(scene, draw, chosen, ring))
    count = sum(len(piece) for piece in paid)
    if count:
        record_frauds(scene, CODE, np.concatenate(paid))
    _rehabilitate(scene, draw, scene.lookalikes_wanted(CODE, "rehabilitation", draw, count), "rehabilitation", None)
    rings = scene.rings(CODE)
    own = scene.lookalikes_wanted(CODE, "patient_of_the_hospital", draw, count)
    _rehabilitate(scene, draw, own, "patient_of_the_hospital", rings)
    _note_chemotherapy(scene, draw, scene.lookalikes_wanted(CODE, "chemotherapy", draw, count))
    _lend_card(scene, draw, scene.lookalikes_wanted(CODE, "family_card", draw, count))
    record_organisers(scene, CODE, PROVIDER, rings, "providers")


def _elderly(scene: Scene, ring: Ring) -> NDArray[np.bool_]:
    people = scene.block.people
    age = (scene.province.month_starts[ring.start] - people.born) / _DAYS_PER_YEAR
    alive = scene.province.month_of(people.died) >= min(ring.end, scene.months - 1)
    return np.asarray((age > _OLD_ENOUGH) & (age < 85) & alive)


def _sham_stays(scene: Scene, draw: np.random.Generator, persons: Index, ring: Ring) -> Index:
    """Two to seven stays each, a few days apart, begun on days on which others of the ring begin theirs, too."""
    if not persons.size:
        return np.empty(0, np.int64)
    rule = scene.typology(CODE).rest["stays"]
    plan = scene.province.draws(PROVINCE).generator(f"batches {CODE} {ring.number}")
    first = int(scene.province.month_starts[ring.start])
    last = int(scene.province.month_starts[min(ring.end, scene.months)]) - 30
    batch_size = (rule["batch"][0] + rule["batch"][1]) / 2
    expected = ring.size * (rule["least"] + rule["most"]) / 2
    batches = np.sort(first + plan.integers(0, max(last - first, 1), max(3, int(expected / batch_size))))
    number = draw.integers(rule["least"], rule["most"] + 1, persons.size)
    member = np.repeat(np.arange(persons.size), number)
    turn = np.arange(member.size) - np.repeat(np.cumsum(number) - number, number)
    entry = draw.integers(0, max(1, batches.size * 2 // 3), persons.size)
    # The next stay of a card begins with a later batch, mostly after less than a month.
    step = np.maximum(1, int(21 / max((last - first) / batches.size, 0.2)))
    place = np.minimum(entry[member] + turn * (step + draw.integers(0, step + 1, member.size)), batches.size - 1)
    day = batches[place].astype(np.int64)
    order = np.lexsort((day, member))
    member, day = member[order], day[order]
    length = draw.integers(6, 10, member.size)
    apart = np.ones(member.size, bool)
    for row in range(1, member.size):
        if member[row] == member[row - 1] and day[row] < day[row - 1] + length[row - 1] + 1:
            day[row] = day[row - 1] + length[row - 1] + 1 + int(draw.integers(0, 6))
    apart &= day + length < scene.province.month_starts[-1]
    member, day, length = member[apart], day[apart], length[apart]
    provider = np.array(ring.providers, np.int64)[plan.integers(0, len(ring.providers), batches.size)][
        np.minimum(np.searchsorted(batches, day), batches.size - 1)
    ]
    ailment = np.array([scene.province.care.diagnosis(code) for code in _AILMENTS])
    own = ailment[draw.integers(0, 2 if not ring.is_varied else ailment.size, persons.size)]
    fund = _flat_bills(scene, draw, persons[member], day, length, provider, own[member])
    return np.bincount(member, weights=fund, minlength=persons.size).astype(np.int64)


def _flat_bills(
    scene: Scene, draw: np.random.Generator, persons: Index, day: Index, length: Index, provider: Index,
    diagnosis: Index,
) -> Index:  # fmt: skip
    """Bills near the flat rate that a provider is paid for a stay, guilty and honest alike."""
    care = scene.province.care
    plan = scene.province.draws(PROVINCE).generator("flat rates")
    rate = plan.uniform(*_FLAT_RATE, len(scene.province.providers))[provider]
    bill = np.round(rate * np.exp(draw.normal(0.0, 0.14, persons.size)) * (1 + 0.02 * (length - 7)))
    item = care.stay_items[diagnosis, 0].astype(np.int64)
    quantity = np.where(care.per_day[item], length, 1)
    return add_bills(
        scene, draw, STAY, person=persons, provider=provider, diagnosis=diagnosis, item=item, quantity=quantity,
        days_supplied=0, admitted=day, discharged=day + length, bill=bill,
    )  # fmt: skip


def _rehabilitate(scene: Scene, draw: np.random.Generator, wanted: int, kind: str, rings: list[Ring] | None) -> None:
    """True courses of rehabilitation: several stays weeks apart for one ailment, at flat rates, in small houses."""
    people = scene.block.people
    age = (scene.province.month_starts[0] - people.born) / _DAYS_PER_YEAR
    alive = scene.province.month_of(people.died) >= scene.months
    chosen = scene.choose(draw, (age > _OLD_ENOUGH) & (age < 80) & alive, wanted)
    if not chosen.size:
        return
    number = draw.integers(2, 8, chosen.size)
    row = np.repeat(np.arange(chosen.size), number)
    turn = np.arange(row.size) - np.repeat(np.cumsum(number) - number, number)
    length = draw.integers(6, 10, row.size)
    start = scene.province.month_starts[draw.integers(0, scene.months - 14, chosen.size)] + draw.integers(
        0, 28, chosen.size
    )
    gap = np.where(draw.random(row.size) < 0.6, draw.integers(1, 14, row.size), draw.integers(14, 40, row.size))
    day = (
        start[row] + turn * 9 + np.cumsum(gap) - np.repeat(np.cumsum(gap)[np.cumsum(number) - number], number)
    ).astype(np.int64)
    ailment = np.array([scene.province.care.diagnosis(code) for code in _AILMENTS])
    own = draw.choice(ailment, chosen.size)
    usual = _rehabilitation_house(scene, draw, chosen)
    if rings:
        usual = np.array([draw.choice(ring.providers) for ring in draw.choice(np.array(rings, object), chosen.size)])
    within = day + length < scene.province.month_starts[-1]
    row, day, length = row[within], day[within], length[within]
    _flat_bills(scene, draw, chosen[row], day, length, usual[row].astype(np.int64), own[row])
    scene.add_lookalike(CODE, kind, part_of(chosen, 0, scene.months))


def _rehabilitation_house(scene: Scene, draw: np.random.Generator, persons: Index) -> Index:
    """One of the few houses of each prefecture that live off rehabilitation: primary care and small hospitals."""
    providers = scene.province.providers
    small = (providers.beds > 0) & ((providers.kind == PRIMARY) | (providers.level < 3))
    home = scene.province.counties.prefecture[providers.county]
    plan = scene.province.draws(PROVINCE).generator("rehabilitation houses")
    by_place = []
    for place in range(int(home.max()) + 1):
        near = np.flatnonzero(small & (home == place))
        near = near if near.size else np.flatnonzero(small)
        by_place.append(plan.permutation(near)[: max(1, near.size // 4)])
    chosen = [by_place[int(place)] for place in scene.prefecture_of(persons)]
    return np.array([draw.choice(houses) for houses in chosen], np.int64)


def _note_chemotherapy(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """True readmissions every two or three weeks."""
    table, care = scene.block.rows.settlements, scene.province.care
    rows = (table["kind"] == STAY) & (table["diagnosis"] == care.diagnosis("Z51.1"))
    times = np.bincount(table["person"][rows].astype(np.int64), minlength=scene.count)
    chosen = scene.choose(draw, times > 2, wanted)
    scene.add_lookalike(CODE, "chemotherapy", part_of(chosen, 0, scene.months))


def _lend_card(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """A relative fetches drugs with the card while its owner truly lies in hospital."""
    table = scene.block.rows.settlements
    stays = np.flatnonzero((table["kind"] == STAY) & (table["discharged"] - table["admitted"] > 4))
    bought = np.flatnonzero(table["kind"] == 41)
    eligible = np.zeros(scene.count, bool)
    eligible[table["person"][stays].astype(np.int64)] = True
    chosen = scene.choose(draw, eligible, wanted)
    scene.add_lookalike(CODE, "family_card", part_of(chosen, 0, scene.months))
    if not chosen.size or not bought.size:
        return
    theirs = stays[np.isin(table["person"][stays], chosen)]
    day = table["admitted"][theirs].astype(np.int64) + 1 + draw.integers(0, 2, theirs.size)
    models = draw.choice(bought, theirs.size)
    made = rows_like(table, models, person=table["person"][theirs], admitted=day, discharged=day, settled=day)
    add_rows(table, **made)
