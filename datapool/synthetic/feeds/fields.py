"""The values of one column of a feed, before a department's way of writing them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, Table

Ints = NDArray[np.integer]
MISSING = int(np.iinfo(np.int64).min)


class Kind(IntEnum):
    """How the numbers of a field are read."""

    NUMBER = 0
    FEN = 1
    TEXT = 2
    MOMENT = 3
    DAY = 4
    MONTH = 5


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    values   [row] a whole number each, MISSING where the row has nothing
    width    digits of a number, zeros in front; 0 for as many as it needs
    prefix   letters that stand before every number
    texts    what the numbers of a text stand for
    """

    kind: Kind
    values: Ints
    width: int = 0
    prefix: str = ""
    texts: NDArray[np.str_] | None = None

    def taken(self, rows: NDArray[np.intp]) -> "Field":
        """The same column of some of the rows."""
        return replace(self, values=self.values[rows])


Fields = Mapping[str, Field]


def ints(rows: Table, column: str) -> NDArray[np.int64]:
    """A column of events as whole numbers."""
    return np.asarray(rows[column]).astype(np.int64)


def number(values: Ints, width: int = 0, *, prefix: str = "") -> Field:
    """Whole numbers; negative ones are missing."""
    return Field(Kind.NUMBER, _missing(values, np.asarray(values) < 0), width, prefix)


def key(numbers: NDArray[np.int64], places: Ints, width: int) -> Field:
    """Keys of organisations by their place; negative places are missing."""
    return number(np.where(places < 0, -1, numbers[np.maximum(places, 0)]), width)


def fen(values: Ints) -> Field:
    """Amounts in fen, written in yuan."""
    return Field(Kind.FEN, np.asarray(values))


def text(texts: NDArray[np.str_], places: Ints) -> Field:
    """Texts by their place among `texts`; negative places and empty texts are missing."""
    given = np.asarray(places)
    is_missing = given < 0
    if (texts == "").any():
        is_missing = is_missing | (texts == "")[np.maximum(given, 0)]
    return Field(Kind.TEXT, _missing(given, is_missing), texts=texts)


def texts_of(texts: NDArray[np.str_]) -> Field:
    """A text for every row."""
    return text(texts, np.arange(len(texts)))


def days(values: Ints) -> Field:
    """Days since 1970-01-01; NEVER is missing."""
    return Field(Kind.DAY, _missing(values, np.asarray(values) == NEVER))


def months(values: Ints) -> Field:
    """Months since 1970-01; NEVER is missing."""
    return Field(Kind.MONTH, _missing(values, np.asarray(values) == NEVER))


def moments(values: Ints) -> Field:
    """Seconds since 1970-01-01."""
    return Field(Kind.MOMENT, np.asarray(values))


def _missing(values: Ints, is_missing: NDArray[np.bool_]) -> Ints:
    given = np.asarray(values)
    return np.where(is_missing, MISSING, given.astype(np.int64)) if is_missing.any() else given


def decimals(values: NDArray[np.floating], places: int) -> Field:
    """Numbers with that many decimals, as texts."""
    distinct, which = np.unique(np.round(values, places), return_inverse=True)
    return text(np.array([f"{value:.{places}f}" for value in distinct.tolist()] or [""]), which)
