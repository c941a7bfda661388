"""What ails whom: the diagnoses that sex and age admit, and the conditions that stay with a person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, People
from datapool.synthetic.care import ANY_SEX, FEMALE, MALE, Care
from datapool.synthetic.events.choosing import choose, cumulative
from datapool.synthetic.events.rates import DAYS_PER_YEAR, rates
from datapool.synthetic.province import Province

Floats = NDArray[np.float64]
HYPERTENSION, DIABETES, TRANSPLANT, TUMOUR, MENTAL, HEART_AND_LUNGS = range(1, 7)
OLDEST = 110
_REFERENCE_AGE, _HIGHEST_AGE = 40, 90


@dataclass(frozen=True, slots=True)
class Illness:
    """diagnosis   [person] of the condition that stays, NOBODY for none

    since       [person] day on which it was found, NEVER for none
    """

    diagnosis: NDArray[np.int32]
    since: NDArray[np.int32]


def fall_ill(people: People, province: Province, draw: np.random.Generator) -> Illness:
    """The diagnosis of every chronic condition and when it began: by age, tumours in history or near death."""
    care, rule = province.care, rates("medical")["onset"]
    shares = condition_shares(care)
    row = people.chronic.astype(np.int32) * 2 + ~people.male
    diagnosis = choose(shares, row, draw)
    start, end = int(province.month_starts[0]), int(province.month_starts[-1])
    last = np.where(people.died == NEVER, end, people.died).astype(np.int64)
    youngest = people.born + int(rule["from_age"] * DAYS_PER_YEAR)
    u = draw.random(len(people))
    since = np.minimum(youngest, start) + u * (start + 5 * DAYS_PER_YEAR - np.minimum(youngest, start))
    before_death = draw.exponential(rule["tumour_years_before_death"], len(people)) * DAYS_PER_YEAR
    found = np.where(people.died == NEVER, start - 3 * DAYS_PER_YEAR + u * (end - start), last - before_death)
    since = np.where(people.chronic == TUMOUR, found, since)
    since = np.clip(since, people.born, last).astype(np.int32)
    is_ill = people.chronic > 0
    return Illness(
        np.where(is_ill, diagnosis, NOBODY).astype(np.int32), np.where(is_ill, since, NEVER).astype(np.int32)
    )


def condition_shares(care: Care) -> Floats:
    """[2 × condition + (1 for women), diagnosis] cumulative shares of the diagnoses of each condition."""
    conditions = max(care.conditions, default=0) + 1
    of_condition = care.chronic == np.arange(conditions)[:, None]
    weights = np.where(of_condition, care.chronic_share, 0.0)
    both = np.stack([np.where(admits(care, male), weights, 0.0) for male in (True, False)], axis=1)
    return cumulative(both.reshape(conditions * 2, -1))


def admits(care: Care, male: bool) -> NDArray[np.bool_]:
    """[diagnosis] whether a person of that sex can have it."""
    return np.asarray((care.sex == ANY_SEX) | (care.sex == (MALE if male else FEMALE)))


def diagnosis_shares(care: Care, weight: Floats) -> Floats:
    """[2 × age + (1 for women), diagnosis] cumulative shares, ages 0 to OLDEST, for weights at the age of 40."""
    ages = np.arange(OLDEST + 1)
    within = (care.ages[:, 0] <= ages[:, None]) & (ages[:, None] <= care.ages[:, 1])
    tilt = np.exp(care.tilt * (np.minimum(ages, _HIGHEST_AGE)[:, None] - _REFERENCE_AGE))
    by_age = np.where(within, weight * tilt, 0.0)
    both = np.stack([np.where(admits(care, male), by_age, 0.0) for male in (True, False)], axis=1)
    return cumulative(both.reshape(2 * (OLDEST + 1), -1))


def diagnosis_row(people: People, person: NDArray[np.integer], day: NDArray[np.integer]) -> NDArray[np.int32]:
    """Row of `diagnosis_shares` of each person on a day."""
    age = np.clip((day - people.born[person]) / DAYS_PER_YEAR, 0, OLDEST).astype(np.int32)
    return np.asarray(2 * age + ~people.male[person], np.int32)
