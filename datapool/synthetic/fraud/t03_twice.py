"""T03: one person under two numbers, drawing or enrolled twice; transfers and lawful mergers look the same."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import FLEXIBLE
from datapool.synthetic.fraud.clerks import officers
from datapool.synthetic.fraud.durations import durations
from datapool.synthetic.fraud.stage import Index, Scene, overpaid_pension, part_of, record_frauds
from datapool.synthetic.fraud.tables import add_rows, rows_like
from datapool.synthetic.registrations import register_again

CODE = "T03"
EMPLOYEES, RESIDENTS = 110, 170
TRANSFERRED_IN, MERGED = 5, 6
AT_AGE = 6
_DRAWS_TWICE, _ENROLLED_TWICE = "draws_twice", "enrolled_twice"
_MONTHS_AFTER = 3
_ADULT = 25 * 365


def after_events(scene: Scene) -> None:
    """Register some persons twice: with a second pension, with contributions of the same months, or lawfully."""
    draw = scene.draw(CODE)
    count = scene.count_of(CODE, draw, scene.count)
    twice = round(count * scene.typology(CODE).rest["draws_twice"])
    pensioners = scene.choose(draw, _pensioners(scene), twice)
    employees = scene.choose(draw, _employees(scene), count - twice)
    plans = {kind: scene.lookalikes_wanted(CODE, kind, draw, count) for kind in scene.typology(CODE).lookalikes}
    transferred = scene.choose(draw, _new_to_their_job(scene), plans["transferred"])
    merged = scene.choose(draw, _employees(scene), plans["merged"])
    dormant = scene.choose(draw, _employees(scene), plans["dormant"])
    groups = (pensioners, employees, transferred, merged, dormant)
    entries = np.split(register_again(scene.block, np.concatenate(groups)), np.cumsum([g.size for g in groups])[:-1])
    _move_some(scene, draw, np.concatenate(entries))
    _second_pension(scene, draw, pensioners, entries[0])
    _second_enrolment(scene, draw, employees, entries[1])
    _transfer(scene, draw, transferred, entries[2])
    _merge(scene, draw, merged, entries[3])
    _lie_dormant(scene, draw, dormant, entries[4])
    record_frauds(scene, CODE, overpaid_pension(scene, scene.cast.frauds[CODE]))


def _pensioners(scene: Scene) -> NDArray[np.bool_]:
    people = scene.block.people
    dies = np.minimum(scene.province.month_of(people.died), scene.months)
    return np.asarray(((scene.block.months.pension_due > 0).sum(axis=1) > 12) & (dies > 18))


def _employees(scene: Scene) -> NDArray[np.bool_]:
    return np.asarray((scene.block.months.base > 0).sum(axis=1) > 36)


def _new_to_their_job(scene: Scene) -> NDArray[np.bool_]:
    people, base = scene.block.people, scene.block.months.base
    first = np.argmax(base > 0, axis=1)
    adult = scene.province.month_starts[np.minimum(first, scene.months)] - people.born > _ADULT
    return np.asarray((base > 0).any(axis=1) & (first > 14) & (first < scene.months - 6) & adult)


def _move_some(scene: Scene, draw: np.random.Generator, entries: Index) -> None:
    """Most second registrations are in another county."""
    counties = scene.province.counties
    other = draw.choice(len(counties.code), entries.size, p=counties.share)
    moves = draw.random(entries.size) < 0.75
    people = scene.block.people
    people.county[entries[moves]] = other[moves]
    people.account[entries] = people.account[entries] + np.where(draw.random(entries.size) < 0.6, 5 * 10**11, 0)
    people.phone[entries] = people.phone[entries] + np.where(draw.random(entries.size) < 0.5, 5 * 10**8, 0)


def _second_pension(scene: Scene, draw: np.random.Generator, persons: Index, entries: Index) -> None:
    """A residents' pension besides another, in history or from before it, until found out or to the end."""
    people, months = scene.block.people, scene.block.months
    first = np.argmax(months.pension_due[persons] > 0, axis=1)
    dies = np.minimum(scene.province.month_of(people.died[persons]), scene.months).astype(np.int64)
    room = np.maximum(dies - first - _MONTHS_AFTER - 6, 1)
    start = np.where(
        draw.random(persons.size) < 0.4, first, first + (draw.random(persons.size) * room).astype(np.int64)
    )
    length = durations(draw, scene.typology(CODE).rest["months"], persons.size)
    end = np.minimum(start + length, dies)
    donors = np.flatnonzero(
        (people.scheme == RESIDENTS) & (months.pension_due[:, -1] > 0) & (months.pension_due[:, 0] > 0)
    )
    donor = draw.choice(donors, persons.size) if donors.size else persons
    month = np.arange(scene.months)
    runs = (month >= start[:, None]) & (month < end[:, None])
    months.pension_paid[entries] = np.where(runs, np.maximum(months.pension_due[donor], 1), 0)
    people.scheme[entries], people.retirement_kind[entries] = RESIDENTS, AT_AGE
    people.retired_month[entries] = np.where(start == 0, -12, start)
    _award(scene, draw, entries, start, months.pension_paid[entries, np.minimum(start, scene.months - 1)])
    _certify(scene, draw, entries, start, end)
    scene.add_fraud(CODE, part_of(entries, start, end, way=_DRAWS_TWICE))


