"""Citizen numbers and credit codes as they come, and as they are mistyped: valid, nearly valid, and nonsense."""

from random import Random

from datapool.standards.regions import standard_spans
from tests.datapool.standards.second_reading import CHECKS, CREDIT_CHARACTERS, CREDIT_WEIGHTS, WEIGHTS

DIGITS = "0123456789"
SIGNS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def citizen_ids(count: int, seed: int) -> list[str]:
    """Half in order or nearly, half with one thing wrong."""
    chance, places = Random(seed), sorted({span.code for span in standard_spans()})
    return [spoil(chance, citizen_id(chance, places), DIGITS + "X") for _ in range(count)]


def credit_codes(count: int, seed: int) -> list[str]:
    chance = Random(seed)
    return [spoil(chance, credit_code(chance), SIGNS) for _ in range(count)]


def citizen_id(chance: Random, places: list[str]) -> str:
    """A number whose check digit is right; its place and day need not be."""
    place = chance.choice(places)
    way = chance.random()
    if way < 0.05:
        place = chance.choice(["810000", "820000", "830000", "840000", "710000", "470102"])
    elif way < 0.10:
        place = "9" + chance.choice(["11", "44", "47", "65", "99"]) + f"{chance.randrange(1000):03d}"
    elif way < 0.15:
        place = f"{chance.randrange(10**6):06d}"
    year = chance.choice([chance.randrange(1930, 2026), chance.randrange(1850, 2100)])
    day = chance.choice([chance.randrange(1, 29), chance.randrange(0, 40)])
    body = f"{place}{year:04d}{chance.randrange(14):02d}{day:02d}{chance.randrange(1000):03d}"
    return body + CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def credit_code(chance: Random) -> str:
    start = chance.choice(["91", "92", "52", "12", "N2", "A1"])
    body = start + f"{chance.randrange(110000, 660000)}" + "".join(chance.choices(CREDIT_CHARACTERS, k=9))
    total = sum(w * CREDIT_CHARACTERS.index(sign) for w, sign in zip(CREDIT_WEIGHTS, body, strict=True))
    return body + CREDIT_CHARACTERS[(31 - total % 31) % 31]


def spoil(chance: Random, number: str, signs: str) -> str:
    """The number itself, or as somebody typed it."""
    way, at = chance.randrange(16), chance.randrange(len(number))
    if way < 8:
        return number
    if way < 10:
        return number[:at] + chance.choice(signs) + number[at + 1 :]
    if way == 10 and at:
        return number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
    if way == 11:
        return number[:6] + number[8:17]
    if way == 12:
        return number[:at] + number[at + 1 :]
    if way == 13:
        return number[:at] + chance.choice(signs) + number[at:]
    if way == 14:
        return chance.choice([" ", "", "\t"]) + number.lower() + chance.choice(["", " "])
    return "".join(chance.choices(signs, k=chance.choice([0, 1, 15, 17, 18, 18, 19])))
