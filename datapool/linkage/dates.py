"""Dates in whatever form a column writes them, read into eight digits YYYYMMDD."""

import re
from collections.abc import Sequence

EARLIEST_YEAR, LATEST_YEAR = 1850, 2100
PIVOT = 30  # a year of two digits up to here is of this century
_MONTHS = {
    name: at
    for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年](\d{1,2})\s?[-/.月](\d{1,2})日?(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ].*)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_WORDS = re.compile(r"(\d{1,2})[-/. ]([A-Za-z]{3})[a-z]*[-/., ]+(\d{4}|\d{2})")
_WORDS_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*[-/. ](\d{1,2}),? (\d{4})")

Parts = tuple[int, int, int]


def is_date(text: str, *, month_first: bool = False) -> bool:
    """Whether the text is a day of the calendar in a plausible year."""
    parts = read_parts(text, month_first=month_first)
    return (
        parts is not None and EARLIEST_YEAR <= parts[0] <= LATEST_YEAR and 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31
    )


def is_month_first(texts: Sequence[str]) -> bool:
    """Whether a column of dates with the year last puts the month before the day: some second number exceeds 12."""
    pairs = [found.groups() for found in map(_YEAR_LAST.fullmatch, texts) if found]
    first = sum(int(pair[0]) > 12 for pair in pairs)
    return sum(int(pair[1]) > 12 for pair in pairs) > first


def digits(text: str, *, month_first: bool) -> str | None:
    """YYYYMMDD, also of a day that cannot be (a slip of the pen is still like the day that was meant)."""
    parts = read_parts(text, month_first=month_first)
    return None if parts is None else written(parts)


def written(parts: Parts) -> str:
    """Year, month and day as eight digits."""
    return f"{parts[0]:04}{parts[1]:02}{parts[2]:02}"


def read_parts(text: str, *, month_first: bool) -> Parts | None:
    """Year, month and day as written; None where the text has no form of a date."""
    if found := _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YEAR_LAST.fullmatch(text):
        one, two = int(found[1]), int(found[2])
        return _full_year(found[3]), *((one, two) if month_first else (two, one))
    if found := _WORDS.fullmatch(text):
        month = _MONTHS.get(found[2].lower())
        return (_full_year(found[3]), month, int(found[1])) if month else None
    if found := _WORDS_FIRST.fullmatch(text):
        month = _MONTHS.get(found[1].lower())
        return (int(found[3]), month, int(found[2])) if month else None
    return None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year <= PIVOT else 1900)
