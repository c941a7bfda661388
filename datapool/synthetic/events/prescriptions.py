"""Long prescriptions: the drugs of those with a condition, fetched at steady intervals, and dialysis by the month."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.care import NO_ITEM
from datapool.synthetic.events.contacts import LONG, Columns, contact_table
from datapool.synthetic.events.market import doctors_at
from datapool.synthetic.events.rates import draw_from, rates
from datapool.synthetic.events.scene import Scene

Index = NDArray[np.int64]
_MONTH = 30


@dataclass(frozen=True, slots=True)
class Courses:
    """[course] a patient, the days between prescriptions, the drug, its units and the days recorded as supplied."""

    person: Index
    every: Index
    item: Index
    units: Index
    days: Index


def prescribe(scene: Scene, draw: np.random.Generator) -> Columns:
    """Prescriptions of those who have the card for their condition: same drug, usual place, steady interval."""
    rule, courses = rates("medical")["prescriptions"], _courses(scene, draw)
    course, day = _days(scene, courses.person, courses.every, draw)
    day += draw.normal(0.0, rule["jitter_days"], day.size).astype(np.int64)
    day -= np.where(draw.random(day.size) < rule["early"], courses.every[course] // 3, 0)
    person = courses.person[course]
    stands = (day >= scene.lives.first[person]) & (day < scene.lives.last[person])
    stands &= draw.random(day.size) >= rule["forgotten"]
    course, day, person = course[stands], day[stands], person[stands]
    provider, doctor = _where(scene, courses, course, day, draw)
    return contact_table(
        person,
        day,
        LONG,
        diagnosis=scene.illness.diagnosis[person],
        provider=provider,
        doctor=doctor,
        item=courses.item[course],
        quantity=courses.units[course],
        days=courses.days[course],
    )


def dialyse(scene: Scene, draw: np.random.Generator) -> Columns:
    """Dialysis of the few whose kidneys have failed: one bill a month for some dozen sessions, always at one place."""
    rule, people = rates("medical")["dialysis"], scene.people
    is_patient = np.isin(people.chronic, rule["conditions"]) & (draw.random(len(people)) < rule["share"])
    patient = np.flatnonzero(is_patient)
    course, day = _days(scene, patient, np.full(patient.size, _MONTH), draw)
    least, most = rule["sessions"]
    return contact_table(
        patient[course],
        day,
        LONG,
        diagnosis=scene.care.diagnosis("N18.5"),
        provider=scene.usual_at(scene.usual.stay, patient[course], day),
        item=scene.care.item("S040"),
        quantity=draw.integers(least, most + 1, day.size),
        days=_MONTH,
    )


def _courses(scene: Scene, draw: np.random.Generator) -> Courses:
    rule, care, people = rates("medical")["prescriptions"], scene.care, scene.people
    share = np.array([0.0, *(rule["carded"].get(kind, 0.0) for kind in range(1, max(care.conditions) + 1))])
    diagnosis = np.maximum(scene.illness.diagnosis, 0)
    carded = draw.random(len(people)) < share[people.chronic]
    person = np.flatnonzero(carded & (care.long_items[diagnosis, 0] != NO_ITEM))
    every = draw_from(draw, rule["every"], person.size)
    choices = care.long_items[diagnosis[person]]
    place = (draw.random(person.size) * (choices != NO_ITEM).sum(axis=1)).astype(np.int64)
    item = choices[np.arange(person.size), place].astype(np.int64)
    lasts = np.maximum(care.days_per_unit[item], 1).astype(np.int64)
    units = np.maximum(np.rint(every / lasts), 1).astype(np.int64)
    is_round = draw.random(person.size) < rule["round_days"]
    days = np.where(is_round, every // 14 * 15, units * lasts)
    # Some take twice the usual dose, or have the days of a pack counted too long: honest, and odd to look at.
    doubled = draw.random(person.size) < rule["double_dose"]
    return Courses(person, every, item, units * np.where(doubled, 2, 1), days)


def _days(scene: Scene, patient: Index, every: Index, draw: np.random.Generator) -> tuple[Index, Index]:
    """Course and day of each prescription, from a chance day of the first interval in history or after the onset."""
    lives, since = scene.lives, scene.illness.since[patient]
    first = np.maximum(lives.first[patient], since).astype(np.int64)
    first += (draw.random(patient.size) * every).astype(np.int64)
    count = np.maximum(-(-(lives.last[patient] - first) // every), 0)
    course = np.repeat(np.arange(patient.size), count)
    step = np.arange(course.size) - (np.cumsum(count) - count)[course]
    return course, first[course] + step * every[course]


def _where(
    scene: Scene, courses: Courses, course: Index, day: Index, draw: np.random.Generator
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Provider and doctor: each patient's usual ones, now and then the second."""
    rule, person = rates("medical")["prescriptions"], courses.person[course]
    at_pharmacy = (draw.random(courses.person.size) < rule["at_pharmacy"])[course]
    elsewhere = draw.random(day.size) < rule["second_provider"]
    places = [scene.usual_at(places, person, day) for places in (scene.usual.pharmacy, scene.usual.second)]
    provider = np.select([elsewhere, at_pharmacy], places[::-1], scene.usual_at(scene.usual.visit, person, day))
    faithful = draw.random(courses.person.size)[course]
    u = np.where(draw.random(day.size) < rule["second_doctor"], draw.random(day.size), faithful)
    department = scene.care.department[scene.illness.diagnosis[person]]
    return provider.astype(np.int32), doctors_at(scene.market, provider, department, u)
