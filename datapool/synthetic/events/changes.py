"""Entries of the population register: births, deaths, moves, new names and numbers."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY, People, Table, append
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.deaths import deregister
from datapool.synthetic.events.rates import DAYS_PER_YEAR, by_age, delays, rates
from datapool.synthetic.events.spans import chance_days, lives
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

BIRTH, DEATH, NAME, NUMBER, MOVED_IN, MOVED_OUT = range(1, 7)


def register(people: People, province: Province, draws: Draws) -> Table:
    """All entries of the block by kind; the person is the child born, the one who died, moved or was renamed."""
    table: Table = {}
    for entries in (
        _births(people, province, draws),
        deregister(people, province, draws),
        _moves(people, province, draws),
        _renamed(people, province, draws),
    ):
        append(table, entries)
    return table


def _entries(person: NDArray[np.integer], kind: int, day: NDArray[np.integer], delay: NDArray[np.integer]) -> Table:
    return {
        "person": person.astype(np.int32),
        "kind": np.full(person.size, kind, np.int8),
        "day": day.astype(np.int32),
        "registered": (day + delay).astype(np.int32),
    }


def _births(people: People, province: Province, draws: Draws) -> Table:
    starts = province.month_starts
    born = (people.born >= starts[0]) & (people.born < starts[-1]) & ~is_second(people) & ~is_invented(people)
    child = np.flatnonzero(born)
    delay = delays(draws.generator("events births registered"), child.size, rates("registers")["birth_registration"])
    return _entries(child, BIRTH, people.born[child], 1 + delay)


def _moves(people: People, province: Province, draws: Draws) -> Table:
    """Of most moves an entry at the new place, and one at the old place some days later."""
    draw, rule = draws.generator("events moves registered"), rates("registers")["move"]
    moved = (people.moved_from != NOBODY) & (people.moved_month < province.months) & ~is_second(people)
    person = np.flatnonzero(moved & ~is_invented(people))
    person = person[draw.random(person.size) >= rule["unregistered"]]
    day = province.month_starts[people.moved_month[person]] + draw.integers(0, 28, person.size)
    person, day = person[people.died[person] > day], day[people.died[person] > day]
    delay = delays(draw, person.size, rule["registration"])
    least, most = rule["out_after_days"]
    table = _entries(person, MOVED_IN, day, delay)
    append(table, _entries(person, MOVED_OUT, day, delay + draw.integers(least, most + 1, person.size)))
    return table


def _renamed(people: People, province: Province, draws: Draws) -> Table:
    """New names, most often of children, and corrected numbers; at most one of each for a person."""
    table: Table = {}
    rule = rates("registers")
    span = lives(people, province)
    age = (span.year_starts[:-1] - people.born[:, None]) / DAYS_PER_YEAR
    counts = ~(is_second(people) | is_invented(people))[:, None]
    renamed = by_age(rule["name_changes_per_year"], np.maximum(age, 0)) * counts
    renumbered = np.full(age.shape, rule["number_changes_per_year"]) * counts
    for kind, chance in ((NAME, renamed), (NUMBER, renumbered)):
        draw = draws.generator(f"events changes {kind}")
        person, day = chance_days(span, chance, draw)
        first = np.unique(person, return_index=True)[1]
        person, day = person[first], day[first]
        append(table, _entries(person, kind, day, delays(draw, person.size, rule["change_registration"])))
    return table
