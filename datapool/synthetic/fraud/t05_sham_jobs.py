"""T05: agents enrol people in shell firms for which nobody works, so that they draw an employee's pension later."""

import numpy as np
from numpy.typing import NDArray

from core.money import FEN_PER_YUAN
from datapool.synthetic.block import FLEXIBLE, NOBODY
from datapool.synthetic.fraud.clerks import OFFICE_HOURS, SECONDS_PER_DAY, officers
from datapool.synthetic.fraud.durations import with_raises
from datapool.synthetic.fraud.law import contribution_rates
from datapool.synthetic.fraud.rings import Ring
from datapool.synthetic.fraud.stage import (
    EMPLOYER,
    Index,
    Scene,
    overpaid_pension,
    part_of,
    record_frauds,
    record_organisers,
)
from datapool.synthetic.fraud.t03_twice import lowest_base
from datapool.synthetic.fraud.tables import add_rows, rows_like
from datapool.synthetic.province import AGENCY

CODE = "T05"
EMPLOYEES, BY_AGE, ARREARS = 110, 1, 7
_WOMAN_AT, _MAN_AT = 50, 60
_MONTHS_PER_YEAR = 12
_LEAST_MONTHS = 180
_GIVES_PHONE = 0.35
_JOINS_BEFORE = (2, 120)
LATE, SELF_PAYER, DISPATCHED = "late_joiner", "arrears_of_self_payer", "dispatched"


def before_events(scene: Scene) -> None:
    """Hang the members of each ring on its shells, and give honest people who join late the same record."""
    draw = scene.draw(CODE)
    for ring in scene.rings(CODE):
        chosen = scene.choose(
            draw, _could_join(scene, ring), int(ring.members[scene.block.index]), prefecture=ring.prefecture
        )
        join, leave = _when(scene, draw, chosen, ring.start, ring.end)
        employer = draw.choice(ring.employers, chosen.size)
        _enrol(scene, draw, chosen, join, leave, employer)
        _pretend_to_pay(scene, draw, chosen, join, leave, ring)
        scene.add_fraud(CODE, part_of(chosen, join, leave, ring.number))
        _share_contacts(scene, draw, chosen, ring)
    frauds = scene.cast.frauds.get(CODE)
    count = 0 if frauds is None else frauds.persons.size
    _late_joiners(scene, draw, scene.lookalikes_wanted(CODE, LATE, draw, count))
    _self_payers(scene, draw, scene.lookalikes_wanted(CODE, SELF_PAYER, draw, count))
    _dispatched(scene, draw, scene.lookalikes_wanted(CODE, DISPATCHED, draw, count))


def after_events(scene: Scene) -> None:
    """Write the approvals of arrears into the log, and what was drawn into the truth."""
    draw = scene.draw(f"{CODE} after")
    parts = [scene.cast.frauds.get(CODE), *(scene.cast.lookalikes.get((CODE, kind)) for kind in (LATE, SELF_PAYER))]
    for part in parts:
        if part is not None and part.persons.size:
            _approve_arrears(scene, draw, part.persons)
    if scene.cast.frauds.get(CODE) is not None:
        record_frauds(scene, CODE, overpaid_pension(scene, scene.cast.frauds[CODE]))
    record_organisers(scene, CODE, EMPLOYER, scene.rings(CODE), "employers")


def _age_months(scene: Scene) -> Index:
    """[person] month in which they reach 50 (women) or 60 (men)."""
    people = scene.block.people
    years = np.where(people.male, _MAN_AT, _WOMAN_AT)
    return np.asarray(scene.province.month_of(people.born).astype(np.int64) + years * _MONTHS_PER_YEAR)


def _could_join(scene: Scene, ring: Ring) -> NDArray[np.bool_]:
    """Not far from pension age when the ring works, hardly insured so far, no employee's pension to come in history."""
    people, months = scene.block.people, scene.block.months
    ahead = _age_months(scene) - ring.start
    alive = scene.province.month_of(people.died) > ring.start + 12
    uninsured = (months.insured_by >= NOBODY).all(axis=1) & ((months.insured_by != NOBODY).sum(axis=1) < 24)
    return np.asarray(
        (ahead > _JOINS_BEFORE[0])
        & (ahead < _JOINS_BEFORE[1])
        & alive
        & uninsured
        & ~np.isin(people.scheme, (110, 120))
    )


