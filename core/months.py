"""Months and ages: the time of social security, counted in whole months."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import DateOutOfRange, ValueOutOfRange, WrongType

MONTHS_PER_YEAR = 12
_MONTH_TEXT = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `ordinal` is year * 12 + (month - 1), the number that formulas take."""

    ordinal: int

    def __post_init__(self) -> None:
        if not MONTHS_PER_YEAR <= self.ordinal < (_LAST_YEAR + 1) * MONTHS_PER_YEAR:
            raise DateOutOfRange(
                f"The month number {self.ordinal} lies outside the calendar.", remedy="Use years from 1 to 9999."
            )

    @classmethod
    def of(cls, year: int, month: int) -> "Month":
        """The month of a year, January being 1."""
        if not 1 <= month <= MONTHS_PER_YEAR:
            raise ValueOutOfRange(f"{year}-{month} is not a month.", remedy="Use months from 01 to 12.")
        return cls(year * MONTHS_PER_YEAR + month - 1)

    @classmethod
    def parse(cls, text: object) -> "Month":
        """'2028-01', '2028-01-12', a date or a Month."""
        if isinstance(text, Month):
            return text
        if isinstance(text, date):
            return cls.of(text.year, text.month)
        parts = _MONTH_TEXT.fullmatch(text.strip()) if isinstance(text, str) else None
        if parts is None:
            raise WrongType(f"{text!r} is not a month.", remedy="Write it as YYYY-MM, such as 2028-01.")
        if parts[3] is not None:
            return cls.parse(parse_date(str(text)))
        return cls.of(int(parts[1]), int(parts[2]))

    @property
    def year(self) -> int:
        return self.ordinal // MONTHS_PER_YEAR

    @property
    def month(self) -> int:
        """1 to 12."""
        return self.ordinal % MONTHS_PER_YEAR + 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.day(31)

    def day(self, number: int) -> date:
        """That day of the month, or its last day where the month is shorter."""
        return date(self.year, self.month, min(number, calendar.monthrange(self.year, self.month)[1]))

    def shift(self, months: int) -> "Month":
        """So many months later, earlier if negative."""
        return Month(self.ordinal + months)

    def since(self, earlier: "Month") -> int:
        """Whole months from `earlier` to this month."""
        return self.ordinal - earlier.ordinal

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Age:
    """An exact age or a length of time in whole months."""

    months: int

    @classmethod
    def of(cls, years: int, months: int = 0) -> "Age":
        return cls(years * MONTHS_PER_YEAR + months)

    @classmethod
    def at(cls, month: Month, *, born: Month) -> "Age":
        """The age reached in `month` by a person born in `born`."""
        return cls(month.since(born))

    @property
    def years(self) -> int:
        """Completed years."""
        return self.months // MONTHS_PER_YEAR

    @property
    def rest(self) -> int:
        """Months beyond the completed years, 0 to 11."""
        return self.months % MONTHS_PER_YEAR

    def __str__(self) -> str:
        return f"{self.years} y {self.rest} m" if self.rest else f"{self.years} y"


def parse_date(text: object) -> date:
    """A day as 'YYYY-MM-DD', a date, or the first day of a month 'YYYY-MM' or Month."""
    if isinstance(text, Month):
        return text.first_day
    if isinstance(text, date):
        # A timestamp is a date as well; the law counts days only.
        return date(text.year, text.month, text.day)
    parts = _MONTH_TEXT.fullmatch(text.strip()) if isinstance(text, str) else None
    if parts is None:
        raise WrongType(f"{text!r} is not a date.", remedy="Write it as YYYY-MM-DD or YYYY-MM.")
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError as err:
        raise ValueOutOfRange(f"{text} is not a day of the calendar.", remedy="Check the month and the day.") from err


def day_before(day: date) -> date:
    """The last day on which something holds that ends when `day` begins."""
    return day - timedelta(days=1)
