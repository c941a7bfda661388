"""Yuan, months and ages for the second implementation: exact fractions, rounded to the fen once, at the end."""

from fractions import Fraction
from math import floor
from typing import Any

Number = int | str | float | Fraction


def exact(number: Number) -> Fraction:
    """The number as written: "0.1" and 0.1 are both one tenth, never the nearest binary fraction."""
    return number if isinstance(number, Fraction) else Fraction(str(number))


def yuan(amount: Fraction, unit: Fraction = Fraction(1, 100)) -> str:
    """The amount to the nearest whole `unit` (a fen unless said), halves away from nought, as "1234.56"."""
    steps = floor(abs(amount) / unit + Fraction(1, 2))
    fen = steps * unit * 100
    if fen.denominator != 1:
        raise ValueError(f"{unit} yuan is not a whole number of fen.")
    sign = "-" if amount < 0 and fen else ""
    return f"{sign}{fen.numerator // 100}.{fen.numerator % 100:02d}"


def month_of(text: Any) -> int:
    """'1965-01' (or a date whose text begins so) as months since year 0."""
    year, month = str(text).split("-")[:2]
    return int(year) * 12 + int(month) - 1


def month_text(ordinal: int) -> str:
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def age(months: int) -> dict[str, int]:
    return {"years": months // 12, "months": months % 12}


def in_force(dated: dict[str, Any], month: int) -> Any:
    """The entry of a {'YYYY-MM': value} table that holds in `month`: the latest that has begun."""
    begun = [start for start in dated if month_of(start) <= month]
    if not begun:
        raise LookupError(f"Nothing is in force in {month_text(month)}.")
    return dated[max(begun)]
