"""The identifiers of persons and organisations, one at a time: citizen numbers and unified social credit codes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from stdnum.cn import ric, uscc

from core.documents import load_document
from datapool.standards.regions import NUMBERING, Regions

# The 31 characters of GB 32100: no I, O, S, V, Z.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BLANKS = " \t\r\n\u3000"
# What an identifier or a code may be typed in, and the character meant: full-width digits and letters, small letters.
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MEANT = "0123456789" + _LETTERS * 3
TYPED = "".join(chr(ord(sign) + 0xFEE0) for sign in "0123456789" + _LETTERS + _LETTERS.lower()) + _LETTERS.lower()
_TO_MEANT = str.maketrans(TYPED, MEANT)
CENTURY_OF_OLD_NUMBERS = "19"
LENGTH, OLD_LENGTH = 18, 15


class IdKind(StrEnum):
    """What kind of citizen number it is, or why it is none."""

    RIC18 = "ric18"
    RIC15 = "ric15"
    FOREIGN = "foreign"
    RESIDENCE_PERMIT = "residence_permit"
    MISSING = "missing"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    IMPOSSIBLE_DATE = "impossible_date"
    UNKNOWN_REGION = "unknown_region"

    @property
    def is_valid(self) -> bool:
        return self in VALID_IDS


VALID_IDS = frozenset({IdKind.RIC18, IdKind.RIC15, IdKind.FOREIGN, IdKind.RESIDENCE_PERMIT})


class UsccKind(StrEnum):
    """A unified social credit code, or why it is none."""

    USCC = "uscc"
    MISSING = "missing"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTERS = "wrong_characters"
    WRONG_CHECK_DIGIT = "wrong_check_digit"

    @property
    def is_valid(self) -> bool:
        return self is UsccKind.USCC


@dataclass(frozen=True, slots=True)
class Identifier:
    """A checked identifier: its standard form, None when it is invalid, and its kind."""

    value: str | None
    kind: IdKind | UsccKind


@dataclass(frozen=True, slots=True)
class Numbering:
    """What numbering.yaml says of the forms of citizen numbers."""

    earliest_birth: date
    residence_places: tuple[str, ...]
    foreign_digit: str


@cache
def load_numbering() -> Numbering:
    """The forms of citizen numbers."""
    raw: dict[str, Any] = load_document(NUMBERING).data
    return Numbering(
        earliest_birth=raw["earliest_birth"]["day"],
        residence_places=tuple(raw["residence_permit"]["places"]),
        foreign_digit=str(raw["foreign_permanent_resident"]["first_digit"]),
    )


def plain(text: str | None) -> str:
    """An identifier as it should have been typed: full-width characters narrow, letters large, no blanks around."""
    return (text or "").translate(_TO_MEANT).strip(BLANKS)


def read_citizen_id(text: str | None, regions: Regions) -> Identifier:
    """Check one citizen number; a 15-digit one is upgraded to 18.

    Order of the checks: length, characters, check digit, day of birth, place. GB 11643-1999; the check digit is
    python-stdnum's, the place is checked against `regions` (see Regions.may_number).
    """
    number = plain(text)
    if not number:
        return Identifier(None, IdKind.MISSING)
    if len(number) not in (OLD_LENGTH, LENGTH):
        return Identifier(None, IdKind.WRONG_LENGTH)
    is_old = len(number) == OLD_LENGTH
    body = number[:6] + CENTURY_OF_OLD_NUMBERS + number[6:] if is_old else number[:-1]
    if not _are_digits(body) or body[0] == "0" or not (is_old or number[-1] in "0123456789X"):
        return Identifier(None, IdKind.WRONG_CHARACTERS)
    value = body + ric.calc_check_digit(body + "0")
    kind = _citizen_kind(value, regions, is_old=is_old) if is_old or value == number else IdKind.WRONG_CHECK_DIGIT
    return Identifier(value if kind.is_valid else None, kind)


def read_uscc(text: str | None) -> Identifier:
    """Check one unified social credit code: GB 32100-2015.

    python-stdnum's own `validate` asks for digits in the first two places; the standard's alphabet allows letters there
    (N2 for rural collectives), so only its check character is used. The place is six digits and not looked up: the
    registering authority of a development zone has a code of its own.
    """
    number = plain(text)
    if not number:
        return Identifier(None, UsccKind.MISSING)
    if len(number) != LENGTH:
        return Identifier(None, UsccKind.WRONG_LENGTH)
    if not set(number) <= set(USCC_ALPHABET) or not _are_digits(number[2:8]):
        return Identifier(None, UsccKind.WRONG_CHARACTERS)
    if uscc.calc_check_digit(number[:-1]) != number[-1]:
        return Identifier(None, UsccKind.WRONG_CHECK_DIGIT)
    return Identifier(number, UsccKind.USCC)


def _citizen_kind(number: str, regions: Regions, *, is_old: bool) -> IdKind:
    """The kind of an 18-digit number whose check digit is right."""
    numbering, place = load_numbering(), number[:6]
    born = _day(number[6:14])
    if born is None or born < numbering.earliest_birth or (regions.last_day is not None and born > regions.last_day):
        return IdKind.IMPOSSIBLE_DATE
    if place in numbering.residence_places:
        return IdKind.UNKNOWN_REGION if is_old else IdKind.RESIDENCE_PERMIT
    if not is_old and place[0] == numbering.foreign_digit:
        return IdKind.FOREIGN if place[1:3] in regions.provinces else IdKind.UNKNOWN_REGION
    if not regions.may_number(place, born.year):
        return IdKind.UNKNOWN_REGION
    return IdKind.RIC15 if is_old else IdKind.RIC18


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