def _award(scene: Scene, draw: np.random.Generator, entries: Index, start: Index, amount: Index) -> None:
    awards = scene.block.rows.awards
    models = np.flatnonzero(awards["scheme"] == RESIDENTS) if awards else np.empty(0, np.int64)
    within = start > 0
    if not models.size or not within.any():
        return
    entries, start, amount = entries[within], start[within], amount[within]
    clerk, approver = officers(scene, draw, scene.block.people.county[entries])
    made = rows_like(
        awards, draw.choice(models, entries.size), person=entries, month=start, day=scene.day_in(draw, start),
        total=amount, basic=amount, account_part=0, file_born=scene.block.people.born[entries], clerk=clerk,
        approver=approver,
    )  # fmt: skip
    add_rows(awards, **made)


def _certify(scene: Scene, draw: np.random.Generator, entries: Index, start: Index, end: Index) -> None:
    """Once a year, as for anybody."""
    people = scene.block.people
    for year in range(scene.months // 12):
        month = 12 * year + draw.integers(0, 12, entries.size)
        due = (month >= start) & (month < end) & (draw.random(entries.size) < 0.8)
        who = entries[due]
        add_rows(
            scene.block.rows.certifications, person=who, day=scene.day_in(draw, month[due]),
            channel=draw.integers(1, 6, who.size), device=people.device[who], phone=people.phone[who],
        )  # fmt: skip


def _second_enrolment(scene: Scene, draw: np.random.Generator, persons: Index, entries: Index) -> None:
    """Contributions as a self-payer elsewhere, in months in which an employer pays, too."""
    months = scene.block.months
    paid = months.base[persons] > 0
    first = np.argmax(paid, axis=1)
    last = scene.months - np.argmax(paid[:, ::-1], axis=1)
    length = np.minimum(durations(draw, scene.typology(CODE).rest["months"], persons.size), np.maximum(last - first, 6))
    start = first + (draw.random(persons.size) * np.maximum(last - first - length, 1)).astype(np.int64)
    _contribute(scene, entries, start, start + length)
    scene.add_fraud(CODE, part_of(entries, start, start + length, way=_ENROLLED_TWICE))


def _contribute(scene: Scene, entries: Index, start: Index, end: Index) -> None:
    months = scene.block.months
    lowest = lowest_base(scene)
    month = np.arange(scene.months)
    runs = (month >= start[:, None]) & (month < end[:, None])
    months.insured_by[entries] = np.where(runs, FLEXIBLE, months.insured_by[entries])
    months.base[entries] = np.where(runs, lowest, months.base[entries])
    scene.block.people.scheme[entries] = EMPLOYEES


def lowest_base(scene: Scene) -> NDArray[np.float32]:
    """[month] the lowest base anybody in the block pays on: the floor of the month."""
    base = scene.block.months.base
    paid = np.where(base > 0, base, np.float32(np.inf)).min(axis=0)
    return np.where(np.isfinite(paid), paid, np.float32(0.0)).astype(np.float32)


def _transfer(scene: Scene, draw: np.random.Generator, persons: Index, entries: Index) -> None:
    """They paid elsewhere until they found their job; the months overlap by one or two, and were carried over."""
    start = np.argmax(scene.block.months.base[persons] > 0, axis=1)
    length = draw.integers(8, 36, persons.size)
    overlap = draw.integers(1, 3, persons.size)
    _contribute(scene, entries, np.maximum(start + overlap - length, 0), start + overlap)
    month = np.minimum(start + draw.integers(2, 12, persons.size), scene.months - 1)
    _operate(scene, draw, persons, entries, TRANSFERRED_IN, month, months=np.minimum(length, start + overlap))
    scene.add_lookalike(CODE, "transferred", part_of(entries, start, start + overlap))


def _merge(scene: Scene, draw: np.random.Generator, persons: Index, entries: Index) -> None:
    """Enrolled as a resident and as an employee; the two were merged before anything was drawn."""
    first = np.argmax(scene.block.months.base[persons] > 0, axis=1)
    length = draw.integers(6, 24, persons.size)
    _contribute(scene, entries, np.maximum(first - length, 0), first + draw.integers(0, 3, persons.size))
    month = np.minimum(first + draw.integers(3, 30, persons.size), scene.months - 1)
    _operate(scene, draw, persons, entries, MERGED, month, months=draw.integers(6, 300, persons.size))
    scene.add_lookalike(CODE, "merged", part_of(entries, first, month))


def _lie_dormant(scene: Scene, draw: np.random.Generator, persons: Index, entries: Index) -> None:
    """An old number with a few months on it that nobody ever cleared away; the months do not overlap."""
    first = np.argmax(scene.block.months.base[persons] > 0, axis=1)
    length = draw.integers(1, 10, persons.size)
    end = np.maximum(first - draw.integers(0, 6, persons.size), 0)
    _contribute(scene, entries, np.maximum(end - length, 0), end)
    scene.add_lookalike(CODE, "dormant", part_of(entries, end, end))


def _operate(
    scene: Scene, draw: np.random.Generator, persons: Index, entries: Index, kind: int, month: Index, *, months: Index
) -> None:
    clerk, approver = officers(scene, draw, scene.block.people.county[persons])
    second = scene.day_in(draw, month) * 86400 + draw.integers(9 * 3600, 17 * 3600, persons.size)
    add_rows(
        scene.block.rows.operations, kind=kind, person=persons, other=entries, employer=-1, new_account=-1,
        months=months, amount=0, clerk=clerk, approver=approver, second=second,
    )  # fmt: skip
