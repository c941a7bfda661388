"""T04: pensions years too early, by forged files, false appraisals and hazardous work never done."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.draws import PROVINCE
from datapool.synthetic.fraud.clerks import colluders
from datapool.synthetic.fraud.durations import with_raises
from datapool.synthetic.fraud.medical_rows import add_stays
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.stage import FraudPlan, Index, Part, Scene, overpaid_pension, part_of, record_frauds
from datapool.synthetic.fraud.t04_files import BY_AGE, EMPLOYEES, SICK, SPECIAL, appraisers_of, file_award
from datapool.synthetic.fraud.tables import of_persons
from datapool.synthetic.province import Province

CODE = "T04"
_HAZARDOUS = ("B", "C", "D")
# Months by which each way is earlier than the usual age, as in honest cases of the same kind.
_EARLIER = {"special": (60, 61), "sick": (12, 73), "age": (24, 61)}
_MOST_WAYS_ARE_THE_RINGS = 0.8
_GIVES_AGENTS_PHONE, _WORKS_ON, _HONEST_WORKS_ON, _EMPLOYERS_PHONE = 0.3, 0.5, 0.15, 0.15
_RUNNERS = 200_000_000


def plan(province: Province, plan: FraudPlan) -> None:
    """Each ring has its way, two appraisers, a clerk, an approver, a hazardous firm, and an agent's phones."""
    draw = province.draws(PROVINCE).generator(f"plan {CODE}")
    employers = province.employers
    ways = plan.typologies[CODE].rest["ways"]
    hazardous = np.flatnonzero(np.isin(employers.industry, _HAZARDOUS) & (employers.opened < 0) & (employers.size > 1))
    for ring in plan.rings[CODE]:
        ring.way = str(draw.choice(list(ways), p=list(ways.values())))
        ring.doctors = draw.choice(appraisers_of(province, ring.prefecture), 2, replace=False).tolist()
        ring.providers = [int(province.doctors.provider[ring.doctors[0]])]
        ring.county, ring.clerks = colluders(province, draw, ring.prefecture)
        near = hazardous[province.counties.prefecture[employers.county[hazardous]] == ring.prefecture]
        # A small province may have no such firm, or none near.
        firms = next(some for some in (near, hazardous, np.arange(len(employers))) if some.size)
        ring.employers = [int(draw.choice(firms))]
        ring.agent = int(draw.choice(employers.agent_phone))


def before_events(scene: Scene) -> None:
    """Move retirements forward: the file, the kind and the months paid change, and so does what follows from them."""
    draw = scene.draw(CODE)
    for ring in scene.rings(CODE):
        ways = _ways(scene, draw, ring)
        early = _early_months(scene, draw, ways)
        chosen = scene.choose(
            draw, _could_retire(scene, ring, early), int(ring.members[scene.block.index]),
            prefecture=ring.prefecture, county=ring.county,
        )  # fmt: skip
        if chosen.size:
            true = scene.block.people.retired_month[chosen].astype(np.int64)
            end = np.minimum(true, scene.months)
            scene.add_fraud(CODE, part_of(chosen, early[chosen], end, ring.number, ways[chosen]))
            _retire(scene, draw, chosen, early[chosen], ways[chosen], ring)
    frauds = scene.cast.frauds.get(CODE)
    _choose_lookalikes(scene, draw, 0 if frauds is None else frauds.persons.size)


def _ways(scene: Scene, draw: np.random.Generator, ring: Ring) -> NDArray[np.str_]:
    """[person] a doctor's ring lives off sickness, an agency's off files; a few of its cases are of another way."""
    others = draw.choice(list(_EARLIER), scene.count)
    return np.where(draw.random(scene.count) < _MOST_WAYS_ARE_THE_RINGS, ring.way, others)


