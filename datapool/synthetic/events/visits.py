"""Visits to outpatient departments and purchases in pharmacies: chance events by age, sex and frailty."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import People
from datapool.synthetic.events.contacts import PURCHASE, VISIT, Columns, contact_table
from datapool.synthetic.events.rates import DAYS_PER_YEAR, by_age, by_year, rates
from datapool.synthetic.events.spans import Lives, chance_days
from datapool.synthetic.province import Province

Floats = NDArray[np.float64]
_SUNDAY = 3  # 1970-01-01 was a Thursday, day 3 a Sunday


def visit(people: People, province: Province, lives: Lives, draw: np.random.Generator) -> Columns:
    """Outpatient visits, most of those that fall on a Sunday moved to the Monday."""
    person, day = chance_days(lives, expected(people, province, lives, "visits"), draw)
    moved = (day % 7 == _SUNDAY) & (draw.random(day.size, np.float32) < rates("medical")["sunday_visits_moved"])
    day += moved & (day + 1 < lives.last[person])
    return contact_table(person, day, VISIT)


def purchase(people: People, province: Province, lives: Lives, draw: np.random.Generator) -> Columns:
    """Purchases in pharmacies with the insurance card."""
    return contact_table(*chance_days(lives, expected(people, province, lives, "purchases"), draw), PURCHASE)


def expected(people: People, province: Province, lives: Lives, subject: str) -> Floats:
    """[person, year] contacts of a full year whose rates stand under `subject`: by age, sex, condition and frailty."""
    rule = rates("medical")
    of_person = people.frailty * np.where(people.chronic > 0, rule["with_condition"][subject], 1.0)
    yearly = _yearly_rates(people, lives, rule[subject]) * by_year(rule["by_year"], province.years)
    return np.asarray(yearly * of_person[:, None])


def _yearly_rates(people: People, lives: Lives, steps: Mapping[int, Any]) -> Floats:
    """[person, year] events a year at the age in the middle of the year."""
    middle = (lives.year_starts[:-1].astype(np.int64) + lives.year_starts[1:]) // 2
    age = np.maximum((middle - people.born[:, None]) / DAYS_PER_YEAR, 0.0)
    both = by_age(steps, age)
    return np.where(people.male[:, None], both[:, :, 0], both[:, :, 1])
