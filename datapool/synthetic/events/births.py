"""Certificates of birth: the block's own children and the mothers in their households."""

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NOBODY, People, Table
from datapool.synthetic.events.choosing import choose
from datapool.synthetic.events.rates import DAYS_PER_YEAR, delays, rates
from datapool.synthetic.events.scene import Scene
from datapool.synthetic.events.spans import county_on
from datapool.synthetic.registrations import is_invented, is_second


def bear(scene: Scene, draw: np.random.Generator) -> Table:
    """A row for each child born in history whose mother is in the block.

    person    the mother; `child` is the index of the child
    day, issued   of birth and of the certificate
    """
    people, starts = scene.people, scene.province.month_starts
    mother = mothers(people)
    born_here = (people.born >= starts[0]) & (people.born < starts[-1]) & (mother != NOBODY)
    child = np.flatnonzero(born_here)
    person, day = mother[child], people.born[child]
    county = county_on(people, scene.province, person, day)
    return {
        "person": person.astype(np.int32),
        "child": child.astype(np.int32),
        "day": day.astype(np.int32),
        "male": people.male[child],
        "provider": choose(scene.market.delivery, county, draw),
        "issued": (day + 1 + delays(draw, child.size, rates("registers")["birth_certificate"])).astype(np.int32),
    }


def mothers(people: People) -> NDArray[np.int64]:
    """[person] the woman with a partner in whose household the person is a child, NOBODY for none."""
    rule = rates("registers")["mothers_age"]
    counts = ~(is_second(people) | is_invented(people))
    women = np.flatnonzero(~people.male & (people.partner != NOBODY) & counts)
    if not women.size:
        return np.full(len(people), NOBODY, np.int64)
    women = women[np.argsort(people.household[women], kind="stable")]
    place = np.searchsorted(people.household[women], people.household)
    mother = women[np.minimum(place, women.size - 1)]
    age = (people.born.astype(np.int64) - people.born[mother]) / DAYS_PER_YEAR
    fits = (people.household[mother] == people.household) & counts & (people.died[mother] >= people.born)
    return np.where(fits & (age >= rule["least"]) & (age <= rule["most"]), mother, NOBODY)
