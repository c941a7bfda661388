"""The calendar: the festival is a new moon, working days leave out what is off, columns know nothing but dates."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from training.operation.festivals import calendar, spring_festivals, working_days
from training.operation.periods import STEPS

SYNODIC_DAYS = 29.530588861
# A new moon well known: 6 January 2000, 18:14 UTC.
NEW_MOON = datetime(2000, 1, 6, 18, 14)


def test_every_festival_is_a_new_moon_between_late_january_and_late_february() -> None:
    for first in spring_festivals():
        assert date(first.year, 1, 21) <= first <= date(first.year, 2, 20)
        # Midnight to midnight in China; the moon's true phase strays from its mean by up to 14 hours.
        noon = datetime(first.year, first.month, first.day, 12) - timedelta(hours=8)
        moons = (noon - NEW_MOON) / timedelta(days=SYNODIC_DAYS)
        assert abs(moons - round(moons)) * SYNODIC_DAYS < 1.2


def test_festivals_are_twelve_or_thirteen_moons_apart() -> None:
    gaps = {(b - a).days for a, b in zip(spring_festivals(), spring_festivals()[1:], strict=False)}
    assert gaps <= {353, 354, 355, 383, 384, 385}


def test_working_days_leave_out_weekends_and_holidays() -> None:
    assert working_days(date(2024, 10, 1), date(2024, 10, 8)) == 2
    assert working_days(date(2024, 6, 3), date(2024, 6, 10)) == 5


@pytest.mark.parametrize("name", ["day", "week", "month"])
def test_the_calendar_of_a_span_is_the_same_wherever_the_span_begins(name: str) -> None:
    step = STEPS[name]
    first = step.start(date(2019, 1, 1))
    whole, later = calendar(step, first, 40), calendar(step, step.shift(first, 10), 30)
    assert np.array_equal(whole[10:], later)


def test_the_festival_moves_between_january_and_february() -> None:
    told = calendar(STEPS["month"], date(2015, 1, 1), 120)[:, 0]
    assert told.reshape(10, 12)[:, :3].sum(axis=1) == pytest.approx(np.ones(10))
    assert set(np.argmax(told.reshape(10, 12), axis=1)) == {0, 1}