def _when(scene: Scene, draw: np.random.Generator, persons: Index, start: int, end: int) -> tuple[Index, Index]:
    """Bursts: most join in one of a few months; they leave at pension age or when the ring ends."""
    people = scene.block.people
    bursts = draw.integers(start, max(start + 1, min(start + 30, end - 2)), 4)
    in_burst = draw.random(persons.size) < 0.7
    at_burst, at_any_time = (
        draw.choice(bursts, persons.size),
        draw.integers(start, max(start + 1, end - 2), persons.size),
    )
    join = np.where(in_burst, at_burst, at_any_time)
    dies = np.minimum(scene.province.month_of(people.died[persons]), scene.months)
    leave = np.minimum(np.minimum(_age_months(scene)[persons], end), dies)
    return join.astype(np.int64), np.maximum(leave, join + 2).astype(np.int64)


def _enrol(scene: Scene, draw: np.random.Generator, persons: Index, join: Index, leave: Index, employer: Index) -> None:
    """Contributions at the lowest base from `join`, some years of arrears before it, and a pension at the end."""
    months = scene.block.months
    rule = scene.typology(CODE).rest["arrears"]
    lowest = lowest_base(scene)
    owed = np.where(draw.random(persons.size) < 0.6, draw.integers(rule["least"], rule["most"], persons.size), 0)
    first = np.maximum(join - owed, 0)
    month = np.arange(scene.months)
    enrolled = (month >= first[:, None]) & (month < leave[:, None])
    in_arrears = enrolled & (month < join[:, None])
    months.insured_by[persons] = np.where(enrolled, employer[:, None], months.insured_by[persons])
    spread = np.where(draw.random(persons.size) < 0.3, draw.uniform(1.0, 1.25, persons.size), 1.0)
    months.base[persons] = np.where(enrolled, np.floor(lowest[None, :] * spread[:, None]), months.base[persons])
    paid_on = scene.province.month_starts[np.minimum(join + 1, scene.months)] + draw.integers(0, 25, persons.size)
    months.back_paid_on[persons] = np.where(in_arrears, paid_on[:, None], months.back_paid_on[persons])
    scene.block.people.work_start[persons] = np.minimum(scene.block.people.work_start[persons], first)
    _retire(scene, draw, persons, leave)


