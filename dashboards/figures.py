"""Numbers as people read them: 亿元 and 万人, a true minus sign, and a dash where nothing is published."""

import numpy as np

YUAN_PER_YI = 1e8
PERSONS_PER_WAN = 1e4
PERSONS_PER_YI, PERSONS_PER_MILLION = 1e8, 1e6
MINUS, MISSING = "\u2212", "—"


def yi(yuan: float, *, digits: int = 0, signed: bool = False) -> str:
    """Yuan in hundreds of millions: 56,270."""
    return plain(yuan / YUAN_PER_YI, digits=digits, signed=signed)


def wan(persons: float) -> str:
    """Persons in ten thousands: 47,902."""
    return plain(persons / PERSONS_PER_WAN)


def percent(share: float, *, digits: int = 1, signed: bool = False) -> str:
    """A share of one: 3.5%."""
    text = plain(share * 100.0, digits=digits, signed=signed)
    return text if text == MISSING else f"{text}%"


def points(share: float, *, digits: int = 2) -> str:
    """A difference of shares, in percentage points with its sign."""
    return plain(share * 100.0, digits=digits, signed=True)


def months(value: float) -> str:
    """Months payable: 14.1."""
    return plain(value, digits=1)


def ratio(value: float) -> str:
    """A ratio such as the support ratio: 2.51."""
    return plain(value, digits=2)


def plain(value: float, *, digits: int = 0, signed: bool = False) -> str:
    """A number with thousands set apart; zero has no sign, whatever was rounded away."""
    if not np.isfinite(value):
        return MISSING
    rounded = round(float(value), digits)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{digits}f}"


def is_negative(text: str) -> bool:
    """Whether a formatted number is below zero."""
    return text.startswith(MINUS)
