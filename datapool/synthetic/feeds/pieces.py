"""What a renderer hands out: the rows of one table in one year's delivery."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.province import Province


class Piece(NamedTuple):
    """Rows of one delivery of a table, without the header of the file."""

    table: str
    delivery: str
    content: bytes


def by_year(province: Province, day: NDArray[np.integer]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """The rows of each delivery: those of before history come with the first, those of after it not at all."""
    starts = province.month_starts[::MONTHS_PER_YEAR]
    place = np.clip(np.searchsorted(starts, day, side="right") - 1, 0, len(starts) - 1).astype(np.int8)
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(len(starts) + 1))
    for number_, year in enumerate(province.years):
        rows = order[bounds[number_] : bounds[number_ + 1]]
        if number_ == len(province.years) - 1:
            rows = rows[day[rows] < province.month_starts[-1]]
        if rows.size:
            yield str(year), rows
