"""What a question asks for: names, kinds, and the reading of what a person gives."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import InputError, UnknownKey, ValueOutOfRange, WrongType
from core.money import FEN_PER_YUAN, fen_of
from core.months import Age, Month, parse_date
from rules.bilingual import Bilingual

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: its name for people and programs, and how one is read."""

    name: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a question asks for."""

    name: str
    kind: Kind
    title: Bilingual
    required: bool = True


@dataclass(frozen=True, slots=True)
class Birth:
    """A month of birth, with the day where it was given."""

    month: Month
    day: int | None


def ask(name: str, kind: Kind, zh: str, en: str) -> Input:
    """An input that must be given."""
    return Input(name, kind, Bilingual(zh, en))


def may(name: str, kind: Kind, zh: str, en: str) -> Input:
    """An input that may be left out."""
    return Input(name, kind, Bilingual(zh, en), required=False)


def read_inputs(wanted: tuple[Input, ...], raw: Mapping[str, Any], question: str) -> dict[str, Any]:
    """The given values, each read by its kind. Unknown, missing and wrong ones are refused by name."""
    known = {each.name: each for each in wanted}
    for name in raw:
        if name not in known:
            raise UnknownKey(f"{question} does not ask for {name}.", remedy=f"Give {', '.join(known)}.")
    given: dict[str, Any] = {}
    for each in wanted:
        if raw.get(each.name) is not None:
            given[each.name] = _read(each, raw[each.name], question)
        elif each.required:
            raise InputError(
                f"{question} needs {each.name} ({each.title.en}).", remedy=f"Give it as a {each.kind.name}."
            )
    return given


def _read(wanted: Input, raw: Any, question: str) -> Any:
    try:
        return wanted.kind.read(raw)
    except InputError as err:
        raise type(err)(f"{question}: {wanted.name}: {err.what}", remedy=err.remedy) from err


def choice(*words: str) -> Kind:
    """One of some words."""

    def read(raw: Any) -> str:
        if raw not in words:
            raise WrongType(f"{raw!r} is not known here.", remedy=f"Use one of: {', '.join(words)}.")
        return str(raw)

    return Kind(f"word ({' | '.join(words)})", read)


def whole(least: int, most: int) -> Kind:
    """A whole number between two bounds."""

    def read(raw: Any) -> int:
        number = _read_number(raw)
        if number != int(number) or not least <= number <= most:
            raise ValueOutOfRange(f"{raw} is not from {least} to {most}.", remedy="Give a whole number between them.")
        return int(number)

    return Kind(f"whole number from {least} to {most}", read)


def by_year(kind: Kind) -> Kind:
    """Values by year: {2016: …, 2017: …}."""

    def read(raw: Any) -> dict[int, Any]:
        if not isinstance(raw, Mapping):
            raise WrongType(f"{raw!r} is not by year.", remedy="Give a mapping such as {2016: 3000}.")
        return {YEAR.read(year): kind.read(value) for year, value in raw.items()}

    return Kind(f"{kind.name} by year", read)


def _read_number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise WrongType(f"{raw!r} is not a number.", remedy="Give a plain number.")
    try:
        number = float(raw)
    except ValueError as err:
        raise WrongType(f"{raw!r} is not a number.", remedy="Give a plain number.") from err
    if not math.isfinite(number):
        raise ValueOutOfRange(f"{raw} is not finite.", remedy="Give a plain number.")
    return number


def _read_at_least_nought(raw: Any) -> float:
    number = _read_number(raw)
    if number < 0:
        raise ValueOutOfRange(f"{raw} is negative.", remedy="Give a number of at least 0.")
    return number


def _read_share(raw: Any) -> float:
    number = _read_at_least_nought(raw)
    if number > 1:
        raise ValueOutOfRange(f"{raw} is more than 1.", remedy="Write a share of 1: 90 % is 0.9.")
    return number


def _read_money(raw: Any) -> float:
    fen = fen_of(raw)
    if fen < 0:
        raise ValueOutOfRange(f"{raw} yuan is negative.", remedy="Give an amount of at least 0.")
    return float(fen / FEN_PER_YUAN)


def _read_flag(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise WrongType(f"{raw!r} is neither true nor false.", remedy="Give true or false.")
    return raw


def _read_birth(raw: Any) -> Birth:
    if isinstance(raw, date):
        return Birth(Month.parse(raw), raw.day)
    month = Month.parse(raw)
    has_day = isinstance(raw, str) and raw.count("-") == 2
    return Birth(month, parse_date(raw).day if has_day else None)


def _read_age(raw: Any) -> Age:
    if isinstance(raw, Mapping) and set(raw) <= {"years", "months"} and "years" in raw:
        return Age.of(whole(0, 150).read(raw["years"]), whole(0, 11).read(raw.get("months", 0)))
    if isinstance(raw, Mapping):
        raise UnknownKey(f"{dict(raw)} is not an age.", remedy="Write it as {years: 60, months: 3}.")
    return Age.of(whole(0, 150).read(raw))


MONTH = Kind("month (YYYY-MM)", Month.parse)
BIRTH = Kind("month or day of birth (YYYY-MM or YYYY-MM-DD)", _read_birth)
AGE = Kind("age ({years, months})", _read_age)
MONEY = Kind("amount in yuan", _read_money)
NUMBER = Kind("number of at least 0", _read_at_least_nought)
SHARE = Kind("share from 0 to 1", _read_share)
FLAG = Kind("true or false", _read_flag)
COUNT = whole(0, 1200)
YEAR = whole(1949, 2200)
CATEGORY = choice("male", "female_cadre", "female_worker")
