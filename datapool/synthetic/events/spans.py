"""Time and place of the living: the days on which a person of a block is there, and where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, NOBODY, People
from datapool.synthetic.events.rates import DAYS_PER_YEAR
from datapool.synthetic.province import Province

Days = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Lives:
    """first, last   [person] first day in history and first day no longer in it (death or its end); equal for none.

    year_starts   [0..years] first day of each year of history, and of the year behind it
    """

    first: Days
    last: Days
    year_starts: Days

    def days_in_years(self) -> tuple[Days, Days]:
        """[person, year] first day and number of days of each year in which the person is there."""
        start = np.maximum(self.first[:, None], self.year_starts[:-1])
        end = np.minimum(self.last[:, None], self.year_starts[1:])
        return start, np.maximum(end - start, 0)


@dataclass(frozen=True, slots=True)
class Absences:
    """[person] first day and first day no longer of a time out of the insurance's reach, NEVER for none."""

    since: Days
    until: Days

    def cover(self, person: NDArray[np.integer], day: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Whether each person is absent on the day."""
        return np.asarray((day >= self.since[person]) & (day < self.until[person]))


def lives(people: People, province: Province) -> Lives:
    """When the persons are born and alive within history; the day of death is still theirs."""
    starts = province.month_starts
    first = np.maximum(people.born, starts[0])
    last = np.minimum(np.where(people.died == NEVER, NEVER, people.died.astype(np.int64) + 1), starts[-1])
    years = np.append(starts[:-1:12], starts[-1])
    return Lives(first, np.maximum(last, first).astype(np.int32), years.astype(np.int32))


def chance_days(
    span: Lives, per_year: NDArray[np.float64], draw: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Persons and days of chance events: Poisson in each year that is lived, evenly within it, by person and year.

    per_year  [person, year] events expected in a full year
    """
    start, days = span.days_in_years()
    count = draw.poisson(per_year * (days / DAYS_PER_YEAR)).ravel()
    cell = np.repeat(np.arange(count.size), count)
    day = start.ravel()[cell] + (draw.random(cell.size) * days.ravel()[cell]).astype(np.int32)
    return cell // days.shape[1], day.astype(np.int32)


def has_moved(
    people: People, province: Province, person: NDArray[np.integer], day: NDArray[np.integer]
) -> NDArray[np.bool_]:
    """Whether each person lives on the day where they live at the end of history; so does who never moved."""
    month = np.minimum(np.where(people.moved_from == NOBODY, 0, people.moved_month), province.months)
    arrived = np.where(people.moved_from == NOBODY, np.iinfo(np.int32).min, province.month_starts[month])
    return np.asarray(day >= arrived[person])


def county_on(
    people: People, province: Province, person: NDArray[np.integer], day: NDArray[np.integer]
) -> NDArray[np.int32]:
    """County where each person lives on the day."""
    moved = has_moved(people, province, person, day)
    return np.asarray(np.where(moved, people.county[person], people.moved_from[person]), np.int32)
