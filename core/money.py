"""Money in whole fen, and the one place where an amount is rounded."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    InvalidOperation,
)
from enum import StrEnum

from core.errors import ValueOutOfRange, WrongType

FEN_PER_YUAN = 100
# A chain of float64 operations is off by some units in the 16th digit; cutting there keeps 0.5 fen a half.
_TRUSTED_DIGITS = 14


class RoundingMode(StrEnum):
    """How a benefit rule says that a part of a unit is treated."""

    HALF_UP = "half_up"  # 四舍五入, away from nought
    HALF_EVEN = "half_even"
    UP = "up"  # 见分进角, away from nought
    DOWN = "down"  # 舍去尾数, towards nought
    CEILING = "ceiling"
    FLOOR = "floor"


_DECIMAL_MODE = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.UP: ROUND_UP,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.CEILING: ROUND_CEILING,
    RoundingMode.FLOOR: ROUND_FLOOR,
}


def round_to(amount: float | Decimal, unit: int = 1, mode: RoundingMode = RoundingMode.HALF_UP) -> int:
    """The multiple of `unit` that `mode` gives for `amount`, both in the same measure (fen).

    A float is first read to its 14 trusted digits, so that noise of the arithmetic never moves a half.
    """
    if unit <= 0:
        raise ValueOutOfRange(f"The rounding unit is {unit} fen.", remedy="Name a positive number of fen.")
    exact = Decimal(f"{amount:.{_TRUSTED_DIGITS}g}") if isinstance(amount, float) else Decimal(amount)
    if not exact.is_finite():
        raise ValueOutOfRange(f"The amount to round is {amount}.", remedy="Check the figures that lead to it.")
    return int((exact / unit).to_integral_value(_DECIMAL_MODE[mode])) * unit


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen, one hundredth of a yuan. Formulas run on plain numbers and are rounded once, at the end."""

    fen: int

    @classmethod
    def parse(cls, yuan: object) -> "Money":
        """Yuan as a person writes them, exact to the fen: "1234.56", 1234, 0.1."""
        fen = fen_of(yuan)
        if fen != fen.to_integral_value():
            raise ValueOutOfRange(
                f"{yuan} yuan is not a whole number of fen.", remedy="Give at most two decimals, such as 1234.56."
            )
        return cls(int(fen))

    @classmethod
    def rounded(cls, fen: float, unit: int = 1, mode: RoundingMode = RoundingMode.HALF_UP) -> "Money":
        """The result of a formula in fen, rounded once to whole units of `unit` fen."""
        return cls(round_to(fen, unit, mode))

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> "Money":
        """The sum, nought for none."""
        return cls(sum(amount.fen for amount in amounts))

    def rounded_to(self, unit: int, mode: RoundingMode) -> "Money":
        """To whole units of `unit` fen, by the mode the rule book names for this benefit and region."""
        return Money(round_to(self.fen, unit, mode))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __str__(self) -> str:
        """Decimal yuan without a sign of currency, "1234.56": the form of files and JSON."""
        yuan, fen = divmod(abs(self.fen), FEN_PER_YUAN)
        return f"{'-' if self.fen < 0 else ''}{yuan}.{fen:02d}"


def fen_of(yuan: object) -> Decimal:
    """Yuan as written by a person, in exact fen (perhaps with a part of a fen)."""
    if isinstance(yuan, bool) or not isinstance(yuan, str | int | float | Decimal):
        raise WrongType(f"{yuan!r} is not an amount.", remedy="Give yuan as a number, such as 1234.56.")
    try:
        amount = Decimal(str(yuan).strip())
    except InvalidOperation as err:
        raise WrongType(f"{yuan!r} is not an amount.", remedy="Give yuan as a number, such as 1234.56.") from err
    if not math.isfinite(amount):
        raise ValueOutOfRange(f"{yuan} is not an amount.", remedy="Give yuan as a finite number.")
    return amount * FEN_PER_YUAN
