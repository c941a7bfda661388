"""Texts of a column as one run of bytes, so that a kernel can copy them row after row."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_BREAK = "\n"
# Every day and month from here on has a text; earlier ones do not occur.
FIRST_DAY, LAST_DAY = (int(np.datetime64(day, "D").astype(np.int64)) for day in ("1870-01-01", "2050-01-01"))
FIRST_MONTH, LAST_MONTH = -1200, 960


@dataclass(frozen=True, slots=True)
class Texts:
    """Encoded texts behind each other.

    data     bytes of all texts, each followed by one byte that belongs to none
    starts   [text + 1] where each begins; it ends one byte before the next
    """

    data: NDArray[np.uint8]
    starts: Ints

    @classmethod
    def of(cls, texts: NDArray[np.str_], encoding: str) -> "Texts":
        """The texts in `encoding`, in which no character may contain the byte of a line break."""
        data = np.frombuffer((_BREAK.join(texts.tolist()) + _BREAK).encode(encoding), dtype=np.uint8)
        ends = np.flatnonzero(data == ord(_BREAK))
        return cls(data, np.concatenate([[0], ends + 1]))

    @property
    def longest(self) -> int:
        """Bytes of the longest text."""
        return int(np.diff(self.starts).max(initial=1)) - 1


def cut_to(texts: NDArray[np.str_], width: int, encoding: str) -> NDArray[np.str_]:
    """Texts that fit into `width` bytes of the encoding, cut between characters where they do not."""
    if texts.dtype.itemsize <= width:  # four bytes a character here, and at most four in any encoding
        return texts
    return np.array([_cut(text, width, encoding) for text in texts.tolist()])


def _cut(text: str, width: int, encoding: str) -> str:
    while len(text.encode(encoding)) > width:
        text = text[:-1]
    return text


@lru_cache(maxsize=8)
def day_texts(separator: str) -> Texts:
    """Every day from FIRST_DAY on as year, month and day with the separator between them."""
    days = np.arange(FIRST_DAY, LAST_DAY).astype("datetime64[D]")
    return Texts.of(np.char.replace(days.astype("U10"), "-", separator), "ascii")


@lru_cache(maxsize=8)
def month_texts(separator: str) -> Texts:
    """Every month from FIRST_MONTH, counted from 1970-01, as year and month with the separator between them."""
    months = np.arange(FIRST_MONTH, LAST_MONTH).astype("datetime64[M]")
    return Texts.of(np.char.replace(months.astype("U7"), "-", separator), "ascii")
