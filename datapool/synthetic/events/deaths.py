"""The papers about a death: the hospital's certificate, the cremation, the entry in the population register."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapool.synthetic.block import NEVER, People, Table
from datapool.synthetic.care import Care
from datapool.synthetic.draws import Draws
from datapool.synthetic.events.choosing import choose
from datapool.synthetic.events.coverage import STAY_KIND
from datapool.synthetic.events.illness import TUMOUR, diagnosis_row, diagnosis_shares
from datapool.synthetic.events.rates import delays, rates
from datapool.synthetic.events.scene import Scene
from datapool.synthetic.events.spans import county_on
from datapool.synthetic.people import HAN
from datapool.synthetic.province import Province
from datapool.synthetic.registrations import is_invented, is_second

Index = NDArray[np.int64]
DEATH = 2
_CAUSE_IS_TUMOUR = 0.8


def the_dead(people: People, province: Province) -> Index:
    """Those who die within history, second registrations and invented persons left out."""
    starts = province.month_starts
    dies = (people.died >= starts[0]) & (people.died < starts[-1]) & ~is_second(people) & ~is_invented(people)
    return np.flatnonzero(dies)


def certify(scene: Scene, settlements: Table, draws: Draws) -> Table:
    """Hospitals' certificates of death: for all who die in a stay, for the others as often as makes up the share."""
    draw, rule, people = draws.generator("events certificates"), rates("registers")["death"], scene.people
    dead = the_dead(people, scene.province)
    at_hospital = _place_of_death(people, settlements)[dead]
    died_there = at_hospital >= 0
    rest = (rule["certified"] * dead.size - died_there.sum()) / max(dead.size - died_there.sum(), 1)
    is_certified = died_there | (draw.random(dead.size) < rest)
    dead, at_hospital = dead[is_certified], at_hospital[is_certified]
    day = people.died[dead]
    near = choose(scene.market.stay, county_on(people, scene.province, dead, day), draw)
    issued = day + delays(draw, dead.size, rule["certificate"])
    return {
        "person": dead.astype(np.int32),
        "day": day,
        "issued": issued.astype(np.int32),
        "provider": np.where(at_hospital >= 0, at_hospital, near).astype(np.int32),
        "cause": _causes(scene, dead, draw),
    }


def _place_of_death(people: People, settlements: Table) -> NDArray[np.int32]:
    """[person] the hospital whose stay ends on the day of death, −1 for none."""
    place = np.full(len(people), -1, np.int32)
    person = settlements["person"]
    ends = (settlements["kind"] == STAY_KIND) & (settlements["discharged"] == people.died[person])
    place[person[ends]] = settlements["provider"][ends]
    return place


def _causes(scene: Scene, dead: Index, draw: np.random.Generator) -> NDArray[np.int16]:
    care, people = scene.care, scene.people
    cause = choose(diagnosis_shares(care, _deadly(care)), diagnosis_row(people, dead, people.died[dead]), draw)
    own = (people.chronic[dead] == TUMOUR) & (draw.random(dead.size) < _CAUSE_IS_TUMOUR)
    return np.where(own, scene.illness.diagnosis[dead], cause).astype(np.int16)


def _deadly(care: Care) -> NDArray[np.float64]:
    return np.where(care.death > 0, care.death, 1e-4 * care.stay)


def cremate(people: People, province: Province, draws: Draws) -> Table:
    """Cremations: more in towns, fewer among minorities with customs of their own; registered by hand afterwards."""
    draw, rule = draws.generator("events cremations"), rates("registers")["cremation"]
    dead = the_dead(people, province)
    chance = np.where(people.rural[dead], rule["rural"], rule["urban"])
    chance = chance * np.where(people.ethnic[dead] == HAN, 1.0, rule["minority_factor"])
    prefecture = province.counties.prefecture[people.county[dead]]
    factor = np.array([rule["by_prefecture"].get(number, 1.0) for number in range(int(prefecture.max(initial=0)) + 1)])
    dead = dead[draw.random(dead.size) < chance * factor[prefecture]]
    least, most = rule["days_after"]
    cremated = people.died[dead] + draw.integers(least, most + 1, dead.size)
    registered = cremated + delays(draw, dead.size, rule["registration"])
    return {
        "person": dead.astype(np.int32),
        "day": people.died[dead],
        "cremated": cremated.astype(np.int32),
        "registered": registered.astype(np.int32),
    }


def deregister(people: People, province: Province, draws: Draws) -> Table:
    """Entries of deaths in the population register; some never come.

    The agency mostly learns of a death from the register, so most entries precede its knowledge by some days.
    """
    draw, rule = draws.generator("events deaths registered"), rates("registers")["death"]
    dead = the_dead(people, province)
    dead = dead[draw.random(dead.size) >= rule["never_registered"]]
    day = people.died[dead].astype(np.int64)
    registered = np.where(_told(people, dead, rule, draw), 0, day + 1 + delays(draw, dead.size, rule["registration"]))
    before = draw.integers(0, int(rule["told_the_agency"]["most_days_before"]) + 1, dead.size)
    told = np.maximum(people.death_known[dead] - before, day + 1)
    registered = np.where(registered == 0, told, registered)
    return {
        "person": dead.astype(np.int32),
        "kind": np.full(dead.size, DEATH, np.int8),
        "day": day.astype(np.int32),
        "registered": registered.astype(np.int32),
    }


def _told(people: People, dead: Index, rule: Mapping[str, Any], draw: np.random.Generator) -> NDArray[np.bool_]:
    """Whether the register told the agency; who has hidden a death for long has not registered it either way."""
    known = people.death_known[dead].astype(np.int64)
    soon = (known != NEVER) & (known - people.died[dead] <= rule["told_the_agency"]["within_days"])
    return np.asarray(soon & (draw.random(dead.size) < rule["told_the_agency"]["share"]))