def _early_months(scene: Scene, draw: np.random.Generator, ways: NDArray[np.str_]) -> Index:
    """[person] month in which each would go, as much before the usual age as honest cases of the way do."""
    earlier = np.zeros(scene.count, np.int64)
    for way, (least, most) in _EARLIER.items():
        earlier = np.where(ways == way, draw.integers(least, most, scene.count), earlier)
    return scene.block.people.retired_month.astype(np.int64) - earlier


def _could_retire(scene: Scene, ring: Ring, early: Index) -> NDArray[np.bool_]:
    """An employee who is at work when the ring would retire them, and lives on for a year."""
    people, months = scene.block.people, scene.block.months
    inside = (early >= max(ring.start, 12)) & (early < min(ring.end, scene.months - 4))
    at_work = months.insured_by[np.arange(scene.count), np.clip(early - 1, 0, scene.months - 1)] >= 0
    alive = scene.province.month_of(people.died) > np.minimum(early + 12, scene.months)
    by_age = (people.scheme == EMPLOYEES) & (people.retirement_kind == BY_AGE)
    return np.asarray(inside & at_work & alive & by_age & ~people.cadre)


def _retire(
    scene: Scene, draw: np.random.Generator, persons: Index, early: Index, ways: NDArray[np.str_], ring: Ring
) -> None:
    people, months = scene.block.people, scene.block.months
    true = people.retired_month[persons].astype(np.int64)
    amount, kind = file_award(scene, draw, persons, early, ways, ring)
    month = np.arange(scene.months)
    retired = month >= early[:, None]
    # Hazardous work on paper: for the last months they are insured by the ring's firm.
    there = (early - draw.integers(4, 15, persons.size))[:, None]
    on_paper = (kind == SPECIAL)[:, None] & (month >= there) & ~retired & (months.insured_by[persons] >= 0)
    months.insured_by[persons] = np.where(on_paper, ring.employers[0], months.insured_by[persons])
    works_on = (draw.random(persons.size) < _WORKS_ON)[:, None] & (month < true[:, None])
    for names, still in ((("insured_by", "base", "back_paid_on"), False), (("works_for", "taxed_by", "wage"), True)):
        for name in names:
            values = getattr(months, name)
            empty = NOBODY if name in ("insured_by", "works_for", "taxed_by") else 0
            values[persons] = np.where(retired & ~(works_on & still), empty, values[persons])
    died = scene.province.month_of(people.died[persons])[:, None]
    months.pension_paid[persons] = np.where(month <= died, with_raises(scene, early, amount), 0)
    people.retired_month[persons], people.retirement_kind[persons] = early, kind
    gives = draw.random(persons.size) < _GIVES_AGENTS_PHONE
    people.phone[persons[gives]] = ring.agent + _RUNNERS + draw.integers(0, 3, int(gives.sum()))


def _choose_lookalikes(scene: Scene, draw: np.random.Generator, frauds: int) -> None:
    """Honest awards with the same marks: early kinds, altered files, wages beside the pension."""
    awards = scene.block.rows.awards
    if not awards or not frauds:
        return
    pools = {"true_special_work": awards["kind"] == SPECIAL, "true_sickness": awards["kind"] == SICK}
    pools["file_corrected"] = (awards["scheme"] == EMPLOYEES) & (awards["kind"] == BY_AGE)
    for kind, rows in pools.items():
        eligible = np.zeros(scene.count, bool)
        eligible[awards["person"][rows].astype(np.int64)] = True
        chosen = scene.choose(draw, eligible, scene.lookalikes_wanted(CODE, kind, draw, frauds))
        start = scene.block.people.retired_month[chosen].astype(np.int64)
        scene.add_lookalike(CODE, kind, part_of(chosen, start, start))
        where = np.flatnonzero(of_persons(awards, chosen))
        where = where[draw.random(where.size) < (1.0 if kind == "file_corrected" else 0.3)]
        awards["altered"][where] = draw.integers(1, 5, where.size)
        if kind == "file_corrected":
            shifted = where[draw.random(where.size) < 0.5]
            awards["file_born"][shifted] -= draw.integers(20, 1500, shifted.size).astype(awards["file_born"].dtype)
    _work_on(scene, draw)


