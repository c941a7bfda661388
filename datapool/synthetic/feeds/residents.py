"""Yearly contributions to the residents' pension, by those who will draw it and are not insured otherwise."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import NOBODY
from datapool.synthetic.feeds.fields import days, fen, number
from datapool.synthetic.feeds.pieces import Piece
from datapool.synthetic.feeds.rates import FEN, load_subsidies
from datapool.synthetic.feeds.rendering import Rendering
from datapool.synthetic.people import population

TABLE = "hrss_resident_contributions"
_SCHEME = 170
_AGE_FROM = 16 * MONTHS_PER_YEAR
_PAYS_IN_A_YEAR = 0.9
_FIRST_DAY, _DAYS = 60, 290


def resident_contributions(rendering: Rendering) -> Iterator[Piece]:
    """A row for every person and year paid."""
    people, province = rendering.block.people, rendering.province
    order = rendering.order_of("hrss")
    place, year = np.nonzero(years_paid(rendering)[order])
    person = order[place]
    grade = _grades(rendering)[person]
    chance = rendering.keyed("residents' day", people.number[person] * 64 + year)
    start = province.month_starts[year * MONTHS_PER_YEAR].astype(np.int64)
    day = start + _FIRST_DAY + (chance * _DAYS).astype(np.int64)
    thresholds, subsidies = load_subsidies(province.first_month, len(province.years))
    step = (grade[:, None] >= thresholds[year]).sum(axis=1) - 1
    fields = {
        "person_no": rendering.person_no(person),
        "contribution_year": number(np.asarray(province.years)[year], 4),
        "resident_grade": fen(grade * FEN),
        "resident_subsidy": fen(np.where(step < 0, 0, subsidies[year, np.maximum(step, 0)]) * FEN),
        "received_on": days(day),
        "region_code": rendering.region(rendering.county_on(person, day)),
    }
    yield from rendering.pieces(TABLE, day, fields)


def years_paid(rendering: Rendering) -> NDArray[np.bool_]:
    """[entry, year] whether a resident pays: of age, not drawing, alive and not insured by work in that year."""
    people, lived, province = rendering.block.people, rendering.block.months, rendering.province
    years = np.arange(len(province.years))
    first = years * MONTHS_PER_YEAR
    last = np.minimum(first + MONTHS_PER_YEAR, province.months)
    is_insured = np.logical_or.reduceat(lived.insured_by != NOBODY, first, axis=1)
    born = province.month_of(people.born)[:, None]
    is_due = (people.scheme == _SCHEME)[:, None] & (first - born >= _AGE_FROM) & (people.retired_month[:, None] >= last)
    is_alive = people.died[:, None] >= province.month_starts[last]
    chance = rendering.keyed("residents pay", people.number[:, None] * 64 + years)
    paid = is_due & is_alive & ~is_insured & (chance < _PAYS_IN_A_YEAR)
    counts = np.zeros(len(people), dtype=bool)
    counts[rendering.persons] = True
    return np.asarray(paid & counts[:, None])


def _grades(rendering: Rendering) -> NDArray[np.int64]:
    """[entry] yuan a year that the person chooses."""
    rule = {int(grade): share for grade, share in population()["residents"]["grades"].items()}
    upto = np.cumsum(list(rule.values()))
    place = np.searchsorted(upto, rendering.keyed("residents' grade", rendering.block.people.number) * upto[-1])
    return np.asarray(np.array(list(rule))[place])
