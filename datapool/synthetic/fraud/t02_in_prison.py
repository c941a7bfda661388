"""T02: a pension runs on while its owner serves a sentence; ended and duly suspended cases look the same."""

from typing import Any

import numpy as np

from datapool.synthetic.fraud.durations import durations
from datapool.synthetic.fraud.stage import Index, Scene, overpaid_pension, part_of, record_frauds
from datapool.synthetic.fraud.tables import add_rows

CODE = "T02"
_LAST_MONTHS, _OLDEST = 8, 80
_DAYS_PER_YEAR = 365


def after_events(scene: Scene) -> None:
    """Send pensioners to prison: some draw on, many more are suspended in time or come back before they retire."""
    draw = scene.draw(CODE)
    known = scene.block.rows.sentences
    if known:
        scene.cast.taken.update(known["person"].tolist())
    chosen, start = _pensioners(scene, draw, scene.count_of(CODE, draw, scene.count))
    length = durations(draw, scene.typology(CODE).rest["months"], chosen.size)
    paid_for = np.minimum(length, durations(draw, scene.typology(CODE).rest["months"], chosen.size) + 2)
    end = np.minimum(start + 1 + paid_for, scene.months)
    part = part_of(chosen, start + 1, end)
    scene.add_fraud(CODE, part)
    _sentence(scene, draw, chosen, start, length)
    _suspend(scene, chosen, start, length, still_paid=paid_for)
    _choose_lookalikes(scene, draw, chosen.size)
    record_frauds(scene, CODE, overpaid_pension(scene, part))


def _pensioners(scene: Scene, draw: np.random.Generator, count: int) -> tuple[Index, Index]:
    """Living pensioners below eighty, and a month in which each has a pension and will have one for some time."""
    people, months = scene.block.people, scene.block.months
    first = np.argmax(months.pension_due > 0, axis=1)
    dies = np.minimum(scene.province.month_of(people.died), scene.months)
    young = (scene.province.month_starts[0] - people.born) / _DAYS_PER_YEAR < _OLDEST
    eligible = (months.pension_due > 0).any(axis=1) & (dies - first > 2 * _LAST_MONTHS) & young
    weights = np.where(scene.province.counties.shares[people.county], 1.0, scene.plan.typologies.unshared)
    chosen = scene.choose(draw, eligible, count, weights=weights)
    room = dies[chosen] - _LAST_MONTHS - first[chosen]
    return chosen, first[chosen] + (draw.random(chosen.size) * room).astype(np.int64)


def _sentence(scene: Scene, draw: np.random.Generator, persons: Index, start: Index, length: Index) -> None:
    since = scene.day_in(draw, start)
    until = since + (length * 30.4).astype(np.int64)
    registered = since + draw.integers(10, 60, persons.size)
    add_rows(scene.block.rows.sentences, person=persons, since=since, until=until, registered=registered)


def _suspend(scene: Scene, persons: Index, start: Index, length: Index, *, still_paid: Any = 0) -> None:
    """Nothing is due in the full months inside; payments go on for `still_paid` months of them."""
    months = scene.block.months
    month = np.arange(scene.months)
    inside = (month > start[:, None]) & (month < (start + np.maximum(length, 1))[:, None])
    stopped = inside & (month > (start + still_paid)[:, None])
    months.pension_due[persons] = np.where(inside, 0, months.pension_due[persons])
    months.pension_paid[persons] = np.where(stopped, 0, months.pension_paid[persons])


def _choose_lookalikes(scene: Scene, draw: np.random.Generator, frauds: int) -> None:
    months = scene.block.months
    for kind, paid_on in (("suspended_in_time", 0), ("stopped_within_notice", 1)):
        wanted = scene.lookalikes_wanted(CODE, kind, draw, frauds)
        persons, start = _pensioners(scene, draw, wanted)
        length = durations(draw, scene.typology(CODE).rest["months"], persons.size)
        _sentence(scene, draw, persons, start, length)
        _suspend(scene, persons, start, length, still_paid=paid_on)
        scene.add_lookalike(CODE, kind, part_of(persons, start, start + length))
    first = np.argmax(months.pension_due > 0, axis=1)
    eligible = (first > 24) & (months.pension_due > 0).any(axis=1)
    persons = scene.choose(draw, eligible, scene.lookalikes_wanted(CODE, "ended_sentence", draw, frauds))
    length = draw.integers(4, 12, persons.size)
    start = np.maximum(first[persons] - length - draw.integers(1, 10, persons.size), 0)
    _sentence(scene, draw, persons, start, length)
    scene.add_lookalike(CODE, "ended_sentence", part_of(persons, start, start + length))