def _work_on(scene: Scene, draw: np.random.Generator) -> None:
    """Some who honestly retired early are hired again by their last employer, as anybody may be who draws a pension."""
    awards, months, people = scene.block.rows.awards, scene.block.months, scene.block.people
    early = np.isin(awards["kind"], (SPECIAL, SICK)) & ~of_persons(awards, np.array(sorted(scene.cast.taken)))
    known = scene.cast.lookalikes
    alike = np.concatenate([known[CODE, kind].persons for kind in ("true_special_work", "true_sickness")])
    persons = np.union1d(awards["person"][early].astype(np.int64), alike)
    _leave_employers_phone(scene, draw, persons)
    persons = persons[draw.random(persons.size) < _HONEST_WORKS_ON]
    start = people.retired_month[persons].astype(np.int64)
    persons, start = persons[start > 1], start[start > 1]
    last = months.works_for[persons, np.minimum(start - 1, scene.months - 1)]
    persons, start, last = persons[last >= 0], start[last >= 0], last[last >= 0]
    month = np.arange(scene.months)
    dies = scene.province.month_of(people.died[persons])
    end = np.minimum(start + draw.integers(6, 40, persons.size), dies)
    works = (month >= start[:, None]) & (month < end[:, None])
    wage = months.wage[persons, np.maximum(start - 1, 0)]
    for name, value in (("works_for", last), ("taxed_by", last), ("wage", wage)):
        values = getattr(months, name)
        values[persons] = np.where(works, value[:, None], values[persons])


def _leave_employers_phone(scene: Scene, draw: np.random.Generator, persons: Index) -> None:
    """Some give the phone of the personnel office that filed for them."""
    people, months = scene.block.people, scene.block.months
    start = people.retired_month[persons].astype(np.int64)
    last = months.insured_by[persons, np.clip(start - 1, 0, scene.months - 1)]
    gives = (last >= 0) & (draw.random(persons.size) < _EMPLOYERS_PHONE)
    people.phone[persons[gives]] = scene.province.employers.phone[last[gives]]


def after_events(scene: Scene) -> None:
    """Stays before sick retirements, true and token ones; then the truth."""
    draw = scene.draw(f"{CODE} after")
    part = scene.cast.frauds.get(CODE)
    awards = scene.block.rows.awards
    if awards:
        forged = np.empty(0, np.int64) if part is None else part.persons
        sick = (awards["kind"] == SICK) & ~of_persons(awards, forged)
        _fall_ill(scene, draw, awards["person"][sick].astype(np.int64), awards["month"][sick].astype(np.int64))
    if part is not None:
        _token_stays(scene, draw, part)
        record_frauds(scene, CODE, overpaid_pension(scene, part))


def _fall_ill(scene: Scene, draw: np.random.Generator, persons: Index, month: Index) -> None:
    """Most of the truly sick were in hospital here in the two years before; the others elsewhere."""
    ill = draw.random(persons.size) < 0.8
    for _ in range(4):
        stays = ill & (draw.random(persons.size) < 0.7) & (month > 3)
        before = np.maximum(month[stays] - draw.integers(1, 24, int(stays.sum())), 0)
        add_stays(scene, draw, persons[stays], scene.day_in(draw, before))


def _token_stays(scene: Scene, draw: np.random.Generator, part: Part) -> None:
    """Some of the false patients have one stay on paper, weeks before the award, at the appraiser's hospital."""
    rings = {ring.number: ring for ring in scene.rings(CODE)}
    shown = (part.way == "sick") & (draw.random(part.persons.size) < 0.35) & (part.start > 3)
    before = np.maximum(part.start[shown] - draw.integers(1, 7, int(shown.sum())), 0)
    provider = np.array([rings[int(number)].providers[0] for number in part.ring[shown]], np.int64)
    add_stays(scene, draw, part.persons[shown], scene.day_in(draw, before), provider=provider)