def _retire(scene: Scene, draw: np.random.Generator, persons: Index, leave: Index) -> None:
    """Those of pension age within history get an employee's pension of the least years; nothing more is due."""
    people, months, awards = scene.block.people, scene.block.months, scene.block.rows.awards
    of_age = _age_months(scene)[persons]
    alive = scene.province.month_of(people.died[persons]) > of_age + 2
    retires = (of_age <= leave) & (of_age < scene.months - 2) & alive
    models = (
        np.flatnonzero((awards["scheme"] == EMPLOYEES) & (awards["kind"] == BY_AGE)) if awards else np.empty(0, int)
    )
    persons, month = persons[retires], of_age[retires]
    if not persons.size or not models.size:
        return
    low = models[np.argsort(awards["total"][models], kind="stable")][: max(1, models.size // 4)]
    model = draw.choice(low, persons.size)
    amount = awards["total"][model].astype(np.int64)
    drop = np.isin(awards["person"], persons)
    for name in awards:
        awards[name] = awards[name][~drop]
    kept = np.cumsum(~drop) - 1
    clerk, approver = officers(scene, draw, people.county[persons])
    made = rows_like(
        awards, kept[model], person=persons, month=month, day=scene.province.month_starts[month] + 8,
        contribution_months=_LEAST_MONTHS + draw.integers(0, 9, persons.size), deemed_months=0,
        file_born=people.born[persons], file_work_start=people.work_start[persons], altered=0, appraiser=NOBODY,
        clerk=clerk, approver=approver,
    )  # fmt: skip
    add_rows(awards, **made)
    died = scene.province.month_of(people.died[persons])[:, None]
    paid = np.where(np.arange(scene.months) <= died, with_raises(scene, month, amount), 0)
    months.pension_paid[persons] = np.where(paid > 0, paid, 0)
    people.scheme[persons], people.retired_month[persons], people.retirement_kind[persons] = EMPLOYEES, month, BY_AGE


def _pretend_to_pay(
    scene: Scene, draw: np.random.Generator, persons: Index, join: Index, leave: Index, ring: Ring
) -> None:
    """Early rings declare no wages at all; later ones declare token wages in some months."""
    months = scene.block.months
    month = np.arange(scene.months)
    habit = draw.beta(2.0, 2.0, persons.size) if ring.is_varied else np.where(draw.random(persons.size) < 0.1, 0.3, 0.0)
    enrolled = (month >= join[:, None]) & (month < leave[:, None])
    declared = enrolled & (draw.random(enrolled.shape) < habit[:, None])
    employer = months.insured_by[persons]
    months.taxed_by[persons] = np.where(declared, employer, months.taxed_by[persons])
    token = np.round(lowest_base(scene)[None, :] * draw.uniform(0.75, 1.05, enrolled.shape))
    months.wage[persons] = np.where(declared, token, months.wage[persons])


def _share_contacts(scene: Scene, draw: np.random.Generator, persons: Index, ring: Ring) -> None:
    """Some leave the agent's phone as their own, in small groups, each with a phone of the agent's people."""
    people = scene.block.people
    gives = draw.random(persons.size) < _GIVES_PHONE
    runners = ring.agent + 100_000_000 + draw.integers(0, max(4, ring.size // 8), persons.size)
    people.phone[persons[gives]] = runners[gives]


def _late_joiners(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """They truly work at small firms near pension age on the lowest base; many declare no wage below the threshold."""
    people, months, workshops = scene.block.people, scene.block.months, scene.plan.workshops
    if not workshops.size:
        # A province too small for rings of sham jobs has none of the firms that look like theirs either.
        return
    ring_like = Ring(-1, CODE, np.zeros(1, np.int64), 0, 0, scene.months, -1, False)
    pool = np.zeros(scene.count, bool)
    starts = np.arange(6, scene.months - 12, 12)
    for start in starts:
        ring_like.start = int(start)
        pool |= _could_join(scene, ring_like)
    chosen = scene.choose(draw, pool, wanted)
    join, leave = _when_workshops_hire(scene, draw, chosen)
    employer = draw.choice(workshops, chosen.size)
    _enrol(scene, draw, chosen, join, leave, employer)
    month = np.arange(scene.months)
    works = (month >= join[:, None]) & (month < leave[:, None])
    months.works_for[chosen] = np.where(works, employer[:, None], months.works_for[chosen])
    wage = np.round(lowest_base(scene)[None, :] * draw.uniform(0.7, 1.1, works.shape))
    months.wage[chosen] = np.where(works, wage, months.wage[chosen])
    habit = np.where(draw.random(chosen.size) < 0.65, 0.0, draw.beta(2.0, 2.0, chosen.size))
    declared = works & (draw.random(works.shape) < habit[:, None])
    months.taxed_by[chosen] = np.where(declared, employer[:, None], months.taxed_by[chosen])
    paid, due = months.pension_paid[chosen], months.pension_due[chosen]
    months.pension_due[chosen] = np.where(paid > 0, paid, due)
    gives = draw.random(chosen.size) < _GIVES_PHONE
    people.phone[chosen[gives]] = scene.province.employers.phone[employer[gives]]
    scene.add_lookalike(CODE, LATE, part_of(chosen, join, leave))


def _when_workshops_hire(scene: Scene, draw: np.random.Generator, persons: Index) -> tuple[Index, Index]:
    """Often in the years in which rings are at work, and until the workshop closes or the pension comes."""
    rings = scene.plan.rings[CODE]
    era = draw.integers(0, len(rings), persons.size)
    start, end = (np.array([getattr(ring, name) for ring in rings])[era] for name in ("start", "end"))
    ahead = _age_months(scene)[persons]
    first = np.maximum(ahead - _JOINS_BEFORE[1] + 1, 4)
    last = np.minimum(ahead - 2, scene.months - 6)
    any_time = first + (draw.random(persons.size) * np.maximum(last - first, 1)).astype(np.int64)
    then = start + (draw.random(persons.size) * np.maximum(np.minimum(end - start, 30), 1)).astype(np.int64)
    fits = (then >= first) & (then <= last) & (draw.random(persons.size) < 0.8)
    join = np.where(fits, then, any_time)
    closes = np.where(draw.random(persons.size) < 0.6, join + draw.integers(12, 70, persons.size), scene.months)
    dies = np.minimum(scene.province.month_of(scene.block.people.died[persons]), scene.months)
    leave = np.minimum(np.minimum(ahead, dies), closes)
    return join, np.maximum(leave, np.minimum(join + 2, scene.months)).astype(np.int64)


def _self_payers(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """Those who pay for themselves and, shortly before their pension, for years left open, as the law lets them."""
    people, months = scene.block.people, scene.block.months
    alone = months.insured_by == FLEXIBLE
    last = scene.months - 1 - np.argmax(alone[:, ::-1], axis=1)
    near = (people.retired_month - last < 30) & alone.any(axis=1) & (last > 36)
    chosen = scene.choose(draw, near & (alone.sum(axis=1) > 12), wanted)
    length = draw.integers(12, 60, chosen.size)
    end = np.maximum(last[chosen] - 1, 1)
    first = np.maximum(end - length, 0)
    month = np.arange(scene.months)
    open_before = (month >= first[:, None]) & (month < end[:, None])
    months.insured_by[chosen] = np.where(open_before, FLEXIBLE, months.insured_by[chosen])
    months.base[chosen] = np.where(open_before, lowest_base(scene)[None, :], months.base[chosen])
    paid_on = scene.province.month_starts[np.minimum(end + 1, scene.months)] + draw.integers(0, 25, chosen.size)
    months.back_paid_on[chosen] = np.where(open_before, paid_on[:, None], months.back_paid_on[chosen])
    scene.add_lookalike(CODE, SELF_PAYER, part_of(chosen, first, end))


def _dispatched(scene: Scene, draw: np.random.Generator, wanted: int) -> None:
    """Workers of an agency: insured by it at a low base, taxed by the firm where they stand at the bench."""
    months, employers = scene.block.months, scene.province.employers
    agencies = np.flatnonzero(employers.kind == AGENCY)
    works = (months.works_for >= 0) & (months.works_for == months.insured_by)
    chosen = scene.choose(draw, works.sum(axis=1) > 24, wanted)
    agency = draw.choice(agencies, chosen.size)
    first = np.argmax(works[chosen], axis=1)
    months.insured_by[chosen] = np.where(works[chosen], agency[:, None], months.insured_by[chosen])
    low = np.minimum(months.base[chosen], lowest_base(scene)[None, :] * 1.1)
    months.base[chosen] = np.where(works[chosen], np.floor(low), months.base[chosen])
    scene.add_lookalike(CODE, DISPATCHED, part_of(chosen, first, np.full(chosen.size, scene.months)))


def _approve_arrears(scene: Scene, draw: np.random.Generator, persons: Index) -> None:
    """An approval in the log for every lump sum: months, amount at the day's rate, in office hours."""
    months = scene.block.months
    late = months.back_paid_on[persons] > 0
    count = late.sum(axis=1)
    paying = count > 0
    persons, late, count = persons[paying], late[paying], count[paying]
    if not persons.size:
        return
    day = months.back_paid_on[persons].max(axis=1).astype(np.int64)
    rates = contribution_rates(scene.province.first_month, scene.months)
    amount = np.round((months.base[persons] * late * rates).sum(axis=1) * FEN_PER_YUAN)
    employer = months.insured_by[persons, np.argmax(late, axis=1)]
    clerk, approver = officers(scene, draw, scene.block.people.county[persons])
    add_rows(
        scene.block.rows.operations, kind=ARREARS, person=persons, other=NOBODY,
        employer=np.where(employer >= 0, employer, NOBODY), new_account=NOBODY, months=count, amount=amount,
        clerk=clerk,
        approver=approver, second=day * SECONDS_PER_DAY + draw.integers(*OFFICE_HOURS, persons.size),
    )  # fmt: skip
