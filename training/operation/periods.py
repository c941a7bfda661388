"""Days, weeks and months: where one begins, how many lie between two, and how it is written."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from core.errors import UnknownKey
from core.months import Month

StepName = Literal["day", "week", "month"]
_DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True)
class Step:
    """How long a period is.

    season  periods after which the calendar repeats, as models see it
    recent  periods of which the newest are used; older ones only cost time
    """

    name: StepName
    season: int
    recent: int

    def start(self, day: date) -> date:
        """The first day of the period that holds `day`; a week begins on Monday."""
        match self.name:
            case "day":
                return day
            case "week":
                return day - timedelta(days=day.weekday())
            case "month":
                return day.replace(day=1)

    def shift(self, start: date, count: int) -> date:
        """The first day of the period `count` periods later."""
        match self.name:
            case "day":
                return start + timedelta(days=count)
            case "week":
                return start + timedelta(days=_DAYS_PER_WEEK * count)
            case "month":
                return Month.parse(start).shift(count).first_day

    def last_day(self, start: date) -> date:
        """The last day of the period that begins on `start`."""
        return self.shift(start, 1) - timedelta(days=1)

    def between(self, first: date, start: date) -> int:
        """Periods from the one that begins on `first` to the one that begins on `start`."""
        match self.name:
            case "day":
                return (start - first).days
            case "week":
                return (start - first).days // _DAYS_PER_WEEK
            case "month":
                return Month.parse(start).since(Month.parse(first))

    def text(self, start: date) -> str:
        """2024-06 for a month, the first day for a day or a week."""
        return str(Month.parse(start)) if self.name == "month" else start.isoformat()


# A day repeats after a week: how it repeats over the year is told by the calendar.
STEPS = {
    "day": Step("day", 7, 730),
    "week": Step("week", 52, 260),
    "month": Step("month", 12, 180),
}


def find_step(name: str) -> Step:
    """The step of that name. Raises UnknownKey."""
    if name not in STEPS:
        raise UnknownKey(f"{name!r} is no step of time.", remedy=f"Give one of {', '.join(get_args(StepName))}.")
    return STEPS[name]
