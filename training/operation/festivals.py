"""The calendar as models see it: Spring Festival, which moves, working days, and how long a month is."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from training.operation.periods import Step

FILE = Path(__file__).parent / "festivals.yaml"
# Work slackens about two weeks before the festival and is back a week after it.
_SLACK_DAYS = range(-14, 7)
_BREAK_DAYS = range(-1, 7)
_BACKLOG_DAYS = range(7, 14)
_SATURDAY = 5
_DAYS_PER_YEAR = 365.25
_WAVES = 2
# Days on which the whole country is off by 全国年节及纪念日放假办法, year after year the same: month, day.
_FIXED_DAYS_OFF = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


@cache
def spring_festivals() -> tuple[date, ...]:
    """First days of the lunisolar year, in order."""
    return tuple(yaml.safe_load(FILE.read_text(encoding="utf-8"))["spring_festival"])


def calendar(step: Step, first: date, count: int) -> NDArray[np.float64]:
    """What the calendar says of `count` periods from the one that begins on `first`.

    returns  [period, column] none of them tells more than the calendar: months have the share of the festival's slack,
             working days and length; weeks and days the festival's break, the backlog after it, working days, and
             waves of the year
    """
    starts = [step.shift(first, number) for number in range(count + 1)]
    columns = [_of_month(starts) if step.name == "month" else _of_days(starts)]
    if step.name != "month":
        columns.append(_waves(starts[:-1]))
    return np.concatenate(columns, axis=1)


def working_days(first: date, until: date) -> int:
    """Weekdays that are no public holiday, from `first` to the day before `until`.

    A day off that is worked off on a weekend (调休) leaves the number as it is, which is why neither is counted.
    """
    days = (first + timedelta(days=number) for number in range((until - first).days))
    off = _festival_days(range(3))
    return sum(
        day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED_DAYS_OFF and day not in off for day in days
    )


@cache
def _festival_days(span: range) -> frozenset[date]:
    return frozenset(first + timedelta(days=number) for first in spring_festivals() for number in span)


def _share(starts: Sequence[date], span: range) -> NDArray[np.float64]:
    """[period] how much of the festival's `span` lies in it; of periods that end where the next begins."""
    days = _festival_days(span)
    found = [
        sum(start + timedelta(days=number) in days for number in range((end - start).days))
        for start, end in pairwise(starts)
    ]
    return np.asarray(found, dtype=np.float64) / len(span)


def _worked(starts: Sequence[date]) -> NDArray[np.float64]:
    return np.asarray([working_days(a, b) for a, b in pairwise(starts)], dtype=np.float64)


def _of_month(starts: Sequence[date]) -> NDArray[np.float64]:
    lengths = np.asarray([(end - start).days for start, end in pairwise(starts)], np.float64)
    return np.stack([_share(starts, _SLACK_DAYS), _worked(starts) / 21.0 - 1.0, lengths / 30.4375 - 1.0], axis=1)


def _of_days(starts: Sequence[date]) -> NDArray[np.float64]:
    worked = _worked(starts) / max((starts[1] - starts[0]).days * 5 / 7, 1.0)
    return np.stack([_share(starts, _BREAK_DAYS), _share(starts, _BACKLOG_DAYS), worked - 1.0], axis=1)


def _waves(starts: Sequence[date]) -> NDArray[np.float64]:
    """[period, 4] sines and cosines of the place in the year."""
    turns = np.asarray([start.timetuple().tm_yday for start in starts]) * 2 * np.pi / _DAYS_PER_YEAR
    return np.stack([wave(turns * number) for number in range(1, _WAVES + 1) for wave in (np.sin, np.cos)], axis=1)
