"""Stays in hospital: by chance, before death, for chemotherapy and mental disorders in series, and for deliveries."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, Table
from datapool.synthetic.events.contacts import OPEN, STAY, VISIT, Columns, contact_table
from datapool.synthetic.events.illness import MENTAL, TUMOUR
from datapool.synthetic.events.rates import DAYS_PER_YEAR, draw_from, rates, whole_between
from datapool.synthetic.events.scene import Scene
from datapool.synthetic.events.spans import chance_days
from datapool.synthetic.events.visits import expected

Index = NDArray[np.int64]


def stay(scene: Scene, draw: np.random.Generator) -> Columns:
    """Stays by chance; diagnosis, place and length are open."""
    yearly = expected(scene.people, scene.province, scene.lives, "stays")
    return contact_table(*chance_days(scene.lives, yearly, draw), STAY)


def spend_last_year(scene: Scene, draw: np.random.Generator) -> Columns:
    """More stays the nearer death is, and a last one that death ends."""
    rule, people = rates("medical")["last_year"], scene.people
    dying = np.flatnonzero((people.died != NEVER) & (scene.lives.last > scene.lives.first))
    died = people.died[dying].astype(np.int64)
    number = draw.poisson(rule["extra_stays"], dying.size)
    who = np.repeat(np.arange(dying.size), number)
    before = died[who] - (DAYS_PER_YEAR * draw.random(who.size) ** 2).astype(np.int64)
    in_bed = np.flatnonzero(draw.random(dying.size) < rule["dies_in_hospital"])
    length = 1 + draw.exponential(rule["final_days"], in_bed.size).astype(np.int64)
    person = np.concatenate([dying[in_bed], dying[who]])
    day = np.concatenate([died[in_bed] - length, before])
    days = np.concatenate([length, np.full(who.size, OPEN)])
    is_tumour = people.chronic[person] == TUMOUR
    diagnosis = np.where(is_tumour, scene.illness.diagnosis[person], OPEN)
    keeps = (day >= scene.lives.first[person]) & (day < died[np.searchsorted(dying, person)])
    return contact_table(person[keeps], day[keeps], STAY, days=days[keeps], diagnosis=diagnosis[keeps])


def treat_tumours(scene: Scene, draw: np.random.Generator) -> Columns:
    """After a tumour is found: an operation, then cycles of chemotherapy at steady intervals in the same hospital."""
    rule, care = rates("medical")["chemotherapy"], scene.care
    patient = np.flatnonzero((scene.people.chronic == TUMOUR) & (draw.random(len(scene.people)) < rule["share"]))
    found = scene.illness.since[patient].astype(np.int64)
    number = whole_between(draw, rule["cycles"], patient.size)
    every = draw_from(draw, rule["every"], patient.size)
    course = np.repeat(np.arange(patient.size), number + 1)
    cycle = np.arange(course.size) - (np.cumsum(number + 1) - number - 1)[course]
    day = found[course] + np.where(cycle > 0, 10 + cycle * every[course] + draw.integers(-1, 2, course.size), 0)
    days = whole_between(draw, rule["days"], course.size)
    rays = (draw.random(patient.size) < rule["radiotherapy"])[course] & (cycle == number[course])
    person = patient[course]
    treatment = np.where(rays, care.diagnosis("Z51.0"), care.diagnosis("Z51.1"))
    diagnosis = np.where(cycle == 0, scene.illness.diagnosis[person], treatment)
    keeps = _within(scene, person, day)
    return contact_table(
        person[keeps],
        day[keeps],
        STAY,
        diagnosis=diagnosis[keeps],
        days=np.where(rays | (cycle == 0), OPEN, days)[keeps],
        provider=scene.usual_at(scene.usual.stay, person, found[course])[keeps],
    )


def keep_in_psychiatry(scene: Scene, draw: np.random.Generator) -> Columns:
    """Long illness settled in pieces: a stay of months is closed and opened again a few days later, or the same day."""
    rule = rates("medical")["psychiatric"]
    patient = np.flatnonzero((scene.people.chronic == MENTAL) & (draw.random(len(scene.people)) < rule["share"]))
    number = whole_between(draw, rule["episodes"], patient.size)
    course = np.repeat(np.arange(patient.size), number)
    days = whole_between(draw, rule["days"], course.size)
    apart = whole_between(draw, rule["apart"], course.size)
    passed = np.cumsum(days + apart)
    behind = (passed - days - apart)[np.cumsum(number) - number]
    person = patient[course]
    life = (scene.lives.last - scene.lives.first)[patient]
    start = scene.lives.first[patient] + (draw.random(patient.size) * life).astype(np.int64)
    day = start[course] + (passed - days - apart) - behind[course]
    keeps = _within(scene, person, day) & (day >= scene.illness.since[person])
    return contact_table(
        person[keeps],
        day[keeps],
        STAY,
        diagnosis=scene.illness.diagnosis[person[keeps]],
        days=days[keeps],
        provider=scene.usual_at(scene.usual.stay, person, start[course])[keeps],
    )


def deliver(scene: Scene, births: Table, draw: np.random.Generator) -> list[Columns]:
    """The stay in which each child is born, at the hospital of its certificate, and the antenatal visits before it."""
    rule, care = rates("medical"), scene.care
    mother, day = births["person"].astype(np.int64), births["day"].astype(np.int64)
    cut = draw.random(mother.size) < rule["caesarean"]
    diagnosis = np.where(cut, care.diagnosis("O82.9"), care.diagnosis("O80.9"))
    admitted = np.maximum(day - draw.integers(0, 2, mother.size), scene.lives.first[mother])
    number = whole_between(draw, rule["antenatal_visits"], mother.size)
    which = np.repeat(np.arange(mother.size), number)
    before = day[which] - draw.integers(10, 230, which.size)
    keeps = _within(scene, mother[which], before)
    which, before = which[keeps], before[keeps]
    provider = births["provider"].astype(np.int64)
    stays = contact_table(mother, admitted, STAY, diagnosis=diagnosis, provider=provider)
    antenatal = care.diagnosis("Z34.9")
    return [stays, contact_table(mother[which], before, VISIT, diagnosis=antenatal, provider=provider[which])]


def _within(scene: Scene, person: Index, day: Index) -> NDArray[np.bool_]:
    return np.asarray((day >= scene.lives.first[person]) & (day < scene.lives.last[person]))
