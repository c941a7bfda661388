"""What kind of thing a column holds, seen from its contents and never from its name."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

import pyarrow as pa
import pyarrow.compute as pc

from datapool.linkage import dates
from datapool.linkage.han import is_han
from datapool.standards.identifiers import LENGTH, OLD_LENGTH, IdKind, read_citizen_id
from datapool.standards.regions import Regions

# Values looked at. They are taken evenly from the whole column: a file is often sorted.
SAMPLE = 3000
# Shares of the values that must look so. Dates may be written badly: a slip in one makes it none.
_MOST, _MOST_DATES, _MANY, _SOME = 0.8, 0.6, 0.5, 0.4
_EMAIL = re.compile(r"\S*@\S*")
_PHONE = re.compile(r"[+(]?\d[\d\s().+-]{5,}\d")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_CODE = re.compile(r"(?=.*\d)[\w./#-]{1,40}")
_NUMBER = re.compile(r"-?\d+\.\d+")
# Texts of more words, or longer ones, are compared word by word.
_WORDS, _LENGTH, _HAN_LENGTH = 3.5, 40.0, 7.0
_FEWEST_PHONE_DIGITS, _MOST_PHONE_DIGITS = 7, 15


class Kind(StrEnum):
    """How the values of a column are read and compared."""

    LEFT_OUT = "left_out"
    CITIZEN_ID = "citizen_id"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    CODE = "code"
    NUMBER = "number"
    HAN = "han"
    NAME = "name"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Trait:
    """A column as its contents show it.

    filled       share of rows with a value
    distinct     values that differ
    month_first  of dates: whether the month stands before the day
    """

    kind: Kind
    filled: float
    distinct: int
    month_first: bool = False


def trait_of(column: pa.ChunkedArray, regions: Regions, *, kind: Kind | None = None) -> Trait:
    """Look at a column of text; `kind` is what a person said it is. A column of one value has nothing to tell."""
    present = column.drop_null()
    filled, counted = len(present) / max(1, len(column)), int(pc.count_distinct(present).as_py())
    step = max(1, len(present) // SAMPLE)
    values = list(dict.fromkeys(present.take(pa.array(range(0, len(present), step), pa.int64())).to_pylist()))
    if kind is None:
        kind = Kind.LEFT_OUT if counted <= 1 else _kind(values, regions)
    return Trait(kind, filled, counted, kind is Kind.DATE and dates.is_month_first(values))


def _kind(values: Sequence[str], regions: Regions) -> Kind:
    def share(has: Callable[[str], object]) -> float:
        return fmean(bool(has(value)) for value in values)

    if share(lambda value: _is_citizen_id(value, regions)) >= _MANY:
        return Kind.CITIZEN_ID
    if max(share(dates.is_date), share(lambda value: dates.is_date(value, month_first=True))) >= _MOST_DATES:
        return Kind.DATE
    if share(_EMAIL.fullmatch) >= _MOST:
        return Kind.EMAIL
    if share(_is_phone) >= _MOST:
        return Kind.PHONE
    if share(_NUMBER.fullmatch) >= _SOME and share(_is_number) >= _MOST:
        return Kind.NUMBER
    if share(lambda value: _CODE.fullmatch(value) and not is_han(value)) >= _SOME:
        return Kind.CODE
    length = fmean(map(len, values))
    if share(is_han) >= _SOME:
        return Kind.TEXT if length > _HAN_LENGTH else Kind.HAN
    words = fmean(len(value.split()) for value in values)
    return Kind.TEXT if words > _WORDS or length > _LENGTH else Kind.NAME


def _is_citizen_id(value: str, regions: Regions) -> bool:
    """A number with a right check digit is one even where the regions of its pool are not known here."""
    if len(value) not in (OLD_LENGTH, LENGTH):
        return False
    kind = IdKind(read_citizen_id(value, regions).kind)
    return kind.is_valid or (kind is IdKind.UNKNOWN_REGION and len(value) == LENGTH)


def _is_phone(value: str) -> bool:
    digits = sum(sign.isdigit() for sign in value)
    if not _FEWEST_PHONE_DIGITS <= digits <= _MOST_PHONE_DIGITS or not _PHONE.fullmatch(value):
        return False
    return bool(_MOBILE.fullmatch(value)) or digits < len(value)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
