"""Citizen numbers and credit codes once more, from the standards' own description; it shares no code with ours.

GB 11643-1999: six digits of the place (GB/T 2260), eight of the birth, three in sequence, one check character: the sum
of digit times weight, modulo 11, points into 10X98765432. GB 32100-2015: 31 characters without I, O, S, V, Z; two for
the authority and the kind, six digits of the place, nine of the organisation, one check character: 31 less the weighed
sum modulo 31. Places and their years are looked up in python-stdnum's table, one code at a time.
"""

import re
from functools import cache

from stdnum import numdb

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CREDIT_CHARACTERS = [*"0123456789", *"ABCDEFGH", *"JKLMN", *"PQR", *"TU", *"WXY"]
# A code given after the birth is in order as long as numbers were given to the already born, and a year late otherwise.
NUMBERS_GIVEN_LATE_UNTIL = 1999


def second_citizen_id(written: str, last_day: str = "99991231") -> tuple[str | None, str]:
    """(18 characters or None, kind) of a number written in plain characters."""
    text = written.strip().upper()
    if text == "":
        return None, "missing"
    if len(text) == 15:
        text, old = text[:6] + "19" + text[6:], True
    elif len(text) == 18:
        old = False
    else:
        return None, "wrong_length"
    if re.match(r"[1-9][0-9]{16}($|[0-9X]$)", text) is None:
        return None, "wrong_characters"
    check = CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, text, strict=False)) % 11]
    if not old and text[17] != check:
        return None, "wrong_check_digit"
    birth = text[6:14]
    if not is_day(birth) or not "19000101" <= birth <= last_day:
        return None, "impossible_date"
    kind = place_kind(text[:6], int(birth[:4]), old)
    return (None if kind == "unknown_region" else text[:17] + check), kind


def is_day(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not 1 <= month <= 12:
        return False
    leap = month == 2 and (year % 400 == 0 or (year % 4 == 0 and year % 100 != 0))
    return 1 <= day <= MONTH_DAYS[month - 1] + leap


def place_kind(code: str, year: int, old: bool) -> str:
    if code in ("810000", "820000", "830000"):
        return "unknown_region" if old else "residence_permit"
    if code[0] == "9" and not old:
        return "foreign" if is_province(code[1:3]) else "unknown_region"
    for since, until in times_in_force(code):
        if year <= until and since <= max(NUMBERS_GIVEN_LATE_UNTIL, year + 1):
            return "ric15" if old else "ric18"
    return "unknown_region"


@cache
def is_province(digits: str) -> bool:
    return "province" in numdb.get("cn/loc").info(digits + "0000")[0][1]


@cache
def times_in_force(code: str) -> list[tuple[int, int]]:
    found = {key: text for _, texts in numdb.get("cn/loc").info(code) for key, text in texts.items()}
    times = []
    for part in found.get("county", "").split(",") if "county" in found else []:
        dated = re.match(r"\[(\d*)-(\d*)\]", part)
        since, until = (dated[1], dated[2]) if dated else ("", "")
        if int(since or 0) <= int(until or 9999):
            times.append((int(since or 0), int(until or 9999)))
    return times


def second_uscc(written: str) -> tuple[str | None, str]:
    """(18 characters or None, kind) of a code written in plain characters."""
    text = written.strip().upper()
    if text == "":
        return None, "missing"
    if len(text) != 18:
        return None, "wrong_length"
    if any(sign not in CREDIT_CHARACTERS for sign in text) or any(sign not in "0123456789" for sign in text[2:8]):
        return None, "wrong_characters"
    total = sum(weight * CREDIT_CHARACTERS.index(sign) for weight, sign in zip(CREDIT_WEIGHTS, text, strict=False))
    check = CREDIT_CHARACTERS[(31 - total % 31) % 31]
    return (text, "uscc") if text[17] == check else (None, "wrong_check_digit")
