"""What all contacts of a block with medical care rest on: the living, their conditions, and where each usually goes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import People
from datapool.synthetic.care import Care
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.choosing import choose
from datapool.synthetic.events.illness import Illness, fall_ill
from datapool.synthetic.events.market import Market, market_of
from datapool.synthetic.events.spans import Lives, has_moved, lives
from datapool.synthetic.province import Province

Places = NDArray[np.int32]
BEFORE, NOW = 0, 1


@dataclass(frozen=True, slots=True)
class Usual:
    """[before the move or now, person] the provider to whom a person usually goes."""

    visit: Places
    second: Places
    stay: Places
    pharmacy: Places


@dataclass(frozen=True, slots=True)
class Scene:
    """The people of a block, when they live, what ails them, the providers, and to which each usually goes."""

    people: People
    province: Province
    lives: Lives
    illness: Illness
    market: Market
    usual: Usual

    @property
    def care(self) -> Care:
        return self.province.care

    def usual_at(self, places: Places, person: NDArray[np.integer], day: NDArray[np.integer]) -> Places:
        """The usual provider of each person on a day; `places` is a field of `usual`."""
        return np.asarray(places[has_moved(self.people, self.province, person, day).astype(np.int8), person])


def set_scene(people: People, province: Province, draws: Draws) -> Scene:
    """Draw conditions and usual providers of the block."""
    market = market_of(province)
    illness = fall_ill(people, province, draws.generator("events illness"))
    return Scene(people, province, lives(people, province), illness, market, _usual(people, market, draws))


def _usual(people: People, market: Market, draws: Draws) -> Usual:
    draw = draws.generator("events usual providers")
    before = np.where(people.moved_from >= 0, people.moved_from, people.county)

    def choices(shares: NDArray[np.float64]) -> Places:
        now = choose(shares, people.county, draw)
        return np.stack([np.where(before == people.county, now, choose(shares, before, draw)), now])

    return Usual(choices(market.visit), choices(market.visit), choices(market.stay), choices(market.pharmacy))
