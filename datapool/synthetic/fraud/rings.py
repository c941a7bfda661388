"""Rings: how many members, where and when they are at work, who runs them, and when they go quiet."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.months import MONTHS_PER_YEAR
from datapool.synthetic.block import PERSONS_PER_BLOCK
from datapool.synthetic.fraud.typologies import Typologies, Typology
from datapool.synthetic.province import Province

NOT_CAUGHT = -1
_FIRST_START, _LAST_START = 4, 18
_QUIET_AFTER = (1, 4)


@dataclass(slots=True)
class Ring:
    """An organised fraud.

    number      over all typologies of the province
    members     [block] how many persons of each block belong to it
    prefecture  index, where it is at home
    start, end  months; from `end` on it does nothing more
    caught      month in which the auditor got hold of it, NOT_CAUGHT
    is_varied   whether it began after rings learned to vary their traces
    employers, doctors, providers, clerks   indices of those it uses
    agent       phone number of its agent; accounts: numbers into which money goes; county: its office, −1 for none
    way         which variant of the fraud it lives off
    """

    number: int
    typology: str
    members: NDArray[np.int64]
    prefecture: int
    start: int
    end: int
    caught: int
    is_varied: bool
    employers: list[int] = field(default_factory=list)
    doctors: list[int] = field(default_factory=list)
    providers: list[int] = field(default_factory=list)
    clerks: list[int] = field(default_factory=list)
    agent: int = -1
    county: int = -1
    way: str = ""
    accounts: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Members it has in the whole province."""
        return int(self.members.sum())


def plan_rings(province: Province, typologies: Typologies, typology: Typology, first_number: int) -> list[Ring]:
    """The rings of one typology, by size, in place and time."""
    draw = province.draws(-1).generator(f"rings {typology.code}")
    rule = typology.rest["ring"]
    wanted = _members_wanted(province, typology)
    months = province.months
    rings: list[Ring] = []
    for number, size in enumerate(ring_sizes(draw, wanted, rule["least"], rule["most"], rule["exponent"])):
        start = int(draw.integers(_FIRST_START, months - _LAST_START))
        length = int(max(8, MONTHS_PER_YEAR * rule["years"] * draw.lognormal(-0.1, 0.45)))
        is_caught = draw.random() < typology.caught
        caught = start + length if is_caught and start + length < months - 1 else NOT_CAUGHT
        year = province.years[0] + start // MONTHS_PER_YEAR
        rings.append(
            Ring(
                number=first_number + number,
                typology=typology.code,
                members=draw.multinomial(size, _shares_of_blocks(province)),
                prefecture=int(
                    draw.choice(len(np.unique(province.counties.prefecture)), p=_prefecture_shares(province))
                ),
                start=start,
                end=min(start + length, months),
                caught=caught,
                is_varied=bool(year >= typologies.drift_year),
            )
        )
    _go_quiet(draw, rings, typologies.copycats_stop)
    return rings


def ring_sizes(draw: np.random.Generator, wanted: int, least: int, most: int, exponent: float) -> list[int]:
    """Sizes by a power law cut at `least` and `most`, until they have about `wanted` members; always one ring."""
    sizes: list[int] = []
    while not sizes or sum(sizes) + least <= wanted:
        u, power = draw.random(), 1.0 - exponent
        size = (least**power + u * (most**power - least**power)) ** (1.0 / power)
        left = max(wanted - sum(sizes), least)
        sizes.append(int(min(round(size), left)))
    return sizes


def _members_wanted(province: Province, typology: Typology) -> int:
    if "persons_each" in typology.rest:
        rings = max(typology.least, round(province.persons / typology.rest["persons_each"]))
        middle = (typology.rest["ring"]["least"] * typology.rest["ring"]["most"]) ** 0.5
        return int(rings * min(middle, province.persons / 2000 + typology.rest["ring"]["least"]) + 0.5)
    return int(max(round(province.persons * typology.rate), typology.rest["ring"]["least"] * typology.least))


def _shares_of_blocks(province: Province) -> NDArray[np.float64]:
    sizes = np.full(province.blocks, float(PERSONS_PER_BLOCK))
    sizes[-1] = province.persons - PERSONS_PER_BLOCK * (province.blocks - 1)
    return np.asarray(sizes / sizes.sum())


def _prefecture_shares(province: Province) -> NDArray[np.float64]:
    shares = np.bincount(province.counties.prefecture, weights=province.counties.share)
    return np.asarray(shares / shares.sum())


def _go_quiet(draw: np.random.Generator, rings: list[Ring], chance: float) -> None:
    """Rings that hear of a neighbour's arrest stop within months."""
    for caught in (ring for ring in rings if ring.caught != NOT_CAUGHT):
        for other in rings:
            hears = other.prefecture == caught.prefecture and other.start < caught.caught < other.end
            if hears and other is not caught and draw.random() < chance:
                other.end = caught.caught + int(draw.integers(*_QUIET_AFTER))
                other.caught = NOT_CAUGHT
