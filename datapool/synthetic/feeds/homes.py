"""Where persons live, as each department writes it: before and after their move, in full or shortened."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY
from datapool.synthetic.feeds.fields import Field, text
from datapool.synthetic.feeds.rendering import Index, Rendering
from datapool.synthetic.identities.addresses import addresses, shortened
from datapool.synthetic.identities.permutations import key_of


def home_address(rendering: Rendering, table: str, person: Index, month: NDArray[np.integer]) -> Field:
    """[row] the address of a person in a month; notes those that are shortened."""
    people = rendering.block.people
    department = table.partition("_")[0]
    moved = people.moved_from != NOBODY
    place = np.where(moved, len(people) + np.cumsum(moved) - 1, np.arange(len(people)))
    everybody, movers = np.arange(len(people)), np.flatnonzero(moved)
    before = _texts(rendering, everybody, rendering.county_before)
    texts = np.concatenate([before, _texts(rendering, movers, people.county[movers])])
    is_short = rendering.keyed(f"short {table}", people.number) < rendering.noise.rate("address_short", department)
    short = np.concatenate([is_short, is_short[moved]])
    longest = texts.dtype.itemsize // 4
    texts[short] = np.array([shortened(address) for address in texts[short].tolist()], dtype=f"U{longest}")
    rendering.record(table, "address_short", np.unique(person[is_short[person]]))
    has_moved = moved[person] & (month >= people.moved_month[person])
    return text(texts, np.where(has_moved, place[person], person))


def _texts(rendering: Rendering, persons: Index, county: NDArray[np.integer]) -> NDArray[np.str_]:
    people, province = rendering.block.people, rendering.province
    names = np.array(province.counties.name)[county]
    key = key_of(province.seed, "homes")
    return addresses(people.household[persons], names, key, rural=people.rural[persons])
